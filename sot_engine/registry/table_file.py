"""Rows written as a table of exams, in the types in which any run reads them back fastest."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from sot_engine.registry.layout import Layout
from sot_engine.registry.machine import writing
from sot_engine.registry.regular import outer_kind
from sot_engine.registry.rows import Cell


def write_table(rows: Iterable[Mapping[str, Cell]], layout: Layout, out: Path) -> None:
    """Write rows, such as those of visits, as Parquet, or as CSV where the name ends so; whole or not at all.

    A column that stays empty in every row is written too, but for re-tests and for what stands beside the exam.
    Errors: MachineLacks.
    """
    kinds = {column.name: outer_kind(column) for column in layout.columns if column.role != "beside"}
    frame = pl.DataFrame(list(rows), schema=kinds)
    seldom = [column.name for column in layout.columns if column.role in {"after", "choice"}]
    frame = frame.drop([name for name in seldom if frame[name].null_count() == frame.height])
    half = out.with_name(f".{out.name}.half")
    with writing(out):
        frame.write_csv(half) if out.suffix == ".csv" else frame.write_parquet(half)
        half.replace(out)
