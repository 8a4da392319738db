"""Outcome scores of a draft, each beside the last one of its scale that was taken before it in the same chart.

It is looked for whenever the draft is read, since visits are entered late, moved and found to be in error; what it was
is kept when the entry is signed.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from sot_engine.domain.chart import ChartEntry, Score
from sot_engine.domain.measure import OutcomeMeasure
from sot_engine.packs.measures import read_measures
from sot_engine.records.listing import EVERY, list_entries


def beside_earlier(connection: Connection, entry: ChartEntry) -> ChartEntry:
    """The entry, each total that names no earlier one beside that of the last exam before it."""
    chart = list_entries(connection, patient=entry.patient.id, limit=EVERY)
    there = [one.entry for one in reversed(chart) if not one.is_elsewhere and one.entry.stage != "entered_in_error"]
    in_order = sorted(there, key=lambda one: one.visit.moment)
    place = next(place for place, one in enumerate(in_order) if one.id == entry.id)
    before = [score for one in in_order[:place] for score in one.scores]
    measures = read_measures()
    return replace(entry, scores=tuple(_beside(score, before, measures[score.measure]) for score in entry.scores))


def _beside(score: Score, before: Sequence[Score], measure: OutcomeMeasure) -> Score:
    """Totals are comparable where they have the same meaning; a sum of fewer items has another."""
    last = next((old for old in reversed(before) if old.measure == score.measure and measure.compares(old)), None)
    if last is None or score.previous is not None or not measure.compares(score):
        return score
    return replace(score, previous=last.value, previous_at=last.at)
