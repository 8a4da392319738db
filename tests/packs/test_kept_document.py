import json
from pathlib import Path

import pytest

from sot_engine.packs import kept_document
from sot_engine.packs.content import read_file
from sot_engine.packs.kept import sealed, unsealed
from sot_engine.source.yaml_text import read_yaml

RULES = Path(__file__).parents[2] / "rules/sot-core"
FILES = [*sorted(RULES.glob("*.yaml")), *sorted((RULES / "cases").glob("*.yaml"))]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(RULES).as_posix())
def test_a_file_that_was_kept_is_the_file_as_it_was_parsed(path: Path, shelf: Path) -> None:
    parsed = read_yaml(path.read_text("utf-8"), "file.yaml")
    first, again = read_file(path, "file.yaml"), read_file(path, "file.yaml")
    assert first == again == parsed
    assert len(list(shelf.glob("yaml-*.json"))) == (path.stat().st_size >= kept_document.SMALL)


def test_a_kept_file_is_not_parsed_again_until_it_changes(tmp_path: Path, shelf: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("- a: 1\n" * 400, "utf-8")
    read_file(path, "rules.yaml")
    (kept,) = shelf.iterdir()
    known, _, lines = json.loads(unsealed(kept.read_bytes()))
    kept.write_bytes(sealed(json.dumps([known, [{"a": 2}], lines[:2]])))
    assert read_file(path, "rules.yaml").data == [{"a": 2}]
    path.write_text("- a: 3\n" * 400, "utf-8")
    assert read_file(path, "rules.yaml").data == [{"a": 3}] * 400
    assert list(shelf.iterdir()) == [kept]


def test_a_kept_file_that_was_changed_by_hand_is_parsed_again(tmp_path: Path, shelf: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("- a: 1\n" * 400, "utf-8")
    whole = read_file(path, "rules.yaml")
    (kept,) = shelf.iterdir()
    kept.write_bytes(kept.read_bytes().replace(b'"a":1', b'"a":9'))
    assert read_file(path, "rules.yaml") == whole


def test_a_path_that_a_kept_file_does_not_have_stands_where_its_nearest_ancestor_does(
    tmp_path: Path, shelf: Path
) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("- a: 1\n" * 400, "utf-8")
    read_file(path, "rules.yaml")
    assert shelf.is_dir()
    kept = read_file(path, "rules.yaml")
    assert [kept.place(*below).line for below in ((2, "a"), (2, "b"), (2, "a", 0), (999,))] == [3, 3, 3, 1]


@pytest.mark.parametrize("damage", ["", "[]", "{", '["x", [], []]', "null"])
def test_a_damaged_form_is_no_error(damage: str, tmp_path: Path, shelf: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("- a: 1\n" * 400, "utf-8")
    whole = read_file(path, "rules.yaml")
    (kept,) = shelf.iterdir()
    kept.write_bytes(sealed(damage))
    assert read_file(path, "rules.yaml") == whole


def test_the_name_under_which_messages_call_a_file_is_not_kept(tmp_path: Path, shelf: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text("- a: 1\n" * 400, "utf-8")
    assert [read_file(path, name).place(2).file for name in ("here.yaml", "there.yaml")] == ["here.yaml", "there.yaml"]


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    monkeypatch.setenv("SOT_CACHE_DIR", str(tmp_path / "file"))
    path = tmp_path / "rules.yaml"
    path.write_text("- a: 1\n" * 400, "utf-8")
    assert read_file(path, "rules.yaml") == read_file(path, "rules.yaml")
