"""A sitting: the cards that were dealt, one after another, and those that come back before it ends."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sot_engine.domain.study import Dealt, Known, Rating

SOON = timedelta(minutes=20)
"""A card that is due again within this time comes back in the same sitting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer of a sitting: its id, the card, how it was rated, and the sitting as it was before."""

    answer: str
    dealt: Dealt
    rating: Rating
    before: "Sitting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """What is still to be shown, what comes back and when, and the answers so far."""

    waiting: tuple[Dealt, ...]
    coming: tuple[tuple[datetime, Dealt], ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def left(self) -> int:
        """How many cards are still to be shown, as far as is known."""
        return len(self.waiting) + len(self.coming)

    def next(self, at: datetime) -> Dealt | None:
        """The card to show now: one that has come back, else the next of those dealt, else the first to come back."""
        if self.coming and (self.coming[0][0] <= at or not self.waiting):
            return self.coming[0][1]
        return self.waiting[0] if self.waiting else None

    def answered(self, dealt: Dealt, answer: str, rating: Rating, known: Known) -> "Sitting":
        """The sitting after an answer to the card that `next` gave; the card comes back when it is due soon."""
        memory = known.memory
        again = ((memory.due, Dealt(dealt.card, "again")),) if memory.due <= memory.last + SOON else ()
        return replace(
            self,
            waiting=tuple(one for one in self.waiting if one != dealt),
            coming=_in_time((*(one for one in self.coming if one[1] != dealt), *again)),
            given=(*self.given, Given(answer=answer, dealt=dealt, rating=rating, before=self)),
        )

    def count(self, rating: Rating) -> int:
        """How many answers were rated so."""
        return sum(one.rating == rating for one in self.given)


def _in_time(coming: Sequence[tuple[datetime, Dealt]]) -> tuple[tuple[datetime, Dealt], ...]:
    return tuple(sorted(coming, key=lambda one: one[0]))
