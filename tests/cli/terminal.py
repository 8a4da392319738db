"""A real terminal: a session of tmux in which the program runs, its keys and its picture."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which

from tests.reports.shown import ROOT

TMUX = which("tmux")
PATIENCE = 15.0
"""Seconds to wait for something to be shown; a machine that tests much else at once is slow."""


class Terminal:
    """One session of tmux, on a server of its own."""

    def __init__(self, folder: Path, columns: int, rows: int) -> None:
        self.socket = str(folder / "tmux.socket")
        self.folder = folder
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), "-c", str(folder),
                   "env PS1='ready> ' bash --norc --noprofile")  # fmt: skip

    def _tmux(self, *words: str) -> str:
        kept = {name: value for name, value in os.environ.items() if name not in {"TMUX", "FORCE_COLOR", "NO_COLOR"}}
        kept |= {"LC_ALL": "C.UTF-8", "SOT_DATA_DIR": str(self.folder / "data")}
        command = [TMUX or "tmux", "-S", self.socket, *words]
        return subprocess.run(command, env=kept, capture_output=True, text=True, check=True).stdout

    def sot(self, *words: str, **environment: str) -> None:
        """Type a command of the program, and Enter."""
        setting = "".join(f"{name}={value} " for name, value in environment.items())
        self.type(f"{setting}{shlex.join([sys.executable, str(ROOT / 'cli.py'), *words])}; echo code=$?")
        self.press("Enter")

    def type(self, text: str) -> None:
        """Type text as it is."""
        self._tmux("send-keys", "-l", text)

    def press(self, *keys: str) -> None:
        """Press keys by the names that tmux has for them."""
        self._tmux("send-keys", *keys)

    def picture(self, *how: str) -> str:
        """What the terminal shows now."""
        return self._tmux("capture-pane", "-p", *how)

    def wait(self, text: str, *, gone: bool = False) -> str:
        """Wait until the text is shown, or gone; gives what is then shown."""
        return self.until(lambda shown: (text in shown) is not gone, text)

    def until(self, is_so: Callable[[str], bool], what: str) -> str:
        """Wait until something holds of the picture."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            shown = self.picture()
            if is_so(shown):
                return shown
            time.sleep(0.05)
        message = f"waited for {what!r}; the terminal shows:\n{self.picture()}"
        raise AssertionError(message)

    def close(self) -> None:
        """End the session."""
        subprocess.run([TMUX or "tmux", "-S", self.socket, "kill-server"], capture_output=True, check=False)


@contextmanager
def terminal(folder: Path, columns: int = 80, rows: int = 24) -> Iterator[Terminal]:
    """A terminal of this size in this folder."""
    opened = Terminal(folder, columns, rows)
    try:
        yield opened
    finally:
        opened.close()
