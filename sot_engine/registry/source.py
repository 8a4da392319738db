"""Where tables of exams come from: each kind of source cuts itself into parts and reads one part at a time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

import polars as pl

from sot_engine.errors import Place, TableShape
from sot_engine.registry.layout import EXAM, Layout
from sot_engine.source.nearest import did_you_mean

SHOWN = 5
"""How many names a message lists."""
LINE = "_line"
"""The column that carries the line, or the row, of an exam in its source."""


class Part(NamedTuple):
    """One stretch of a source: where it begins and ends in the source's own terms, and how much of it that is."""

    number: int
    start: int | str
    stop: int | str | None
    size: int
    line: int = 1


class Reject(NamedTuple):
    """Why a row cannot be read: its line, its exam, the column and the value where they are known."""

    line: int
    exam: str | None
    column: str | None
    value: str | None
    reason: str


class Batch(NamedTuple):
    """The rows of one part as they come, with their lines in `_line`, and what could not even be taken apart."""

    table: pl.LazyFrame
    kinds: Mapping[str, pl.DataType]
    rows: int
    rejects: tuple[Reject, ...] = ()
    pieces: tuple[tuple[str, pl.LazyFrame], ...] = ()
    """The rows of each file on their own, where they come from several: what cannot be read is looked for there."""


class Source(Protocol):
    """A table of exams that is read in parts, the same parts each time; small enough to be sent to another process."""

    name: str
    unit: str
    """What the sizes count: `exams`, `bytes`, or `values` where a row is one value."""

    size: int
    mark: Mapping[str, Any]
    """What tells this table from another, and from itself after a change."""

    def parts(self) -> Iterator[Part]:
        """The parts in order.

        Errors: TableUnreadable.
        """

    def read(self, part: Part) -> Batch:
        """One part.

        Errors: TableUnreadable.
        """


def check_once(names: Sequence[str], where: str) -> None:
    """See to it that no column stands twice in a heading.

    Errors: TableShape with every one that does.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"{_columns(twice)} twice there"
        raise TableShape(message, where=Place(where), hint="keep one of them")


def check_columns(names: Sequence[str], layout: Layout, where: str, *, partial: bool) -> None:
    """See to it that a table has the columns of its pack and no others.

    Errors: TableShape with every column that is unknown, twice there, or missing.
    """
    check_once(names, where)
    unknown = [name for name in names if name not in layout.by_name]
    if unknown:
        message = f'no column is called "{unknown[0]}"' + (f", nor {_more(unknown[1:])}" if unknown[1:] else "")
        hint = did_you_mean(unknown[0], tuple(layout.by_name), "sot registry schema lists the columns")
        raise TableShape(message, where=Place(where), hint=hint)
    needed = [column.name for column in layout.columns if column.needed and (not partial or column.role != "finding")]
    missing = [name for name in needed if name not in names]
    if missing:
        message = f"{_columns(missing)} missing"
        found = "" if EXAM in missing else "; --partial reads findings that are not there as not recorded"
        raise TableShape(message, where=Place(where), hint=f"sot registry schema lists the columns{found}")


def _columns(names: Sequence[str]) -> str:
    return f"the column {names[0]} is" if len(names) == 1 else f"{len(names)} columns are: {_more(names)};"


def _more(names: Sequence[str]) -> str:
    shown = ", ".join(names[:SHOWN])
    return f"{shown} and {len(names) - SHOWN} more" if len(names) > SHOWN else shown
