"""One candidate at one paper, as a value: each event gives a new one, and the events alone give it back.

::

    began ── chose | asked | answered | wrote ── … ── ended

A question and an essay can be answered anew until the end; a case ends with its answer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from sot_engine.practice.attempt import Answer
from sot_engine.practice.paper import CaseItem, ChoiceItem, EssayItem, Paper
from sot_engine.practice.session import Session, ask, give

Event: TypeAlias = Mapping[str, Any]
"""One thing that happened, as JSON can hold it, with its kind and its time."""
EndedBy: TypeAlias = Literal["handed in", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """An exam as far as it has come."""

    paper: Paper
    candidate: str
    started_at: str
    chosen: Mapping[str, int]
    written: Mapping[str, str]
    sessions: Mapping[str, Session]
    last_at: str
    ended_at: str | None = None
    ended_by: EndedBy | None = None
    attests: str = ""

    @property
    def deadline(self) -> datetime | None:
        """When the time is up; None without a limit."""
        minutes = self.paper.blueprint.minutes
        return datetime.fromisoformat(self.started_at) + timedelta(minutes=minutes) if minutes else None

    def is_over(self, at: datetime) -> bool:
        """Whether the time is up."""
        return self.deadline is not None and at >= self.deadline

    def is_done(self, name: str) -> bool:
        """Whether an item was answered."""
        session = self.sessions.get(name)
        return name in self.chosen or bool(self.written.get(name)) or (session is not None and not session.is_open)


def begin(paper: Paper, candidate: str, at: str) -> Exam:
    """The exam before its first answer."""
    sessions = {
        item.id: Session(case=item.case, pack=paper.pack, started_at=at)
        for item in paper.items if isinstance(item, CaseItem)
    }  # fmt: skip
    nothing: Mapping[str, Any] = MappingProxyType({})
    return Exam(
        paper=paper, candidate=candidate, started_at=at, chosen=nothing, written=nothing, sessions=sessions, last_at=at
    )


def after(exam: Exam, event: Event) -> Exam:
    """The exam after an event; what does not belong to an open exam changes nothing but the time."""
    at = str(event["at"])
    exam = replace(exam, last_at=at)
    if exam.ended_at is not None:
        return exam
    if event["kind"] == "ended":
        return replace(exam, ended_at=at, ended_by=event["by"], attests=str(event.get("attests", "")))
    item = exam.paper.item(str(event.get("item")))
    if isinstance(item, ChoiceItem) and event["kind"] == "chose":
        return replace(exam, chosen={**exam.chosen, item.id: int(event["option"])})
    if isinstance(item, EssayItem) and event["kind"] == "wrote":
        return replace(exam, written={**exam.written, item.id: str(event["text"])})
    if isinstance(item, CaseItem):
        return replace(exam, sessions={**exam.sessions, item.id: _moved(exam.sessions[item.id], event, at)})
    return exam


def _moved(session: Session, event: Event, at: str) -> Session:
    """A case one step further."""
    if event["kind"] == "answered":
        answer = event["answer"]
        return give(session, Answer(**{**answer, "grounds": tuple(answer["grounds"])}), at)
    finding = session.pack.findings.get(str(event.get("finding")))
    return ask(session, finding, at) if finding and event["kind"] == "asked" else session


def replay(exam: Exam, events: Iterable[Event]) -> Exam:
    """The exam that these events lead to."""
    for event in events:
        exam = after(exam, event)
    return exam
