"""Open one visit: the entry as the chart holds it now, and the pack that it was recorded in."""

from typing import NamedTuple

from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.pack import Pack
from sot_engine.records.chart import read_chart
from sot_engine.records.packs import kept_pack
from sot_engine.store.database import Database


class Opened(NamedTuple):
    """A chart entry with its own pack."""

    entry: ChartEntry
    pack: Pack


def open_entry(records: Database, word: str) -> Opened:
    """A visit by its id or the beginning of it.

    Errors: NotFound; SealBroken when its rows or its pack are not what they were.
    """
    with records.reading() as connection:
        chart = read_chart(connection, word)
        return Opened(chart.entry, kept_pack(connection, chart.pack))
