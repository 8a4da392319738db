"""The museum of bad packs: one mistake each, refused with file, line, code and words that say what is wrong."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest

from sot_engine.errors import MachineLacks, PackError, PackFaults, PackSyntax, Place, SotError
from sot_engine.packs.reader import read_folder
from sot_engine.packs.shelf import pack_cases, pack_folder, read_pack
from tests.known_packs import rule, tiny, tiny_with, write_tiny
from tests.packs.museum import MUSEUM, load
from tests.packs.refusals import HINTS, REFUSED


def refusal(name: str, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> SotError:
    with pytest.raises(PackError) as caught:
        load(name, shelf, monkeypatch)
    return caught.value


def told(fault: SotError) -> str:
    """A fault as the table has it: the file within its pack, the line, the code and the message."""
    place = fault.where
    if place is None:
        return f"nowhere {fault.code} {fault.message}"
    parts = place.file.split("/")
    file = "/".join(parts[-2:] if parts[-2:-1] == ["cases"] else parts[-1:])
    return f"{file}:{place.line} {fault.code} {fault.message}" if place.line else f"{file} {fault.code} {fault.message}"


@pytest.mark.parametrize("name", REFUSED)
def test_each_mistake_is_refused_with_its_place_and_says_what_is_wrong(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = refusal(name, tmp_path, monkeypatch)
    found = [told(fault) for fault in error.faults]
    assert len(found) == len(REFUSED[name]), found
    for line, expected in zip(found, REFUSED[name], strict=True):
        place, code, words = expected.split(" ", 2)
        assert line.startswith(f"{place} {code} ")
        assert words in line
    assert all(fault.hint for fault in error.faults)
    if name in HINTS:
        assert HINTS[name] in [fault.hint for fault in error.faults]
    assert error.exit_code == 3
    assert isinstance(error, PackFaults) is (len(found) > 1)


def test_every_pack_of_the_museum_is_asserted() -> None:
    assert set(HINTS) <= set(REFUSED)
    assert sorted(path.name for path in MUSEUM.iterdir()) == sorted(REFUSED)
    assert len(REFUSED) >= 25


def test_the_fault_names_the_rule_and_where_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = str(refusal("unknown_finding", tmp_path, monkeypatch)).splitlines()
    assert lines[0].endswith('more/mistake.yaml:6: P030 no finding is called "rigit"')
    assert lines[1:] == ["  in rule T-1, under when", '  did you mean "rigid"?                    sot learn P030']


def test_a_folder_without_a_pack_yaml_is_no_pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = write_tiny(tmp_path / "tiny")
    (home / "pack.yaml").unlink()
    monkeypatch.setenv("SOT_PACKS", tmp_path.as_posix())
    with pytest.raises(PackError, match='no pack is called "tiny"') as caught:
        read_pack("tiny")
    assert caught.value.code == "P001"
    with pytest.raises(PackError, match=r"a pack needs a pack\.yaml"):
        read_folder(home, None, "tiny")


def test_two_packs_that_extend_each_other_go_in_a_circle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = (MUSEUM / "extends_itself" / "pack.yaml").read_text(encoding="utf-8")
    for one, two in (("first", "second"), ("second", "first")):
        (tmp_path / one).mkdir()
        text = head.replace("id: extends_itself", f"id: {one}").replace("extends: extends_itself", f"extends: {two}")
        (tmp_path / one / "pack.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("SOT_PACKS", tmp_path.as_posix())
    with pytest.raises(PackError, match="extends goes in a circle: first → second → first") as caught:
        read_pack("first")
    assert caught.value.code == "P030"


def test_a_file_larger_than_a_pack_needs_is_refused_unread(tmp_path: Path) -> None:
    home = write_tiny(tmp_path / "tiny", more="# " + "x" * 10_000_000 + "\n")
    with pytest.raises(PackError, match="larger than") as caught:
        read_folder(home, None, "tiny")
    assert caught.value.code == "P010"


@pytest.mark.parametrize("depth", [50, 100_000])
def test_deep_nesting_is_refused(depth: int) -> None:
    with pytest.raises(PackError, match="nested deeper than 40 levels"):
        tiny_with(rule("T", "{all: [" * depth + "{rigid: present}" + "]}" * depth))


def _lost(path: Path) -> None:
    path.symlink_to("gone.yaml")


def _loop(path: Path) -> None:
    path.symlink_to(path.name)


@pytest.mark.parametrize("place", ["rules.yaml", "cases/more.yaml"])
@pytest.mark.parametrize("make", [Path.mkdir, _lost, _loop, os.mkfifo], ids=["folder", "lost", "loop", "pipe"])
def test_what_is_called_like_a_part_and_is_no_file_is_never_passed_over(
    place: str, make: Callable[[Path], None], tmp_path: Path
) -> None:
    """A link to stops that leads nowhere would take every stop out of the pack without a word."""
    home = write_tiny(tmp_path / "tiny")
    path = home / place
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    make(path)
    with pytest.raises(PackSyntax, match="is not a file") as told:
        pack_cases(read_pack(home.as_posix()), home)
    assert told.value.where == Place(path.as_posix())


def test_every_file_that_looks_like_a_part_and_is_not_read_is_told(tmp_path: Path) -> None:
    home = write_tiny(tmp_path / "tiny")
    for name in ("stops.yml", "More.YAML", "later/on/rules.yaml", "docs/page.md", ".hidden.yaml"):
        path = home / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("# Rules\n- id: X\n", encoding="utf-8")
    for name in ("visits/one.yaml", "mkdocs.yml"):
        path = home / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("schema: sot-visit/1\n", encoding="utf-8")  # what is a map and no part is somebody else's
    with pytest.raises(PackFaults) as told:
        read_pack(home.as_posix())
    assert {(Path(one.where.file).name, one.message) for one in told.value.faults if one.where} == {
        ("stops.yml", "only files that end in .yaml are read"),
        ("More.YAML", "only files that end in .yaml are read"),
        ("rules.yaml", "YAML in a folder of a pack's is not read"),
    }


def test_folders_of_a_pack_without_rules_and_hidden_files_are_nobodys_business(tmp_path: Path) -> None:
    home = write_tiny(tmp_path / "tiny")
    (home / "docs").mkdir()
    (home / "docs" / "page.md").write_text("A page.", encoding="utf-8")
    (home / ".#rules.yaml").symlink_to("someone@somewhere.1234")  # what an editor leaves while a file is open
    assert read_folder(home, None, "tiny") == tiny()


def test_a_folder_that_may_not_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = write_tiny(tmp_path / "tiny")

    def refused(path: Path) -> Iterator[Path]:
        raise PermissionError(13, "Permission denied", path.as_posix())

    monkeypatch.setattr(Path, "iterdir", refused)
    with pytest.raises(MachineLacks, match="cannot be read: permission denied"):
        read_pack(home.as_posix())


def test_what_names_a_rule_that_has_a_fault_of_its_own_is_not_at_fault(tmp_path: Path) -> None:
    home = copytree(pack_folder("sot-core"), tmp_path / "sot-core")
    file = home / "category-2.yaml"
    text = file.read_text(encoding="utf-8")
    before, found, after = text.partition("- id: C2-03")
    assert "at_least" in after
    file.write_text(before + found + after.replace("at_least", "at_leest", 1), encoding="utf-8")
    with pytest.raises(PackError) as told:
        read_pack(home.as_posix())
    assert {Path(one.where.file).name for one in told.value.faults if one.where} == {"category-2.yaml"}
