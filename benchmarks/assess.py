"""One assessment beside the peers, with and without its explanations, and a hundred thousand of them in one process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from benchmarks.exams import exams
from benchmarks.figure import Figure, Table, at_most
from benchmarks.floor import FLOOR, ONE_FACT, Floor
from benchmarks.measure import Samples, time_each
from benchmarks.peers import PEERS, differences, lacking
from benchmarks.peers.answer import Peer
from benchmarks.peers.gorules import ZenQuickStart, ZenTraced, ZenTracedColumns
from sot_engine import assess
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import readings

BOTH = "sot-engine, both engines"
OURS = "sot-engine, one assessment"
EXPLAINED = "sot-engine, with why-not and what-next"
PARTS = ("sot-engine, direct reading alone", "sot-engine, live reading alone")
MARK = 10_000
WARM = 100
Turn: TypeAlias = tuple[Samples, Callable[[Visit], Any], Callable[[Any], Any]]
"""Whose turn it is: where its times go, how it wants an exam (not timed), and what is timed."""

ALLOWED_MB = 5.0
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was timed, and which peers could not be."""

    timed: tuple[Samples, ...]
    left_out: dict[str, str]

    def of(self, name: str) -> Samples | None:
        """The samples of one contestant."""
        return next((samples for samples in self.timed if samples.name == name), None)


def compare(pack: Pack, *, number: int, rounds: int) -> Compared:
    """Check that every peer answers as the direct reading does, then time all on the same exams, in turns.

    Each round has exams of its own, so that nothing is read twice and no memory of an exam can help.
    Errors: AssertionError when a peer answers differently: then its time means nothing.
    """
    warm = min(WARM, number)
    visits = exams(pack, warm + number * rounds)
    left_out = {kind.name: reason for kind in PEERS if (reason := lacking(kind))}
    ready, floor = readings(pack), Floor(pack)
    turns: list[Turn] = [
        (Samples(OURS), _as_it_is, lambda visit: assess(pack, visit, explained=False)),
        (Samples(BOTH), _as_it_is, ready.agree),
        (Samples(PARTS[0]), _as_it_is, ready.direct.read),
        (Samples(PARTS[1]), _as_it_is, ready.durable.read),
        (Samples(FLOOR), floor.prepare, floor.run),
        (Samples(ONE_FACT), floor.prepare_one, floor.run),
    ]
    *quiet, noisy = (kind for kind in PEERS if kind.name not in left_out)
    turns += [_contestant(kind, pack, visits) for kind in quiet]
    _rounds(turns, visits[:warm], visits[warm:], number)
    last = [_contestant(noisy, pack, visits)]
    _rounds(last, visits[:warm], visits[warm:], number)
    return Compared(tuple(samples for samples, _, _ in (*turns, *last)), left_out)


def _contestant(kind: type[Peer], pack: Pack, visits: Sequence[Visit]) -> Turn:
    peer = kind(pack)
    different = differences(peer, readings(pack).direct, visits)
    assert not different, f"{kind.name} answers {len(different)} exams differently, such as {different[0]}"
    return Samples(kind.name), peer.prepare, peer.run


def _as_it_is(visit: Visit) -> Visit:
    return visit


def _rounds(turns: Sequence[Turn], warm: Sequence[Visit], visits: Sequence[Visit], number: int) -> None:
    """A short round to warm up, then the rounds that count, each contestant in its turn."""
    for _, prepare, run in turns:
        time_each(Samples("warm-up"), run, [prepare(visit) for visit in warm])
    for start in range(0, len(visits), number):
        for samples, prepare, run in turns:
            time_each(samples, run, [prepare(visit) for visit in visits[start : start + number]])


def explain(pack: Pack, *, number: int) -> Samples:
    """Time assessments with why-not and what-next."""
    samples = Samples(EXPLAINED)
    warm = min(WARM, number)
    visits = exams(pack, warm + number)
    time_each(Samples("warm-up"), lambda visit: assess(pack, visit), visits[:warm])
    time_each(samples, lambda visit: assess(pack, visit), visits[warm:])
    return samples


STRATA = {**{kind.name: "all" if kind.is_whole else "first" for kind in PEERS}, ONE_FACT: "none"}


def speed_table(compared: Compared) -> Table:
    """Everyone beside Zen with its trace on."""
    zen = compared.of(ZenTraced.name)
    rows = []
    for samples in compared.timed:
        ratio = f"{samples.worked_us / zen.worked_us:.2f}" if zen else ""
        shown = (samples.median_us, samples.p99_us, samples.worked_us)
        strata = STRATA.get(samples.name, "all")
        rows.append((samples.name, strata, *(f"{microseconds:.0f}" for microseconds in shown), ratio))
    rows += [(name, STRATA[name], "", "", "", reason) for name, reason in compared.left_out.items()]
    return Table(
        title="One exam, the same exams for everyone, all answers equal",
        head=("engine", "strata", "median µs", "p99 µs", "CPU, median µs", f"CPU beside {ZenTraced.name}"),
        rows=tuple(rows),
        note=NOTE,
    )


NOTE = (
    "All strata: every rule of the pack, from the findings as recorded to stops, contradictions, evidence, the counts "
    "of each category, outcome, side, placement, gates and guidance, each firing with its side. First: stops, "
    "contradictions, evidence and the decision alone. Every answer is compared with the direct reading on every exam. "
    "The facts of the peers are prepared beforehand and their answers taken apart afterwards, neither of which is "
    f"timed. *{BOTH}* is both readings, compared: every firing with its side and the findings behind it, which is "
    f"what *{ZenTracedColumns.name}* says of a rule and no other answer of a peer does. *{OURS}* puts that into words "
    "as well: every line with its findings, sources and grade, what is open and what was not asked.\n\n"
    f"*{FLOOR}* is the least that our live reading can cost: the calls into it with the facts of all strata written "
    "beforehand. Where it stands above a peer, no code of ours around it makes the live reading faster than that "
    f"peer. *{ONE_FACT}* is what any reading with these rules in durable-rules pays, in whatever pattern, before it "
    "has read a finding: a session is opened, one rule fires, the session is deleted. On a busy machine the column of "
    "CPU time is the one to read: what takes a millisecond is interrupted, what takes a tenth of one is not."
)


def speed_figures(compared: Compared, explained: Samples) -> list[Figure]:
    """The figures that were asked for."""
    ours, both = compared.of(OURS), compared.of(BOTH)
    assert ours
    assert both
    found = [at_most("one assessment, median", ours.median_us / 1000, 1.5, "ms")]
    for kind in (ZenTracedColumns, ZenTraced, ZenQuickStart):
        what, zen = f"both engines beside {kind.name}, CPU time", compared.of(kind.name)
        if zen:
            found.append(at_most(what, both.worked_us / zen.worked_us, 1, "times"))
            told = f"{ours.worked_us / zen.worked_us:.2f} times"
            found.append(Figure(what="the same, told in full as one assessment", value=told))
        else:
            found.append(Figure(what=what, value="not measured", target="at most 1 times"))
    return [
        *found,
        at_most("with why-not and what-next, median", explained.median_us / 1000, 10, "ms"),
        at_most("with why-not and what-next, p99", explained.p99_us / 1000, 30, "ms"),
    ]


def endure(number: int) -> list[Figure]:
    """Two long runs with different hash seeds, side by side: what they hold in memory, and a digest of all results."""
    command = [sys.executable, "-m", "benchmarks.endurance", str(number), str(min(MARK, number // 5))]
    running = [
        subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "4711")
    ]
    said = [process.communicate()[0] for process in running]
    assert all(process.returncode == 0 for process in running), "a long run failed"
    one, two = map(json.loads, said)
    grown = max(max(run["resident_mb"]) - run["resident_mb"][0] for run in (one, two))
    held = ", ".join(f"{megabytes:.1f}" for megabytes in one["resident_mb"])
    return [
        at_most(f"{number:,} assessments, growth after the first {one['first']:,}", grown, ALLOWED_MB, "MB"),
        Figure(what=f"held after {one['first']:,} and then at each {one['each']:,}", value=f"{held} MB"),
        Figure(
            what=f"{number:,} results, two runs with different hash seeds", value=one["digest"][:16],
            target="the same digest", met=one["digest"] == two["digest"],
        ),
    ]  # fmt: skip
