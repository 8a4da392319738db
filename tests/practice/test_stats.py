"""Sums over answers and attempts, checked by hand."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.study import Card, CardAnswer, Rating
from sot_engine.practice.attempt import Answer, Attempt, Confidence
from sot_engine.practice.calibration import calibrate, to_tenths
from sot_engine.practice.schedule import replay
from sot_engine.practice.stats import PASSED_STOP, Kept, stand, weaknesses
from tests.practice.test_attempt import WHOLE
from tests.strategies import law

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
CARDS = tuple(
    Card(id=name, topic="finding", about=name, asks=f"{name}?", answer="Yes.", findings=(f"finding_{name}",))
    for name in "abc"
)


def given_answer(
    card: str, rating: Rating, days_ago: float, recall: float | None = None, deck: str = "sot-core"
) -> CardAnswer:
    content = next(one.content for one in CARDS if one.id == card)
    at = NOW - timedelta(days=days_ago)
    return CardAnswer(
        id=f"{card}{days_ago}", deck=deck, card=card, content=content, rating=rating, at=at, recall=recall
    )


def kept(answers: Sequence[CardAnswer] = (), attempts: Sequence[Attempt] = ()) -> Kept:
    cards = {one.card for one in answers if one.deck == "sot-core"}
    known = {name: replay(one for one in answers if one.card == name) for name in cards}
    return Kept(answers=answers, attempts=attempts, known=known)


def attempt(says: str, answered: str | None, confidence: Confidence = 80) -> Attempt:
    def answer(label: str) -> Answer:
        return Answer(outcome="supported", category=label) if label in {"I", "II", "III"} else Answer(outcome=label)  # type: ignore[arg-type]  # a label is either

    given = replace(answer(answered), confidence=confidence) if answered else None
    return replace(WHOLE, says=answer(says), answer=given, passed_stop=answered is None)


def test_the_brier_score_of_a_worked_example() -> None:
    found = calibrate([(0.9, True), (0.9, False), (0.5, True), (0.5, False), (0.1, False)])
    assert found
    assert found.brier == pytest.approx((0.01 + 0.81 + 0.25 + 0.25 + 0.01) / 5)
    assert [(one.said, one.right, one.of) for one in found.bins] == [(0.1, 0, 1), (0.5, 1, 2), (0.9, 1, 2)]
    assert found.uncertainty == pytest.approx(0.24)


@law
@given(st.lists(st.tuples(st.sampled_from([number / 10 for number in range(11)]), st.booleans()), min_size=1))
def test_the_brier_score_is_the_sum_of_its_parts(stated: list[tuple[float, bool]]) -> None:
    found = calibrate(stated)
    assert found
    assert found.brier == pytest.approx(found.reliability - found.resolution + found.uncertainty, abs=1e-12)
    assert found.of == len(stated)
    assert 0 <= found.brier <= 1


def test_nothing_stated_is_no_calibration_and_tenths_are_tenths() -> None:
    assert calibrate([]) is None
    assert to_tenths([(0.8449, True), (0.85001, False)]) == [(0.8, True), (0.9, False)]


def test_the_confusion_matrix_counts_the_engine_against_the_student() -> None:
    attempts = (attempt("II", "II"), attempt("II", "III"), attempt("mixed", "II"), attempt("refer", None))
    found = stand("me", "sot-core", CARDS, kept(attempts=attempts), NOW, UTC)
    assert found.confusion
    assert found.confusion.engine == ("II", "refer", "mixed")
    assert found.confusion.student == ("II", "III", PASSED_STOP)
    assert found.confusion.counts == {
        ("II", "II"): 1, ("II", "III"): 1, ("mixed", "II"): 1, ("refer", PASSED_STOP): 1,
    }  # fmt: skip
    assert (found.cases.cases, found.cases.right, found.cases.passed_stops) == (4, 1, 1)
    assert found.confidence
    assert [(one.right, one.of) for one in found.confidence.bins] == [(1, 3)]


def test_weak_findings_are_those_forgotten_missed_or_over_read_the_most_first() -> None:
    answers = (given_answer("a", "again", 3), given_answer("a", "good", 2), given_answer("b", "good", 2))
    missed = replace(attempt("II", "III"), missed=("finding_c", "finding_a"), over_read=("finding_c",))
    found = weaknesses(CARDS, answers, (missed,))
    assert [(one.finding, one.answered, one.forgotten, one.missed, one.over_read) for one in found] == [
        ("finding_c", 0, 0, 1, 1),
        ("finding_a", 2, 1, 1, 0),
    ]


def test_cards_come_back_on_the_days_of_the_learners_zone() -> None:
    answers = (given_answer("a", "easy", 0), given_answer("b", "again", 1))
    known = kept(answers).known
    due = known["a"].memory.due
    for zone in (UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-11))):
        found = stand("me", "sot-core", CARDS, kept(answers), NOW, zone).forecast
        assert found.now == 1
        assert [day for day, number in found.days if number] == [due.astimezone(zone).date()]
        assert found.days[0][0] == NOW.astimezone(zone).date()


def test_a_changed_card_counts_as_now_and_a_removed_one_as_resting() -> None:
    answers = (given_answer("a", "easy", 0), given_answer("b", "easy", 0))
    found = stand("me", "sot-core", (replace(CARDS[0], answer="No."),), kept(answers), NOW, UTC)
    assert (found.cards.changed, found.cards.resting, found.cards.known, found.forecast.now) == (1, 1, 1, 1)


def test_cards_far_away_are_counted_without_a_day() -> None:
    known = kept((given_answer("a", "easy", 0),)).known
    far = replace(known["a"], memory=replace(known["a"].memory, due=NOW + timedelta(days=400)))
    found = stand("me", "sot-core", CARDS, Kept(answers=(), attempts=(), known={"a": far}), NOW, UTC)
    assert (found.forecast.later, sum(number for _, number in found.forecast.days)) == (1, 0)


def test_answers_under_other_packs_are_named_and_counted_apart() -> None:
    answers = (given_answer("a", "good", 1), given_answer("b", "again", 1, deck="my-school"))
    found = stand("me", "sot-core", CARDS, kept(answers, (replace(WHOLE, pack="my-school"),)), NOW, UTC)
    assert found.elsewhere == {"my-school": 2}
    assert (found.cards.answers, found.cards.forgotten, found.cases.cases) == (1, 0, 0)
    assert not found.is_empty
    assert stand("me", "sot-core", CARDS, kept(), NOW, UTC).is_empty


def test_the_memory_is_held_against_what_was_foretold() -> None:
    answers = (
        given_answer("a", "good", 3),
        given_answer("a", "again", 1, recall=0.91),
        given_answer("b", "hard", 1, recall=0.88),
    )
    found = stand("me", "sot-core", CARDS, kept(answers), NOW, UTC)
    assert found.recall
    assert [(one.said, one.right, one.of) for one in found.recall.bins] == [(0.9, 1, 2)]
