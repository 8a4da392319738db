"""A registry: `sot registry assess` from Parquet to Parquet, beside the same rules in other ways, answers compared."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from benchmarks.figure import Figure, Table, at_least, at_most
from benchmarks.numpy_by_hand.reading import columns_read, read
from benchmarks.peers.generated import Generated
from benchmarks.peers.gorules import Zen
from benchmarks.population import AT_ONCE, write_population
from benchmarks.startup import program, surroundings
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.direct import Direct
from sot_engine.registry.layout import AGE, ARROW, EXAM, WEEKS, Layout
from sot_engine.registry.plan import fired_column, fired_rules

SAMPLE = 20_000
"""Exams that what reads one exam after another is given; the direct reading and Zen are slower and get a part of it."""

NUMPY = "NumPy written by hand, Parquet to Parquet"

WANTED_TIMES, WANTED_PART, MOST_MB = 10, 0.2, 2_000


@dataclass(frozen=True, slots=True)
class Ran:
    """One way of reading a number of exams."""

    name: str
    exams: int
    seconds: float
    peak_mb: float | None = None
    note: str = ""

    @property
    def rate(self) -> float:
        """Exams a second."""
        return self.exams / self.seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """Every way, and ours by the number of exams."""

    ours: tuple[Ran, ...]
    bare: Ran
    others: tuple[Ran, ...]


def measure(pack: Pack, sizes: tuple[int, ...]) -> Measured | None:
    """Draw the largest number of exams and read them in every way; None when there is no `sot` to run.

    Errors: AssertionError when anything answers otherwise than the result of `sot registry assess`.
    """
    if program() is None:
        return None
    with TemporaryDirectory() as name:
        folder = Path(name)
        tables = {size: folder / f"{size}.parquet" for size in sizes}
        for size, path in tables.items():
            write_population(pack, path, size)
        _ours(tables[sizes[0]], folder / "warm.parquet", sizes[0], folder)
        ours = tuple(_ours(path, folder / f"{size}.out.parquet", size, folder) for size, path in tables.items())
        largest, result = tables[sizes[-1]], folder / f"{sizes[-1]}.out.parquet"
        bare = _timed("Polars, scan and write again", sizes[-1], lambda: _bare(largest, folder / "bare.parquet"))
        numpy = _timed(NUMPY, sizes[-1], lambda: _numpy(largest, result), "every rule; checks no value")
        return Measured(ours, bare, (numpy, *_one_by_one(pack, largest, result)))


def _ours(table: Path, out: Path, size: int, folder: Path) -> Ran:
    """The whole command, its start and the writing of its result included."""
    command = (*(program() or ()), "registry", "assess", str(table), "--out", str(out))
    nothing = folder / "nothing"
    nothing.touch()
    apart = (sys.executable, str(Path(__file__).with_name("apart.py")), str(nothing), str(folder / "said"), *command)
    ran = subprocess.run(apart, env=surroundings(str(folder)), stdout=subprocess.PIPE, check=True)
    said = json.loads(ran.stdout)
    assert said["code"] == 0, f"the registry ended with {said['code']}"
    return Ran("sot registry assess", size, said["seconds"], said["peak_mb"])


def _timed(name: str, exams: int, run: Callable[[], object], note: str = "") -> Ran:
    start = time.perf_counter()
    waited = run()
    return Ran(name, exams, time.perf_counter() - start - (waited if isinstance(waited, float) else 0), note=note)


def _bare(table: Path, out: Path) -> None:
    pl.scan_parquet(table).sink_parquet(out)


def _numpy(table: Path, result: Path) -> float:
    """Every exam from Parquet to arrays and back, each column compared with the result; returns what comparing took."""
    given, compared = pl.scan_parquet(table), 0.0
    columns = columns_read(given.head(1).collect())
    for start in range(0, given.select(pl.len()).collect().item(), AT_ONCE):
        exams = given.select(EXAM, *columns).slice(start, AT_ONCE).collect()
        found = read(exams.drop(EXAM)).insert_column(0, exams[EXAM])
        found.write_parquet(result.with_suffix(f".numpy-{start}"))
        began = time.perf_counter()
        _same(found, pl.scan_parquet(result).slice(start, AT_ONCE).collect())
        compared += time.perf_counter() - began
    return compared


def _same(one: pl.DataFrame, two: pl.DataFrame) -> None:
    assert set(one.columns) == set(two.columns), "the columns differ"
    for name in one.columns:
        left, right = (
            column.cast(pl.String) if column.dtype == pl.Enum else column for column in (one[name], two[name])
        )
        assert left.eq_missing(right).all(), f"NumPy and the result differ in {name}"


def _one_by_one(pack: Pack, table: Path, result: Path) -> Iterator[Ran]:
    """What reads one exam after another, on the first exams of the same table."""
    size = min(SAMPLE, pl.scan_parquet(table).select(pl.len()).collect().item())
    rows = pl.scan_parquet(table).head(size).collect().rows(named=True)
    said = pl.scan_parquet(result).head(size).collect().rows(named=True)
    generated, zen, direct = Generated(pack), _zen(pack), Direct(pack)
    keys = _fact_keys(pack)
    facts = [_facts(row, keys) for row in rows]
    found = [generated.run(one) for one in facts[:100]]
    start = time.perf_counter()
    found = [generated.run(one) for one in facts]
    seconds = time.perf_counter() - start
    _agrees(pack, [generated.answer(one) for one in found], said, "generated Python")
    yield Ran("generated Python, facts ready in memory", size, seconds)
    yield _timed("generated Python, Parquet to Parquet", size, lambda: _generated(generated, keys, table, result, size))
    if zen is not None:
        prepared = [_identified(one) for one in facts[: size // 10]]
        start = time.perf_counter()
        answers = [zen.run(one) for one in prepared]
        yield Ran("GoRules Zen, facts ready in memory", len(prepared), time.perf_counter() - start)
        _agrees(pack, [zen.answer(one) for one in answers], said, "Zen")
    visits = [_visit(row, pack) for row in rows[: size // 10]]
    start = time.perf_counter()
    readings = [direct.read(visit) for visit in visits]
    yield Ran("the direct reading, visits ready in memory", len(visits), time.perf_counter() - start)
    for reading, row in zip(readings, said, strict=False):
        firings = (*reading.stops, *reading.contradictions, *reading.evidence, *reading.gates, *reading.guidance)
        assert {one.rule for one in firings} == {one.id for one in fired_rules(pack) if row[fired_column(one.id)]}
        ours = (row["outcome"], row["category"], row["lean"], row["side"], row["placement"])
        assert ours == (reading.outcome, reading.category, reading.lean, reading.side, reading.placement)


def _generated(generated: Generated, keys: dict[str, str], table: Path, result: Path, size: int) -> None:
    """Straight-line Python with a file before it and one behind it."""
    made = [
        {EXAM: row[EXAM], "outcome": found["outcome"], "category": found["category"], "lean": found["lean"],
         "fired": found["fired"]}
        for row in pl.scan_parquet(table).head(size).collect().iter_rows(named=True)
        for found in (generated.run(_facts(row, keys)),)
    ]  # fmt: skip
    pl.DataFrame(made, infer_schema_length=None).write_parquet(result.with_suffix(".generated"))


def _agrees(pack: Pack, answers: list[Any], rows: list[dict[str, Any]], who: str) -> None:
    weighed = [rule for rule in fired_rules(pack) if rule.stratum in {"stop", "contradiction", "evidence"}]
    for answer, row in zip(answers, rows, strict=False):
        ours = (row["outcome"], row["category"], row["lean"], tuple((row["candidates"] or "").split(",")))
        theirs = (answer.outcome, answer.category, answer.lean, answer.candidates or ("",))
        fired = tuple(sorted(rule.id for rule in weighed if row[fired_column(rule.id)]))
        assert (ours, fired) == (theirs, answer.fired), f"{who} answers {row[EXAM]} differently"


def _fact_keys(pack: Pack) -> dict[str, str]:
    columns = (column for column in Layout.of(pack).columns if column.key and column.role != "beside")
    return {column.name: f"after.{column.key}" if column.role == "after" else column.key for column in columns}


def _facts(row: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    return {
        keys[name]: value.replace(ARROW, "-") if isinstance(value, str) else value
        for name, value in row.items() if value is not None and name in keys
    }  # fmt: skip


def _identified(facts: dict[str, Any]) -> dict[str, Any]:
    from benchmarks.peers.formula import identifier

    return {identifier(key): value for key, value in facts.items()}


def _visit(row: dict[str, Any], pack: Pack) -> Visit:
    layout = Layout.of(pack)
    held: dict[str, dict[str, Any]] = {"finding": {}, "after": {}}
    for name, value in row.items():
        column = layout.by_name[name]
        if value is not None and column.role in held:
            sequence = pack.findings[column.key.partition(".")[0]].kind == "sequence"
            held[column.role][column.key] = tuple(value.split(ARROW)) if sequence else value
    patient = Patient(ref=row[EXAM], age_years=row[AGE], pregnancy_weeks=row[WEEKS])
    return Visit(examined_at="", examiner="", patient=patient, findings=held["finding"], after=held["after"])


def _zen(pack: Pack) -> Zen | None:
    from benchmarks.peers import lacking

    return None if lacking(Zen) else Zen(pack)


def registry_figures(found: Measured | None) -> list[Figure]:
    """What was asked for."""
    if found is None:
        return [Figure(what="sot registry assess", value="not measured: the command line is not there")]
    ours = found.ours[-1]
    python = next(ran for ran in found.others if ran.name == "generated Python, Parquet to Parquet")
    ready = next(ran for ran in found.others if ran.name == "generated Python, facts ready in memory")
    costs = [1e6 * ran.seconds / ran.exams for ran in found.ours]
    many, sizes = f"sot registry assess on every core, {ours.exams:,} exams", [f"{ran.exams:,}" for ran in found.ours]
    times, beside = ours.rate / python.rate, ours.rate / found.bare.rate
    return [
        at_least(f"{many}, beside generated Python on one, Parquet to Parquet", times, WANTED_TIMES, "times"),
        Figure(what=f"{many}, beside it with the facts ready", value=f"{ours.rate / ready.rate:.1f} times"),
        at_least(f"{many}, beside Polars that only scans and writes", beside, WANTED_PART, "times"),
        at_most(f"{many}, most memory held", max(ran.peak_mb or 0 for ran in found.ours), MOST_MB, "MB"),
        Figure(what=f"cost of an exam, start included, {', '.join(sizes)}", value=_listed(costs)),
        *_marginal(found.ours),
    ]  # fmt: skip


def _marginal(ours: tuple[Ran, ...]) -> list[Figure]:
    """What each further exam costs from one size to the next, so that the start of the program is not in it."""
    pairs = list(pairwise(ours))
    if not pairs:
        return []
    costs = [1e6 * (two.seconds - one.seconds) / (two.exams - one.exams) for one, two in pairs]
    return [
        Figure(what="cost of each further exam, from one of these numbers to the next",
               value=_listed(costs))
    ]  # fmt: skip


def _listed(costs: list[float]) -> str:
    return ", ".join(f"{cost:.2f}" for cost in costs) + " µs"


def registry_table(found: Measured | None) -> Table:
    """Everyone, the fastest first."""
    ran = sorted((*(found.ours[-1:]), found.bare, *found.others), key=lambda one: -one.rate) if found else []
    rows = tuple(
        (one.name, f"{one.exams:,}", f"{one.rate:,.0f}", f"{one.peak_mb:,.0f} MB" if one.peak_mb else "", one.note)
        for one in ran
    )
    note = (
        "Every exam is a row with a column for each finding of the pack. The result of `sot registry assess` is "
        "compared in every column and every row with NumPy's, and on the sample with what reads one exam after another."
    )
    return Table(
        title="A registry, the same exams for everyone, all answers equal",
        head=("what", "exams", "exams a second", "most memory", ""), rows=rows, note=note,
    )  # fmt: skip
