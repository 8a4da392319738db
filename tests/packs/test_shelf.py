"""Where packs are found, and which of them may stand together."""

from pathlib import Path

import pytest

from sot_engine.errors import PackError, SotError
from sot_engine.packs.shelf import pack_cases, pack_folder, pack_ids, read_pack
from tests.known_packs import MORE, core, rule, tiny, with_ak, write_tiny


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shelf of one's own with the tiny pack, and one that extends it."""
    monkeypatch.setenv("SOT_PACKS", tmp_path.as_posix())
    write_tiny(tmp_path / "tiny")
    write_more(tmp_path / "more", "more", "tiny")
    return tmp_path


def write_more(folder: Path, name: str, extends: str) -> None:
    folder.mkdir()
    head = MORE.replace("id: more", f"id: {name}").replace("extends: tiny", f"extends: {extends}")
    (folder / "pack.yaml").write_text(head, encoding="utf-8")
    (folder / "rules.yaml").write_text(rule(f"T-{name}", "{rigid: absent}"), encoding="utf-8")


def test_the_packs_that_ship_are_on_the_shelf() -> None:
    assert {"sot-core", "ak-variants"} <= set(pack_ids())
    assert (pack_folder("sot-core") / "pack.yaml").is_file()


def test_sot_core_is_read_when_no_pack_is_named() -> None:
    assert read_pack() == core()


def test_the_kept_form_and_the_files_give_the_same_pack() -> None:
    assert read_pack("sot-core", fresh=True) == core()
    assert repr(read_pack("sot-core", ["ak-variants"], fresh=True)) == repr(with_ak())


def test_a_shelf_of_ones_own_is_looked_at_first(shelf: Path) -> None:
    assert {"tiny", "more", "sot-core"} <= set(pack_ids())
    assert read_pack("tiny") == tiny()
    write_tiny(shelf / "sot-core")
    assert pack_folder("sot-core") == shelf / "sot-core"


def test_a_pack_can_be_named_by_its_path(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOT_PACKS")
    assert read_pack((shelf / "tiny").as_posix()) == tiny()
    monkeypatch.chdir(shelf)
    assert read_pack("./tiny") == tiny()
    assert read_pack("tiny") == read_pack(shelf / "tiny") == tiny()
    with pytest.raises(PackError, match="no pack is called"):
        read_pack("tinier")


def test_a_folder_where_the_user_stands_never_takes_the_place_of_a_pack_on_the_shelf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tiny(tmp_path / "sot-core")
    monkeypatch.chdir(tmp_path)
    assert read_pack("sot-core").id == "sot-core"


def test_a_pack_that_is_not_there_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(PackError) as caught:
        read_pack("sot-kore")
    assert (caught.value.code, caught.value.hint) == ("P001", 'did you mean "sot-core"?')


def test_a_pack_that_extends_another_is_read_with_it(shelf: Path) -> None:
    pack = read_pack("more")
    assert (pack.id, pack.with_) == ("more", ())
    assert {"T-more", "E1-1"} <= set(pack.rule)


def test_a_pack_on_top_keeps_the_name_of_the_one_below(shelf: Path) -> None:
    pack = read_pack("tiny", ["more"])
    assert (pack.id, pack.version, pack.with_) == ("tiny", "1.0.0", ("more",))
    assert pack.sha256 == read_pack("more").sha256
    assert "T-more" in pack.rule


def test_several_packs_may_stand_on_one(shelf: Path) -> None:
    write_more(shelf / "third", "third", "tiny")
    write_more(shelf / "fourth", "fourth", "more")
    pack = read_pack("tiny", ["more", "third", "fourth"])
    assert pack.with_ == ("more", "third", "fourth")
    assert {"T-more", "T-third", "T-fourth"} <= set(pack.rule)


@pytest.mark.parametrize("again", [False, True])
def test_a_pack_stands_only_on_the_one_that_it_extends(again: bool, shelf: Path) -> None:  # noqa: FBT001  # once fresh, once kept
    if again:
        read_pack("more")
    with pytest.raises(PackError, match="more extends tiny, not sot-core") as caught:
        read_pack("sot-core", ["more"])
    assert caught.value.hint == "use --pack tiny"


def test_a_change_in_a_file_is_seen_at_the_next_reading(shelf: Path) -> None:
    before = read_pack("tiny")
    path = shelf / "tiny" / "rules.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{at_least: 4}", "{at_least: 5}"), encoding="utf-8")
    after = read_pack("tiny")
    assert after.sha256 != before.sha256
    assert repr(after.rule["E2-1"].when) != repr(before.rule["E2-1"].when)


def test_the_cases_of_a_pack_may_be_like_those_of_the_pack_below() -> None:
    cases = pack_cases(with_ak(), pack_folder("ak-variants"))
    assert cases
    assert {case.rule for case in cases if case.rule} <= set(with_ak().rule)


def test_a_file_without_permission_is_no_traceback(shelf: Path) -> None:
    path = shelf / "tiny" / "rules.yaml"
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        with pytest.raises(SotError, match="cannot be read"):
            read_pack("tiny")
    else:
        pytest.skip("this user may read everything")
    finally:
        path.chmod(0o644)
