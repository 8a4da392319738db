"""Backup, restore, export and import: what comes back is equal, or nothing comes."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest

from sot_engine.errors import MachineLacks, NotTakenIn, SealBroken
from sot_engine.records.carry import everything
from sot_engine.records.packs import _read as remembered
from sot_engine.store.database import Database
from sot_engine.workflow.charts.back_up import back_up
from sot_engine.workflow.charts.export_records import export_records
from sot_engine.workflow.charts.import_records import import_records
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.reassess_visit import reassess_visit
from sot_engine.workflow.charts.restore import restore
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import PASSWORD, drafted, exam_of, signed
from tests.records.test_amendments import LATE
from tests.records.test_patients import BORN, NAME


@pytest.fixture
def full(records: Database) -> Database:
    """Records with everything in them that a table can hold, texts that try a format included."""
    from sot_engine.records.patients import correct_patient
    from sot_engine.workflow.charts.amend_visit import amend_visit
    from sot_engine.workflow.charts.edit_visit import Edit, edit_visit
    from sot_engine.workflow.charts.erase_patient import erase_patient

    signed(records, exam_of("P-1"), by="ben")
    entry = signed(records, exam_of("P-2"))
    amend_visit(records, entry.id, "anna", PASSWORD, LATE)
    odd = drafted(records, exam_of('=cmd|"x"!A1,', birth_date=BORN), "cleo")
    of_several_lines = replace(odd.patient, ref='=cmd|"x"!A1,\u2028', name=f"{NAME} “Zoë”\n'; --")
    with records.writing() as connection:  # as it could be recorded once
        correct_patient(connection, of_several_lines, odd.opened_at, "cleo", "salt")
    edit_visit(records, odd.id, "anna", Edit(history='Two\r\nlines, "quoted",\n\nand a \t tab; ]}, {[', plan="\\u0041"))
    drafted(records, exam_of("P-3"))
    erase_patient(records, "P-3", "anna", PASSWORD, "Request.")
    return records


def content(records: Database) -> list[tuple[str, dict[str, Any]]]:
    """Every row of every table."""
    with records.reading() as connection:
        return [(name, dict(row)) for name, row in everything(connection)]


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_what_is_exported_comes_back_equal(full: Database, tmp_path: Path, kind: Literal["json", "csv"]) -> None:
    out = str(tmp_path / "export")
    assert export_records(full, out, kind) == verify_records(full)[:2]
    with open_records(str(tmp_path / "other.db")) as other:
        import_records(other, out)
        assert content(other) == content(full)
        assert verify_records(other) == verify_records(full)
    modes = {path.stat().st_mode & 0o077 for path in (Path(out), *tmp_path.rglob("*.csv"))}
    assert modes == {0}


def test_an_export_is_one_json_document(full: Database, tmp_path: Path) -> None:
    export_records(full, str(tmp_path / "records.json"))
    told = json.loads((tmp_path / "records.json").read_text("utf-8"))
    assert list(told) == ["schema", "length", "hash", "patient", "identity", "person", "pack", "ledger"]
    assert (told["schema"], told["length"]) == ("sot-records/1", len(told["ledger"]))
    again = tmp_path / "indented.json"
    again.write_text(json.dumps(told, indent=4), "utf-8")
    with open_records(str(tmp_path / "other.db")) as other:
        import_records(other, str(again))
        assert content(other) == content(full)


def test_records_go_from_one_kind_of_database_to_the_other(full: Database, tmp_path: Path) -> None:
    from tests.databases import new_server_database

    target = new_server_database() if full.address.is_file else str(tmp_path / "other.db")
    export_records(full, str(tmp_path / "records.json"))
    with open_records(target) as other:
        import_records(other, str(tmp_path / "records.json"))
        assert content(other) == content(full)


def test_nothing_is_taken_into_records_that_are_there(full: Database, tmp_path: Path) -> None:
    export_records(full, str(tmp_path / "records.json"))
    before = content(full)
    with pytest.raises(NotTakenIn, match="there are records here already"):
        import_records(full, str(tmp_path / "records.json"))
    assert content(full) == before


def spoiled(path: Path) -> Iterator[str]:
    """Exports in which something was changed by hand."""
    text = path.read_text("utf-8")
    told = json.loads(text)
    for number in (1, len(told["ledger"]) // 2, -1):
        other = json.loads(text)
        other["ledger"][number]["at"] = "2020-01-01T00:00:00+00:00"
        yield json.dumps(other)
    yield json.dumps({**told, "ledger": told["ledger"][:-1]})
    yield json.dumps({**told, "ledger": [*told["ledger"][:2], *told["ledger"][3:]]})
    yield json.dumps({**told, "pack": [{**told["pack"][0], "content": "[]"}]})


def test_a_changed_export_is_refused_and_nothing_is_taken_in(full: Database, tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    export_records(full, str(path))
    for number, text in enumerate(spoiled(path)):
        bad = tmp_path / f"bad-{number}.json"
        bad.write_text(text, "utf-8")
        with open_records(str(tmp_path / f"other-{number}.db")) as other:
            with pytest.raises(
                SealBroken,
                match=r"not follow|is not what was recorded|not what was kept|are missing|without a word",
            ):
                import_records(other, str(bad))
            assert content(other) == []


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"schema": "sot-visit/1", "a": 1, "b": 2}', '{"schema": "sot-records/1", "length": 1, "hash": ',
     '{"schema": "sot-records/1", "length": 0, "hash": "0", "ledger": [{"number": 1}]}',
     '{"schema": "sot-records/1", "length": 0, "hash": "0", "visits": []}', "{[1]: 2}", "\ufeff\x00",
     '{"schema": "sot-records/1", "length": 0, "hash": "0", {}: []}',
     '{"schema": "sot-records/1", "length": 0, "hash": "0", "patient": [{"key": ["a"]}]}'],
)  # fmt: skip
def test_what_is_no_export_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text, "utf-8")
    with open_records(str(tmp_path / "records.db")) as records:
        with pytest.raises(NotTakenIn, match="no export of records"):
            import_records(records, str(tmp_path / "bad.json"))
        assert content(records) == []


@pytest.mark.parametrize("odd", ["1" + "0" * 30, '"\\ud800"', "[" * 100_000], ids=["number", "surrogate", "depth"])
def test_an_export_with_what_no_records_hold_is_told(full: Database, tmp_path: Path, odd: str) -> None:
    path = tmp_path / "records.json"
    export_records(full, str(path))
    text = path.read_text("utf-8")
    assert '"step": 1,' in text
    path.write_text(text.replace('"step": 1,', f'"step": {odd},', 1), "utf-8")
    with open_records(str(tmp_path / "other.db")) as other:
        with pytest.raises((NotTakenIn, SealBroken)):
            import_records(other, str(path))
        assert content(other) == []


@pytest.mark.parametrize("behind", ["{}", "\n ]", '"', "\x00"])
def test_an_export_with_something_behind_its_end_is_told(full: Database, tmp_path: Path, behind: str) -> None:
    path = tmp_path / "records.json"
    export_records(full, str(path))
    path.write_text(path.read_text("utf-8") + behind, "utf-8")
    with open_records(str(tmp_path / "other.db")) as other:
        with pytest.raises(NotTakenIn, match="no export of records"):
            import_records(other, str(path))
        assert content(other) == []


def test_an_export_that_is_not_there_is_told(tmp_path: Path) -> None:
    with open_records(str(tmp_path / "records.db")) as records:
        for name, says in (("nowhere.json", "cannot be read: no such file"), ("", "no export")):
            with pytest.raises(NotTakenIn, match=says):
                import_records(records, str(tmp_path / name))
        (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\xff")
        with pytest.raises(NotTakenIn, match="not utf-8"):
            import_records(records, str(tmp_path / "bytes.json"))


def test_a_damaged_folder_of_csv_is_told(full: Database, tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    export_records(full, str(folder), "csv")
    with (folder / "ledger.csv").open(encoding="utf-8", newline="") as stream:
        names, *rows = csv.reader(stream)
    for bad in ([names[1:], *rows], [names, ["x", *rows[0][1:]]]):
        with (folder / "ledger.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(bad)
        with open_records(str(tmp_path / "other.db")) as other:
            with pytest.raises(NotTakenIn, match="no export of records"):
                import_records(other, str(folder))
            assert content(other) == []


def test_an_export_is_never_written_over(full: Database, tmp_path: Path) -> None:
    (tmp_path / "there").write_text("mine", "utf-8")
    kinds: tuple[Literal["json", "csv"], ...] = ("json", "csv")
    for kind in kinds:
        with pytest.raises(MachineLacks, match="something of this name"):
            export_records(full, str(tmp_path / "there"), kind)
        with pytest.raises(MachineLacks, match="cannot be written"):
            export_records(full, str(tmp_path / "there" / "below"), kind)
    assert (tmp_path / "there").read_text("utf-8") == "mine"


# --- Backup and restore ---


def test_a_backup_is_restored_equal(full: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, found = back_up(full, str(tmp_path / "kept.db"))
    assert found == verify_records(full)
    before = content(full)
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "again" / "records.db"))
    assert restore(str(path)).length == found.rows
    with open_records() as again:
        assert content(again) == before
        assert verify_records(again) == found


def test_a_backup_goes_into_the_data_folder_under_its_time(
    full: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "data"))
    path, _ = back_up(full)
    assert path.parent == tmp_path / "data" / "backups"
    assert path.stat().st_mode & 0o077 == 0


# --- Packs ---


def test_an_old_visit_is_read_with_its_own_pack_after_that_is_gone(
    records: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pack is a copy on a shelf of its own, which is emptied afterwards."""
    from shutil import copytree, rmtree

    from sot_engine.workflow.charts.assess_visit import assess_visit
    from sot_engine.workflow.charts.new_visit import new_visit
    from tests.records.cases import EXAMPLES, exam

    shelf = tmp_path / "shelf"
    copytree(EXAMPLES.parent / "rules" / "sot-core", shelf / "our-school")
    head = shelf / "our-school" / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace("id: sot-core", "id: our-school", 1), "utf-8")
    monkeypatch.setenv("SOT_PACKS", str(shelf))
    entry = assess_visit(records, new_visit(records, exam(), "anna", pack="our-school").id, "anna")
    assert entry.assessment is not None
    assert entry.assessment.pack.id == "our-school"
    rmtree(shelf)
    remembered.clear()
    pack = open_entry(records, entry.id).pack
    assert pack.sha256 == entry.assessment.pack.sha256
    assert reassess_visit(records, entry.id).is_same
