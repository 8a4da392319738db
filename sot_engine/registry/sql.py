"""A whole pack as one SQL query, for exams that must stay in a warehouse; Ibis writes it, nothing is run.

The query reads a table with the columns of the pack and gives a row for each exam. A row that holds what no column can
hold says so in `unreadable`, and concludes nothing.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import ibis
from ibis.backends.sql import compilers

from sot_engine.domain.finding import SAME_WORD, SIGN_WORDS
from sot_engine.domain.pack import Pack
from sot_engine.registry.ibis_algebra import IbisAlgebra, Told, parts_of, row
from sot_engine.registry.layout import EXAM, Column, Layout, retested
from sot_engine.registry.plan import Plan, plan

DIALECTS: dict[str, tuple[Callable[[], Any], str]] = {
    "postgres": (compilers.PostgresCompiler, "postgres"),
    "duckdb": (compilers.DuckDBCompiler, "duckdb"),
    "spark": (compilers.DatabricksCompiler, "spark"),  # what Spark and Databricks share; needs no Spark here
    "bigquery": (compilers.BigQueryCompiler, "bigquery"),
    "snowflake": (compilers.SnowflakeCompiler, "snowflake"),
}
"""For each dialect what writes it, and what the grammar of it is called."""

UNREADABLE = "unreadable"
_ALMOST = 1e-6


class Table(NamedTuple):
    """The table that is read: its name, perhaps with a schema and a catalogue, and the columns that it has."""

    name: str
    columns: tuple[Column, ...]
    missing: tuple[Column, ...] = ()


def pack_sql(pack: Pack, dialect: str, table: Table, *, sides: bool = False) -> str:
    """The query of a pack in one dialect.

    Shapes: a table with a row an exam -> the same rows with what the pack concludes from each.
    """
    steps: Plan[Told] = plan(pack, Layout.of(pack), IbisAlgebra())
    read = _table(table)
    read = read.mutate(**{UNREADABLE: _unreadable(table.columns)})
    for step in steps.steps:
        read = read.mutate(**step)
    concluded = (*steps.results, *(steps.sides if sides else ()))
    whole = read.select(EXAM, UNREADABLE, **{name: _unless_unreadable(read, name) for name in concluded})
    compiler, grammar = DIALECTS[dialect]
    return str(compiler().to_sqlglot(whole).sql(dialect=grammar, pretty=True))


def columns_of(pack: Pack) -> tuple[Column, ...]:
    """The columns that a table has to have: all but re-tests that no rule looks at, and what stands beside an exam."""
    again = retested(pack)
    return tuple(
        column
        for column in Layout.of(pack).columns
        if column.role != "beside" and (column.role != "after" or column.key.partition(".")[0] in again)
    )


def _table(table: Table) -> Any:
    *above, name = table.name.split(".")
    catalogue, schema = [None, None, *above][-2:]
    kinds = {column.name: _kind(column) for column in table.columns}
    found = ibis.table(kinds, name=name, catalog=catalogue, database=schema)
    return found.mutate(**{column.name: ibis.null(_kind(column)) for column in table.missing})


def _kind(column: Column) -> str:
    if not column.is_number:
        return "string"
    return "float64" if column.parts > 1 else "int64"


def _unless_unreadable(read: Any, name: str) -> Any:
    return ibis.ifelse(read[UNREADABLE], ibis.null(read[name].type()), read[name])


def _unreadable(columns: Sequence[Column]) -> Told:
    """Yes where a column that must be there is empty, or one holds what it cannot hold."""
    faults = [fault for column in columns for fault in _faults(column)]
    return reduce(or_, faults)


def _faults(column: Column) -> list[Told]:
    found = row[column.name]
    faults = [found.isnull()] if column.needed and column.role in {"exam", "patient"} else []
    if column.is_number:
        faults.append(_no_number(column))
    elif column.words:
        words = (*column.words, *(SAME_WORD if column.words == SIGN_WORDS else ()))
        faults.append(_certainly(found.notin(words)))
    return faults


def _no_number(column: Column) -> Told:
    """Yes where a number is outside its range, or counts no whole parts; only what is in its range is rounded."""
    found, parts = row[column.name], parts_of(column)
    low, high = (end / column.parts for end in (column.low, column.high))
    inside = (found >= low) & (found <= high)
    broken = (parts - parts.round()).abs() > _ALMOST
    return ibis.cases((found.isnull(), False), (inside, broken), else_=True)


def _certainly(part: Told) -> Told:
    return part.fill_null(ibis.literal(value=False))
