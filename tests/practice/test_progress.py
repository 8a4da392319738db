"""Progress: every answer durable at once, nothing lost, and clear errors for a file that fails."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from sqlalchemy import text

from sot_engine.domain.study import Card, CardAnswer, Rating
from sot_engine.errors import CaseRefused, ClockSetBack, StoreUnavailable
from sot_engine.practice.damage import copy_of
from sot_engine.practice.learner import progress_path
from sot_engine.practice.progress import SCHEMA, Progress
from sot_engine.practice.schedule import replay
from sot_engine.workflow.practice.open_progress import open_progress, read_progress
from sot_engine.workflow.practice.stats import practice_stats
from tests.practice.test_attempt import WHOLE
from tests.reports.shown import ROOT

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
NOBODY = 65534
CARD = Card(id="rule/R/when", topic="evidence", about="R", asks="When?", answer="Now.")


def given(number: int, rating: Rating = "good", minutes: int = 0, card: str = CARD.id, deck: str = "d") -> CardAnswer:
    at = NOW + timedelta(minutes=minutes)
    return CardAnswer(id=f"a{number}", deck=deck, card=card, content=CARD.content, rating=rating, at=at, took_ms=900)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "practice" / "me.db"


@pytest.fixture
def progress(path: Path) -> Iterator[Progress]:
    opened = Progress(path)
    yield opened
    opened.close()


OPENED: list[Progress] = []


def again(path: Path) -> Progress:
    """The file opened once more; it is let go of when the test ends."""
    OPENED.append(Progress(path))
    return OPENED[-1]


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    yield
    while OPENED:
        OPENED.pop().close()


# --- Answers ---


def test_an_answer_is_there_when_the_file_is_opened_again(progress: Progress, path: Path) -> None:
    known = progress.give(given(1))
    other = again(path)
    assert other.known("d") == {CARD.id: known}
    assert other.answers() == (given(1),)
    assert other.latest() == NOW
    other.close()


def test_what_is_known_is_what_replaying_the_answers_gives(progress: Progress) -> None:
    answers = [given(1, "again"), given(2, "hard", 2), given(3, "good", 12), given(4, "easy", 2000)]
    for answer in answers:
        progress.give(answer)
    assert progress.known("d")[CARD.id] == replay(answers)
    assert [one.recall is None for one in progress.answers()] == [True, False, False, False]


def test_decks_are_kept_apart(progress: Progress) -> None:
    progress.give(given(1))
    progress.give(given(2, "again", deck="other"))
    assert progress.known("d") != progress.known("other")
    assert progress.known("third") == {}


def test_an_answer_that_is_taken_back_leaves_what_was_before(progress: Progress) -> None:
    first = progress.give(given(1))
    progress.give(given(2, "again", 11))
    progress.take_back("a2")
    assert progress.known("d") == {CARD.id: first}
    progress.take_back("a1")
    progress.take_back("never given")
    assert (progress.known("d"), progress.answers(), progress.latest()) == ({}, (), None)


def test_an_empty_progress_knows_nothing(progress: Progress) -> None:
    assert (progress.known("d"), progress.answers(), progress.attempts(), progress.latest()) == ({}, (), (), None)
    assert progress.open_steps() == {}


# --- The clock ---


def test_a_clock_that_was_set_back_is_refused_and_every_answer_is_kept(progress: Progress) -> None:
    progress.give(given(1, minutes=60))
    with pytest.raises(ClockSetBack, match="before the last answer of") as refused:
        progress.give(given(2))
    assert "--trust-clock" in refused.value.hint
    assert progress.answers() == (given(1, minutes=60),)
    progress.give(given(2), trust_clock=True)
    assert len(progress.answers()) == 2


def test_a_few_minutes_back_are_what_a_machine_mends_by_itself(progress: Progress) -> None:
    progress.give(given(1, minutes=4))
    progress.give(given(2))
    assert len(progress.answers()) == 2


def test_the_end_of_a_case_counts_for_the_clock_too(progress: Progress) -> None:
    progress.end("s", replace(WHOLE, ended_at="2026-03-20T12:00:00-08:00"))
    assert progress.latest() == datetime(2026, 3, 20, 20, tzinfo=UTC)
    with pytest.raises(ClockSetBack):
        progress.give(given(1))


# --- Cases ---


def test_the_steps_of_an_open_case_are_kept_until_it_ends(progress: Progress, path: Path) -> None:
    progress.keep_step("s2", 0, {"kind": "started"})
    progress.keep_step("s1", 0, {"kind": "started", "seed": 7})
    progress.keep_step("s2", 1, {"kind": "asked", "finding": "heel_tension"})
    other = again(path)
    assert list(other.open_steps().items()) == [
        ("s2", ({"kind": "started"}, {"kind": "asked", "finding": "heel_tension"})),
        ("s1", ({"kind": "started", "seed": 7},)),
    ]
    other.end("s2", WHOLE)
    other.end("s1", None)
    assert (other.open_steps(), other.attempts()) == ({}, (WHOLE,))
    other.close()


# --- Taking in ---


def test_a_case_that_goes_on_in_two_windows_is_told_and_keeps_one_course(progress: Progress, path: Path) -> None:
    other = again(path)
    progress.keep_step("s", 0, {"kind": "started"})
    other.keep_step("s", 1, {"kind": "asked", "finding": "one"})
    with pytest.raises(CaseRefused, match="gone on in another window"):
        progress.keep_step("s", 1, {"kind": "asked", "finding": "two"})
    assert [step.get("finding") for step in progress.open_steps()["s"]] == [None, "one"]
    other.end("s", WHOLE)
    with pytest.raises(CaseRefused):
        progress.keep_step("s", 2, {"kind": "asked", "finding": "two"})
    with pytest.raises(CaseRefused):
        progress.end("s", WHOLE)
    assert (progress.open_steps(), progress.attempts()) == ({}, (WHOLE,))


def test_what_is_taken_in_twice_is_there_once(progress: Progress) -> None:
    answers, attempts = (given(1), given(2, "again", 30)), (WHOLE,)
    assert progress.take_in(answers, attempts) == (2, 1, 0)
    assert progress.take_in(answers, attempts) == (0, 0, 3)
    assert (progress.answers(), progress.attempts()) == (answers, attempts)
    assert progress.known("d")[CARD.id] == replay(answers)


def test_what_stands_twice_in_one_file_is_taken_in_once(progress: Progress) -> None:
    taken = progress.take_in((given(1), given(1)), (WHOLE, WHOLE))
    assert taken == (1, 1, 2)


def test_answers_of_two_machines_are_put_in_the_order_of_their_times(progress: Progress) -> None:
    progress.give(given(2, "good", 60))
    progress.take_in((given(1, "again"),), ())
    assert progress.known("d")[CARD.id] == replay((given(1, "again"), given(2, "good", 60)))


def test_what_cannot_be_taken_in_leaves_nothing(progress: Progress) -> None:
    twice = (given(1), replace(given(2, "hard"), id="a1"))
    with pytest.raises(StoreUnavailable):
        progress.take_in(twice, (WHOLE,))
    assert (progress.answers(), progress.attempts()) == ((), ())


# --- A file that fails ---


def test_a_damaged_file_is_named_and_left_as_it_is(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this was a progress file once" * 100)
    with pytest.raises(StoreUnavailable, match="the progress cannot be used: the file is damaged") as refused:
        again(path).known("d")
    assert refused.value.where
    assert refused.value.where.file == str(path)
    assert "under another --learner" in refused.value.hint
    assert path.read_bytes() == b"this was a progress file once" * 100


def test_a_damaged_file_with_a_copy_beside_it_names_the_copy_and_the_copy_is_whole(
    progress: Progress, path: Path
) -> None:
    progress.give(given(1))
    progress.keep_copy()
    progress.give(given(2, minutes=1))
    progress.keep_copy()
    progress.close()
    path.write_bytes(b"\0" * 8192)
    with pytest.raises(StoreUnavailable, match="damaged") as refused:
        again(path).latest()
    assert "rename me.db.copy, the copy of the last sitting, to me.db" in refused.value.hint
    copy_of(path).replace(path)
    assert len(again(path).answers()) == 2


@pytest.mark.parametrize("left", [b"", None])
def test_nothing_is_begun_over_a_progress_whose_copy_alone_is_left(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, left: bytes | None
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    path = progress_path("me")
    with open_progress("me", trust_clock=True) as progress:
        progress.give(given(1))
        progress.keep_copy()
    path.unlink() if left is None else path.write_bytes(left)
    for opening in (open_progress, read_progress):
        with pytest.raises(StoreUnavailable, match="a copy of it lies beside it") as refused, opening("me"):
            pass
        assert "rename me.db.copy, the copy of the last sitting, to me.db" in refused.value.hint
    with pytest.raises(StoreUnavailable):
        practice_stats("me", "sot-core")
    copy_of(path).replace(path)
    with read_progress("me") as progress:
        assert len(progress.answers()) == 1


def test_a_row_that_holds_nonsense_is_damage_not_a_traceback(progress: Progress, path: Path) -> None:
    progress.end("s", WHOLE)
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE attempt SET body = '{'")
    raw.close()
    with pytest.raises(StoreUnavailable, match="a row of it is damaged"):
        progress.attempts()


def test_a_newer_version_is_refused_and_left_as_it_is(progress: Progress, path: Path) -> None:
    progress.give(given(1))
    progress.close()
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0009'")
    raw.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="of version 0009, newer than 0001") as refused:
        again(path).known("d")
    assert refused.value.hint == "install a newer sot-engine"
    assert path.read_bytes() == before


WRITE_ONE = """
import os, resource, sys
from pathlib import Path
from sot_engine.errors import SotError
from sot_engine.practice.progress import Progress
from tests.practice.test_progress import given
path, loaded, bytes_free, user = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
Progress(loaded).give(given(1))
if bytes_free:
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_free, bytes_free))
if user:
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
try:
    Progress(path).give(given(2, minutes=1))
except SotError as error:
    print(error)
"""


def write_one(path: Path, elsewhere: Path, *, bytes_free: int = 0, user: int = 0) -> str:
    """What writing one answer says in a process of its own, with little room on the disk or as another user.

    Everything is loaded by writing elsewhere first, for another user may not be let in where Python is. What measures
    coverage would write too, with as little room and as few rights, and so it does not come along.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    ran = subprocess.run(
        [sys.executable, "-c", WRITE_ONE, path, elsewhere / "loaded.db", str(bytes_free), str(user)], cwd=ROOT,
        capture_output=True, text=True, check=False, env={**kept, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "Traceback" not in ran.stderr, ran.stderr
    return ran.stdout


def test_a_disk_that_is_full_is_told_and_what_was_kept_stays(progress: Progress, path: Path) -> None:
    progress.give(given(1))
    progress.close()
    assert "R040 the progress cannot be used: " in write_one(path, path.parent, bytes_free=4096)
    assert again(path).answers() == (given(1),)


def test_a_folder_that_may_not_be_written_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    folder = Path(mkdtemp(prefix="sot-tests-", dir="/tmp"))  # where another user can look
    path = folder / "me.db"
    try:
        first = again(path)
        first.give(given(1))
        first.close()
        path.chmod(0o444)
        folder.chmod(0o555)
        said = write_one(path, tmp_path, user=NOBODY if os.geteuid() == 0 else 0)
        assert "R040 the progress cannot be used: it may not be written\n  the file was left as it is" in said
    finally:
        folder.chmod(0o755)
        rmtree(folder)


def test_the_version_that_is_opened_is_the_newest_of_the_folder() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory(str(SCHEMA.folder)).get_current_head() == SCHEMA.head


def test_only_its_owner_can_read_a_progress_file(progress: Progress, path: Path) -> None:
    progress.give(given(1))
    assert path.stat().st_mode & 0o077 == 0


def test_a_progress_file_waits_for_nobody_but_a_writer(progress: Progress, path: Path) -> None:
    progress.give(given(1))
    with progress._database.reading() as connection:  # noqa: SLF001  # a reader that is slow
        connection.execute(text("SELECT * FROM answer"))
        other = again(path)
        other.give(given(2, minutes=1))
        other.close()
    assert len(progress.answers()) == 2


WRITER = """
import sys
from pathlib import Path
from datetime import timedelta
from sot_engine.practice.progress import Progress
from tests.practice.test_progress import given
progress = Progress(Path(sys.argv[1]))
for number in range(100_000):
    progress.give(given(number, minutes=number))
    print(number, flush=True)
"""


def test_no_answer_is_lost_when_the_program_is_killed(path: Path) -> None:
    kept = 0
    for round_ in range(3):
        path_of_round = path.with_name(f"{round_}.db")
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path_of_round)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout
            said = [int(writer.stdout.readline()) for _ in range(20 + round_)]
            writer.send_signal(signal.SIGKILL)
            said += [int(line) for line in writer.stdout.read().split()]
        progress = again(path_of_round)
        numbers = [int(answer.id.removeprefix("a")) for answer in progress.answers()]
        assert numbers[: len(said)] == said
        assert len(numbers) - len(said) in {0, 1}  # the last may be kept and not yet said
        assert progress.known("d")[CARD.id] == replay(progress.answers())
        progress.close()
        kept += len(said)
    assert kept >= 60
