"""Cases written out for tests: whole exams in which only what a test speaks of was found."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from sot_engine.domain.condition import Value
from sot_engine.domain.visit import Patient, Visit
from sot_engine.practice.attempt import Answer
from sot_engine.practice.case import Case, engine_answer
from sot_engine.practice.debrief import Debrief, debrief
from sot_engine.practice.session import Session, ask, give
from tests.known_packs import core

STOPS = tuple(finding.id for finding in core().stop_questions if finding.asked_when is None)
LEFT_II: dict[str, Value] = {
    "lateral_sway.left": "present", "lateral_sway.right": "absent", "first_rib_pain.left": 6, "first_rib_pain.right": 0,
    "medial_knee_pain.left": 5, "medial_knee_pain.right": 0, "short_leg_supine": "left",
    "antalgic_posture": "none", "heel_tension.left": 0, "heel_tension.right": 0, "pelvic_rigidity": "absent",
    "anteroposterior_sway": "absent", "tmj_dysfunction": "present",
}  # fmt: skip
"""Category II on the left, by two hallmarks and a supporting sign, beside a weak one."""


def case(findings: dict[str, Value], **more: Any) -> Case:
    """A case with these findings, the stop questions answered with no."""
    recorded: dict[str, Value] = {**dict.fromkeys(STOPS, "absent"), **findings}
    visit = Visit(
        examined_at="2026-01-01T09:00:00+00:00",
        examiner="test",
        patient=Patient(ref="test", age_years=40),
        findings=MappingProxyType({key: recorded[key] for key in core().keys.by_key if key in recorded}),
    )
    return Case(id="test", origin="own", difficulty="own", visit=visit, says=engine_answer(core(), visit), **more)


def worked(of: Case, asked: Sequence[str], answer: Answer | None = None) -> Session:
    """A session that asked for these tests and gave this answer."""
    session = Session(case=of, pack=core(), started_at="0")
    for number, name in enumerate(asked, start=1):
        session = ask(session, core().findings[name], str(number))
    return give(session, answer, "99") if answer else session


def looked_back(of: Case, asked: Sequence[str], answer: Answer | None = None) -> Debrief:
    """The look back on it."""
    return debrief(worked(of, asked, answer), "x")


def points(found: Debrief) -> dict[str, tuple[int, int]]:
    """What each part earned, of how much."""
    return {one.part: (one.earned, one.of) for one in found.attempt.path}
