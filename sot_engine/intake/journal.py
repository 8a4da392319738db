"""The journal of an exam under way: one line an event, on the disk before the next key is read.

::

    {"schema": "sot-exam/1", "begun": …, "pack": …, "sum": "…"}
    {"n": 1, "at": "2026-03-14T09:30:12-07:00", "key": "l", "does": {"findings": {…}}, "sum": "…"}

The sum of a line runs over all lines before it, so that a line that was changed, taken out or put elsewhere is found.
A last line that was cut short by a loss of power had not been acknowledged, and is left out.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

from sot_engine.errors import JournalDamaged, JournalInUse, MachineLacks, Place
from sot_engine.intake.interview import Event

SCHEMA = "sot-exam/1"
OPEN, DONE, LEFT = ".exam", ".exam-written", ".exam-left"
"""How the file of an exam ends: under way, written as a visit file, given up."""


NO_TEXT = "this is not the text of a journal"
NO_LINE = "this line does not read"
NO_SCHEMA = f"this is no journal of the kind {SCHEMA}"
CHANGED = "this line was changed after it was written, or one before it is missing"


class Line(NamedTuple):
    """One event as the journal holds it, with what it did."""

    number: int
    event: Event
    does: Mapping[str, Any]


class Journal:
    """A journal that is open for writing, by this process alone."""

    def __init__(self, path: Path, stream: int, number: int, total: int) -> None:
        """Go on behind the last line that is whole."""
        self.path = path
        self._stream, self._number, self._total = stream, number, total

    @classmethod
    def create(cls, path: Path, head: Mapping[str, Any]) -> "Journal":
        """A new journal that only its owner may read.

        Errors: MachineLacks when it cannot be written.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            stream = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        except OSError as error:
            raise _unwritable(path, error) from None
        journal = cls(path, stream, -1, 0)
        journal._lock()
        journal._append({"schema": SCHEMA, **head})
        sync_folder(path.parent)
        return journal

    @classmethod
    def resume(cls, path: Path) -> "tuple[Journal, Mapping[str, Any], tuple[Line, ...]]":
        """A journal to go on with: its head and its lines. What was cut short at its end is taken off.

        Errors: JournalInUse, JournalDamaged, MachineLacks.
        """
        try:
            stream = os.open(path, os.O_RDWR | os.O_APPEND)
        except OSError as error:
            raise _unwritable(path, error) from None
        journal = cls(path, stream, -1, 0)
        journal._lock()
        try:
            text, whole = _read(path)
            found = list(_checked(text, path))
        except JournalDamaged:
            journal.close()
            raise
        os.ftruncate(stream, whole)
        journal._number, journal._total = len(found) - 1, _sums(found)[-1]
        head, *lines = found
        return journal, head, tuple(_line(plain) for plain in lines)

    def append(self, event: Event, does: Mapping[str, Any]) -> None:
        """Put one event on the disk; it is there when this returns.

        Errors: MachineLacks when the disk is full or gone.
        """
        plain: dict[str, Any] = {"n": self._number + 1, "at": event.at, "key": event.key}
        self._append({**plain, **({"text": event.text} if event.text else {}), **({"does": does} if does else {})})

    def end(self, ending: str) -> Path:
        """Close the journal under its last name and give that."""
        self.close()
        path = self.path.with_suffix(ending)
        self.path.replace(path)
        sync_folder(path.parent)
        return path

    def close(self) -> None:
        """Let go of the file; it stays as it is."""
        if self._stream >= 0:
            os.close(self._stream)
        self._stream = -1

    def _lock(self) -> None:
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            message = "this exam is open in another window"
            raise JournalInUse(message, hint="go on there, or leave it there with q") from None

    def _append(self, plain: Mapping[str, Any]) -> None:
        body = _plain_text(plain)
        total = crc32(body.encode(), self._total)
        line = f'{body[:-1]},"sum":"{total:08x}"}}\n'.encode()
        try:
            start = os.fstat(self._stream).st_size
            if os.write(self._stream, line) != len(line):
                os.ftruncate(self._stream, start)
                raise OSError(28, "no space left on device")  # noqa: TRY301  # a short write is a full disk
            os.fsync(self._stream)
        except OSError as error:
            raise _unwritable(self.path, error) from None
        self._number, self._total = self._number + 1, total


def read_journal(path: Path) -> tuple[Mapping[str, Any], tuple[Line, ...]]:
    """The head and the lines of a journal, only read.

    Errors: JournalDamaged, MachineLacks.
    """
    head, *lines = _checked(_read(path)[0], path)
    return head, tuple(_line(plain) for plain in lines)


def _read(path: Path) -> tuple[str, int]:
    """The whole lines of a journal, and how many bytes they are."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _unwritable(path, error) from None
    whole = raw.rfind(b"\n") + 1
    try:
        return raw[:whole].decode(), whole
    except UnicodeDecodeError:
        raise _damaged(NO_TEXT, path, 1) from None


def _checked(text: str, path: Path) -> Iterator[dict[str, Any]]:
    """The lines as plain data, each of them as it was written."""
    total = 0
    for number, line in enumerate(text.removesuffix("\n").split("\n"), start=1):
        plain = _parsed(line)
        if plain is None:
            raise _damaged(NO_LINE, path, number)
        told = plain.pop("sum", None)
        total = crc32(_plain_text(plain).encode(), total)
        if told != f"{total:08x}" or plain.get("n", 0) != number - 1:
            raise _damaged(CHANGED, path, number)
        if number == 1 and plain.get("schema") != SCHEMA:
            raise _damaged(NO_SCHEMA, path, number)
        yield plain


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        plain = json.loads(line)
    except ValueError:
        return None
    return plain if isinstance(plain, dict) else None


def _sums(found: list[dict[str, Any]]) -> list[int]:
    sums = [0]
    for plain in found:
        sums.append(crc32(_plain_text(plain).encode(), sums[-1]))
    return sums


def _plain_text(plain: Mapping[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _line(plain: Mapping[str, Any]) -> Line:
    return Line(plain["n"], Event(plain["key"], plain.get("text", ""), plain["at"]), plain.get("does", {}))


def _damaged(message: str, path: Path, number: int) -> JournalDamaged:
    return JournalDamaged(message, where=Place(path.name, number), hint=f"copy {path} before you do anything")


def _unwritable(path: Path, error: OSError) -> MachineLacks:
    message = f"the exam cannot be kept: {(error.strerror or str(error)).lower()}"
    hint = "free some space, or name a folder of your own with SOT_DATA_DIR"
    return MachineLacks(message, where=Place(path.parent.as_posix()), hint=hint)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, as fsync does for what is in a file."""
    stream = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(stream)
    finally:
        os.close(stream)
