"""Outcome scores of a draft, each beside the last one of its scale that was taken before it in the same chart.

It is looked for whenever a draft is read, since visits are entered late, moved and found to be in error; what it was
is kept with the signature. A total that came along with an entry of another practice is one of them.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from sot_engine.domain.chart import ChartEntry, Score
from sot_engine.domain.measure import OutcomeMeasure
from sot_engine.domain.visit import DAY
from sot_engine.packs.measures import read_measures
from sot_engine.records.listing import EVERY, list_entries


def beside_earlier(connection: Connection, entry: ChartEntry) -> ChartEntry:
    """The entry, each total beside that of the last exam before it."""
    chart = list_entries(connection, patient=entry.patient.id, limit=EVERY)
    there = [one.entry for one in reversed(chart) if not one.is_elsewhere and one.entry.stage != "entered_in_error"]
    in_order = sorted(there, key=lambda one: one.visit.moment)
    place = next(place for place, one in enumerate(in_order) if one.id == entry.id)
    before = [score for one in in_order[:place] for score in one.scores]
    measures = read_measures()
    day = entry.visit.examined_at[:DAY]
    return replace(entry, scores=tuple(_beside(score, before, measures[score.measure], day) for score in entry.scores))


def _beside(score: Score, before: Sequence[Score], measure: OutcomeMeasure, day: str) -> Score:
    """Totals are comparable where they have the same meaning; a sum of fewer items has another."""
    last = next((old for old in reversed(before) if old.measure == score.measure and measure.compares(old)), None)
    found: tuple[float | None, str | None] = (last.value, last.at) if last else (None, None)
    brought = (score.previous_at or "")[:DAY] if score.previous is not None else None
    if brought is not None and brought <= day and (last is None or brought > last.at[:DAY]):
        found = (score.previous, score.previous_at)
    value, at = found if measure.compares(score) else (None, None)
    return replace(score, previous=value, previous_at=at)
