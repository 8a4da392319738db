"""An exam under way in a test."""

from sot_engine.workflow.exams.interview import Exam, Wish, begin_exam

HEAD = {"ref": "P-0042", "age": "37", "weeks": "", "examiner": "A. Example, DC", "complaint": ""}


def begun(**wish: object) -> Exam:
    return begin_exam(Wish(**wish), {} if wish.get("retested") else HEAD)  # type: ignore[arg-type]  # a test names them right


def pressed(exam: Exam, *keys: str) -> Exam:
    for key in keys:
        exam.press(key)
    return exam
