"""`python -m benchmarks.practice` counts and times drawn cases; `--quick` does so with few.

For each difficulty: cases are drawn and verified one by one, each held against what `assess` says of it, and told apart
twice: by everything that is recorded, and by what the rules tell apart.
"""

import argparse
from statistics import median
from time import perf_counter, process_time

from benchmarks import report
from benchmarks.figure import Figure, Table, at_least, at_most
from benchmarks.measure import Samples, machine, pin_to_one_core
from sot_engine import read_pack
from sot_engine.domain.pack import Pack
from sot_engine.inference.assess import assess, readings
from sot_engine.practice.case import Case
from sot_engine.practice.difficulty import DIFFICULTIES, Difficulty
from sot_engine.practice.generator import Generator

WHOLE, QUICK = 10_000, 50


def main() -> None:
    """Count, time and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.practice", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} cases of each difficulty")
    parser.add_argument(
        "--number", type=int, default=WHOLE, help=f"how many cases of each difficulty; {WHOLE} by default"
    )
    asked = parser.parse_args()
    number = QUICK if asked.quick else asked.number
    pack, where = read_pack(), machine(pinned=pin_to_one_core(), busy=0.0)
    drawn = {difficulty: draw(pack, difficulty, number) for difficulty in DIFFICULTIES}
    figures: list[Figure] = []
    for difficulty, (samples, exams, read) in drawn.items():
        figures += [
            at_most(f"{difficulty}: drawn and verified, median", samples.median_us / 1000, 50, "ms"),
            at_least(f"{difficulty}: distinct of {number:,} seeds", exams, number, "cases"),
            Figure(what=f"{difficulty}: distinct to the rules", value=f"{read:,} cases"),
        ]
    worked = Table(
        title="Work of the core for one case",
        head=("difficulty", "median", "99 of 100 within"),
        rows=tuple((name, *_worked(samples)) for name, (samples, _, _) in drawn.items()),
    )
    print(report.page([report.figure_table(figures, judged=number == WHOLE), worked], where))


def draw(pack: Pack, difficulty: Difficulty, number: int) -> tuple[Samples, int, int]:
    """How long each case took, how many differ, and how many differ to the rules; each is labelled as `assess` does."""
    generator, samples = Generator(pack), Samples(difficulty)
    ground = readings(pack).ground
    exams: set[object] = set()
    read: set[object] = set()
    for seed in range(number):
        work, start = process_time(), perf_counter()
        case = generator.draw(difficulty, seed)
        samples.seconds.append(perf_counter() - start)
        samples.worked.append(process_time() - work)
        _same_label(pack, case)
        patient = (case.visit.patient.age_years, case.visit.patient.pregnancy_weeks)
        exams.add((tuple(case.visit.findings.items()), patient))
        told = ((key, ground.tell(key, value)) for key, value in case.visit.findings.items() if key in ground.readers)
        read.add(tuple(told))
    return samples, len(exams), len(read)


def _worked(samples: Samples) -> tuple[str, str]:
    most = sorted(samples.worked)[int(len(samples.worked) * 0.99)]
    return f"{median(samples.worked) * 1e3:.1f} ms", f"{most * 1e3:.1f} ms"


def _same_label(pack: Pack, case: Case) -> None:
    found, says = assess(pack, case.visit, explained=False), case.says
    assert (says.outcome, says.category, says.side) == (found.outcome, found.category, found.side), case.id
    assert (says.placement, says.placement_status) == (found.placement.id, found.placement.status), case.id


if __name__ == "__main__":
    main()
