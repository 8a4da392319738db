"""One thing that is not as it was recorded."""

from typing import NamedTuple


class Fault(NamedTuple):
    """Where and what; `visit` is None where it concerns none, or which one is not known."""

    row: int
    visit: str | None
    says: str
