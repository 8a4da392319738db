"""What a registry says as a whole: outcomes, categories, findings; counts alone, so that nobody can be found in it."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

import polars as pl

from sot_engine.domain.pack import Pack
from sot_engine.registry.job import Done
from sot_engine.registry.layout import AGE, Column, Layout
from sot_engine.registry.machine import parts_of, reading, using
from sot_engine.registry.plan import fired_column, fired_rules
from sot_engine.registry.polars_algebra import follow, polars_plan
from sot_engine.registry.regular import BAD, kind_of, regular
from sot_engine.registry.source import Batch, Source

TOLD: Mapping[str, pl.Expr] = {
    "outcome": pl.lit(value=True),
    "category": pl.col("category").is_not_null(),
    "lean": pl.col("outcome").cast(pl.String) == "insufficient",
    "side": pl.col("placement").cast(pl.String) != "none",
    "placement": pl.lit(value=True),
}
"""What is counted, and in which exams it is asked at all: a side, only where a category is supported or committed."""

NOTHING = "none"
DECADE = 10


class Told(NamedTuple):
    """One column of findings: in how many exams it was recorded, and in how many it was anything but negative."""

    key: str
    recorded: int
    positive: int | None
    """None where the pack declares no negative value."""


class Description(NamedTuple):
    """The counts of one registry under one pack."""

    exams: int
    unreadable: int
    concluded: Mapping[str, Mapping[str, int]]
    """For outcome, category, lean, side and placement: how often each word."""

    ages: Mapping[int, int]
    """Exams by the decade of age in which they begin."""

    findings: tuple[Told, ...]
    rules: Mapping[str, int]


def describe(pack: Pack, source: Source, watch: Callable[[Done], None] | None = None) -> Description:
    """Count a table under a pack.

    Shapes: exams -> one Description; memory holds counts alone.
    Errors: TableUnreadable, MachineLacks.
    """
    counter = _Counter(pack)
    for part in parts_of(source):
        with reading(source.name):
            batch = source.read(part)
        with using(batch, source.name):
            counter.add(batch)
        if watch:
            watch(Done(part.number, batch.rows, len(batch.rejects), part.size))
    return counter.description()


class _Counter:
    """Counts one batch after another."""

    def __init__(self, pack: Pack) -> None:
        self._pack, self._layout = pack, Layout.of(pack)
        self._plan = polars_plan(pack, self._layout)
        self._columns = [column for column in self._layout.columns if column.role == "finding"]
        self._exams = self._unreadable = 0
        self._sums: Counter[str] = Counter()
        self._concluded: dict[str, Counter[str]] = {what: Counter() for what in TOLD}
        self._ages: Counter[int] = Counter()

    def add(self, batch: Batch) -> None:
        good = regular(batch.table, self._layout, batch.kinds).filter(~pl.col(BAD))
        found = follow(good, self._plan)
        asked = [
            found.select(exams=pl.len(), **self._asked()),
            *(
                found.filter(asked).group_by(pl.col(what).cast(pl.String).fill_null(NOTHING)).len()
                for what, asked in TOLD.items()
            ),
            found.group_by(pl.col(AGE) // DECADE * DECADE).len(),
        ]
        sums, *told, ages = pl.collect_all(asked, engine="streaming")
        totals = sums.row(0, named=True)
        exams = totals.pop("exams")
        self._exams += exams
        self._unreadable += batch.rows - exams + len({reject.line for reject in batch.rejects})
        self._sums.update(totals)
        for what, counts in zip(TOLD, told, strict=True):
            self._concluded[what].update(dict(counts.iter_rows()))
        self._ages.update(dict(ages.iter_rows()))

    def _asked(self) -> dict[str, pl.Expr]:
        asked: dict[str, pl.Expr] = {}
        for column in self._columns:
            asked[f"recorded {column.name}"] = pl.col(column.name).is_not_null().sum()
            negative = self._negative(column)
            if negative is not None:
                positive = pl.col(column.name) != pl.lit(negative, dtype=kind_of(column))
                asked[f"positive {column.name}"] = positive.sum()
        asked |= {fired_column(rule.id): pl.col(fired_column(rule.id)).sum() for rule in fired_rules(self._pack)}
        return asked

    def _negative(self, column: Column) -> str | int | None:
        value = self._pack.keys.by_key[column.key][0].negative_value
        return value if isinstance(value, str | int) else None

    def description(self) -> Description:
        sums = self._sums
        return Description(
            self._exams,
            self._unreadable,
            {what: dict(found) for what, found in self._concluded.items()},
            dict(sorted(self._ages.items())),
            tuple(
                Told(
                    column.key,
                    sums[f"recorded {column.name}"],
                    None if self._negative(column) is None else sums[f"positive {column.name}"],
                )
                for column in self._columns
            ),
            {rule.id: sums[fired_column(rule.id)] for rule in fired_rules(self._pack)},
        )
