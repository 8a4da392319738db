"""The benchmark of cards runs, on a small scale."""

import subprocess
import sys

from tests.reports.shown import ROOT


def test_the_benchmark_opens_a_session_and_keeps_answers() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.cards", "--quick"], cwd=ROOT, capture_output=True, text=True, check=True,
        timeout=120,
    )  # fmt: skip
    opened, kept = ran.stdout.splitlines()
    assert opened.startswith("a session of 200 cards opens, median of 1: ")
    assert kept.startswith("an answer is durable, median of 200: ")
