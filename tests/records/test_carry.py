"""Backup, restore, export and import: what comes back is equal, or nothing comes."""

import csv
import json
import re
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import which
from typing import Any, Literal

import pytest

from sot_engine.errors import MachineLacks, NotTakenIn, Place, SealBroken, StoreUnavailable
from sot_engine.records.carry import everything
from sot_engine.records.packs import _read as remembered
from sot_engine.store import in_use
from sot_engine.store.address import read_address
from sot_engine.store.database import Database
from sot_engine.workflow.charts.back_up import back_up
from sot_engine.workflow.charts.export_records import export_records
from sot_engine.workflow.charts.import_records import import_records
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.reassess_visit import reassess_visit
from sot_engine.workflow.charts.restore import restore
from sot_engine.workflow.charts.sign_visit import sign_visit
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import PASSWORD, add_people, drafted, exam_of, reviewed, signed
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


def test_records_are_replaced_only_when_asked_and_then_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    with open_records() as records:
        add_people(records)
        old = signed(records)
        back_up(records, str(tmp_path / "kept.db"))
        new = signed(records)
    with pytest.raises(NotTakenIn, match="there are records here already"):
        restore(str(tmp_path / "kept.db"))
    restore(str(tmp_path / "kept.db"), replace=True)
    with open_records() as records:
        assert open_entry(records, old.id).entry == old
        with pytest.raises(Exception, match="no visit is called"):
            open_entry(records, new.id)
    with open_records(str(tmp_path / "records.db.before-restore")) as aside:
        assert open_entry(aside, new.id).entry == new
    assert {path.name for path in tmp_path.iterdir()} == {"records.db", "kept.db", "records.db.before-restore"}


def test_a_damaged_database_is_replaced_by_its_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    with open_records() as records:
        add_people(records)
        entry = signed(records)
        back_up(records, str(tmp_path / "kept.db"))
    (tmp_path / "records.db").write_bytes(b"lightning" * 1000)
    with pytest.raises(StoreUnavailable, match="damaged") as told:
        open_records()
    assert "`sot records restore BACKUP --replace`" in told.value.hint
    restore(str(tmp_path / "kept.db"), replace=True)
    with open_records() as records:
        assert open_entry(records, entry.id).entry == entry


def test_records_that_are_open_elsewhere_are_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is signed there would be in a file that nobody looks for any more."""
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    monkeypatch.setattr(in_use, "REPLACING_SECONDS", 0.1)
    with open_records() as records:
        add_people(records)
        waiting = reviewed(records)
        back_up(records, str(tmp_path / "kept.db"))
        with pytest.raises(StoreUnavailable, match="the records are open elsewhere, and nothing was changed"):
            restore(str(tmp_path / "kept.db"), replace=True)
        entry = sign_visit(records, waiting.id, "anna", PASSWORD)
    with open_records() as records:
        assert open_entry(records, entry.id).entry == entry
    assert {path.name for path in tmp_path.iterdir()} == {"records.db", "kept.db"}
    restore(str(tmp_path / "kept.db"), replace=True)


def test_records_that_are_being_replaced_are_opened_when_it_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = read_address(tmp_path / "records.db")
    with open_records(str(address)) as records:
        add_people(records)
    monkeypatch.setattr(in_use, "OPENING_SECONDS", 0.1)
    with in_use.alone(address), pytest.raises(StoreUnavailable, match="the records are being replaced"):
        open_records(str(address))
    monkeypatch.setattr(in_use, "OPENING_SECONDS", 60)
    with ThreadPoolExecutor(1) as other, in_use.alone(address):
        opening = other.submit(open_records, str(address))
        time.sleep(0.1)
        assert not opening.done()
    opening.result().close()


def test_a_restore_that_is_killed_before_the_last_name_leaves_records_under_theirs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are none, the next command would begin new ones; and what was set aside changes no more."""
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    with open_records() as records:
        add_people(records)
        entry = signed(records)
        back_up(records, str(tmp_path / "kept.db"))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        restore(str(tmp_path / "kept.db"), replace=True)
    monkeypatch.undo()
    aside = (tmp_path / "records.db.before-restore").read_bytes()
    with open_records(str(tmp_path / "records.db")) as records:
        assert open_entry(records, entry.id).entry == entry
        signed(records)
    assert (tmp_path / "records.db.before-restore").read_bytes() == aside


def test_records_behind_a_link_are_replaced_where_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "records.db").symlink_to(tmp_path / "real" / "records.db")
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    monkeypatch.setattr(in_use, "REPLACING_SECONDS", 0.1)
    with open_records(str(tmp_path / "real" / "records.db")) as records:
        add_people(records)
        entry = signed(records)
        back_up(records, str(tmp_path / "kept.db"))
        with pytest.raises(StoreUnavailable, match="open elsewhere"):
            restore(str(tmp_path / "kept.db"), replace=True)
    restore(str(tmp_path / "kept.db"), replace=True)
    assert (tmp_path / "records.db").is_symlink()
    assert {path.name for path in (tmp_path / "real").iterdir()} == {"records.db", "records.db.before-restore"}
    with open_records() as records:
        assert open_entry(records, entry.id).entry == entry


@pytest.mark.parametrize("left", [0, 100_000, None])
def test_what_a_crash_left_of_a_file_goes_aside_with_its_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, left: int | None
) -> None:
    """A file that is empty, cut, or whole, with rows in the journal that are in no file yet."""
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "there" / "records.db"))
    (tmp_path / "there").mkdir()
    with open_records(str(tmp_path / "records.db")) as records:
        add_people(records)
        signed(records)
        rows = back_up(records, str(tmp_path / "kept.db"))[1].rows
    with open_records(str(tmp_path / "records.db")) as records:
        entry = signed(records)
        for tail in ("", "-wal"):
            content = (tmp_path / f"records.db{tail}").read_bytes()
            (tmp_path / "there" / f"records.db{tail}").write_bytes(content if tail else content[:left])
    journal = (tmp_path / "there" / "records.db-wal").read_bytes()
    assert restore(str(tmp_path / "kept.db"), replace=True).length == rows
    with open_records() as records:
        assert verify_records(records).faults == ()
    aside = tmp_path / "there" / "records.db.before-restore"
    if left is None:
        with open_records(str(aside)) as records:
            assert open_entry(records, entry.id).entry == entry
    else:
        assert aside.stat().st_size == left
        assert aside.with_name("records.db.before-restore-wal").read_bytes() == journal


def test_a_disk_that_fills_up_leaves_the_records_that_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is room for the journal of the new file, and none for the file."""
    disk = tmp_path / "disk"
    disk.mkdir()
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    with open_records() as records:
        add_people(records)
        entry = signed(records)
        back_up(records, str(tmp_path / "kept.db"))
    size = (tmp_path / "records.db").stat().st_size
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={int(size * 2.3)}", "tmpfs", str(disk)]
    if which("mount") is None or subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("this machine lends no small disk")
    try:
        (disk / "records.db").write_bytes((tmp_path / "records.db").read_bytes())
        monkeypatch.setenv("SOT_DATABASE", str(disk / "records.db"))
        with pytest.raises(StoreUnavailable, match="the disk is full") as told:
            restore(str(tmp_path / "kept.db"), replace=True)
        assert told.value.where == Place(str(disk / "records.db"))
        with open_records() as records:
            assert open_entry(records, entry.id).entry == entry
        assert [path.name for path in disk.iterdir()] == ["records.db"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # the one of the system


def damaged(path: Path) -> None:
    """A file in which the first page of the ledger was hit."""
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ledger'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size] ^= 0x5A
    path.write_bytes(content)


def test_a_damaged_backup_is_named_and_not_the_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    with open_records() as records:
        add_people(records)
        signed(records)
        back_up(records, str(tmp_path / "kept.db"))
    damaged(tmp_path / "kept.db")
    with pytest.raises(NotTakenIn, match="the backup cannot be used") as told:
        restore(str(tmp_path / "kept.db"), replace=True)
    assert told.value.where == Place(str(tmp_path / "kept.db"))


def in_a_row(path: Path, visit: str) -> None:
    """A file in which the beginning of the row of a seal was hit, which a copy carries as it is."""
    content = bytearray(path.read_bytes())
    found = re.search(re.escape(visit.encode()) + rb".{1,40}?sealed", content, re.DOTALL)
    assert found
    first = found.start() - 1  # the number of the row stands before its visit, and the length of its head before all
    head = next(place for place in range(first - 20, first) if content[place] == first - place)
    content[head : head + 2] = b"\xff\xff"
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda path, _: damaged(path), "the file is damaged"),
        (in_a_row, "the copy cannot be read, and was not kept: .*the file is damaged"),
    ],
)
def test_a_copy_of_damaged_records_is_not_kept_as_a_backup(
    tmp_path: Path, harm: Callable[[Path, str], None], says: str
) -> None:
    with open_records(str(tmp_path / "records.db")) as records:
        add_people(records)
        visit = signed(records).id
    harm(tmp_path / "records.db", visit)
    with open_records(str(tmp_path / "records.db")) as records, pytest.raises(StoreUnavailable, match=says) as told:
        back_up(records, str(tmp_path / "kept.db"))
    assert told.value.where == Place(str(tmp_path / "records.db"))
    assert {path.name for path in tmp_path.iterdir()} <= {"records.db", "records.db-wal", "records.db-shm"}


def test_a_backup_that_is_broken_replaces_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    with open_records() as records:
        add_people(records)
        entry = signed(records)
        back_up(records, str(tmp_path / "kept.db"))
    connection = sqlite3.connect(tmp_path / "kept.db")
    connection.executescript("DROP TRIGGER ledger_never_update; UPDATE ledger SET at = '' WHERE kind = 'exam'")
    connection.close()
    with pytest.raises(SealBroken, match="is not what was recorded"):
        restore(str(tmp_path / "kept.db"), replace=True)
    with pytest.raises(NotTakenIn, match="the backup cannot be read: no such file"):
        restore(str(tmp_path / "nowhere.db"))
    with open_records() as records:
        assert open_entry(records, entry.id).entry == entry
    assert {path.name for path in tmp_path.iterdir()} == {"records.db", "kept.db"}


def test_a_copy_with_its_journal_brings_back_what_stands_in_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine that died leaves the last rows in the journal, and a person copies the files of the folder."""
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    with open_records() as records:
        add_people(records)
        entry = signed(records)
        found = verify_records(records)
        for tail in ("", "-wal"):
            (tmp_path / f"copy.db{tail}").write_bytes((tmp_path / f"records.db{tail}").read_bytes())
    for file in tmp_path.glob("records.db*"):
        file.unlink()
    assert restore(str(tmp_path / "copy.db")).length == found.rows
    with open_records() as records:
        assert open_entry(records, entry.id).entry == entry


def test_records_become_encrypted_by_a_restore(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    monkeypatch.setattr("sot_engine.workflow.charts.restore.kept_key", lambda _: None)
    monkeypatch.setattr("sot_engine.workflow.charts.open_records.kept_key", lambda _: None)
    with open_records() as records:
        add_people(records)
        entry = signed(records)
        back_up(records, str(tmp_path / "kept.db"))
    monkeypatch.setenv("SOT_DATABASE", f"sqlcipher://{tmp_path}/hidden.db")
    restore(str(tmp_path / "kept.db"), ask_key=lambda _: "a key of words")
    assert b"EXAMPLE-2" not in (tmp_path / "hidden.db").read_bytes()
    with open_records(ask_key=lambda _: "a key of words") as records:
        assert open_entry(records, entry.id).entry == entry
        hidden, _ = back_up(records, str(tmp_path / "hidden-kept.db"))
    assert b"EXAMPLE-2" not in hidden.read_bytes()
    restore(str(hidden), replace=True, ask_key=lambda _: "a key of words")
    with pytest.raises(StoreUnavailable, match="the key does not open it"):
        open_records(ask_key=lambda _: "another key")


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
