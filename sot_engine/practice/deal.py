"""Which cards are shown now, in which order, and which wait or rest."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sot_engine.domain.study import Card, Dealt, Known


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """The cards of one sitting, and how many are left out of it."""

    cards: tuple[Dealt, ...]
    wanted: int
    """How many cards there are about what was asked for."""
    left: int
    """Cards whose turn has come, beyond the most that one sitting shows."""
    unseen: int
    """Cards never answered that are not shown today."""
    resting: int
    """Cards answered once that the pack no longer has; what is known of them is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How much one sitting holds: so many cards, so many new ones in a day, and the part of the pack, if not all."""

    most: int = 200
    new: int = 20
    about: str = ""

    def wants(self, card: Card) -> bool:
        """Whether a card is about what was asked for: an id, a topic as `stop` or `stops`, or words of the question."""
        sought = self.about.casefold()
        if not sought or sought.removesuffix("s") in {card.topic, card.about.casefold()}:
            return True
        return sought == card.about.casefold() or bool(re.search(rf"\b{re.escape(sought)}\b", card.asks.casefold()))


def deal(
    cards: Iterable[Card], known: Mapping[str, Known], at: datetime, day_began: datetime, wish: Wish | None = None
) -> Deal:
    """Deal the cards of a sitting: those whose words changed, then those that are due, then new ones.

    Units: `at` and `day_began` in UTC; new cards are counted from `day_began` on.
    """
    wish, every = wish or Wish(), tuple(cards)
    wanted = [card for card in every if wish.wants(card)]
    unseen = [card for card in wanted if card.id not in known]
    first_today = sum(one.since >= day_began for one in known.values())
    room = max(0, wish.new - first_today)
    turn = [*_changed(wanted, known), *_due(wanted, known, at), *(Dealt(card, "new") for card in unseen[:room])]
    names = {card.id for card in every}
    return Deal(
        cards=tuple(turn[: wish.most]),
        wanted=len(wanted),
        left=max(0, len(turn) - wish.most),
        unseen=max(0, len(unseen) - room),
        resting=sum(name not in names for name in known),
    )


def has_changed(card: Card, known: Mapping[str, Known]) -> bool:
    """Whether a card says something else than when it was last answered."""
    return card.id in known and known[card.id].content != card.content


def _changed(cards: list[Card], known: Mapping[str, Known]) -> list[Dealt]:
    return [Dealt(card, "changed") for card in cards if has_changed(card, known)]


def _due(cards: list[Card], known: Mapping[str, Known], at: datetime) -> list[Dealt]:
    due = [card for card in cards if card.id in known and known[card.id].memory.due <= at]
    ordered = sorted(due, key=lambda card: known[card.id].memory.due)
    return [Dealt(card, "due") for card in ordered if not has_changed(card, known)]
