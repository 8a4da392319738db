"""Rows of the table of exams as visits again, with the patient and the examiner that stand beside them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import shown
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import Place, TableShape
from sot_engine.registry.layout import AGE, ARROW, WEEKS, Column, Layout
from sot_engine.registry.machine import parts_of, reading, using
from sot_engine.registry.opening import Opening, open_source
from sot_engine.registry.regular import BAD, regular
from sot_engine.registry.rejects import rejects_of
from sot_engine.registry.source import LINE, Batch, Reject

PATIENT, EXAMINER, WHEN = "patient", "examiner", "examined_at"
NO_TIME = "1970-01-01T00:00:00+00:00"
"""The time of an exam without one: exams then keep the order in which they stand."""


class Recorded(NamedTuple):
    """One row: who recorded whom, and what."""

    examiner: str
    patient: str
    visit: Visit


def read_recordings(name: str, pack: Pack, folder: Path) -> Iterator[Recorded | TableShape]:
    """The exams of a table one after another; what is wrong with a row is yielded in its place.

    `folder` is where a long table is dealt. A finding without a column was not recorded.
    Errors: TableUnreadable for what is no table, TableShape for a table without patient or examiner.
    """
    layout = Layout.of(pack)
    source = open_source(name, Opening(layout, folder, partial=True))
    for part in parts_of(source):
        with reading(name):
            batch = source.read(part)
        with using(batch, name):
            yield from _of_batch(batch, layout, pack, name)


def _of_batch(batch: Batch, layout: Layout, pack: Pack, name: str) -> Iterator[Recorded | TableShape]:
    names = batch.table.collect_schema().names()
    missing = [column for column in (PATIENT, EXAMINER) if column not in names]
    if missing and batch.rows:
        message = f"the table has no column {' and no column '.join(missing)}"
        raise TableShape(message, where=Place(name), hint="agreement needs to know who recorded whom")
    beside = tuple(column.name for column in layout.columns if column.role == "beside" and column.name in names)
    table = regular(batch.table, layout, batch.kinds, keep=(LINE, *beside)).collect()
    if batch.rejects or table[BAD].any():
        yield from (_fault(reject, name) for reject in rejects_of(batch, layout))
    for row in table.filter(~pl.col(BAD)).iter_rows(named=True):
        lack = _lack(row, layout, beside)
        yield TableShape(lack[0], where=Place(name, row[LINE]), hint=lack[1]) if lack else _recorded(row, layout, pack)


def _fault(reject: Reject, name: str) -> TableShape:
    told = f"{reject.column} cannot be {shown(reject.value)}" if reject.column else "the row cannot be read"
    return TableShape(told, where=Place(name, reject.line), hint=reject.reason)


def _lack(row: Mapping[str, Any], layout: Layout, beside: Iterable[str]) -> tuple[str, str] | None:
    """What is wrong beside the exam: nobody is named, a time is none, a mark of confidence is another word."""
    if not row[PATIENT] or not row[EXAMINER]:
        return "the row names no patient or no examiner", "fill in both"
    if row.get(WHEN) and _time(row[WHEN]) is None:
        return f"{shown(row[WHEN])} is not a time", "write 2026-03-14T09:30:00-08:00"
    for column in (layout.by_name[name] for name in beside):
        if column.words and row[column.name] not in {None, *column.words}:
            return f"{column.name} cannot be {shown(row[column.name])}", f"it takes {', '.join(column.words)}"
    return None


def _time(text: object) -> str | None:
    """A time with its zone; where none is given it is taken for UTC, which keeps the order of exams."""
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return str(text) if read.tzinfo else f"{read.isoformat()}+00:00"


def _recorded(row: Mapping[str, Any], layout: Layout, pack: Pack) -> Recorded:
    examiner, patient = str(row[EXAMINER]), str(row[PATIENT])
    marks = (column for column in layout.columns if column.role == "beside" and column.key)
    visit = Visit(
        examined_at=_time(row.get(WHEN) or NO_TIME) or NO_TIME,
        examiner=examiner,
        patient=Patient(ref=patient, age_years=row[AGE], pregnancy_weeks=row[WEEKS]),
        findings=_values(row, layout, pack, "finding"),
        after=_values(row, layout, pack, "after"),
        confidence=MappingProxyType({column.key: row[column.name] for column in marks if row.get(column.name)}),
    )
    return Recorded(examiner, patient, visit)


def _values(row: Mapping[str, Any], layout: Layout, pack: Pack, role: str) -> Mapping[str, Value]:
    columns = (column for column in layout.columns if column.role == role and row[column.name] is not None)
    return MappingProxyType({column.key: _value(row[column.name], column, pack) for column in columns})


def _value(cell: Any, column: Column, pack: Pack) -> Value:
    if column.is_number:
        number = cell / column.parts
        return int(number) if number == int(number) else number
    finding, _ = pack.keys.by_key[column.key]
    return tuple(cell.split(ARROW)) if finding.kind == "sequence" else str(cell)
