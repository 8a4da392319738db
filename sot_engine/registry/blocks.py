"""A text file in blocks of whole lines, the same blocks every time; a line break inside quotation marks ends none."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sot_engine.errors import Place, TableUnreadable
from sot_engine.registry.source import Part

LONGEST = 1_000_000
"""The longest that a quotation may go on; one that was never closed would swallow the rest of the file."""

QUOTE, NEWLINE = b'"', b"\n"
MARK = b"\xef\xbb\xbf"
"""What some programs put before a text in UTF-8."""


def blocks(path: Path, name: str, start: int, *, quoted: bool, size: int) -> Iterator[Part]:
    """The blocks of a file after its first `start` bytes, which hold the first line where there is a heading.

    Errors: TableUnreadable for a quotation mark that is never closed.
    """
    with path.open("rb") as file:
        file.seek(start)
        at, line, number, rest = start, 2 if start else 1, 0, b""
        while block := rest + file.read(size):
            ended = len(block) - len(rest) < size
            cut = len(block) if ended else _cut(block, quoted=quoted)
            if ended and quoted and block.count(QUOTE) % 2:
                _never_closed(name, line, block)
            if not cut and len(block) > size + LONGEST:
                _never_closed(name, line, block)
            if cut:
                lines = block.count(NEWLINE, 0, cut)
                yield Part(number, at, at + cut, cut, line)
                at, line, number = at + cut, line + lines, number + 1
            rest = block[cut:]
            if ended:
                return


def read_block(path: Path, part: Part) -> bytes:
    """The bytes of one block."""
    with path.open("rb") as file:
        file.seek(int(part.start))
        return file.read(part.size)


def first_line(file: BinaryIO) -> bytes:
    """The first line of a file, without the mark that some programs put before it."""
    return file.readline(LONGEST).removeprefix(MARK)


def _cut(block: bytes, *, quoted: bool) -> int:
    """Where the last whole line of a block ends; 0 when it holds none."""
    end = block.rfind(NEWLINE)
    if not quoted:
        return end + 1
    open_marks = block.count(QUOTE, 0, end + 1)
    while end >= 0 and open_marks % 2:
        before = block.rfind(NEWLINE, 0, end)
        open_marks -= block.count(QUOTE, before + 1, end + 1)
        end = before
    return end + 1


def _never_closed(name: str, line: int, block: bytes) -> None:
    last = block.rfind(QUOTE)
    message = "a quotation mark is opened and never closed"
    raise TableUnreadable(message, where=Place(name, line + block.count(NEWLINE, 0, last)), hint="close it")
