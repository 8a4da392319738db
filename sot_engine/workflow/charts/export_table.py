"""Write exams of the records as the table that `sot registry` reads, a row a visit."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from sot_engine.domain.chart import ChartEntry
from sot_engine.errors import ImpossibleValue
from sot_engine.packs.shelf import read_pack
from sot_engine.records.chart import read_entry
from sot_engine.records.ledger import latest_visits
from sot_engine.registry.layout import COMMITTED, Layout
from sot_engine.registry.rows import visit_row
from sot_engine.store.database import Database

LEFT_OUT = "entered_in_error"
"""The stage of an entry whose exam was no exam of this patient."""


def export_table(
    records: Database, visits: Sequence[str], pack: str = "sot-core", with_: Sequence[str] = ()
) -> Iterator[str]:
    """Lines of CSV, the heading first: the visits that are named, or all when none is.

    Who the patient is, the people, the days and every free text stay behind; an exam is called by the id of its visit.
    Entries that were made in error are left out.
    Errors: NotFound; ImpossibleValue for a visit with a finding that the pack does not know; whatever is wrong with
    the pack.
    """
    known = read_pack(pack, tuple(with_))
    layout = Layout.of(known)
    names = [column.name for column in layout.columns if column.role != "beside"]
    yield _line(names)
    for entry in _entries(records, visits):
        if entry.stage == LEFT_OUT:
            continue
        row = {**visit_row(entry.visit, entry.id), COMMITTED: entry.committed}
        strange = next((name for name in row if name not in layout.by_name), None)
        if strange is not None:
            message = f'{entry.id} records "{strange}", which {known.id} has no column for'
            raise ImpossibleValue(message, hint="name the pack of the visits with --pack, or the visits that fit it")
        yield _line(["" if row.get(name) is None else str(row[name]) for name in names])


def _entries(records: Database, visits: Sequence[str]) -> Iterator[ChartEntry]:
    """The entries one at a time, oldest first where all are meant."""
    with records.reading() as connection:
        for visit in visits or reversed(latest_visits(connection, patients=None, limit=_ALL)):
            yield read_entry(connection, visit)


_ALL = 2**31 - 1


def _line(cells: Sequence[str]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue()
