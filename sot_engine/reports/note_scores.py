"""Outcome scores: the total, its direction, how far it moved, and what was published of such a change."""

from collections.abc import Iterator, Sequence

from sot_engine.domain.chart import Score
from sot_engine.domain.measure import OutcomeMeasure, PublishedChange
from sot_engine.reports.names import time_words
from sot_engine.reports.sheet import Entry, Section


def score_sections(scores: Sequence[Score]) -> Iterator[Section]:
    """A section with every score that was entered; none where there is none."""
    if scores:
        from sot_engine.packs.measures import read_measures

        known = read_measures()
        yield Section("Outcome scores", tuple(score_entry(score, known[score.measure]) for score in scores))


def score_entry(score: Score, measure: OutcomeMeasure) -> Entry:
    """One total with its range and direction; its change where there is an earlier one."""
    low, high = (plain_number(end) for end in measure.range)
    body = [f"From {low} to {high}; {measure.better} is better. {measure.scored}"]
    if not measure.range[0] <= score.value <= measure.range[1]:
        body.append(f"The number recorded lies outside {low} to {high}; look at it again.")
    if score.answered is not None and score.items is not None:
        body.append(f"{score.answered} of {score.items} items were answered.")
    body += _change(score, measure)
    head = f"{measure.name}: {plain_number(score.value)} of {high}, on {time_words(score.at)}"
    return Entry(head, "", measure.id, tuple(body))


def _change(score: Score, measure: OutcomeMeasure) -> Iterator[str]:
    if score.previous is None or not measure.compares(score):
        yield "No earlier score that can be compared was recorded, so no change is given."
        return
    by = measure.better_by(score.value, score.previous)
    moved = f"{plain_number(abs(by))} to the {'better' if by > 0 else 'worse'}" if by else "none"
    when = f", on {time_words(score.previous_at)}" if score.previous_at else ""
    yield f"Before: {plain_number(score.previous)}{when}. Change: {moved}."
    yield from (_published(change, abs(by)) for change in measure.changes if by)


def _published(change: PublishedChange, by: float) -> str:
    reached = "this change is that large" if by >= change.value else "this change is smaller"
    return f"Published: {plain_number(change.value)}, {change.says}; {reached}. Source {', '.join(change.cite)}."


def plain_number(number: float) -> str:
    """A number without an empty decimal: `4`, `12.8`."""
    return f"{number:g}"
