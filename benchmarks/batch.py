"""A batch through the command line: `sot assess - --format jsonl`, one exam a line."""

import json
import subprocess
import sys
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.exams import document, endless
from benchmarks.figure import Figure, at_least, at_most
from benchmarks.startup import program, surroundings
from sot_engine.domain.pack import Pack

ALLOWED_MB = 5.0
WANTED = 400


@dataclass(frozen=True, slots=True)
class Batch:
    """One run: how many lines, how long the whole process took, and the most memory that it held."""

    lines: int
    seconds: float
    peak_mb: float


def batches(pack: Pack, sizes: tuple[int, int]) -> tuple[Batch, Batch] | None:
    """Run a short batch and a long one, with a warm cache; None when there is no `sot` to run.

    Errors: AssertionError when a line is missing or is an error.
    """
    if program() is None:
        return None
    with TemporaryDirectory() as folder:
        _run(pack, 1, Path(folder))
        return _run(pack, sizes[0], Path(folder)), _run(pack, sizes[1], Path(folder))


def _run(pack: Pack, lines: int, folder: Path) -> Batch:
    given, made = folder / "exams.jsonl", folder / "assessments.jsonl"
    with given.open("w") as file:
        file.writelines(json.dumps(document(visit)) + "\n" for visit in islice(endless(pack), lines))
    command = (*(program() or ()), "assess", "-", "--format", "jsonl")
    apart = (sys.executable, str(Path(__file__).with_name("apart.py")), str(given), str(made), *command)
    ran = subprocess.run(apart, env=surroundings(str(folder)), stdout=subprocess.PIPE, check=True)
    said = json.loads(ran.stdout)
    assert said["code"] == 0, f"the batch ended with {said['code']}"
    with made.open() as file:
        outcomes = [json.loads(line).get("outcome") for line in file]
    assert len(outcomes) == lines, "a line of the batch is missing"
    assert all(outcomes), "a line of the batch is an error"
    return Batch(lines, said["seconds"], said["peak_mb"])


def batch_figures(found: tuple[Batch, Batch] | None) -> list[Figure]:
    """Exams a second over the long run, its start included, and how much more memory it held than the short one."""
    rate, growth = "sot assess - --format jsonl", "more memory for more lines"
    if found is None:
        nothing = "not measured: the command line is not there"
        return [Figure(what=rate, value=nothing, target=f"at least {WANTED} exams a second"),
                Figure(what=growth, value=nothing, target=f"at most {ALLOWED_MB:.0f} MB")]  # fmt: skip
    short, long = found
    return [
        at_least(f"{rate}, {long.lines:,} lines", long.lines / long.seconds, WANTED, "exams a second"),
        at_most(f"{growth}, {long.lines:,} beside {short.lines:,}", long.peak_mb - short.peak_mb, ALLOWED_MB, "MB"),
        Figure(what=f"most memory held, {short.lines:,} lines", value=f"{short.peak_mb:.1f} MB"),
        Figure(what=f"most memory held, {long.lines:,} lines", value=f"{long.peak_mb:.1f} MB"),
    ]
