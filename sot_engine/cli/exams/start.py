"""What is asked before the screen opens, with questionary: which exam, and who is examined."""

from collections.abc import Mapping, Sequence

import questionary

from sot_engine.intake.about import ANOTHER, ASKS, Ask, fault_of, is_another, unanswered
from sot_engine.intake.step import ABOUT
from sot_engine.reports.names import clean
from sot_engine.reports.wording import number
from sot_engine.workflow.exams.exam_folder import OpenExam, drop_exam
from sot_engine.workflow.exams.interview import Exam

NEW = "Begin a new exam"
DROP = "Give one up"
_SHOWN = 8
"""So many exams under way are offered; the newest are the likely ones."""


def choose_exam(under_way: tuple[OpenExam, ...]) -> OpenExam | None:
    """An exam to go on with, or None for a new one.

    Errors: KeyboardInterrupt.
    """
    known = [one for one in under_way if not one.fault]
    if not known:
        return None
    chosen = _chosen("An exam is under way. Nothing of it was lost.", "Go on: ", known, NEW, DROP)
    if chosen == DROP:
        return choose_exam(_without_one(tuple(known)))
    return chosen if isinstance(chosen, OpenExam) else None


def _without_one(known: tuple[OpenExam, ...]) -> tuple[OpenExam, ...]:
    """The exams that are left after one was given up, which takes a yes."""
    chosen = _chosen("Which is to be offered no more? Its journal stays in the folder.", "", known, "None of them")
    if not isinstance(chosen, OpenExam):
        return known
    if questionary.confirm(f"Give up {_told(chosen)}?", default=False).unsafe_ask():
        drop_exam(chosen.path)
        return tuple(one for one in known if one is not chosen)
    return known


def _chosen(asked: str, verb: str, known: Sequence[OpenExam], *others: str) -> object:
    exams = [questionary.Choice(f"{verb}{_told(one)}", one) for one in known[:_SHOWN]]
    return questionary.select(asked, [*exams, *others], instruction=" ").unsafe_ask()


def _told(one: OpenExam) -> str:
    kind = "re-test" if one.is_retest else "exam"
    patient = clean(one.patient) or "no patient named yet"
    return f"{patient}, {kind} of {one.begun[:10]} {one.begun[11:16]}, {number(one.findings, 'finding')} recorded"


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
        fault = fault_of(ask.name, given, exam.now.about, exam.plan.examined_at, exam.plan.pack)
        return fault or (ANOTHER if is_another(ask.name, given, exam.plan.last) else True)

    hint = f" ({ask.hint})" if ask.hint else ""
    answered = questionary.text(f"{ask.says}{hint}:", default=default, validate=check, validate_while_typing=False)
    return str(answered.unsafe_ask()).strip()
