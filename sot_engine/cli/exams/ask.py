"""Asking an exam on the terminal from its beginning, or from where it was left, to its end."""

import sys
from collections.abc import Mapping

from sot_engine.cli.exams.screen import Ending, Screen
from sot_engine.cli.exams.start import ask_about, choose_exam
from sot_engine.domain.visit import Visit
from sot_engine.workflow.exams.exam_folder import OpenExam, open_exams
from sot_engine.workflow.exams.finish_exam import Finished
from sot_engine.workflow.exams.interview import Exam, Wish, begin_exam, likely, resume_exam

KEPT = "The exam is kept. To go on with it: sot exam"


def record(wish: Wish, answers: Mapping[str, str], *, anew: bool) -> Finished | None:
    """Record one exam and write it; None when the examiner left before its end.

    Errors: KeyboardInterrupt, and then every key is kept; those of the pack, the visit files and the journal.
    """
    whose = wish.last.patient.ref if isinstance(wish.last, Visit) else None
    chosen = None if anew else choose_exam(_under_way(whose))
    exam = resume_exam(chosen.path) if chosen else begin_exam(wish, answers)
    return exam.finish(wish.out) if ask_exam(exam) == "written" else None


def ask_exam(exam: Exam) -> Ending:
    """Ask until the exam is to be written, or the examiner leaves; `exam.now.visit` is what was recorded.

    Errors: KeyboardInterrupt, and then every key is kept; MachineLacks when a key cannot be kept.
    """
    try:
        ending = _asked(exam)
    except KeyboardInterrupt:
        ending = "interrupted"
    if ending != "written":
        exam.close()
        sys.stderr.write(f"{KEPT}\n")
    if ending == "interrupted":
        raise KeyboardInterrupt
    return ending


def _asked(exam: Exam) -> Ending:
    if exam.now.asks_first:
        ask_about(exam, likely(exam))
    while not exam.now.is_written:
        ending = Screen(exam).run()
        if ending != "about":
            return ending
        ask_about(exam, {}, again=True)
    return "written"


def _under_way(whose: str | None) -> tuple[OpenExam, ...]:
    """The exams that can be gone on with, of everybody or of one patient; of one that does not read, a word."""
    found = open_exams()
    for one in found:
        if one.fault:
            sys.stderr.write(f"J010 {one.path.name}: {one.fault}; it is left as it is    sot learn J010\n")
    return tuple(one for one in found if not one.fault and whose in {None, one.patient})
