"""What the keys mean at the question that is asked, in words for the screen."""

from collections.abc import Iterator
from typing import NamedTuple

from sot_engine.domain.finding import Finding
from sot_engine.intake.answer_keys import DIGITS, TEN, choices, is_typed, numbered, value_keys
from sot_engine.intake.entry import Entry

_GRADED = ("grade", "pain", "count")


class Offer(NamedTuple):
    """A key, or several alike, and what it does."""

    key: str
    says: str


def offers(entry: Entry) -> tuple[Offer, ...]:
    """The keys that this question takes now."""
    finding = entry.finding
    if finding.kind == "sign" and finding.sided and not entry.apart:
        return (
            Offer("l", "left"),
            Offer("r", "right"),
            Offer("b", "both"),
            Offer("n", "none"),
            Offer("o", "one side at a time"),
        )
    return (*_values(entry), *_sides(entry))


def _values(entry: Entry) -> Iterator[Offer]:
    finding = entry.finding
    if is_typed(finding):
        yield from _typed(finding)
    elif finding.kind in _GRADED:
        yield from _graded(finding)
    else:
        yield from (Offer(choice.key, choice.says) for choice in choices(finding))
    if entry.words:
        yield Offer("Enter", "that was all")
    elif entry.is_begun and finding.sided and not entry.typed:
        yield Offer("Enter", "this side not tested")


def _typed(finding: Finding) -> Iterator[Offer]:
    if finding.kind in {"choice", "sequence"}:
        for number, word in numbered(finding).items():
            yield Offer("n" if word == finding.negative else number, word.replace("_", " "))
        return
    low, high = finding.range or (0, 0)
    yield Offer(f"{low} to {high}", f"{finding.unit or ''}, then Enter".lstrip(", "))


def _graded(finding: Finding) -> Iterator[Offer]:
    keys = [choice.key for choice in choices(finding)]
    digits = [key for key in keys if key in DIGITS]
    yield Offer(f"{digits[0]}-{digits[-1]}", "")
    if TEN in keys:
        yield Offer(TEN, "ten")


def _sides(entry: Entry) -> Iterator[Offer]:
    """How to speak of both sides at once, before anything was answered."""
    finding = entry.finding
    if not finding.sided or entry.is_begun:
        return
    negative = finding.negative_value
    if negative is not None and "n" in value_keys(finding):
        yield Offer("n", f"{str(negative).replace('_', ' ')} on both")
    yield Offer("b", "both alike")
    yield Offer("l r", "one side only")
