"""What the rules suggested, and what the practitioner decided about it, and why."""

from collections.abc import Iterator

from sot_engine.domain.chart import Answer, ChartEntry, Suggestion, SuggestionKind
from sot_engine.reports import wording as w
from sot_engine.reports.names import time_words
from sot_engine.reports.sheet import Entry, Section

KINDS: dict[SuggestionKind, str] = {
    "category": "Category",
    "side": "Side",
    "placement": "Placement",
    "modification": "Change",
}


def decision_sections(entry: ChartEntry, *kinds: SuggestionKind) -> Iterator[Section]:
    """The suggestions of these kinds, each with its answer or without one; beside the category the one committed."""
    here = [_decision(one, entry) for one in entry.suggestions if one.kind in kinds]
    if entry.committed and "category" in kinds:
        who = _decided(entry.committed_by, entry.committed_at, entry)
        here.insert(0, Entry(f"Category {entry.committed}", ">", "committed", tuple(who)))
    if here:
        yield Section("Suggested and decided", tuple(here))


def _decision(one: Suggestion, entry: ChartEntry) -> Entry:
    answer = entry.answers.get(one.key)
    head = f"{KINDS[one.kind]} {one.value}"
    says = (one.says,) if one.says and one.says not in _said(entry) else ()
    rules = (f"Rules {', '.join(one.rules)}.",) if one.rules else ()
    if answer is None:
        return Entry(head, "o", "not reviewed", (*says, *rules))
    return Entry(head, ">", answer.verdict, (*says, *rules, *_answered(answer, entry)))


def _said(entry: ChartEntry) -> tuple[str, ...]:
    """What stands in the note already, as the outcome or as a reason of the placement, and is not said twice."""
    found = entry.assessment
    if found is None:
        return ()
    pattern = w.outcome_sentence(found).partition(", side ")[0].rstrip(".")
    return (f"{pattern}.", *(reason.says for reason in found.placement.reasons))


def _answered(answer: Answer, entry: ChartEntry) -> Iterator[str]:
    if answer.instead:
        yield f"Chosen instead: {answer.instead}"
    if answer.reason:
        yield f"Reason: {answer.reason}"
    yield from _decided(answer.by, answer.at, entry)


def _decided(by: str, at: str, entry: ChartEntry) -> Iterator[str]:
    who = w.known_person(by, entry)
    if who or at:
        yield f"Decided{f' by {who}' if who else ''}{f', {time_words(at)}' if at else ''}."


def is_followed(entry: ChartEntry) -> bool:
    """Whether the documented placement still stands: it and what it follows from were accepted, or are not answered."""
    kinds = {"category", "side", "placement"}
    answers = (entry.answers.get(one.key) for one in entry.suggestions if one.kind in kinds)
    return all(answer is None or answer.verdict == "accepted" for answer in answers)
