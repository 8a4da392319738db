"""What happens to records when the power goes, two write at once, or the disk is full."""

import multiprocessing
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sot_engine.store.database import Database
from sot_engine.workflow.charts.list_visits import list_visits
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import add_people, signed

ROOT = Path(__file__).parents[2]
LETTERS = 8
"""How long the id of a visit is."""
SIGNER = """
import sys
from sot_engine.records import people
people.ROUNDS, people.KIBIBYTES = 1, 8
from sot_engine.errors import SotError
from sot_engine.workflow.charts.open_records import open_records
from tests.records.cases import signed
with open_records(sys.argv[1]) as records:
    {before}
    for _ in range(60):
        try:
            print(signed(records).id, flush=True)
        except SotError as error:
            print("refused", error.code, error.message, flush=True)
            break
"""


def start(address: str, before: str = "pass") -> "subprocess.Popen[str]":
    """A process that signs one note after another and says so after each."""
    command = [sys.executable, "-c", SIGNER.format(before=before), address]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed_after(address: str, seconds: float) -> list[str]:
    """The visits that a process said it had signed before it was killed."""
    with start(address) as process:
        assert process.stdout
        first = process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        told = first + process.stdout.read()
    return [line for line in told.splitlines(keepends=True) if line.endswith("\n")]


def test_a_kill_at_any_moment_loses_no_signed_note_and_leaves_none_half_written(
    records: Database, address: str
) -> None:
    moments = random.Random(1)  # noqa: S311  # moments of a kill, not a secret
    said: list[str] = []
    for _ in range(4):
        said += [line.strip() for line in killed_after(address, moments.uniform(0, 0.3))]
    assert said
    assert verify_records(records).faults == ()
    for visit in said:
        entry = open_entry(records, visit).entry
        assert entry.stage == "signed"
        assert entry.seal
    for one in list_visits(records, limit=1000):
        assert len(one.entry.signatures) == (one.entry.stage == "signed")


def _sign_many(address: str, number: int) -> None:
    with open_records(address) as records:
        for _ in range(number):
            signed(records)


def test_two_who_sign_at_once_lose_nothing(records: Database, address: str) -> None:
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_sign_many, args=(address, 6)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    found = verify_records(records)
    assert found.faults == ()
    stages = [one.entry.stage for one in list_visits(records, limit=100)]
    assert stages == ["signed"] * 12


def test_a_full_disk_refuses_one_note_and_loses_none(tmp_path: Path) -> None:
    """A limit on the size of files is what a full disk looks like to a program."""
    address = str(tmp_path / "records.db")
    with open_records(address) as records:
        add_people(records)
        signed(records)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, 900_000))"
    with start(address, limit) as process:
        assert process.stdout
        *said, refused = process.stdout.read().splitlines()
    assert refused.startswith("refused R040 the database cannot be used: the disk")
    with open_records(address) as records:
        assert verify_records(records).faults == ()
        assert all(open_entry(records, visit).entry.stage == "signed" for visit in said)
        assert len(said) > 3
        signed(records)


def test_a_server_that_drops_its_connections_loses_nothing_that_was_signed(records: Database, address: str) -> None:
    """What was under way is refused, or a new connection is made; what was said to be signed is there."""
    if records.address.is_file:
        pytest.skip("a file drops no connection")
    import psycopg

    with start(address) as process:
        assert process.stdout
        said = [process.stdout.readline().strip() for _ in range(3)]
        with psycopg.connect(address, autocommit=True) as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            connection.execute(f"{others} AND application_name = 'sot-engine'".encode())
        time.sleep(0.5)
        process.kill()
        said += process.stdout.read().splitlines()
    records.engine.dispose()
    kept = [line for line in said if len(line) == LETTERS]
    assert [line for line in said if line not in kept and not line.startswith("refused R040 ")] == []
    assert verify_records(records).faults == ()
    assert all(open_entry(records, visit).entry.stage == "signed" for visit in kept)
