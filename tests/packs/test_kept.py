"""The validated form of a pack that is kept between runs: quicker, never other, and never trusted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from sot_engine.packs import kept
from sot_engine.packs.shelf import read_pack
from tests.known_packs import tiny, write_tiny


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of kept forms, and a shelf with the tiny pack, for one test."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("SOT_CACHE_DIR", folder.as_posix())
    monkeypatch.setenv("SOT_PACKS", (tmp_path / "shelf").as_posix())
    write_tiny(tmp_path / "shelf" / "tiny")
    return folder


def forms(folder: Path) -> list[Path]:
    return sorted(folder.glob("pack-*")) if folder.is_dir() else []


def test_a_pack_is_kept_once_it_was_found_valid_and_then_read_from_there(cache: Path) -> None:
    first = read_pack("tiny")
    (form,) = forms(cache)
    assert first.sha256 in form.name
    assert repr(read_pack("tiny")) == repr(first)
    assert forms(cache) == [form]


def test_reading_the_kept_form_needs_neither_yaml_nor_pydantic() -> None:
    read_pack("tiny")
    program = (
        "import sys; from sot_engine.packs.shelf import read_pack; read_pack('tiny'); "
        "print(sorted({'pydantic', 'ruamel', 'ruamel.yaml', 'platformdirs'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "damage",
    ["", "{", "null", "[]", "{}", "[null, null]", '[null, {"@": "Pack"}]', '[null, {"@": "Popen", "args": "true"}]',
     '[null, {"@": ["Pack"]}]', "\x00"],
)  # fmt: skip
def test_a_damaged_form_is_read_again_from_the_files(damage: str, cache: Path) -> None:
    read_pack("tiny")
    (form,) = forms(cache)
    whole = form.read_text(encoding="utf-8")
    form.write_bytes(kept.sealed(damage))
    assert read_pack("tiny") == tiny()
    assert form.read_text(encoding="utf-8") == whole


def test_a_form_that_is_not_text_is_read_again_from_the_files(cache: Path) -> None:
    read_pack("tiny")
    (form,) = forms(cache)
    form.write_bytes(b"\xff\xfe")
    assert read_pack("tiny") == tiny()


def test_a_form_under_another_hash_is_not_believed(cache: Path, tmp_path: Path) -> None:
    read_pack("tiny")
    (form,) = forms(cache)
    path = tmp_path / "shelf" / "tiny" / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a comment\n", encoding="utf-8")
    changed = read_pack("tiny", fresh=True)
    (other,) = [known for known in forms(cache) if known != form]
    other.write_bytes(form.read_bytes())
    assert read_pack("tiny").sha256 == changed.sha256


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("SOT_CACHE_DIR", (tmp_path / "file" / "below").as_posix())
    assert read_pack("tiny") == tiny()


def test_a_user_without_a_folder_of_their_own_reads_the_files_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Path:
        raise RuntimeError

    for name in ("SOT_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(Path, "home", nobody)
    assert read_pack("ak-variants").id == "ak-variants"
    assert kept.recall(read_pack().sha256, str) is None


def test_nothing_half_written_is_left(cache: Path) -> None:
    read_pack("tiny")
    assert [path.suffix for path in forms(cache)] == [".json"]
    assert json.loads(kept.unsealed(forms(cache)[0].read_bytes()))


def test_a_form_that_was_changed_by_hand_is_read_again_from_the_files(cache: Path) -> None:
    read_pack("tiny")
    (form,) = forms(cache)
    whole = form.read_bytes()
    form.write_bytes(whole.replace(b'"hallmark"', b'"weak"', 1))
    assert form.read_bytes() != whole
    assert read_pack("tiny") == tiny()
    assert form.read_bytes() == whole


def test_a_pack_that_is_refused_is_not_kept(cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "shelf" / "tiny" / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("cite: [BOOK]", "cite: [NONE]"), encoding="utf-8")
    with pytest.raises(Exception, match="faults"):
        read_pack("tiny")
    assert forms(cache) == []


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="on Linux and macOS only, as the README says")
def test_the_folder_is_the_one_that_platformdirs_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOT_CACHE_DIR")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    assert kept.folder() == user_cache_path("sot-engine", appauthor=False)
    if sys.platform == "linux":
        monkeypatch.setenv("XDG_CACHE_HOME", os.fspath(Path("/somewhere/else")))
        assert kept.folder() == user_cache_path("sot-engine", appauthor=False)
