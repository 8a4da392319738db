"""Where the steps of a case are kept the moment they are taken, so that no answer is lost when the program ends."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

from sot_engine.practice.attempt import Attempt

Step: TypeAlias = Mapping[str, Any]
"""One step as JSON can hold it; its key `kind` says which. The first of a session is `started`."""


class Journal(Protocol):
    """The progress of one learner, as far as an open case needs it. Each call is durable before it returns."""

    def keep_step(self, session: str, number: int, step: Step) -> None:
        """Keep the step with this number of an open session; numbers count from 0."""

    def open_steps(self) -> Mapping[str, tuple[Step, ...]]:
        """The sessions that have not ended, the oldest first, each with its steps in order."""
        ...

    def end(self, session: str, attempt: Attempt | None) -> None:
        """Close a session with what it came to; None for one that is given up."""
