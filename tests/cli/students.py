"""Students of a test: at a terminal, and through a pipe."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pexpect

from sot_engine.practice.generator import Generator
from tests.cli.test_process import SOT
from tests.known_packs import core
from tests.reports.shown import ROOT

CLEAR = Generator(core()).draw("clear", 5, "I")


SIGNS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")


ENTER = "\r"


QUICK = {"PROMPT_TOOLKIT_NO_CPR": "1"}


"""Nobody answers where the cursor is, so the menus need not wait for it."""


BLUEPRINT = """\
schema: sot-exam-blueprint/1
title: A spring examination
minutes: 30
pass_mark: 10
cases: {refer: 1}
choices: 1
essays:
  - ask: Why is what was not recorded never negative?
    rubric: [{says: Not tested is not absent, points: 2}]
"""


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    return {**kept, "SOT_DATA_DIR": str(home / "data"), "TERM": "xterm", "PYTHONPATH": str(ROOT)}


def sot(home: Path, *words: str, keys: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SOT, "practice", *words], cwd=home, input=keys, env=environment(home), capture_output=True, text=True,
        check=False,
    )  # fmt: skip


class Student:
    """Somebody at a terminal of 80 columns."""

    def __init__(self, home: Path, *words: str) -> None:
        self.at = pexpect.spawn(
            sys.executable, [SOT[1], "practice", *words], cwd=str(home), env=environment(home) | QUICK,
            dimensions=(60, 80), encoding="utf-8", timeout=20,
        )  # fmt: skip
        self.read: list[str] = []
        self.at.logfile_read = self

    def write(self, text: str) -> None:
        self.read.append(text)

    def flush(self) -> None:
        """Nothing is held back."""

    @property
    def seen(self) -> str:
        """Everything that was shown, without what moves the cursor."""
        return SIGNS.sub("", "".join(self.read))

    def takes(self, question: str, *keys: str) -> None:
        """Wait for a question, then type."""
        self.at.expect(question)
        self.at.expect("Enter")
        for key in keys:
            self.at.send(key)

    def ends(self) -> int:
        self.at.expect(pexpect.EOF)
        self.at.close()
        return int(self.at.exitstatus if self.at.exitstatus is not None else -1)


def plain_case(*lines: str) -> str:
    return "\n".join([*lines, ""])
