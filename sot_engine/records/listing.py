"""The latest chart entries of a list, or of one chart."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from sot_engine.domain.chart import ChartEntry, Identity
from sot_engine.errors import SealBroken
from sot_engine.records.fold import fold
from sot_engine.records.ledger import latest_visits, rows_of
from sot_engine.records.patients import identities
from sot_engine.records.row import Row

EVERY = 1_000_000
"""A limit that no chart reaches."""


class Listed(NamedTuple):
    """A visit in a list; `is_elsewhere` where it stood in the chart asked for and is now in another."""

    entry: ChartEntry
    is_elsewhere: bool = False


def list_entries(connection: Connection, *, patient: str | None = None, limit: int = 20) -> tuple[Listed, ...]:
    """The visits opened last, the newest first; with a patient's key, what is or once was in that chart.

    One that cannot be read is left out, and a warning is logged, which a command shows on standard error.
    """
    visits = latest_visits(connection, patients=None if patient is None else [patient], limit=limit)
    identity_of = identities(connection)
    entries = list(_readable(rows_of(connection, visits), identity_of))
    return tuple(Listed(entry, patient is not None and entry.patient.id != patient) for entry in entries)


def _readable(visits: Mapping[str, Sequence[Row]], identity_of: Callable[[str], Identity]) -> Iterator[ChartEntry]:
    """The entries that can be read: one broken visit takes nothing away from the others."""
    for visit, rows in visits.items():
        try:
            yield fold(rows, identity_of).entry
        except SealBroken:
            words = "the visit %s is not as it was recorded and is left out; `sot records verify` has the whole list"
            logging.getLogger(__name__).warning(words, visit)
