"""Learners of a test: what they keep, what they type, and what they once studied."""

import io
import os
import re
import sys
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pexpect
import pytest

from sot_engine.cli.main import main
from sot_engine.domain.study import CardAnswer
from sot_engine.practice.cards import cards_of
from sot_engine.practice.progress import Progress
from tests.known_packs import core
from tests.reports.shown import ROOT

SOT = [sys.executable, str(ROOT / "cli.py"), "practice"]


COLOUR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def file_of(learners: Path, learner: str = "me") -> Path:
    return learners / "practice" / f"{learner}.db"


class Ran(NamedTuple):
    """What a command came to."""

    returncode: int
    stdout: str
    stderr: str


def run(learners: Path, *words: str, stdin: str = "", **environment: str) -> Ran:
    """Run a command in this process, with no terminal at either end."""
    out, err = io.StringIO(), io.StringIO()
    given = {"SOT_DATA_DIR": str(learners), **environment}
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.delenv("SOT_LEARNER", raising=False)
        for name, value in given.items():
            patch.setenv(name, value)
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = main(["practice", *words])
    return Ran(code, out.getvalue(), err.getvalue())


def terminal(learners: Path, *words: str) -> "pexpect.spawn[str]":
    environment = {
        **os.environ,
        "SOT_DATA_DIR": str(learners),
        "TERM": "xterm-256color",
        "COLUMNS": "80",
        "LINES": "40",
    }
    return pexpect.spawn(SOT[0], [*SOT[1:], *words], cwd=str(ROOT), env=environment, encoding="utf-8", timeout=30,
                         dimensions=(40, 80))  # fmt: skip


def answers(learners: Path, learner: str = "me") -> tuple[CardAnswer, ...]:
    progress = Progress(file_of(learners, learner))
    try:
        return progress.answers()
    finally:
        progress.close()


def study(learners: Path, days_ago: float = 0, number: int = 1, deck: str = "sot-core", learner: str = "me") -> None:
    """A learner who once answered so many cards well."""
    progress, at = Progress(file_of(learners, learner)), datetime.now(UTC) - timedelta(days=days_ago)
    given = [
        CardAnswer(id=f"{learner}{place}", deck=deck, card=card.id, content=card.content, rating="easy", at=at)
        for place, card in enumerate(cards_of(core())[:number])
    ]
    progress.take_in(given, ())
    progress.close()
