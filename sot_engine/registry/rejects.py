"""Rows that cannot be read: each with its line, its exam, the column, the value, and what the column takes."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from sot_engine.registry.layout import EXAM, Layout
from sot_engine.registry.regular import BAD, regular, regular_column
from sot_engine.registry.source import LINE, Batch, Reject
from sot_engine.registry.takes import takes

HEAD = ("line", "exam_id", "column", "value", "reason")


def rejects_of(batch: Batch, layout: Layout) -> list[Reject]:
    """Every fault of every row that cannot be read, in the order of the lines."""
    bad = regular(batch.table, layout, batch.kinds, keep=(LINE,)).filter(pl.col(BAD)).select(LINE)
    rows = batch.table.join(bad, on=LINE, how="semi").collect(engine="streaming")
    return sorted((*batch.rejects, *_faults(rows, layout)), key=lambda reject: reject.line)


def _faults(rows: pl.DataFrame, layout: Layout) -> Iterator[Reject]:
    for column in layout.columns:
        if column.role == "beside":
            continue
        bad = regular_column(column, rows.schema.get(column.name)).bad
        if bad is None:
            continue
        value = pl.col(column.name) if column.name in rows.columns else pl.lit(None)
        found = rows.filter(bad).select(LINE, pl.col(EXAM).cast(pl.String), value.cast(pl.String).alias("_value"))
        for line, name, value in found.iter_rows():
            yield Reject(line, name, column.name, value, f"it takes {takes(column)}")


def write_rejects(rejects: Iterable[Reject], path: Path) -> None:
    """Write rejects as CSV, without a heading; half a character that JSON held is spelled out."""
    with path.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        csv.writer(file).writerows(rejects)
