"""What a review session costs until its first card is on the screen, and what one answer costs until it is durable.

`python -m benchmarks.cards` prints both beside what was asked of them.
"""

import argparse
import os
import pty
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure, at_most
from benchmarks.startup import program, surroundings
from sot_engine import read_pack
from sot_engine.domain.study import CardAnswer
from sot_engine.practice.cards import cards_of, deck_of
from sot_engine.practice.progress import Progress

CARDS = 200
LIMIT_MS = 300.0
ANSWER_MS = 50.0
FIRST = b"to go"
"""What stands on the first card."""


def card_figures(times: int) -> list[Figure]:
    """Open a session of 200 due cards that often, and give 200 answers."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "practice" / "me.db"
        _study(path)
        opened = [_open(folder) for _ in range(times)]
        given = _give(path)
    return [
        at_most(f"a session of {CARDS} cards opens, median of {times}", median(opened) * 1000, LIMIT_MS, "ms"),
        at_most(f"an answer is durable, median of {CARDS}", median(given) * 1000, ANSWER_MS, "ms"),
    ]


def _answers(days_ago: int, name: str) -> list[CardAnswer]:
    pack, at = read_pack(), datetime.now(UTC) - timedelta(days=days_ago)
    return [
        CardAnswer(id=f"{name}{number}", deck=deck_of(pack), card=card.id, content=card.content, rating="easy", at=at)
        for number, card in enumerate(cards_of(pack)[:CARDS])
    ]


def _study(path: Path) -> None:
    """A progress in which 200 cards are due."""
    progress = Progress(path)
    progress.take_in(_answers(300, "a"), ())
    progress.close()


def _open(folder: str) -> float:
    """Seconds from starting the program to its first card."""
    sot = program() or (sys.executable, "cli.py")
    parent, child = pty.openpty()
    environment = {**surroundings(f"{folder}/cache"), "SOT_DATA_DIR": folder, "TERM": "xterm", "LINES": "40"}
    start = time.perf_counter()
    with subprocess.Popen((*sot, "practice", "review"), env=environment, stdin=child, stdout=child) as session:
        told = b""
        while FIRST not in told:
            told += os.read(parent, 65_536)
        seconds = time.perf_counter() - start
        os.write(parent, b"q")
        while session.poll() is None:
            os.set_blocking(parent, False)
            try:
                os.read(parent, 65_536)
            except OSError:
                time.sleep(0.01)
    os.close(child)
    os.close(parent)
    return seconds


def _give(path: Path) -> list[float]:
    progress, seconds = Progress(path), []
    for answer in _answers(0, "b"):
        start = time.perf_counter()
        progress.give(answer)
        seconds.append(time.perf_counter() - start)
    progress.close()
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cards", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="open it once")
    for figure in card_figures(1 if parser.parse_args().quick else 21):
        print(f"{figure.what}: {figure.value} ({figure.target}: {figure.verdict})")


if __name__ == "__main__":
    main()
