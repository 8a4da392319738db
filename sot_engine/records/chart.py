"""A chart entry read from the ledger."""

from dataclasses import replace

from sqlalchemy import Connection

from sot_engine.domain.chart import ChartEntry
from sot_engine.records.fold import Chart, fold
from sot_engine.records.ledger import find_visit, visit_rows
from sot_engine.records.patients import identities
from sot_engine.records.scores import beside_earlier


def read_chart(connection: Connection, word: str) -> Chart:
    """A visit by its id, or by the beginning of it, with what records know of it.

    Errors: NotFound; SealBroken when its rows cannot be read.
    """
    chart = fold(visit_rows(connection, find_visit(connection, word)), identities(connection))
    if chart.scores and not chart.entry.is_sealed and not chart.entry.signatures:
        return replace(chart, entry=beside_earlier(connection, chart.entry))
    return chart


def read_entry(connection: Connection, word: str) -> ChartEntry:
    """A visit by its id, or by the beginning of it.

    Errors: NotFound; SealBroken when its rows cannot be read.
    """
    return read_chart(connection, word).entry
