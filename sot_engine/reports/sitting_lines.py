"""What a sitting came to, in sentences."""

from collections.abc import Iterator

from sot_engine.domain.study import Outcome
from sot_engine.reports.names import clean


def sitting_lines(outcome: Outcome) -> Iterator[str]:
    """How many answers were kept, what is left, and when the next card comes back."""
    answered = sum(outcome.ratings.values())
    if not outcome.cards:
        yield f"No card is about \u201c{clean(outcome.about)}\u201d. Give the id of a finding or a rule, or a word."
        return
    if answered:
        parts = ", ".join(f"{number} {rating}" for rating, number in outcome.ratings.items() if number)
        yield f"{_cards(answered, 'answer')} kept for {outcome.learner}: {parts}."
    if outcome.left:
        yield f"{_cards(outcome.left)} left for another time."
    elif not answered:
        yield f"No card of {outcome.learner} is due."
    if outcome.next_due and not outcome.left:
        yield f"The next one comes back on {outcome.next_due.astimezone():%A, %d %B %Y, at %H:%M}."
    if outcome.unseen:
        yield f"{_cards(outcome.unseen)} not seen yet; --new NUMBER shows more of them today."
    if outcome.resting:
        yield f"{_cards(outcome.resting)} resting: the pack has them no more, and what was known of them is kept."


def _cards(number: int, word: str = "card") -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
