"""Open the progress of a learner, and let go of it again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sot_engine.errors import NotFound
from sot_engine.practice.clock import check_clock
from sot_engine.practice.damage import check_there
from sot_engine.practice.learner import learners, progress_path
from sot_engine.practice.progress import Progress
from sot_engine.source.nearest import did_you_mean


@contextmanager
def open_progress(learner: str, *, trust_clock: bool = False) -> Iterator[Progress]:
    """The progress of a learner, to be added to; made when it is not there.

    Errors: LearnerUnnamed, StoreUnavailable, and ClockSetBack unless the clock is to be trusted.
    """
    path = progress_path(learner)
    check_there(path)
    progress = Progress(path)
    try:
        if not trust_clock:
            check_clock(datetime.now(UTC), progress.latest())
        yield progress
    finally:
        progress.close()


@contextmanager
def read_progress(learner: str) -> Iterator[Progress]:
    """The progress of a learner, to be read.

    Errors: NotFound with the nearest name; LearnerUnnamed; StoreUnavailable.
    """
    path = progress_path(learner)
    check_there(path)
    if not path.exists():
        message = f'nothing is kept of a learner called "{learner}"'
        known = learners()
        hint = did_you_mean(
            learner, known, f"known: {', '.join(known)}" if known else "begin with `sot practice review`"
        )
        raise NotFound(message, hint=hint)
    progress = Progress(path)
    try:
        yield progress
    finally:
        progress.close()
