"""Rows of the table of exams as visits again, with the patient and the examiner that stand beside them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl

from sot_engine.domain.condition import Value
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import Place, VisitShape, VisitSyntax
from sot_engine.registry.layout import AGE, ARROW, WEEKS, Column, Layout
from sot_engine.registry.regular import BAD, regular, regular_column

NEEDED = ("patient", "examiner")
"""The columns without which nobody can be compared."""
_WHEN = "examined_at"
_HEAD = {".csv": 2, ".parquet": 1, ".jsonl": 1, ".ndjson": 1}
"""The number of the first row of a file, as an editor counts its lines."""


class Recorded(NamedTuple):
    """One row: who recorded whom, and what."""

    examiner: str
    patient: str
    visit: Visit


def is_table(path: Path) -> bool:
    """Whether a file is a table by its name."""
    return path.suffix.lower() in _HEAD


def read_recordings(path: Path, pack: Pack) -> Iterator[Recorded | VisitShape]:
    """The exams of a table one after another; what is wrong with a row is yielded in its place.

    Errors: VisitSyntax for a file that is no table, VisitShape for a table without patient or examiner.
    """
    frame = _opened(path)
    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        message = f"the table has no column {' and no column '.join(missing)}"
        raise VisitShape(message, where=Place(path.as_posix()), hint="agreement needs to know who recorded whom")
    layout = Layout.of(pack)
    unknown = sorted(set(frame.columns) - set(layout.by_name))
    if unknown:
        message = f"no finding has the column {', '.join(unknown[:5])}"
        raise VisitShape(message, where=Place(path.as_posix()), hint="`sot registry schema` prints the columns")
    yield from _rows(frame, layout, pack, path)


def _opened(path: Path) -> pl.DataFrame:
    try:
        match path.suffix.lower():
            case ".csv":
                return pl.read_csv(path, infer_schema=False)
            case ".parquet":
                return pl.read_parquet(path)
            case _:
                return pl.read_ndjson(path)
    except (pl.exceptions.PolarsError, OSError) as error:
        message = f"the table cannot be read: {str(error).splitlines()[0].lower()}"
        hint = "check the name, and that the file is whole"
        raise VisitSyntax(message, where=Place(path.as_posix()), hint=hint) from None


def _rows(frame: pl.DataFrame, layout: Layout, pack: Pack, path: Path) -> Iterator[Recorded | VisitShape]:
    beside = [column for column in layout.columns if column.role == "beside" and column.name in frame.columns]
    made = {column.name: regular_column(column, frame.schema[column.name]) for column in beside}
    doubted = [one.bad for one in made.values() if one.bad is not None]
    known = frame.select(
        **{name: one.value for name, one in made.items()},
        _beside=pl.any_horizontal(doubted).fill_null(value=False) if doubted else pl.lit(value=False),
    )
    table = regular(frame.lazy(), layout, frame.schema).collect()
    first = _HEAD[path.suffix.lower()]
    for place, row in enumerate(pl.concat([table, known], how="horizontal").iter_rows(named=True)):
        where = Place(path.as_posix(), place + first)
        if row[BAD] or row["_beside"]:
            message = "a value of this row is outside of what its column can hold"
            yield VisitShape(message, where=where, hint="`sot registry assess` with a rejects file says which")
        elif not row["patient"] or not row["examiner"]:
            yield VisitShape("the row names no patient or no examiner", where=where, hint="fill in both")
        else:
            yield _recorded(row, layout, pack, where)


def _recorded(row: Mapping[str, Any], layout: Layout, pack: Pack, where: Place) -> Recorded | VisitShape:
    when = row.get(_WHEN) or "1970-01-01T00:00:00+00:00"
    try:
        if datetime.fromisoformat(when).tzinfo is None:
            when = f"{when}+00:00"
            datetime.fromisoformat(when)
    except ValueError:
        return VisitShape(f'"{when}" is not a time', where=where, hint="write 2026-03-14T09:30:00-08:00")
    patient = Patient(ref=row["patient"], age_years=row[AGE], pregnancy_weeks=row[WEEKS])
    visit = Visit(
        examined_at=when,
        examiner=row["examiner"],
        patient=patient,
        findings=_values(row, layout, pack, "finding"),
        after=_values(row, layout, pack, "after"),
        confidence=_marks(row, layout),
    )
    return Recorded(row["examiner"], row["patient"], visit)


def _values(row: Mapping[str, Any], layout: Layout, pack: Pack, role: str) -> Mapping[str, Value]:
    columns = (column for column in layout.columns if column.role == role and row[column.name] is not None)
    return MappingProxyType({column.key: _value(row[column.name], column, pack) for column in columns})


def _value(cell: Any, column: Column, pack: Pack) -> Value:
    if column.is_number:
        number = cell / column.parts
        return int(number) if number == int(number) else number
    finding, _ = pack.keys.by_key[column.key]
    return tuple(cell.split(ARROW)) if finding.kind == "sequence" else str(cell)


def _marks(row: Mapping[str, Any], layout: Layout) -> Mapping[str, Any]:
    columns = (column for column in layout.columns if column.role == "beside" and column.key)
    return MappingProxyType({column.key: row[column.name] for column in columns if row.get(column.name)})
