"""Opening, versions, locks and faults, on a schema that is the tests' own."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from tempfile import gettempdir

import pytest
from sqlalchemy import text

from sot_engine.errors import MachineLacks, StoreUnavailable, extra
from sot_engine.store.copy import copy_database
from sot_engine.store.database import Database
from sot_engine.store.opening import open_database
from sot_engine.store.schema import Schema

FOLDER = Path(__file__).parent / "diary"
OLD = Schema(name="lines", folder=FOLDER, head="0001")
NEW = Schema(name="lines", folder=FOLDER, head="0002")


def old_only(tmp_path: Path) -> Schema:
    """The schema as it was before its second version."""
    folder = tmp_path / "old" / "versions"
    folder.mkdir(parents=True)
    (folder / "r0001_lines.py").write_text((FOLDER / "versions/r0001_lines.py").read_text("utf-8"), "utf-8")
    return Schema(name="lines", folder=folder.parent, head="0001")


def write(database: Database, words: str) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO line (words) VALUES (:words)"), {"words": words})


def lines(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(connection.execute(text("SELECT words FROM line ORDER BY number")).scalars())


def test_a_database_is_made_and_read_again(address: str) -> None:
    with open_database(address, NEW) as database:
        write(database, "first")
    with open_database(address, NEW) as database:
        assert lines(database) == ["first"]


def _write_half(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("INSERT INTO line (words) VALUES ('half')"))
        1 / 0  # noqa: B018  # whatever goes wrong in the middle


def test_what_fails_half_way_leaves_nothing(address: str) -> None:
    with open_database(address, NEW) as database:
        with pytest.raises(ZeroDivisionError):
            _write_half(database)
        assert lines(database) == []


def test_a_migration_is_run_after_a_copy_was_taken(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "data"))
    with open_database(address, old_only(tmp_path)) as database:
        write(database, "kept")
    with open_database(address, NEW) as database, database.reading() as connection:
        assert connection.execute(text("SELECT words, author FROM line")).all() == [("kept", None)]
    (copy,) = (tmp_path / "data").glob("*.before-0002")
    with open_database(copy, old_only(tmp_path / "again")) as database:
        assert lines(database) == ["kept"]


def test_a_copy_before_a_migration_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "lines.db"
    open_database(path, old_only(tmp_path)).close()
    (tmp_path / "lines.db.before-0002").write_text("an older one", "utf-8")
    open_database(path, NEW).close()
    assert (tmp_path / "lines.db.before-0002").read_text("utf-8") == "an older one"
    assert (tmp_path / "lines.db.before-0002-1").exists()


def test_a_newer_version_is_refused_and_left_alone(address: str, tmp_path: Path) -> None:
    with open_database(address, NEW) as database:
        write(database, "from the future")
    with pytest.raises(StoreUnavailable, match="of version 0002, newer than 0001"):
        open_database(address, old_only(tmp_path))
    with open_database(address, NEW) as database:
        assert lines(database) == ["from the future"]


def test_the_database_of_another_program_is_refused(address: str) -> None:
    with open_database(address, NEW) as database, database.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    with pytest.raises(StoreUnavailable, match="tables of another program"):
        open_database(address, NEW)


def _write_many(address: str, name: str, number: int) -> None:
    with open_database(address, NEW) as database:
        for count in range(number):
            write(database, f"{name} {count}")


def test_two_who_write_at_once_both_succeed_from_the_first_moment(address: str) -> None:
    """Both make the database too, at the same time."""
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write_many, args=(address, name, 60)) for name in ("one", "two")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    with open_database(address, NEW) as database:
        found = lines(database)
    assert len(found) == 120
    assert [words for words in found if words.startswith("one")] == [f"one {count}" for count in range(60)]


def test_who_reads_sees_one_state_while_another_writes(address: str) -> None:
    with open_database(address, NEW) as database:
        with database.reading() as connection:
            before = connection.execute(text("SELECT count(*) FROM line")).scalar()
            write(database, "meanwhile")
            assert connection.execute(text("SELECT count(*) FROM line")).scalar() == before == 0
        assert lines(database) == ["meanwhile"]


def test_a_file_and_its_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "lines.db"
    with open_database(path, NEW) as database:
        write(database, "private")
        modes = {oct(found.stat().st_mode & 0o777) for found in path.parent.iterdir()}
    assert modes == {"0o600"}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_commit_is_on_the_disk_and_keys_are_held_to(tmp_path: Path) -> None:
    with open_database(tmp_path / "lines.db", NEW) as database, database.reading() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


# --- Encrypted ---


def test_an_encrypted_file_needs_its_key(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    address = f"sqlcipher://{tmp_path}/lines.db"
    with open_database(address, NEW, key="it's a secret") as database:
        write(database, "written in clear nowhere")
        copy_database(database, tmp_path / "copy.db")
    for file in ("lines.db", "copy.db"):
        assert b"nowhere" not in (tmp_path / file).read_bytes()
        with open_database(f"sqlcipher://{tmp_path}/{file}", NEW, key="it's a secret") as database:
            assert lines(database) == ["written in clear nowhere"]
    with pytest.raises(StoreUnavailable, match="the key does not open it"):
        open_database(address, NEW, key="its a secret")
    with pytest.raises(StoreUnavailable, match="no key was given"):
        open_database(address, NEW)
    with pytest.raises(StoreUnavailable, match="damaged, encrypted, or no database"):
        open_database(tmp_path / "lines.db", NEW)
    assert capfd.readouterr() == ("", "")


def test_a_driver_that_is_missing_is_named_with_what_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MachineLacks) as lacks:
        open_database(f"sqlcipher://{tmp_path}/lines.db", NEW, key="k")
    assert lacks.value.hint == extra("encrypted")
    with pytest.raises(MachineLacks) as lacks:
        open_database("postgresql://sot@localhost/lines", NEW)
    assert lacks.value.hint == extra("postgres")


# --- Faults ---


def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "lines.db"
    with open_database(path, NEW) as database:
        for count in range(500):
            write(database, f"line {count}")
    content = bytearray(path.read_bytes())
    content[4096 : 4096 + 12_000] = os.urandom(12_000)
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match="damaged"), open_database(path, NEW) as database:
        lines(database)
    assert path.read_bytes() == content


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lines.db"
    path.write_text("not a database, only words. " * 100, "utf-8")
    with pytest.raises(StoreUnavailable, match="no database"):
        open_database(path, NEW)


WRITER = """
import resource, sys
from tests.store.test_database import NEW, write
from sot_engine.errors import StoreUnavailable
from sot_engine.store.opening import open_database
with open_database(sys.argv[1], NEW) as database:
    try:
        {limit}
        for count in range(10_000):
            write(database, "x" * 500)
            print(count, flush=True)
    except StoreUnavailable as error:
        print(error.message)
"""


def run(script: str, *words: str, user: str | None = None) -> list[str]:
    command = [sys.executable, "-c", script, *words]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, user=user)
    assert ran.stderr == ""
    return ran.stdout.splitlines()


def test_a_full_disk_is_told_and_what_was_written_stays(tmp_path: Path) -> None:
    """A limit on the size of files is what a full disk looks like to a program; Python ignores its signal."""
    path = str(tmp_path / "lines.db")
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))"
    *counted, told = run(WRITER.format(limit=limit), path)
    assert told.startswith("the database cannot be used: the disk")
    with open_database(path, NEW) as database:
        assert len(lines(database)) == len(counted) > 10


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not write here")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    """Root may write anywhere, so it is somebody else who tries."""
    script = """
import os, sys
from tests.store.test_database import NEW
from sot_engine.errors import StoreUnavailable
from sot_engine.store.opening import open_database
open_database(os.path.join(sys.argv[1], "first.db"), NEW).close()  # whatever it imports, while it may read it
os.seteuid(65534)
for name in ("lines.db", "new.db"):
    try:
        open_database(os.path.join(sys.argv[1], name), NEW)
    except StoreUnavailable as error:
        print(error.message)
os.seteuid(0)
"""
    open_database(tmp_path / "lines.db", NEW).close()
    for folder in (tmp_path, *tmp_path.parents):
        if folder.is_relative_to(gettempdir()) and folder != Path(gettempdir()):
            folder.chmod(0o755)
    (tmp_path / "lines.db").chmod(0o644)
    told = run(script, str(tmp_path))
    assert told[0] in {
        "the database cannot be used: it may not be written",
        "the database cannot be used: it cannot be opened",
    }
    assert told[1] == "the database cannot be used: permission denied"


def test_a_server_that_does_not_answer_is_told_without_its_password() -> None:
    with pytest.raises(StoreUnavailable, match="the server does not answer") as told:
        open_database("postgresql://sot:swordfish@127.0.0.1:9/lines", NEW)
    assert "swordfish" not in str(told.value)
    assert "sot:***@127.0.0.1:9/lines" in str(told.value)


def test_a_copy_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with open_database(tmp_path / "lines.db", NEW) as database:
        copy_database(database, tmp_path / "copy.db")
        with pytest.raises(StoreUnavailable, match="there is a file of this name already"):
            copy_database(database, tmp_path / "copy.db")
        (tmp_path / "in-the-way").write_text("a file", "utf-8")
        with pytest.raises(StoreUnavailable, match="cannot be used"):
            copy_database(database, tmp_path / "in-the-way" / "copy.db")
    assert {path.name for path in tmp_path.iterdir()} == {"lines.db", "copy.db", "in-the-way"}
