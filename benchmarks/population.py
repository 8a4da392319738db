"""Millions of exams as a Parquet file, drawn column by column from the vocabulary of a pack, the same for one seed.

As in `exams.py` only the kind of a finding decides how it is drawn: what rules ask for is recorded more often, most of
what is recorded is negative, the stop questions are nearly always answered.
"""

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.exams import SEED
from sot_engine.domain.condition import findings_read
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.registry.layout import AGE, EXAM, WEEKS, Column, Layout, retested
from sot_engine.registry.regular import outer_kind

AT_ONCE = 250_000
Array = Any


def write_population(pack: Pack, path: Path, exams: int) -> None:
    """Write that many exams, a quarter of a million at a time."""
    random = np.random.default_rng(SEED)
    draw = _Draw(pack, random)
    folder = path.with_suffix(".drawn")
    folder.mkdir()
    for number, start in enumerate(range(0, exams, AT_ONCE)):
        draw.table(start, min(AT_ONCE, exams - start)).write_parquet(folder / f"{number:06}.parquet")
    pl.scan_parquet(folder / "*.parquet").sink_parquet(path, row_group_size=AT_ONCE)
    for part in folder.iterdir():
        part.unlink()
    folder.rmdir()


class _Draw:
    """Draws one stretch of exams after another."""

    def __init__(self, pack: Pack, random: np.random.Generator) -> None:
        self._pack, self._random = pack, random
        again = retested(pack)
        self._columns = [
            column for column in Layout.of(pack).columns
            if column.role == "finding" or (column.role == "after" and column.key.partition(".")[0] in again)
        ]  # fmt: skip
        self._stops = {finding.id for finding in pack.stop_questions}
        times = [name for rule in pack.rules for name in findings_read(rule.when)]
        self._asked = {name: min(0.15 + 0.08 * times.count(name), 0.7) for name in pack.findings}

    def table(self, start: int, number: int) -> pl.DataFrame:
        """One stretch."""
        random = self._random
        positive = random.uniform(0.1, 0.65, number)
        retested_ = random.random(number) < 0.2
        weeks = pl.Series(random.integers(1, 41, number)).cast(pl.UInt8)
        asked = pl.Series(random.random(number) < 0.2)
        found = {
            EXAM: pl.Series(np.arange(start, start + number)).cast(pl.String).str.zfill(9),
            AGE: pl.Series(random.triangular(8, 40, 90, number).astype(np.uint8)),
            WEEKS: pl.select(pl.when(asked).then(weeks * pl.Series(random.random(number) < 0.25))).to_series(),
        }
        for column in self._columns:
            found[column.name] = self._column(column, number, positive, retested_)
        return pl.DataFrame(found)

    def _column(self, column: Column, number: int, positive: Array, retested_: Array) -> pl.Series:
        finding = self._pack.findings[column.key.partition(".")[0]]
        random = self._random
        recorded = random.random(number) < self._recorded(finding)
        rate = np.full(number, 0.006) if finding.id in self._stops else positive
        if column.role == "after":
            recorded, rate = recorded & retested_, rate / 2
        yes = random.random(number) < rate
        values = self._words(column, finding, yes) if column.words else self._numbers(column, finding, yes)
        return pl.select(pl.when(pl.Series(recorded)).then(values)).to_series()

    def _recorded(self, finding: Finding) -> float:
        if finding.id in self._stops:
            return 0.97
        return 0.3 if finding.position == "safety" else self._asked[finding.id]

    def _words(self, column: Column, finding: Finding, yes: Array) -> pl.Series:
        """Words; the negative one where it is not a yes, any other where it is."""
        places = self._random.integers(0, len(column.words), len(yes))
        if finding.negative_value in column.words:
            negative = column.words.index(str(finding.negative_value))
            places = np.where(places == negative, (places + 1) % len(column.words), places)
            places = np.where(yes, places, negative)
        return (
            pl.Series(places.astype(np.uint8)).cat.to(pl.Enum(column.words))
            if len(column.words) < 256
            else _cast(column, places)
        )

    def _numbers(self, column: Column, finding: Finding, yes: Array) -> pl.Series:
        """Numbers; the higher, the rarer. A measure has a decimal now and then."""
        drawn = column.low + (column.high - column.low) * self._random.beta(1.5, 2.5, len(yes))
        tenths = column.parts > 1 and self._random.random(len(yes)) < 0.2
        whole = np.where(tenths, np.round(drawn), np.round(drawn / column.parts) * column.parts) / column.parts
        values = whole if finding.negative_value is None else np.where(yes, whole, 0)
        return pl.Series(values).cast(outer_kind(column))


def _cast(column: Column, places: Array) -> pl.Series:
    return pl.Series(np.array(column.words)[places]).cast(pl.Enum(column.words))
