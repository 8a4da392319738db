"""Rows that come as text: a frame of words, empty cells empty, with the line of each row."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from sot_engine.domain.finding import shown
from sot_engine.registry.layout import ARROW, EXAM, Column, Layout
from sot_engine.registry.source import LINE, Batch, Reject
from sot_engine.registry.takes import takes
from sot_engine.source.unseen import is_text

Cells = Mapping[str, Any]


def text_batch(frame: pl.DataFrame, lines: pl.Series, rejects: Iterable[Reject] = ()) -> Batch:
    """A frame of text with the line of each row; what was not recorded is null in it already."""
    table = frame.lazy().with_columns(lines.alias(LINE).cast(pl.UInt32))
    return Batch(table, frame.schema, frame.height, tuple(rejects))


def rows_batch(rows: Sequence[tuple[int, Cells]], layout: Layout, rejects: Iterable[Reject] = ()) -> Batch:
    """Rows of values of any type, each with its line; a value of the wrong type makes its row a reject."""
    found: list[Reject] = list(rejects)
    kept: list[tuple[int, dict[str, str | None]]] = []
    for line, cells in rows:
        wrong = [
            reject for name, value in cells.items() if (reject := _wrong(line, cells, layout.by_name[name], value))
        ]
        found += wrong
        if not wrong:
            kept.append((line, {name: _text(value) for name, value in cells.items()}))
    names = dict.fromkeys([EXAM, *(name for _, cells in kept for name in cells)])
    frame = pl.DataFrame(
        {name: [cells.get(name) for _, cells in kept] for name in names}, schema=dict.fromkeys(names, pl.String)
    )
    return text_batch(frame, pl.Series([line for line, _ in kept], dtype=pl.UInt32), found)


def _wrong(line: int, cells: Cells, column: Column, value: object) -> Reject | None:
    """What is wrong with the type of one value."""
    if value is None or column.role == "beside" or _fits(column, value):
        return None
    exam = cells.get(EXAM)
    return Reject(line, None if exam is None else str(exam), column.name, shown(value), f"it takes {takes(column)}")


def _fits(column: Column, value: object) -> bool:
    if isinstance(value, bool) or value in ("", []) or not _is_text(value):
        return False
    if column.is_number:
        return isinstance(value, int | float)
    if isinstance(value, list):
        return all(isinstance(word, str) for word in value) and any(ARROW in word for word in column.words)
    return isinstance(value, str) or (column.role == "exam" and isinstance(value, int))


def _is_text(value: object) -> bool:
    """Whether a value can be written down; a JSON text may hold half a character."""
    return all(is_text(word) for word in (value if isinstance(value, list) else [value]) if isinstance(word, str))


def _text(value: object) -> str | None:
    if value is None:
        return None
    return ARROW.join(value) if isinstance(value, list) else str(value) or None
