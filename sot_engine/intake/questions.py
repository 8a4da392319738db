"""Which findings are asked, and in which order.

The order is the pack's alone: by the patient's position, so that the patient is turned once; within a position what
stops first, then what the strongest rules read. What no rule reads comes last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding, Position
from sot_engine.domain.pack import Pack
from sot_engine.domain.retested import only_after, read_after
from sot_engine.domain.rule import STRENGTHS, Rule
from sot_engine.domain.visit import Patient, Readings, Visit
from sot_engine.inference.direct import Direct
from sot_engine.inference.question import Exam, Question

POSITIONS: tuple[Position, ...] = ("safety", "history", "standing", "seated", "supine", "prone")
FIRST, LEADING, READ, UNREAD = 0, 1, 1 + len(STRENGTHS), 2 + len(STRENGTHS)
"""The ranks: what stops, what a hallmark is read from, the other strengths, what is read at all, what is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one interview asks, and what it starts from: the last visit, or the visit that is re-tested."""

    pack: Pack
    examined_at: str
    questions: tuple[Finding, ...]
    asked_when: Mapping[str, Question] = field(default_factory=dict)
    last: Visit | None = None
    retested: Visit | None = None

    @property
    def earlier(self) -> Readings:
        """What was recorded the time before: at the last visit, or before blocking."""
        visit = self.retested or self.last
        return visit.findings if visit else {}

    def applies(self, finding: Finding, patient: Patient, findings: Readings) -> bool:
        """Whether a question is put to this patient; most are put to every one."""
        question = self.asked_when.get(finding.id)
        return question is None or question(Exam(patient, findings, {}, {}, {})) is True


def plan_exam(pack: Pack, examined_at: str, *, last: Visit | None = None, short: bool = False) -> Plan:
    """The questions of an exam; the short one has only what stops and what a hallmark is read from."""
    most = LEADING if short else UNREAD
    asked = [one for one in _ordered(pack) if _rank(one, pack) <= most]
    return Plan(pack=pack, examined_at=examined_at, questions=tuple(asked), asked_when=_asked_when(pack), last=last)


def plan_retest(pack: Pack, visit: Visit) -> Plan:
    """The questions after blocking: what was recorded before and the pack re-tests, and what is asked only then."""
    known = {key.partition(".")[0] for key in visit.findings}
    only, also = only_after(pack), read_after(pack)
    asked = tuple(
        one for one in _ordered(pack, after=True)
        if one.id in only or (one.id in known and (one.retest or one.id in also))
    )  # fmt: skip
    return Plan(pack=pack, examined_at=visit.examined_at, questions=asked, retested=visit)


def _ordered(pack: Pack, *, after: bool = False) -> list[Finding]:
    left_out = frozenset[str]() if after else only_after(pack)
    asked = [one for one in pack.findings.values() if one.id not in left_out]
    return sorted(asked, key=lambda one: (POSITIONS.index(one.position), _rank(one, pack)))


def _rank(finding: Finding, pack: Pack) -> int:
    ranks = (_weight(rule) for rule in pack.rules if finding.id in c.findings_read(rule.when))
    return min(ranks, default=UNREAD)


def _weight(rule: Rule) -> int:
    if rule.then.verb == "stops":
        return FIRST
    return LEADING + STRENGTHS.index(rule.then.strength) if rule.then.strength else READ


def _asked_when(pack: Pack) -> Mapping[str, Question]:
    direct = Direct(pack)
    return {one.id: direct.question(one.asked_when) for one in pack.findings.values() if one.asked_when}
