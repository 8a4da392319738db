"""What is asked before the screen opens, with questionary: which exam, and who is examined."""

from collections.abc import Mapping

import questionary

from sot_engine.intake.about import ASKS, Ask, fault_of, unanswered
from sot_engine.intake.step import ABOUT
from sot_engine.reports.names import clean
from sot_engine.workflow.exam_folder import OpenExam
from sot_engine.workflow.interview import Exam

NEW = "Begin a new exam"
_SHOWN = 8
"""So many exams under way are offered; the newest are the likely ones."""


def choose_exam(under_way: tuple[OpenExam, ...]) -> OpenExam | None:
    """An exam to go on with, or None for a new one.

    Errors: KeyboardInterrupt.
    """
    choices = [questionary.Choice(_told(one), one) for one in under_way[:_SHOWN] if not one.fault]
    if not choices:
        return None
    asked = questionary.select(
        "An exam is under way. Nothing of it was lost.", [*choices, questionary.Choice(NEW, NEW)], instruction=" "
    )
    chosen = asked.unsafe_ask()
    return chosen if isinstance(chosen, OpenExam) else None


def _told(one: OpenExam) -> str:
    kind = "re-test" if one.is_retest else "exam"
    patient = clean(one.patient) or "no patient named yet"
    return f"Go on: {patient}, {kind} of {one.begun[:10]} {one.begun[11:16]}, {one.findings} findings recorded"


def ask_about(exam: Exam, known: Mapping[str, str], *, again: bool = False) -> None:
    """Ask what is still open of the head of the visit; `again` asks all of it, with what was answered to change.

    Each answer is kept as soon as it is given.
    Errors: KeyboardInterrupt, MachineLacks.
    """
    before = dict(exam.now.about)
    for ask in ASKS if again else tuple(unanswered(before)):
        exam.press(ABOUT, f"{ask.name}={_asked(exam, ask, {**known, **before}.get(ask.name, ''))}")


def _asked(exam: Exam, ask: Ask, default: str) -> str:
    def check(given: str) -> bool | str:
        return fault_of(ask.name, given, exam.now.about, exam.plan.examined_at, exam.plan.pack) or True

    hint = f" ({ask.hint})" if ask.hint else ""
    answered = questionary.text(f"{ask.says}{hint}:", default=default, validate=check, validate_while_typing=False)
    return str(answered.unsafe_ask()).strip()
