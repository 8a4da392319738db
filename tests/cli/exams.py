"""An exam on a screen of a test: keys in, lines out."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from sot_engine.cli.exams.rows import Line
from sot_engine.cli.exams.screen import Ending, Screen
from sot_engine.workflow.exams.interview import Exam, Wish, begin_exam, resume_exam

HEAD = {"ref": "P-0042", "age": "37", "weeks": "", "examiner": "A. Example, DC", "complaint": ""}
UP, DOWN, NEXT, PREVIOUS, TAB, DELETE = "\x1b[A", "\x1b[B", "\x1b[6~", "\x1b[5~", "\t", "\x1b[3~"
ENTER, ESCAPE, BACKSPACE, CTRL_C = "\r", "\x1b", "\x7f", "\x03"


class Window(DummyOutput):
    """A terminal of a size that a test chooses."""

    def __init__(self, columns: int = 80, rows: int = 24) -> None:
        self.size = Size(rows=rows, columns=columns)

    def get_size(self) -> Size:
        return self.size


def begun(**wish: object) -> Exam:
    """An exam with its head, or a re-test."""
    return begin_exam(Wish(**wish), {} if wish.get("retested") else HEAD)  # type: ignore[arg-type]  # a test names them right


def text(lines: list[Line]) -> list[str]:
    """Lines as they read, without their styles."""
    return ["".join(part for _, part in line) for line in lines]


@contextmanager
def screen(exam: Exam, columns: int = 80, rows: int = 24) -> Iterator[Screen]:
    """A screen that reads from nowhere, for looking at."""
    with create_pipe_input() as given:
        yield Screen(exam, given, Window(columns, rows))


def run(exam: Exam, typed: str, columns: int = 80, rows: int = 24) -> tuple[Ending, Screen]:
    """What the screen ends with after these keys; q is pressed at the end, which leaves when nothing else has."""
    with create_pipe_input() as given, create_app_session(given, Window(columns, rows)):
        shown = Screen(exam, given, Window(columns, rows))
        given.send_text(typed)
        return shown.run(), shown


def resumed(exam: Exam) -> Exam:
    """The same exam after its process was gone."""
    exam.close()
    return resume_exam(Path(exam.journal.path))
