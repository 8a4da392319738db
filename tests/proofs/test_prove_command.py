"""`sot rules prove`: what it prints, what it writes, how it ends."""

import shutil
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sot_engine import assess, read_visit
from sot_engine.cli.rules.group import app
from sot_engine.errors import MachineLacks, extra
from sot_engine.packs.shelf import pack_folder, read_pack
from sot_engine.workflow.rules.prove_pack import prove_packs


@pytest.fixture
def lopsided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of sot-core in which a head tilt to the right counts for nothing."""
    monkeypatch.setenv("SOT_CACHE_DIR", str(tmp_path / "cache"))
    folder = tmp_path / "lopsided"
    shutil.copytree(pack_folder("sot-core"), folder)
    rules = folder / "category-1.yaml"
    text = rules.read_text(encoding="utf-8")
    assert "{head_tilt: [left, right]}" in text
    rules.write_text(text.replace("{head_tilt: [left, right]}", "{head_tilt: left}"), encoding="utf-8")
    return folder


def test_a_theorem_that_holds_is_one_sentence_and_exit_0() -> None:
    ended = CliRunner().invoke(app, ["prove", "sot-core", "--theorem", "T-03"])
    assert ended.exit_code == 0
    assert max(map(len, ended.stdout.splitlines())) <= 80
    line = " ".join(ended.stdout.split())
    assert line.startswith("proved sot-core: T-03: In pregnancy no placement is shown without a change (2 claims, ")


def test_exceptions_of_the_pack_are_printed_with_their_reasons() -> None:
    ended = CliRunner().invoke(app, ["prove", "ak-variants", "--theorem", "shadow"])
    assert ended.exit_code == 0
    told = "stated exception: whenever AK-05 fires, AK-01 fires too. AK-05 adds the medial knee"
    assert told in " ".join(ended.stdout.split())


def test_a_theorem_that_fails_is_shown_by_a_visit_file_that_can_be_assessed(lopsided: Path, tmp_path: Path) -> None:
    folder = tmp_path / "witnesses"
    ended = CliRunner().invoke(app, ["prove", str(lopsided), "--theorem", "mirror", "--witness", str(folder)])
    assert ended.exit_code == 1
    for words in (
        "FAILED",
        "C1-15 is not mirrored",
        "a smallest exam",
        "head_tilt: left",
        "direct reading shows it too",
    ):
        assert words in ended.stdout
    pack = read_pack(str(lopsided))
    fired = [
        {fired.rule for fired in assess(pack, read_visit(path, pack)).categories["I"].fired}
        for path in sorted(folder.glob("*.yaml"))
    ]
    assert sorted(map(len, fired)) == [0, 1]


def test_an_unknown_theorem_is_a_wrong_command_line() -> None:
    ended = CliRunner().invoke(app, ["prove", "sot-core", "--theorem", "mirrors"])
    assert ended.exit_code == 2


def test_without_z3_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("sot_engine.proofs")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(MachineLacks) as lacking:
        list(prove_packs(("sot-core",)))
    assert lacking.value.hint == extra("proofs")
