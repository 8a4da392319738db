"""How far a search is, in one line on standard error that a terminal shows and a pipe never sees."""

import sys
from time import monotonic
from types import TracebackType
from typing import Self

EVERY_S = 0.2
CLEAR = "\r\x1b[K"


class Searching:
    """A line that is told how many there are; it is gone before anything is printed and when the search is over."""

    def __init__(self, what: str) -> None:
        """`what` says what is counted."""
        self._what, self._last, self._seen = what, float("-inf"), sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()

    def told(self, number: int) -> None:
        """Draw the line anew, not too often."""
        if self._seen and monotonic() - self._last > EVERY_S:
            self._last = monotonic()
            sys.stderr.write(f"{CLEAR}{number:,} {self._what} ...")
            sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._seen:
            self._last = float("-inf")
            sys.stderr.write(CLEAR)
            sys.stderr.flush()
