"""Practise one case: each step is kept the moment it is taken, and a case that was left can be gone on with."""

import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sot_engine.domain.assessment import plain
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.errors import CaseRefused
from sot_engine.packs.shelf import read_pack
from sot_engine.practice.attempt import Answer
from sot_engine.practice.case import Case
from sot_engine.practice.debrief import Debrief, debrief
from sot_engine.practice.journal import Journal, Step
from sot_engine.practice.sealed import digest
from sot_engine.practice.session import Session, ask, asked_step, give, resume, started
from sot_engine.workflow.practice.find_case import Wish, find_case


class Practice:
    """One learner at one case."""

    def __init__(self, session: Session, journal: Journal, called: str, name: str, number: int) -> None:
        """Go on with a session of which so many steps are kept; `called` is how its pack was named."""
        self.session, self.called = session, called
        self._journal, self._name, self._number = journal, name, number

    def ask(self, finding: Finding) -> Session:
        """Ask for one test, and keep that it was asked."""
        at = utc_now()
        after = ask(self.session, finding, at)
        if after is not self.session:
            self._keep(asked_step(finding.id, at))
        self.session = after
        return after

    def answer(self, answer: Answer) -> None:
        """Commit an answer, which ends the case."""
        self.session = give(self.session, answer, utc_now())

    def end(self) -> Debrief:
        """Look back at a case that ended, and keep what it came to."""
        found = debrief(self.session, self._name)
        self._journal.end(self._name, found.attempt)
        return found

    def _keep(self, step: Step) -> None:
        self._journal.keep_step(self._name, self._number, step)
        self._number += 1


def start_case(pack: Pack, called: str, wish: Wish, journal: Journal) -> Practice:
    """Begin a case.

    Errors: whatever is wrong with the case; what the journal cannot keep.
    """
    case = find_case(pack, called, wish)
    session = Session(case=case, pack=pack, started_at=utc_now())
    called = str(Path(called).resolve()) if os.sep in called or called.startswith(".") else called
    practice = Practice(session, journal, called, secrets.token_hex(8), 0)
    file = {"file": str(Path(wish.case or "").resolve())} if case.origin == "own" else {}
    practice._keep({**started(session), **file, "called": called, "holds": _digest(case)})  # noqa: SLF001  # the first step of its own
    return practice


def open_case(journal: Journal) -> tuple[str, Sequence[Step]] | None:
    """The latest case that was begun and has not ended, with its steps."""
    found = journal.open_steps()
    name = next(reversed(list(found)), None)
    return (name, found[name]) if name and found[name] else None


def close_open_cases(journal: Journal) -> None:
    """Close every open case without a result."""
    for name in journal.open_steps():
        journal.end(name, None)


def go_on(name: str, steps: Sequence[Step], journal: Journal) -> Practice:
    """Go on with an open case as it was left.

    Errors: CaseRefused when its pack or the case itself has changed since; whatever is wrong with the pack or the case.
    """
    first: Mapping[str, Any] = steps[0]
    called = str(first["called"])
    pack = read_pack(called, tuple(first["with"]))
    if pack.sha256 != first["sha256"]:
        message = f"the pack {pack.id} has changed since this case was begun"
        raise CaseRefused(message, hint="begin another case, or bring the pack back")
    case = find_case(pack, called, Wish(case=str(first.get("file") or first["case"])))
    if first.get("holds", _digest(case)) != _digest(case):
        message = "this case is not the one that was begun: its file, or what draws cases, has changed since"
        raise CaseRefused(message, hint="begin another case, or bring back what was there")
    return Practice(resume(case, pack, steps), journal, called, name, len(steps))


def _digest(case: Case) -> str:
    """A hash of what a case holds, so that a student never goes on with another one."""
    return digest(plain(case.visit))


def utc_now() -> str:
    """The time, to the second, with its zone."""
    return datetime.now(UTC).isoformat(timespec="seconds")
