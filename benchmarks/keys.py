"""From a key at `sot exam` to the first sign that the terminal is sent for it."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pexpect

from benchmarks.figure import Figure, at_most
from benchmarks.measure import Samples

ROOT = Path(__file__).parents[1]
EXAM = ("--ref", "P-0042", "--age", "37", "--weeks", "0", "--examiner", "A. Example, DC", "--complaint", "Back pain")
MOST_MS, PAUSE = 100, 0.2


def key_figure(keys: int) -> Figure:
    """The median over this many findings that are answered with one key."""
    samples = Samples("a key")
    with TemporaryDirectory() as folder:
        child = pexpect.spawn(
            sys.executable, [str(ROOT / "cli.py"), "exam", *EXAM], cwd=folder, dimensions=(24, 80), encoding="utf-8",
            env={**os.environ, "SOT_DATA_DIR": folder, "TERM": "xterm-256color"},
        )  # fmt: skip
        child.expect("bladder")
        time.sleep(1)
        for _ in range(keys):
            start = time.perf_counter()
            child.send("n")
            child.expect(r"\x1b\[")
            samples.seconds.append(time.perf_counter() - start)
            time.sleep(PAUSE)
            with suppress(pexpect.TIMEOUT):
                while True:
                    child.read_nonblocking(100_000, timeout=0)
        child.send("q")
        child.expect(pexpect.EOF)
        child.close()
    return at_most("a key at the exam, to its first sign, median", samples.median_us / 1000, MOST_MS, "ms")
