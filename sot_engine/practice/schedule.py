"""When a card is shown again: FSRS, as the package computes it, without its dice.

The same answers at the same times give the same days. Only this file speaks to the package.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sot_engine.domain.study import RATINGS, CardAnswer, Known, Memory, Rating


def remember(memory: Memory | None, rating: Rating, at: datetime) -> Memory:
    """How well a card is remembered after an answer, and when it is due; `memory` is None for a new card.

    Units: `at` in UTC.
    """
    after, _ = _scheduler().review_card(_card(memory, at), _rating(rating), at)
    return _memory(after)


def recall(memory: Memory, at: datetime) -> float:
    """The chance from 0 to 1 that a card is remembered at this time."""
    return float(_scheduler().get_card_retrievability(_card(memory, at), at))


def replay(answers: Iterable[CardAnswer]) -> Known:
    """What is known of one card after all its answers, given in the order of their times.

    Errors: ValueError when there is no answer.
    """
    known: Known | None = None
    for answer in answers:
        known = learned(known, answer)
    if known is None:
        message = "a card without answers is not known"
        raise ValueError(message)
    return known


def learned(known: Known | None, answer: CardAnswer) -> Known:
    """What is known of a card after one more answer."""
    memory = remember(known.memory if known else None, answer.rating, answer.at)
    since = known.since if known else answer.at
    return Known(card=answer.card, content=answer.content, since=since, memory=memory)


@cache
def _scheduler() -> Any:
    from fsrs import Scheduler

    return Scheduler(enable_fuzzing=False)


def _rating(rating: Rating) -> Any:
    from fsrs import Rating as Fsrs

    return Fsrs(RATINGS.index(rating) + 1)


def _card(memory: Memory | None, at: datetime) -> Any:
    """The package's card; its number means nothing here and is set so that the package does not read a clock."""
    from fsrs import Card, State

    if memory is None:
        return Card(card_id=0, due=at)
    return Card(
        card_id=0, state=State[memory.state.capitalize()], step=memory.step, stability=memory.stability,
        difficulty=memory.difficulty, due=memory.due, last_review=memory.last,
    )  # fmt: skip


def _memory(card: Any) -> Memory:
    return Memory(
        state=card.state.name.lower(), step=card.step, stability=card.stability, difficulty=card.difficulty,
        due=card.due, last=card.last_review,
    )  # fmt: skip
