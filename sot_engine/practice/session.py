"""A student at one case, as a value: what was asked, how the patient lies, what was answered; each step a new one.

::

    open ── ask ──▶ open ── answer ──▶ ended
      └── ask on, after a stop was seen ──▶ ended, a stop was passed

The history is told at the start. Everything else is asked for, test by test; asking again costs nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sot_engine.domain import condition as c
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, Position
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import readings
from sot_engine.practice.attempt import Answer, Asked
from sot_engine.practice.case import Case
from sot_engine.practice.journal import Step

TOLD: tuple[Position, ...] = ("history",)
"""What the student is told at the start."""
STILL: tuple[Position, ...] = ("safety", "history")
"""Questions for which a patient is not turned, and no hand is laid on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One case as far as a student has come with it."""

    case: Case
    pack: Pack
    started_at: str
    asked: tuple[Asked, ...] = ()
    position: Position | None = None
    """How the patient stands, sits or lies; None before the first test."""
    turns: int = 0
    answer: Answer | None = None
    passed_stop: bool = False
    ended_at: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the student can still ask and answer."""
        return self.ended_at is None

    @property
    def known(self) -> Visit:
        """The exam as the student knows it now."""
        return known_of(self.case, self.pack, (asked.finding for asked in self.asked))

    def has_asked(self, finding: str) -> bool:
        """Whether a test was asked for."""
        return any(asked.finding == finding for asked in self.asked)

    @property
    def seen_stop(self) -> bool:
        """Whether what the student knows is enough to refer."""
        return sees_stop(self.pack, self.known)


def known_of(case: Case, pack: Pack, asked: Iterable[str]) -> Visit:
    """The exam of a case with nothing but the history and the tests that were asked for."""
    told = {*asked, *(finding.id for finding in pack.findings.values() if finding.position in TOLD)}
    findings = {key: value for key, value in case.visit.findings.items() if key.partition(".")[0] in told}
    return replace(case.visit, findings=MappingProxyType(findings), after=MappingProxyType({}))


def is_before(finding: Finding, pack: Pack) -> bool:
    """Whether a finding is examined before blocking: rules that read it at all do not read it only afterwards."""
    leaves = [node for rule in pack.rules for node in c.walk(rule.when) if isinstance(node, c.LEAVES)]
    after = [node.after for node in leaves if node.finding == finding.id]
    return not after or not all(after)


def sees_stop(pack: Pack, known: Visit) -> bool:
    """Whether a stop rule fires on what is known."""
    return bool(readings(pack).direct.read(known).stops)


def results(case: Case, finding: Finding) -> Mapping[str, Value]:
    """What a test gives, by key; empty where the case does not record it."""
    return {key: case.visit.findings[key] for key in finding.keys if key in case.visit.findings}


def ask(session: Session, finding: Finding, at: str) -> Session:
    """Ask for one test. The patient is turned when it needs another position.

    A hands-on test after a stop was seen walks past it and ends the case.
    """
    if not session.is_open or finding.position in TOLD or session.has_asked(finding.id):
        return session
    if finding.position in STILL:
        return _with(session, finding, session.position, session.turns, at)
    if session.seen_stop:
        return replace(session, passed_stop=True, ended_at=at)
    turned = session.position not in {None, finding.position}
    return _with(session, finding, finding.position, session.turns + turned, at)


def _with(session: Session, finding: Finding, position: Position | None, turns: int, at: str) -> Session:
    asked = Asked(finding=finding.id, position=finding.position, turns=turns, at=at)
    return replace(session, asked=(*session.asked, asked), position=position, turns=turns)


def give(session: Session, answer: Answer, at: str) -> Session:
    """Commit an answer, which ends the case; one that does not refer where the case has a stop walks past it."""
    if not session.is_open:
        return session
    passed = session.case.says.outcome == "refer" and answer.outcome != "refer"
    return replace(session, answer=answer, passed_stop=passed, ended_at=at)


# --- The steps of a session, as a journal keeps them ---


def started(session: Session) -> Step:
    """The step with which a session begins: enough to draw the same case again."""
    case, pack = session.case, session.pack
    return {
        "kind": "started", "at": session.started_at, "case": case.id, "origin": case.origin,
        "pack": pack.id, "with": list(pack.with_), "sha256": pack.sha256,
    }  # fmt: skip


def asked_step(finding: str, at: str) -> Step:
    """The step of one test."""
    return {"kind": "asked", "finding": finding, "at": at}


def resume(case: Case, pack: Pack, steps: Iterable[Mapping[str, Any]]) -> Session:
    """The session that these steps of an open case lead to; a test that the pack no longer has is left out."""
    first, *rest = steps
    session = Session(case=case, pack=pack, started_at=str(first["at"]))
    for step in rest:
        finding = pack.findings.get(str(step.get("finding")))
        if step.get("kind") == "asked" and finding:
            session = ask(session, finding, str(step["at"]))
    return session
