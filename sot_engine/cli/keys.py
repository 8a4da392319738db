"""Keys of a terminal, one by one and without Enter; what is typed ahead is not lost."""

import os
import sys
import termios
import tty
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

_MOST = 32
_END = "\x04"
_ESCAPE = "\x1b"


class Keys:
    """The keys that were pressed and are not read yet."""

    def __init__(self, terminal: int) -> None:
        """Read from this terminal."""
        self._terminal = terminal
        self._pressed: deque[str] = deque()

    def next(self) -> str:
        """The next key; an arrow or another key that sends several signs is one.

        Errors: EOFError at Ctrl-D, or when the terminal is gone.
        """
        while not self._pressed:
            signs = os.read(self._terminal, _MOST).decode(errors="replace")
            if not signs:
                raise EOFError
            self._pressed.extend([signs] if signs.startswith(_ESCAPE) else signs)
        key = self._pressed.popleft()
        if key == _END:
            raise EOFError
        return key


@contextmanager
def one_by_one() -> Iterator[Keys]:
    """Read the keyboard key by key, without showing the keys; Ctrl-C still interrupts."""
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal, termios.TCSANOW)
    try:
        yield Keys(terminal)
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)
