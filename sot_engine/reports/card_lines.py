"""A card in lines, one thought a line, for screen readers, pipes and the screen alike."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from sot_engine.domain.study import RATINGS, Card, Dealt, Rating, Reason
from sot_engine.reports.text import wrapped

REASONS: Mapping[Reason, str] = {
    "changed": "the pack changed it", "due": "due", "new": "new", "again": "once more",
}  # fmt: skip
SHOW = "Enter shows the answer"
KEYS: Mapping[str, Rating] = {str(number): rating for number, rating in enumerate(RATINGS, 1)}
"""The key for each way to rate an answer."""

_UNITS = (
    (timedelta(days=365), "year"), (timedelta(days=30), "month"), (timedelta(days=1), "day"),
    (timedelta(hours=1), "hour"), (timedelta(minutes=1), "min"),
)  # fmt: skip


def front_lines(dealt: Dealt, left: int) -> Iterator[str]:
    """What is asked, why now, and how many cards are left."""
    yield f"{left} to go. {REASONS[dealt.reason].capitalize()}."
    yield from wrapped(f"Question: {dealt.card.asks}")


def back_lines(card: Card) -> Iterator[str]:
    """What the pack answers, what belongs to it, and where to read more."""
    yield from wrapped(f"Answer: {card.answer}")
    for text in card.more:
        yield from wrapped(text, "  ")
    yield from wrapped(source_words(card))


def source_words(card: Card) -> str:
    """The sources of a card, and the page that says more."""
    cited = f"Sources: {', '.join(card.cite)}. " if card.cite else ""
    return f"{cited}More: sot learn {card.about}"


def key_words(outlook: Mapping[Rating, timedelta]) -> Iterator[str]:
    """The key for each way to rate an answer, with the time after which the card comes back."""
    for key, rating in KEYS.items():
        yield f"{key} {rating} ({span_words(outlook[rating])})"


def span_words(span: timedelta) -> str:
    """A span of time in its largest unit: `10 min`, `8 days`, `3 months`."""
    for unit, word in _UNITS:
        number = round(span / unit)
        if span >= unit:
            return f"{number} {word}{'s' if number > 1 and word != 'min' else ''}"
    return "less than 1 min"
