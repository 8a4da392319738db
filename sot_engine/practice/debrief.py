"""Everything that is said of a case after it ended."""

from collections.abc import Mapping
from typing import NamedTuple

from sot_engine.domain.assessment import Assessment
from sot_engine.inference.assess import assess, readings
from sot_engine.practice.attempt import Attempt, Setting
from sot_engine.practice.look import Fewest, fewest, look_back, settled
from sot_engine.practice.overlooked import missed, over_read
from sot_engine.practice.path import points
from sot_engine.practice.session import Session


class Debrief(NamedTuple):
    """Everything that is said of a case after it ended."""

    attempt: Attempt
    found: Assessment
    known: Assessment
    missed: Mapping[str, tuple[str, ...]]
    """Findings that were never asked for, each with the rules that they fire."""
    over_read: Mapping[str, str]
    """Findings that the answer was rested on and that do not carry it, each with the reason."""
    settled: tuple[int, str] | None
    """After how many tests one more would have settled the case, and which."""
    fewest: Fewest | None
    """The fewest tests that come to the same, looking back."""


def debrief(session: Session, attempt_id: str, setting: Setting = "practice") -> Debrief:
    """Look back at a case that ended.

    Errors: EnginesDisagree, EngineFailed.
    """
    pack, case = session.pack, session.case
    looked = tuple(look_back(session))
    reading = readings(pack).agree(case.visit)
    not_asked_for = missed(session, reading)
    not_carrying = over_read(session, reading)
    found, known = assess(pack, case.visit), assess(pack, session.known)
    attempt = Attempt(
        id=attempt_id,
        setting=setting,
        case=case.id,
        difficulty=case.difficulty,
        seed=case.seed,
        pack=pack.id,
        pack_version=pack.version,
        pack_sha256=pack.sha256,
        started_at=session.started_at,
        ended_at=session.ended_at or session.started_at,
        asked=session.asked,
        turns=session.turns,
        answer=session.answer,
        says=case.says,
        passed_stop=session.passed_stop,
        path=tuple(points(session, known, looked)),
        missed=tuple(not_asked_for),
        over_read=tuple(not_carrying),
    )
    return Debrief(attempt, found, known, not_asked_for, not_carrying, settled(looked), fewest(session))
