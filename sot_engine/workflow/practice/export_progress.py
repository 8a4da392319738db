"""Export what a learner has answered and attempted."""

from sot_engine.practice.exported import Exported, write_exported
from sot_engine.workflow.practice.open_progress import read_progress


def export_progress(learner: str) -> str:
    """All progress of a learner as text. A case that is still open is not part of it.

    Errors: NotFound, StoreUnavailable.
    """
    with read_progress(learner) as progress:
        return write_exported(Exported(learner, progress.answers(), progress.attempts()))
