"""Backups in the place of records: whatever is damaged, full, open or killed, records are there and whole."""

import re
import sqlite3
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from shutil import which

import pytest

from sot_engine.domain.chart import ChartEntry
from sot_engine.errors import NotTakenIn, Place, SealBroken, StoreUnavailable
from sot_engine.store import in_use
from sot_engine.store.address import read_address
from sot_engine.workflow.charts.back_up import back_up
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.restore import restore
from sot_engine.workflow.charts.sign_visit import sign_visit
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import PASSWORD, add_people, reviewed, signed


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ChartEntry:
    """A signed visit in records that nobody has open, and in their backup, `kept.db`."""
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    with open_records() as records:
        add_people(records)
        entry = signed(records)
        back_up(records, str(tmp_path / "kept.db"))
    return entry


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


def test_a_damaged_database_is_replaced_by_its_backup(tmp_path: Path, kept: ChartEntry) -> None:
    (tmp_path / "records.db").write_bytes(b"lightning" * 1000)
    with pytest.raises(StoreUnavailable, match="damaged") as told:
        open_records()
    assert "`sot records restore BACKUP --replace`" in told.value.hint
    restore(str(tmp_path / "kept.db"), replace=True)
    with open_records() as records:
        assert open_entry(records, kept.id).entry == kept


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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: ChartEntry
) -> None:
    """Where there are none, the next command would begin new ones; and what was set aside changes no more."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        restore(str(tmp_path / "kept.db"), replace=True)
    monkeypatch.undo()
    aside = (tmp_path / "records.db.before-restore").read_bytes()
    with open_records(str(tmp_path / "records.db")) as records:
        assert open_entry(records, kept.id).entry == kept
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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: ChartEntry
) -> None:
    """There is room for the journal of the new file, and none for the file."""
    disk = tmp_path / "disk"
    disk.mkdir()
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
            assert open_entry(records, kept.id).entry == kept
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


@pytest.mark.usefixtures("kept")
def test_a_damaged_backup_is_named_and_not_the_records(tmp_path: Path) -> None:
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


def test_a_backup_that_is_broken_replaces_nothing(tmp_path: Path, kept: ChartEntry) -> None:
    connection = sqlite3.connect(tmp_path / "kept.db")
    connection.executescript("DROP TRIGGER ledger_never_update; UPDATE ledger SET at = '' WHERE kind = 'exam'")
    connection.close()
    with pytest.raises(SealBroken, match="is not what was recorded"):
        restore(str(tmp_path / "kept.db"), replace=True)
    with pytest.raises(NotTakenIn, match="the backup cannot be read: no such file"):
        restore(str(tmp_path / "nowhere.db"))
    with open_records() as records:
        assert open_entry(records, kept.id).entry == kept
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
