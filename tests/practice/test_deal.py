"""Which cards are dealt: changed ones come back, the schedule of the rest is kept, removed ones rest."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.study import Card, Known, Rating
from sot_engine.practice.deal import Wish, deal
from sot_engine.practice.schedule import remember
from tests.strategies import law

NOW = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
TODAY = datetime(2026, 3, 14, tzinfo=UTC)
CARDS = tuple(
    Card(id=f"rule/{name}/when", topic="evidence", about=name, asks=f"Rule {name}?", answer="Yes.") for name in "abcdef"
)


def known(card: Card, days_ago: float, rating: Rating = "easy", content: str | None = None) -> Known:
    at = NOW - timedelta(days=days_ago)
    return Known(card=card.id, content=content or card.content, since=at, memory=remember(None, rating, at))


def names(*of: Known) -> dict[str, Known]:
    return {one.card: one for one in of}


def test_new_cards_come_in_the_order_of_the_pack_so_many_a_day() -> None:
    dealt = deal(CARDS, {}, NOW, TODAY, Wish(new=2))
    assert [(one.card.about, one.reason) for one in dealt.cards] == [("a", "new"), ("b", "new")]
    assert (dealt.unseen, dealt.left, dealt.resting) == (4, 0, 0)
    today = names(known(CARDS[0], 0.01))
    assert [one.card.about for one in deal(CARDS, today, NOW, TODAY, Wish(new=2)).cards] == ["b"]
    yesterday = names(known(CARDS[0], 1))
    assert [one.card.about for one in deal(CARDS, yesterday, NOW, TODAY, Wish(new=2)).cards] == ["b", "c"]


def test_a_changed_card_comes_back_first_whenever_it_was_due() -> None:
    state = names(known(CARDS[0], 300), known(CARDS[1], 1, content="other words"), known(CARDS[2], 1))
    dealt = deal(CARDS[:3], state, NOW, TODAY)
    assert [(one.card.about, one.reason) for one in dealt.cards] == [("b", "changed"), ("a", "due")]


def test_a_card_that_the_pack_no_longer_has_rests_and_comes_back_with_it() -> None:
    state = names(known(CARDS[0], 300), known(CARDS[1], 200))
    gone = deal(CARDS[1:2], state, NOW, TODAY)
    assert ([one.card.about for one in gone.cards], gone.resting) == (["b"], 1)
    assert [one.card.about for one in deal(CARDS[:2], state, NOW, TODAY).cards] == ["a", "b"]


def test_a_sitting_holds_no_more_than_was_asked_for() -> None:
    dealt = deal(CARDS, names(*(known(card, 300) for card in CARDS)), NOW, TODAY, Wish(most=4))
    assert (len(dealt.cards), dealt.left) == (4, 2)


def test_a_part_of_the_pack_is_asked_for_by_id_by_topic_or_by_a_word() -> None:
    stop = Card(id="rule/R-01/then", topic="stop", about="R-01", asks="Heel tension II?", answer="Refer.")
    for about in ("R-01", "r-01", "stop", "stops", "heel", "Heel tension", "II"):
        assert [one.card for one in deal((*CARDS, stop), {}, NOW, TODAY, Wish(about=about)).cards] == [stop], about
    assert deal((*CARDS, stop), {}, NOW, TODAY, Wish(about="I")).cards == ()


@law
@given(st.sets(st.sampled_from(CARDS)), st.sets(st.sampled_from(CARDS)), st.sets(st.sampled_from(CARDS)))
def test_a_change_of_the_pack_moves_no_card_that_did_not_change(
    seen: set[Card], changed: set[Card], removed: set[Card]
) -> None:
    state = names(*(known(card, 10 * (1 + CARDS.index(card))) for card in seen))
    after = [replace(card, answer="No.") if card in changed else card for card in CARDS if card not in removed]
    before = {one.card.id: one.reason for one in deal(CARDS, state, NOW, TODAY, Wish(new=0)).cards}
    now = {one.card.id: one.reason for one in deal(after, state, NOW, TODAY, Wish(new=0)).cards}
    back = {card.id for card in (seen & changed) - removed}
    assert {name for name, reason in now.items() if reason == "changed"} == back
    kept = {card.id for card in set(CARDS) - changed - removed}
    assert {name: now[name] for name in now if name in kept} == {name: before[name] for name in before if name in kept}
