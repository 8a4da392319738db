"""A chart entry: one visit from the first finding to the signed note, with everything that was added afterwards.

::

    draft ── reviewed ── signed ── amended
                │           └───── entered_in_error
                └─ awaiting_cosignature (a student's, until a practitioner co-signs)

Records keep these values, notes and exchange read them. Nothing in them is ever changed: each step gives a new value.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.rule import Category
from sot_engine.domain.truth import Side
from sot_engine.domain.visit import Visit, nothing

Stage: TypeAlias = Literal["draft", "reviewed", "awaiting_cosignature", "signed", "amended", "entered_in_error"]
Role: TypeAlias = Literal["practitioner", "student"]
SuggestionKind: TypeAlias = Literal["category", "side", "placement", "modification"]
Verdict: TypeAlias = Literal["accepted", "changed", "rejected"]
AddendumKind: TypeAlias = Literal["addendum", "correction", "delayed_entry", "entered_in_error", "moved", "merged"]
Measure: TypeAlias = Literal["NPRS", "PSFS", "ODI", "NDI"]

SEALED: tuple[Stage, ...] = ("signed", "amended", "entered_in_error")
"""The stages in which the original can no longer change."""

_CLOCK = re.compile(r"\d{2}:\d{2}(:\d{2})?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who records, signs or co-signs."""

    id: str
    name: str
    credentials: str = ""
    role: Role = "practitioner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a patient is; kept apart from everything clinical, so that it can be erased. `ref` is the practice's own."""

    id: str
    ref: str
    name: str = ""
    birth_date: str | None = None
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One thing that the rules suggest and the practitioner has to answer.

    `key` names it within its assessment: `category`, `side`, `placement`, or `modification D-21`.
    """

    key: str
    kind: SuggestionKind
    value: str
    says: str
    rules: tuple[str, ...] = ()
    needs_reason: bool = False
    """Whether accepting it takes a written reason too, as a placement with a modification does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the practitioner decided about a suggestion, and why."""

    suggestion: str
    verdict: Verdict
    instead: str | None = None
    """What was chosen in its place, where it was changed."""
    reason: str = ""
    by: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockUsed:
    """One wedge as it was placed. Units: degrees as in a placement, 0 head, 90 across to the midline, 180 feet."""

    side: Side
    landmark: str
    direction_deg: int | None = None
    wedge: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlocksUsed:
    """What was done with the blocks: where, from when to when, and what was seen."""

    position: Literal["prone", "supine"]
    blocks: tuple[BlockUsed, ...]
    placement: str | None = None
    """The placement of the pack that was followed, if one was."""
    started_at: str | None = None
    stopped_at: str | None = None
    response: str = ""
    adverse_response: str = ""

    @property
    def lasted(self) -> timedelta | None:
        """From start to stop, negative for a stop before the start; None where the two cannot be compared."""
        start, stop = self.started_at or "", self.stopped_at or ""
        if bool(_CLOCK.match(start)) != bool(_CLOCK.match(stop)):
            return None
        try:
            return read_time(stop) - read_time(start)
        except (ValueError, TypeError):  # text that is no time; one with a zone and one without
            return None


def read_time(text: str) -> datetime:
    """A day with its time, or a bare time of the day, as 09:40, which stands for one of any day.

    Errors: ValueError for text that is neither.
    """
    return datetime.fromisoformat(f"2000-01-01T{text}" if _CLOCK.match(text) else text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The total of an outcome measure, never its questions. `answered` of `items` says how complete it was."""

    measure: Measure
    value: float
    at: str
    answered: int | None = None
    items: int | None = None
    previous: float | None = None
    previous_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A typed attestation: who, as what, when, and to which words. It is tamper-evident, not a legal signature."""

    by: Person
    as_: Literal["author", "cosigner"]
    at: str
    attests: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """What was added to a sealed entry. The original stays as it is."""

    number: int
    kind: AddendumKind
    by: Person
    at: str
    reason: str
    text: str
    other: str | None = None
    """The patient's key or visit at the other end, where an entry was moved or two records were merged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartEntry:
    """One visit as the chart holds it now."""

    id: str
    patient: Identity
    stage: Stage
    opened_by: Person
    opened_at: str
    visit: Visit
    assessment: Assessment | None = None
    committed: Category | None = None
    committed_by: str = ""
    """The key of whoever committed it; it and the time are empty where nobody did."""
    committed_at: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=nothing)
    reviewers: tuple[Person, ...] = ()
    """Whoever committed or answered, each once, in their order."""
    blocks: BlocksUsed | None = None
    scores: tuple[Score, ...] = ()
    history: str = ""
    plan: str = ""
    signatures: tuple[Signature, ...] = ()
    addenda: tuple[Addendum, ...] = ()
    seal: str | None = None
    """The hash of the chain at which the entry was sealed."""
    note: str = ""
    """The note as it was signed, without who the patient is; empty while nobody has signed."""

    @property
    def is_sealed(self) -> bool:
        """Whether the original can no longer change."""
        return self.stage in SEALED

    @property
    def unanswered(self) -> tuple[Suggestion, ...]:
        """The suggestions that nobody has accepted, changed or rejected."""
        return tuple(one for one in self.suggestions if one.key not in self.answers)
