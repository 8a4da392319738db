"""Assess visits: files one after another, or JSON lines without end; one that is wrong does not stop the rest."""

import sys
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple, TextIO

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.errors import MachineLacks, Place, SotError, VisitSyntax
from sot_engine.inference.assess import assess
from sot_engine.intake.visit_file import MAX_BYTES, read_visit, read_visit_text

STDIN = "-"
_CHUNK = 1 << 16


class Assessed(NamedTuple):
    """A visit with its assessment."""

    visit: Visit
    found: Assessment


class Line(NamedTuple):
    """A line of a batch, counted from 1, with its assessment or with what is wrong."""

    number: int
    found: Assessment | SotError


def assess_visits(
    names: Iterable[str], pack: Pack, *, commit: Category | None = None, explained: bool = True
) -> Iterator[Assessed | SotError]:
    """Assess visit files by name; `-` is standard input.

    Errors: MachineLacks; what is wrong with one visit is yielded in its place.
    """
    for name in names:
        try:
            visit = read_visit_text(_stdin_text(), "<stdin>", pack) if name == STDIN else read_visit(name, pack)
            yield Assessed(visit, assess(pack, visit, commit=commit, explained=explained))
        except MachineLacks:
            raise
        except SotError as error:
            yield error


def standard_input() -> BinaryIO:
    """The bytes that are sent to the program.

    Errors: VisitSyntax when whoever started the program closed them.
    """
    stream: TextIO | None = sys.stdin
    if stream is None:
        message = "there is no standard input"
        raise VisitSyntax(message, where=Place("<stdin>"), hint="send a visit to it, or name a file")
    return stream.buffer


def _stdin_text() -> str:
    try:
        return standard_input().read(MAX_BYTES + _CHUNK).decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "the input is not UTF-8 text"
        raise VisitSyntax(message, where=Place("<stdin>"), hint="send it as UTF-8") from None


def assess_lines(stream: BinaryIO, pack: Pack, *, explained: bool = False) -> Iterator[Line]:
    """Assess one JSON visit a line, in constant memory; blank lines are skipped and counted.

    Errors: MachineLacks; what is wrong with one line is yielded in its place.
    """
    for number, raw in enumerate(_lines(stream), start=1):
        try:
            text = _decoded(raw, number)
            if text.strip():
                visit = read_visit_text(text, f"line {number}", pack, is_json=True)
                yield Line(number, assess(pack, visit, explained=explained))
        except MachineLacks:
            raise
        except SotError as error:
            yield Line(number, error)


def _decoded(raw: bytes | None, number: int) -> str:
    where = Place(f"line {number}")
    if raw is None:
        message = f"the line is longer than {MAX_BYTES // 1_000} kB"
        raise VisitSyntax(message, where=where, hint="a line holds one exam")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "the line is not UTF-8 text"
        raise VisitSyntax(message, where=where, hint="send it as UTF-8") from None


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream; None for one that is longer than a visit can be, of which nothing is kept."""
    while raw := stream.readline(MAX_BYTES + 1):
        if len(raw) <= MAX_BYTES:
            yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(_CHUNK)
        yield None
