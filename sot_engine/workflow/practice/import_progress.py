"""Take exported progress in."""

from pathlib import Path

from sot_engine.errors import Place, ProgressUnreadable
from sot_engine.practice.exported import Exported, read_exported
from sot_engine.practice.progress import Taken
from sot_engine.workflow.assess_visits import standard_input
from sot_engine.workflow.practice.open_progress import open_progress

STDIN = "-"


def import_progress(file: str, learner: str | None = None) -> tuple[str, Taken]:
    """Add what a file of exported progress holds and the learner does not have; whose it became, and how much.

    Without a name it becomes the progress of the learner that the file names.
    Errors: ProgressUnreadable, LearnerUnnamed, StoreUnavailable; then nothing was taken in.
    """
    exported = read_export(file)
    name = learner or exported.learner
    with open_progress(name, trust_clock=True) as progress:
        return name, progress.take_in(exported.answers, exported.attempts)


def read_export(file: str) -> Exported:
    """Read a file of exported progress, or standard input.

    Errors: ProgressUnreadable.
    """
    try:
        data = standard_input().read() if file == STDIN else Path(file).read_bytes()
        text = data.decode("utf-8-sig")
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or str(error)).lower()}"
        raise ProgressUnreadable(message, where=Place(file), hint="check the path and the permission") from None
    except UnicodeDecodeError:
        message = "not UTF-8 text"
        raise ProgressUnreadable(message, where=Place(file), hint="`sot practice export` writes one") from None
    return read_exported(text, "standard input" if file == STDIN else file)
