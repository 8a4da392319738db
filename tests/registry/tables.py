"""Visits as tables, and what a row of the columnar reading says in the words of the direct one."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import Visit
from sot_engine.registry.layout import COMMITTED, EXAM, Layout
from sot_engine.registry.plan import count_column, fired_column, fired_rules
from sot_engine.registry.polars_algebra import follow, polars_plan
from sot_engine.registry.regular import BAD, outer_kind, regular
from sot_engine.registry.rows import whole_row


class Said(NamedTuple):
    """Everything that both readings conclude, in one form."""

    fired: tuple[tuple[str, tuple[str, ...]], ...]
    counts: tuple[tuple[int | bool, ...], ...]
    outcome: str
    category: str | None
    lean: str | None
    side: str | None
    candidates: tuple[str, ...]
    committed: str | None
    placement: str
    placement_id: str | None


def table(pack: Pack, visits: Sequence[Visit], committed: Sequence[str | None] = ()) -> pl.DataFrame:
    """Visits as a table with every column, in the types in which tables are written."""
    layout = Layout.of(pack)
    rows = [whole_row(visit, f"E{place}", layout) for place, visit in enumerate(visits)]
    for row, category in zip(rows, committed, strict=False):
        row[COMMITTED] = category
    kinds = {column.name: outer_kind(column) for column in layout.columns if column.role != "beside"}
    return pl.DataFrame(rows, schema=kinds)


class Columnar:
    """The columnar reading of one pack, made once."""

    def __init__(self, pack: Pack) -> None:
        self.pack, self.layout = pack, Layout.of(pack)
        self.plan = polars_plan(pack, self.layout)

    def read(self, found: pl.DataFrame) -> list[Said]:
        """What every row of a table says, in order; no row of it may be unreadable."""
        made = follow(regular(found.lazy(), self.layout, found.schema), self.plan)
        rows = made.select(EXAM, BAD, *self.plan.results, *self.plan.sides).collect()
        assert not rows[BAD].any()
        return [self.said(row) for row in rows.iter_rows(named=True)]

    def said(self, row: Mapping[str, Any]) -> Said:
        """What one row of a result says."""
        return said_of(self.pack, row)


def said_of(pack: Pack, row: Mapping[str, Any]) -> Said:
    """What a row of a result says."""
    fired = [
        (rule.id, tuple(side for side in SIDES if rule.is_sided and row[fired_column(rule.id, side)]))
        for rule in fired_rules(pack)
        if row[fired_column(rule.id)]
    ]
    lines = ("hallmark", "supporting", "weak", "opposes", "kept", "established")
    return Said(
        tuple(sorted(fired)),
        tuple(tuple(row[count_column(line, name)] for line in lines) for name in CATEGORIES),
        row["outcome"], row["category"], row["lean"], row["side"],
        tuple((row["candidates"] or "").split(",")) if row["candidates"] else (),
        row["committed"], row["placement"], row["placement_id"],
    )  # fmt: skip


def said(reading: Reading) -> Said:
    """What the direct reading says, in the same form."""
    firings: tuple[Firing, ...] = (
        *reading.stops, *reading.contradictions, *reading.evidence, *reading.gates, *reading.guidance,
    )  # fmt: skip
    shown = reading.placement in {"suggested", "modify"}
    return Said(
        tuple(sorted((firing.rule, tuple(firing.sides)) for firing in firings)),
        tuple(tuple(reading.tallies[name]) for name in CATEGORIES),
        reading.outcome, reading.category, reading.lean, reading.side,
        reading.candidates, reading.committed, reading.placement,
        reading.placement_rule if shown else None,
    )  # fmt: skip
