"""An exam under way, on the disk: one line an event, there before the next question is shown.

The sum of a line runs over all lines before it. A last line that was cut short had not been acknowledged and is left
out; any other line that does not fit was changed, and is refused.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sot_engine.errors import BlueprintRefused, MachineLacks, Place, ResultBroken
from sot_engine.practice.exam import Event
from sot_engine.practice.sealed import digest


class SittingFile:
    """The events of one exam, open for one candidate at a time."""

    def __init__(self, path: Path, stream: int, events: list[Event], total: str) -> None:
        """Go on behind the last whole line."""
        self.path, self.events = path, events
        self._stream, self._total = stream, total

    def keep(self, event: Event) -> None:
        """Write one event; it is on the disk when this returns.

        Errors: MachineLacks when it cannot be written.
        """
        total = digest([self._total, event])
        line = json.dumps({**event, "sum": total}, ensure_ascii=True) + "\n"
        try:
            os.write(self._stream, line.encode())
            os.fsync(self._stream)
        except OSError as error:
            raise _lacks(self.path, error) from None
        self._total = total
        self.events.append(event)


@contextmanager
def sitting_file(path: Path) -> Iterator[SittingFile]:
    """Open the file of an exam under way, or begin one that only its owner may read.

    Errors: MachineLacks; ResultBroken when a line was changed; BlueprintRefused when it is open in another window.
    """
    try:
        stream = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise _lacks(path, error) from None
    try:
        _lock(stream, path)
        events, total, whole = _read(path)
        os.ftruncate(stream, whole)
        yield SittingFile(path, stream, events, total)
    finally:
        os.close(stream)


def _lock(stream: int, path: Path) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        message = "this exam is open in another window"
        raise BlueprintRefused(message, where=Place(path.as_posix()), hint="go on there, or close it first") from None


def _read(path: Path) -> tuple[list[Event], str, int]:
    """The events that are whole, the sum behind them, and how many bytes they take."""
    events: list[Event] = []
    total, whole = "", 0
    lines = path.read_bytes().split(b"\n")
    for number, line in enumerate(lines[:-1], start=1):
        event, told = _event(line)
        if event is None or told != digest([total, event]):
            message = "this line of an exam under way was changed, or one before it is missing"
            raise ResultBroken(message, where=Place(path.as_posix(), number), hint="keep the file and tell the teacher")
        events.append(event)
        total, whole = told, whole + len(line) + 1
    return events, total, whole


def _event(line: bytes) -> tuple[Event | None, str]:
    try:
        data = json.loads(line)
        told = data.pop("sum")
    except (ValueError, KeyError, AttributeError, TypeError):
        return None, ""
    return data, str(told)


def _lacks(path: Path, error: OSError) -> MachineLacks:
    message = f"the exam cannot be kept: {(error.strerror or str(error)).lower()}"
    return MachineLacks(message, where=Place(path.as_posix()), hint="choose another place for --out")
