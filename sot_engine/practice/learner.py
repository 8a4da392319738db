"""Learners, and where the progress of each is kept: one file a learner, apart from the records of patients."""

from pathlib import Path

from sot_engine.errors import LearnerUnnamed
from sot_engine.store.address import data_folder

NOBODY_NAMED = "me"
"""Whose progress it is where no name was given."""
MOST_LETTERS = 60
_SUFFIX = ".db"


def progress_folder() -> Path:
    """The folder of all progress files."""
    return data_folder() / "practice"


def progress_path(learner: str) -> Path:
    """The file of one learner, whether it is there or not.

    Errors: LearnerUnnamed for a name that no file can have.
    """
    name = learner.strip()
    if (
        not name
        or len(name) > MOST_LETTERS
        or name.startswith(".")
        or set("/\\:") & set(name)
        or not name.isprintable()
    ):
        message = f'no learner can be called "{learner}"'
        raise LearnerUnnamed(message, hint="choose a short name of letters, digits and blanks")
    return progress_folder() / f"{name}{_SUFFIX}"


def learners() -> tuple[str, ...]:
    """Everybody whose progress is kept here, by name."""
    return tuple(sorted(path.stem for path in progress_folder().glob(f"*{_SUFFIX}")))
