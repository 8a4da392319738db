"""Commands on records of a test."""

import sys
from collections.abc import Callable
from pathlib import Path

import pexpect

from tests.records.cases import EXAMPLES

PASSWORD = "a password of words"  # noqa: S105  # invented


EXAM = str(EXAMPLES / "category-ii-left.yaml")


class Ran:
    """What a command said, and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Sot = Callable[..., Ran]


def secret(sot: Sot, *words: str, password: str = PASSWORD) -> Ran:
    """A command that asks for a password."""
    return sot(*words, "--password-stdin", stdin=f"{password}\n")


def new(sot: Sot, *more: str) -> str:
    """The id of a new visit."""
    ran = sot("visit", "new", EXAM, *more)
    assert ran.code == 0, ran.err
    return ran.out.split()[0]


def reviewed(sot: Sot, *more: str) -> str:
    """The id of a visit in which every suggestion was accepted."""
    visit = new(sot, *more)
    assert sot("visit", "assess", visit, *more).code == 0
    assert sot("visit", "review", visit, "--accept-rest", *more).code == 0
    return visit


def terminal(tmp_path: Path, *words: str, **environment: str) -> "pexpect.spawn[str]":
    """A command on a terminal of 80 columns."""
    import os

    env = {**os.environ, "SOT_DATA_DIR": str(tmp_path / "data"), "NO_COLOR": "1", "TERM": "xterm", **environment}
    env.pop("SOT_PERSON", None)
    return pexpect.spawn(
        sys.executable, [str(EXAMPLES.parent / "cli.py"), *words], env=env, encoding="utf-8", timeout=30,
        dimensions=(40, 80),
    )  # fmt: skip


def ended(process: "pexpect.spawn[str]") -> int:
    process.expect(pexpect.EOF)
    process.close()
    return int(process.exitstatus)
