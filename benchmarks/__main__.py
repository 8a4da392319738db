"""`python -m benchmarks` measures everything, prints it and writes RESULTS.md; `--quick` measures little and prints it.

Either fails when a peer answers differently from the direct reading. A target that is not met is said and is no error;
a quick run measures too little to say.
"""

import argparse
import json
import os
from dataclasses import dataclass

from benchmarks import report
from benchmarks.assess import compare, endure, explain, speed_figures, speed_table
from benchmarks.batch import batch_figures, batches
from benchmarks.keys import key_figure
from benchmarks.measure import machine, pin_to_one_core
from benchmarks.note import note_figures
from benchmarks.readme import README, RESULTS, with_figures
from benchmarks.registry import measure, registry_figures, registry_table
from benchmarks.startup import start_figures, start_table, start_up
from benchmarks.trust import trust_figures
from sot_engine import read_pack


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    exams: int
    rounds: int
    explained: int
    starts: int
    endured: int
    lines: tuple[int, int]
    registry: tuple[int, ...]
    keys: int
    trusted: tuple[str | None, str | None]


WHOLE = Size(exams=500, rounds=10, explained=3_000, starts=41, endured=100_000, lines=(1_000, 20_000),
             registry=(10_000, 100_000, 1_000_000, 10_000_000), keys=20, trusted=(None, None))  # fmt: skip
QUICK = Size(exams=30, rounds=1, explained=10, starts=1, endured=100, lines=(5, 10), registry=(200, 1_000),
             keys=2, trusted=("stop", "C2-03"))  # fmt: skip


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small version, in seconds; writes nothing")
    parser.add_argument("--json", action="store_true", help="print who answered alike as a line of JSON instead")
    asked = parser.parse_args()
    size = QUICK if asked.quick else WHOLE
    pack = read_pack()
    busy = os.getloadavg()[0]
    registry = measure(pack, size.registry)  # on every core, and so before this process keeps to one
    endured = endure(size.endured)
    trusted = list(trust_figures(*size.trusted))
    where = machine(pinned=pin_to_one_core(), busy=busy)
    compared, explained = compare(pack, number=size.exams, rounds=size.rounds), explain(pack, number=size.explained)
    started = start_up(size.starts)
    figures = [
        *speed_figures(compared, explained),
        *endured,
        *start_figures(started),
        *batch_figures(batches(pack, size.lines)),
        *note_figures(pack, size.starts),
        *registry_figures(registry),
        *trusted,
        key_figure(size.keys),
    ]
    tables = [
        report.figure_table(figures, judged=not asked.quick),
        speed_table(compared),
        start_table(started),
        registry_table(registry),
        report.versions(),
    ]
    if asked.json:
        print(json.dumps({"timed": [samples.name for samples in compared.timed], "left_out": compared.left_out,
                          "registry": [ran.name for ran in registry.others] if registry else []}))  # fmt: skip
        return
    page = report.page(tables, where)
    print(page)
    if not asked.quick:
        RESULTS.write_text(page, encoding="utf-8")
        README.write_text(with_figures(README.read_text("utf-8"), page), encoding="utf-8")


if __name__ == "__main__":
    main()
