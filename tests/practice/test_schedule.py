"""Scheduling is that of the fsrs package, to the last digit and the microsecond."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Card, Scheduler, State
from fsrs import Rating as FsrsRating
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.study import RATINGS, CardAnswer, Memory, Rating
from sot_engine.practice.schedule import learned, recall, remember, replay
from tests.strategies import law

START = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
ANSWERS = st.lists(
    st.tuples(st.sampled_from(RATINGS), st.integers(0, 400 * 86_400_000_000)), min_size=1, max_size=12
)  # ratings, each with the microseconds since the last


def answers(steps: Sequence[tuple[Rating, int]]) -> list[CardAnswer]:
    at, found = START, []
    for number, (rating, later) in enumerate(steps):
        at += timedelta(microseconds=later)
        found.append(CardAnswer(id=str(number), deck="d", card="c", content="x", rating=rating, at=at))
    return found


def same(ours: Memory, theirs: Card) -> bool:
    return (State[ours.state.capitalize()], ours.step, ours.stability, ours.difficulty, ours.due, ours.last) == (
        theirs.state, theirs.step, theirs.stability, theirs.difficulty, theirs.due, theirs.last_review,
    )  # fmt: skip


@law
@given(ANSWERS)
def test_any_run_of_answers_gives_what_the_package_gives(steps: list[tuple[Rating, int]]) -> None:
    scheduler, theirs, ours = Scheduler(enable_fuzzing=False), Card(card_id=1, due=START), None
    for answer in answers(steps):
        if ours is not None:
            assert recall(ours, answer.at) == scheduler.get_card_retrievability(theirs, answer.at)
        theirs, _ = scheduler.review_card(theirs, FsrsRating(RATINGS.index(answer.rating) + 1), answer.at)
        ours = remember(ours, answer.rating, answer.at)
        assert same(ours, theirs)


@law
@given(ANSWERS)
def test_replaying_all_answers_gives_what_they_gave_one_by_one(steps: list[tuple[Rating, int]]) -> None:
    known = None
    for answer in answers(steps):
        known = learned(known, answer)
    assert replay(answers(steps)) == known


def test_a_card_without_answers_is_not_known() -> None:
    with pytest.raises(ValueError, match="without answers"):
        replay([])


def test_a_better_answer_never_brings_a_card_back_sooner() -> None:
    due = [remember(None, rating, START).due for rating in RATINGS]
    assert due == sorted(due)
    assert due[0] == START + timedelta(minutes=1)
    assert due[-1] > START + timedelta(days=1)
