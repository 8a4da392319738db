"""What a student learns by heart: a card, one answer to it, and how well it is remembered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Literal, TypeAlias

Topic: TypeAlias = Literal["category", "finding", "evidence", "stop", "contradiction", "placement", "gate", "guidance"]
TOPICS: tuple[Topic, ...] = (
    "category", "finding", "evidence", "stop", "contradiction", "placement", "gate", "guidance",
)  # fmt: skip
Facet: TypeAlias = Literal[
    "said",
    "signs",
    "side",
    "done",
    "recorded",
    "reliability",
    "supports",
    "when",
    "then",
    "evidence",
    "blocks",
    "watch",
]
"""Which question about a thing a card asks; the id of a card ends with it."""

Rating: TypeAlias = Literal["again", "hard", "good", "easy"]
RATINGS: tuple[Rating, ...] = ("again", "hard", "good", "easy")
"""How well a card was remembered, from not at all to at once; `again` alone counts as forgotten."""

Reason: TypeAlias = Literal["changed", "due", "new", "again"]
"""Why a card is shown: its words changed, its day has come, it is new, or it was forgotten a moment ago."""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One question about one thing of a pack, and the answer that the pack gives."""

    id: str
    topic: Topic
    about: str
    """The id of the page that says more: a finding, a rule, a placement or a category."""
    asks: str
    answer: str
    more: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    """The findings that the card is about, so that weak ones can be named."""

    @cached_property
    def content(self) -> str:
        """A hash of what is asked and answered; it changes when the pack says something else."""
        words = json.dumps([self.asks, self.answer, self.more, self.cite])
        return sha256(words.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """How well a card is remembered, in the terms of FSRS. Units: stability in days, difficulty from 1 to 10."""

    state: Literal["learning", "review", "relearning"]
    step: int | None
    stability: float
    difficulty: float
    due: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is kept of a card that was answered: its memory, the words it had then, and since when it is known."""

    card: str
    content: str
    since: datetime
    memory: Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class CardAnswer:
    """One answer to one card. `recall` is the chance to remember that FSRS gave it beforehand; None for a new card."""

    id: str
    deck: str
    card: str
    content: str
    rating: Rating
    at: datetime
    took_ms: int | None = None
    recall: float | None = None


@dataclass(frozen=True, slots=True)
class Dealt:
    """A card that is to be shown, and why."""

    card: Card
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a sitting came to, and what is left."""

    learner: str
    about: str
    """What the sitting was to be about; nothing for the whole pack."""
    cards: int
    """How many cards there are about it."""
    ratings: Mapping[Rating, int]
    """How many answers were rated so."""
    left: int
    """Cards whose turn has come and that were not answered."""
    unseen: int
    """Cards of the pack that were never shown, and are not meant for today."""
    resting: int
    """Cards answered once that the pack no longer has; what is known of them is kept."""
    next_due: datetime | None
    """When the next of all cards comes back."""
