"""Review: the cards whose turn has come, one after another, each answer kept the moment it is given."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import uuid4

from sot_engine.domain.pack import Pack
from sot_engine.domain.study import RATINGS, CardAnswer, Dealt, Known, Outcome, Rating
from sot_engine.packs.shelf import read_pack
from sot_engine.practice.cards import cards_of, deck_of
from sot_engine.practice.deal import Wish, deal
from sot_engine.practice.progress import Progress
from sot_engine.practice.schedule import remember
from sot_engine.practice.sitting import Sitting
from sot_engine.store import glance
from sot_engine.workflow.practice.open_progress import open_progress

LONGEST = timedelta(minutes=10)
"""A card that lies open for longer was left alone; no time is noted for it."""


class Review:
    """One sitting over the cards of a pack: `next`, then `answer`, until there is no card any more."""

    def __init__(self, learner: str, pack: Pack, progress: Progress, wish: Wish, *, trust_clock: bool) -> None:
        """Deal the cards; nothing is written yet."""
        self._learner, self._progress, self._trust_clock, self._about = learner, progress, trust_clock, wish.about
        self._deck, cards = deck_of(pack), cards_of(pack)
        self._cards = {card.id for card in cards}
        self._known = progress.known(self._deck)
        self._deal = deal(cards, self._known, datetime.now(UTC), _midnight(), wish)
        self.sitting = Sitting(waiting=self._deal.cards)
        self._shown: Dealt | None = None
        self._since = 0.0
        self._loading: Thread | None = None

    def next(self) -> Dealt | None:
        """The card to show now; None at the end."""
        self._shown, self._since = self.sitting.next(datetime.now(UTC)), time.monotonic()
        return self._shown

    def prepare(self) -> None:
        """Load what keeping an answer needs, while the first card is read."""
        if self._loading is None:
            self._loading = Thread(target=glance.load)
            self._loading.start()

    def outlook(self) -> dict[Rating, timedelta]:
        """After how long the card that is shown comes back, for each way to rate it."""
        at, known = datetime.now(UTC), self._known_now()
        return {rating: remember(known.memory if known else None, rating, at).due - at for rating in RATINGS}

    def answer(self, rating: Rating) -> None:
        """Keep an answer to the card that is shown.

        Errors: ClockSetBack, StoreUnavailable; the card stays the one that is shown.
        """
        dealt = self._shown
        if dealt is None:
            return
        took = timedelta(seconds=time.monotonic() - self._since)
        answer = CardAnswer(
            id=str(uuid4()), deck=self._deck, card=dealt.card.id, content=dealt.card.content, rating=rating,
            at=datetime.now(UTC), took_ms=took // timedelta(milliseconds=1) if took <= LONGEST else None,
        )  # fmt: skip
        known = self._progress.give(answer, trust_clock=self._trust_clock)
        self.sitting = self.sitting.answered(dealt, answer.id, rating, known)
        self._known[dealt.card.id] = known

    def take_back(self) -> bool:
        """Forget the last answer of this sitting and show its card again; whether there was one."""
        if not self.sitting.given:
            return False
        last = self.sitting.given[-1]
        self._progress.take_back(last.answer)
        self._known = self._progress.known(self._deck)
        self.sitting = last.before
        return True

    def outcome(self) -> Outcome:
        """What the sitting came to."""
        due = [one.memory.due for name, one in self._known.items() if name in self._cards]
        return Outcome(
            learner=self._learner,
            about=self._about,
            cards=self._deal.wanted,
            ratings={rating: self.sitting.count(rating) for rating in RATINGS},
            left=self.sitting.left + self._deal.left,
            unseen=self._deal.unseen,
            resting=self._deal.resting,
            next_due=min(due, default=None),
        )

    def _known_now(self) -> Known | None:
        return self._known.get(self._shown.card.id) if self._shown else None


@contextmanager
def review_cards(
    learner: str, pack: str, with_: Sequence[str] = (), wish: Wish | None = None, *, trust_clock: bool = False
) -> Iterator[Review]:
    """Open a sitting; a copy of the progress is kept when it ends with anything answered.

    Errors: whatever is wrong with the pack, the learner's name, the progress or the clock.
    """
    read = read_pack(pack, tuple(with_))
    with open_progress(learner, trust_clock=trust_clock) as progress:
        review = Review(learner, read, progress, wish or Wish(), trust_clock=trust_clock)
        try:
            yield review
        finally:
            if review.sitting.given:
                progress.keep_copy()


def _midnight() -> datetime:
    """When this day began on the learner's own clock."""
    return datetime.now(UTC).astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
