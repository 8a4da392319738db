"""A sitting: what was dealt in order, and what was forgotten again before it ends."""

from datetime import UTC, datetime, timedelta

from sot_engine.domain.study import Card, CardAnswer, Dealt, Rating
from sot_engine.practice.schedule import learned
from sot_engine.practice.sitting import Sitting

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
DEALT = tuple(Dealt(Card(id=name, topic="finding", about=name, asks=f"{name}?", answer="Yes."), "new") for name in "ab")


def answer(sitting: Sitting, rating: Rating, at: datetime) -> Sitting:
    dealt = sitting.next(at)
    assert dealt
    given = CardAnswer(id=str(at), deck="d", card=dealt.card.id, content="", rating=rating, at=at)
    return sitting.answered(dealt, given.id, rating, learned(None, given))


def test_cards_come_in_the_order_dealt_and_an_easy_one_is_done() -> None:
    sitting = answer(Sitting(waiting=DEALT), "easy", NOW)
    assert (sitting.next(NOW), sitting.left) == (DEALT[1], 1)
    assert answer(sitting, "easy", NOW).next(NOW) is None


def test_a_forgotten_card_comes_back_when_its_minute_is_over() -> None:
    sitting = answer(Sitting(waiting=DEALT), "again", NOW)
    assert sitting.next(NOW + timedelta(seconds=59)) == DEALT[1]
    back = sitting.next(NOW + timedelta(seconds=60))
    assert back == Dealt(DEALT[0].card, "again")


def test_at_the_end_a_forgotten_card_is_not_waited_for() -> None:
    sitting = answer(answer(Sitting(waiting=DEALT), "again", NOW), "easy", NOW)
    assert sitting.next(NOW) == Dealt(DEALT[0].card, "again")
    assert (sitting.count("again"), sitting.count("easy"), sitting.count("good")) == (1, 1, 0)


def test_what_was_before_an_answer_is_kept_so_that_it_can_be_taken_back() -> None:
    start = Sitting(waiting=DEALT)
    assert answer(start, "again", NOW).given[-1].before == start
