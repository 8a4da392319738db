"""Visits as rows of the table of exams."""

from typing import TypeAlias

from sot_engine.domain.condition import Value
from sot_engine.domain.visit import Visit
from sot_engine.registry.layout import AGE, EXAM, WEEKS, Layout, column_name, word_of

Cell: TypeAlias = str | int | float | None


def visit_row(visit: Visit, exam: str) -> dict[str, Cell]:
    """One visit as a row under the name of its exam; what was not recorded is not in it.

    The reference of the patient, the examiner, the time and every free text stay behind.
    """
    row: dict[str, Cell] = {EXAM: exam, AGE: visit.patient.age_years, WEEKS: visit.patient.pregnancy_weeks}
    row |= {column_name(key): _cell(value) for key, value in visit.findings.items()}
    row |= {column_name(key, after=True): _cell(value) for key, value in visit.after.items()}
    return row


def whole_row(visit: Visit, exam: str, layout: Layout) -> dict[str, Cell]:
    """The same with every column of a layout in its order, empty where nothing was recorded."""
    row = visit_row(visit, exam)
    return {column.name: row.get(column.name) for column in layout.columns if column.role != "beside"}


def _cell(value: Value) -> Cell:
    return word_of(value) if isinstance(value, str | tuple) else value
