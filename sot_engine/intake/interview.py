"""The interview: a value that each key turns into the next one.

::

    Plan ── begin ──▶ Interview ── apply(event) ──▶ Interview ── apply(event) ──▶ … ──▶ visit
                          ▲                              │
                          └────────── before ◀───────────┘   what `u` goes back to

Nothing is tested until a key says so. The events of an interview, applied again in their order, give the same value:
that is how an exam goes on after the power went.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeAlias

from sot_engine.domain.finding import Finding, Position
from sot_engine.domain.visit import Patient, Readings, Visit
from sot_engine.intake.about import ASKS, head
from sot_engine.intake.entry import Entry
from sot_engine.intake.questions import POSITIONS, Plan

Asking: TypeAlias = Literal["", "rest", "write"]
"""What waits for a yes: the rest of this position as negative, or writing the visit."""
Status: TypeAlias = Literal["recorded", "partly", "not done", "does not apply", "not tested"]
_NOBODY = Patient(ref="", age_years=0)


class Event(NamedTuple):
    """One thing that was done: a key or a named act with its text, and when."""

    key: str
    text: str = ""
    at: str = ""


class Act(NamedTuple):
    """The rest of one position, recorded as tested and negative in one explicit act."""

    at: str
    position: Position
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """How an interview stands."""

    plan: Plan = field(compare=False, repr=False)
    about: Mapping[str, str] = field(default_factory=dict)
    head: Visit | None = None
    recorded: Readings = field(default_factory=dict)
    not_done: Mapping[str, str] = field(default_factory=dict)
    unsure: frozenset[str] = frozenset()
    acts: tuple[Act, ...] = ()
    place: int = 0
    entry: Entry | None = None
    asking: Asking = ""
    said: str = ""
    """What was just done, in a sentence."""
    is_refused: bool = False
    """Whether what was said last is that a key could not be taken."""
    is_written: bool = False
    before: "Interview | None" = field(default=None, compare=False, repr=False)

    @property
    def finding(self) -> Finding | None:
        """The finding that is asked; None at the end."""
        questions = self.plan.questions
        return questions[self.place] if self.place < len(questions) else None

    @property
    def position(self) -> Position:
        """The patient's position; at the end the last one."""
        return (self.finding or self.plan.questions[-1]).position

    @property
    def is_retest(self) -> bool:
        """Whether findings are recorded after blocking."""
        return self.plan.retested is not None

    @property
    def patient(self) -> Patient:
        """Who is examined, as far as it is known."""
        known = self.plan.retested or self.head
        return known.patient if known else _NOBODY

    @property
    def asks_first(self) -> bool:
        """Whether something of the head of the visit is still to be asked."""
        return not self.is_retest and self.head is None

    @property
    def visit(self) -> Visit:
        """The visit as recorded so far, in the order of the vocabulary."""
        recorded = MappingProxyType({key: self.recorded[key] for key in self._keys if key in self.recorded})
        if self.plan.retested:
            return replace(self.plan.retested, after=recorded)
        known = {key.partition(".")[0] for key in recorded}
        sure: dict[str, Any] = dict.fromkeys((name for name in self.plan.pack.findings if name in self.unsure & known),
                                             "unsure")  # fmt: skip
        start = self.head or Visit(examined_at=self.plan.examined_at, examiner="", patient=_NOBODY)
        return replace(
            start,
            findings=recorded,
            not_done=MappingProxyType(dict(self.not_done)),
            confidence=MappingProxyType(sure),
        )

    @property
    def _keys(self) -> Iterable[str]:
        return self.plan.pack.keys.by_key

    def status(self, finding: Finding) -> Status:
        """How one finding stands."""
        known = [key in self.recorded for key in finding.keys]
        if all(known):
            return "recorded"
        if any(known):
            return "partly"
        if any(key in self.not_done for key in (finding.id, *finding.keys)):
            return "not done"
        return "not tested" if self.applies(finding) else "does not apply"

    def applies(self, finding: Finding) -> bool:
        """Whether this question is put to this patient."""
        return self.plan.applies(finding, self.patient, self.recorded)

    def of(self, position: Position) -> tuple[Finding, ...]:
        """The questions of one position."""
        return tuple(one for one in self.plan.questions if one.position == position)

    def rest(self) -> tuple[Finding, ...]:
        """What the act for the rest of this position would set: not tested, with a negative value, nothing to confirm.

        What was positive the time before is not among them; it is asked by itself.
        """
        return tuple(
            one for one in self.of(self.position)
            if self.status(one) == "not tested" and one.negative_value is not None and not self._was_positive(one)
        )  # fmt: skip

    def left_by_rest(self) -> tuple[Finding, ...]:
        """What that act leaves as it is, though it was not tested, or on one side only."""
        rest = self.rest()
        return tuple(
            one for one in self.of(self.position) if self.status(one) in {"not tested", "partly"} and one not in rest
        )

    def earlier(self, finding: Finding) -> Readings:
        """What was recorded of it the time before."""
        known = self.plan.earlier
        return {key: known[key] for key in finding.keys if key in known}

    def _was_positive(self, finding: Finding) -> bool:
        return any(value != finding.negative_value for value in self.earlier(finding).values())

    @property
    def positions(self) -> tuple[Position, ...]:
        """The positions in which something is asked, in their order."""
        asked = {one.position for one in self.plan.questions}
        return tuple(name for name in POSITIONS if name in asked)


def begin(plan: Plan) -> Interview:
    """An interview in which nothing was recorded yet; a re-test goes on from what it already holds."""
    recorded: Readings = dict(plan.retested.after) if plan.retested else {}
    entry = Entry.of(plan.questions[0]) if plan.questions else None
    return Interview(plan=plan, recorded=recorded, entry=entry)


def tell_about(now: Interview, name: str, given: str) -> Interview:
    """One answer of the head of the visit, as it was typed.

    Errors: VisitError when all are there and a visit file cannot hold them.
    """
    about = {**now.about, name: given}
    if any(ask.name not in about for ask in ASKS):
        return replace(now, about=about, head=None)
    return replace(now, about=about, head=head(about, now.plan.examined_at, now.plan.pack))
