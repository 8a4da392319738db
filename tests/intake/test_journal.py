"""The journal: every event on the disk before the next, and every damage found."""

import os
from pathlib import Path
from zlib import crc32

import pytest

from sot_engine.errors import JournalDamaged, JournalInUse, MachineLacks
from sot_engine.intake import journal as journals
from sot_engine.intake.interview import Event
from sot_engine.intake.journal import DONE, Journal, Line, read_journal

OTHER_SCHEMA = b'{"schema":"sot-exam/9"}'
HEAD = {"begun": "2026-03-14T09:30:00-08:00", "pack": {"name": "sot-core"}}
EVENTS = [Event("n", "", "09:30"), Event("find", "heel_tension", "09:31"), Event("reason", "sore \u2028 Zoë", "09:32")]
DOES: list[dict[str, object]] = [{"findings": {"saddle_numbness": "absent"}}, {}, {"not_done": {"ely": "sore"}}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "exams" / "one.exam"
    journal = Journal.create(path, HEAD)
    for event, does in zip(EVENTS, DOES, strict=True):
        journal.append(event, does)
    journal.close()
    return path


def test_a_journal_reads_back_as_it_was_written(path: Path) -> None:
    head, lines = read_journal(path)
    assert head["begun"] == HEAD["begun"]
    assert lines == tuple(map(Line, (1, 2, 3), EVENTS, DOES))


def test_only_its_owner_may_read_it(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_journal_is_gone_on_with_behind_its_last_line(path: Path) -> None:
    journal, _, lines = Journal.resume(path)
    journal.append(Event("u", "", "09:33"), {})
    journal.close()
    assert [line.event.key for line in read_journal(path)[1]] == ["n", "find", "reason", "u"]
    assert len(lines) == 3


def test_every_event_is_on_the_disk_when_append_returns(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda stream: synced.append(os.fstat(stream).st_size))
    journal, _, _ = Journal.resume(path)
    journal.append(Event("n", "", "09:33"), {})
    assert synced == [path.stat().st_size]
    journal.close()


@pytest.mark.parametrize("lost", [1, 5, 40])
def test_a_last_line_that_was_cut_short_is_left_out_and_written_over(path: Path, lost: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-lost])
    journal, _, lines = Journal.resume(path)
    assert [line.event.key for line in lines] == ["n", "find"]
    journal.append(EVENTS[2], DOES[2])
    journal.close()
    assert path.read_bytes() == whole


def test_a_journal_cut_anywhere_reads_as_far_as_its_whole_lines_go(path: Path) -> None:
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole)):
        path.write_bytes(whole[:length])
        assert len(read_journal(path)[1]) == whole[:length].count(b"\n") - 1


def test_a_change_of_any_byte_is_found(path: Path) -> None:
    whole = path.read_bytes()
    for place in range(len(whole) - 1):
        changed = bytes([whole[place] ^ 1])
        if changed == b"\n" or whole[place : place + 1] == b"\n":
            continue
        path.write_bytes(whole[:place] + changed + whole[place + 1 :])
        with pytest.raises(JournalDamaged, match=r"one\.exam:\d"):
            read_journal(path)


@pytest.mark.parametrize("order", [[0, 2, 3], [0, 2, 1, 3], [0, 1, 1, 2, 3], [1, 2, 3]])
def test_a_line_taken_out_doubled_or_moved_is_found(path: Path, order: list[int]) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[number] for number in order))
    with pytest.raises(JournalDamaged, match=journals.CHANGED):
        Journal.resume(path)
    path.write_bytes(b"".join(lines))
    Journal.resume(path)[0].close()  # the lock was let go of


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", journals.NO_LINE),
        (b"\n", journals.NO_LINE),
        (b"[1]\n", journals.NO_LINE),
        (b"\xff\xfe\n", journals.NO_TEXT),
        (OTHER_SCHEMA[:-1] + b',"sum":"%s"}\n', journals.NO_SCHEMA),
    ],
)
def test_what_is_no_journal_says_so(path: Path, text: bytes, message: str) -> None:
    total = f"{crc32(OTHER_SCHEMA):08x}"
    path.write_bytes(text.replace(b"%s", total.encode()))
    with pytest.raises(JournalDamaged, match=message):
        Journal.resume(path)


def test_an_exam_that_is_open_elsewhere_is_refused(path: Path) -> None:
    journal, _, _ = Journal.resume(path)
    with pytest.raises(JournalInUse, match="open in another window"):
        Journal.resume(path)
    journal.close()
    journal.close()
    Journal.resume(path)[0].close()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(MachineLacks, match="the exam cannot be kept: file exists"):
        Journal.create(tmp_path / "file" / "one.exam", HEAD)
    with pytest.raises(MachineLacks, match="no such file"):
        Journal.resume(tmp_path / "none.exam")
    with pytest.raises(MachineLacks, match="no such file"):
        read_journal(tmp_path / "none.exam")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
def test_a_full_disk_is_said_and_the_journal_still_reads(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, _, _ = Journal.resume(path)
    whole = path.read_bytes()
    full = os.open("/dev/full", os.O_WRONLY)
    real = os.write
    monkeypatch.setattr(os, "write", lambda _, data: real(full, data))
    with pytest.raises(MachineLacks, match="no space left on device"):
        journal.append(Event("n", "", "09:33"), {})
    assert path.read_bytes() == whole
    monkeypatch.setattr(os, "write", lambda stream, data: real(stream, data[:10]))
    with pytest.raises(MachineLacks, match="no space left on device"):
        journal.append(Event("n", "", "09:33"), {})
    assert path.read_bytes() == whole
    os.close(full)
    journal.close()


def test_an_end_is_another_name(path: Path) -> None:
    journal, _, _ = Journal.resume(path)
    assert journal.end(DONE) == path.with_suffix(DONE)
    assert not path.exists()
    assert len(read_journal(path.with_suffix(DONE))[1]) == 3
