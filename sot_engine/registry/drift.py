"""Two packs over the same exams: how many end otherwise, from what to what, because of which rules, and examples."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

import polars as pl

from sot_engine.domain.pack import Pack
from sot_engine.packs.ending import Geometry, geometry, laid_otherwise, shown_as
from sot_engine.registry.job import Done
from sot_engine.registry.layout import EXAM, Layout
from sot_engine.registry.machine import parts_of, reading, using
from sot_engine.registry.plan import FIRST, fired_column
from sot_engine.registry.polars_algebra import follow, polars_plan
from sot_engine.registry.regular import BAD, regular
from sot_engine.registry.source import Batch, Source

WHAT = ("outcome", "category", "placement", "blocks")
NOTHING = "none"
EXAMPLES = 5
RECORDED = "recorded"
"""The column that says how much was recorded of an exam."""
DECISION = "decision"
"""Stands for the pack's way of deciding where no rule of an exam fired otherwise."""


class Responsible(NamedTuple):
    """In how many of the exams that changed a rule fired otherwise, and in how many it alone did."""

    rule: str
    exams: int
    alone: int


class Drift(NamedTuple):
    """What changes from one pack to another over a table."""

    exams: int
    unreadable: int
    """Exams that one of the packs cannot read, and that are not compared."""

    changed: Mapping[str, int]
    """How many exams change `outcome`, `category`, `placement`, `blocks`, or `any` of them."""

    matrix: Mapping[str, Mapping[tuple[str, str], int]]
    """For each of the four: how many exams go from what to what, those that stay included."""

    rules: tuple[Responsible, ...]
    examples: Mapping[tuple[str, str], tuple[str, ...]]
    """From what to what, the smallest exams: outcomes with their category, placements where those stay, else blocks."""


def union_layout(before: Pack, after: Pack) -> Layout:
    """The columns that either pack knows."""
    return Layout.over({**before.findings, **after.findings})


def drift(before: Pack, after: Pack, source: Source, watch: Any = None) -> Drift:
    """Read every exam of a table under both packs.

    Shapes: exams x two packs -> one Drift; memory holds one part at a time.
    Errors: TableUnreadable, MachineLacks.
    """
    adder = _Adder(before, after)
    for part in parts_of(source):
        with reading(source.name):
            batch = source.read(part)
        with using(batch, source.name):
            adder.add(batch)
        if watch:
            watch(Done(part.number, batch.rows, len(batch.rejects), part.size))
    return adder.sum()


def blocks_told(before: Pack, after: Pack) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """For each pack what its placements lay: the same words where the blocks lie alike, whatever the name.

    A placement stands for its blocks, with what differs where the two packs lay those of one placement otherwise.
    """
    laid, known = laid_otherwise(before, after), dict[Geometry, str]()
    one, two = (
        {
            rule.id: known.setdefault(geometry(rule.then.placement), shown_as(rule.id, pack, laid))
            for rule in pack.strata["placement"] if rule.then.placement
        }
        for pack in (before, after)
    )  # fmt: skip
    return one, two


class _Reader:
    """One pack, ready to read batches into columns with a prefix."""

    def __init__(self, pack: Pack, prefix: str, blocks: Mapping[str, str]) -> None:
        self.pack, self._prefix, self._blocks = pack, prefix, blocks
        self._layout = Layout.of(pack)
        self._plan = polars_plan(pack, self._layout)

    def read(self, table: pl.DataFrame, batch: Batch) -> pl.DataFrame:
        known = {name: kind for name, kind in batch.kinds.items() if name in self._layout.by_name}
        made = follow(regular(table.lazy(), self._layout, known), self._plan)
        shown = pl.when(pl.col("placement_id").is_null()).then(pl.col("placement").cast(pl.String)).otherwise(
            pl.concat_str(pl.col("placement").cast(pl.String), pl.lit(" "), pl.col("placement_id").cast(pl.String))
        )  # fmt: skip
        found = made.select(
            pl.col("outcome").cast(pl.String),
            pl.coalesce(pl.col("category"), pl.col("committed")).cast(pl.String).fill_null(NOTHING).alias("category"),
            shown.alias("placement"),
            pl.col("placement_id").cast(pl.String).replace_strict(self._blocks, default=NOTHING, return_dtype=pl.String)
            .alias("blocks"),
            pl.col("placement_id").cast(pl.String),
            BAD,
            *(fired_column(rule.id) for rule in self.pack.rules if rule.stratum != "placement"),
        ).collect()  # fmt: skip
        return found.rename(lambda name: self._prefix + name)


class _Adder:
    """Adds up what changes, batch by batch."""

    def __init__(self, before: Pack, after: Pack) -> None:
        self._packs = (before, after)
        blocks = blocks_told(before, after)
        self._readers = (_Reader(before, "a_", blocks[0]), _Reader(after, "b_", blocks[1]))
        self._exams = self._unreadable = 0
        self._matrix: dict[str, Counter[tuple[str, str]]] = {what: Counter() for what in WHAT}
        self._changed: Counter[str] = Counter()
        self._rules: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        self._examples: dict[tuple[str, str], list[tuple[int, str]]] = {}
        columns = union_layout(before, after).columns
        self._values = [column.name for column in columns if column.role in {"finding", "after"}]

    def add(self, batch: Batch) -> None:
        table = batch.table.collect(engine="streaming")
        both = pl.concat(
            [
                table.select(pl.col(EXAM).cast(pl.String), self._recorded(table)),
                *(reader.read(table, batch) for reader in self._readers),
            ],
            how="horizontal",
        )
        good = both.filter(~pl.col(f"a_{BAD}"), ~pl.col(f"b_{BAD}"))
        self._unreadable += both.height - good.height + len({reject.line for reject in batch.rejects})
        self._exams += good.height
        for what in WHAT:
            for one, two, number in good.group_by(f"a_{what}", f"b_{what}").len().iter_rows():
                self._matrix[what][one, two] += number
        differs = {what: pl.col(f"a_{what}") != pl.col(f"b_{what}") for what in WHAT}
        changed = good.filter(reduce(or_, differs.values()))
        self._changed["any"] += changed.height
        if changed.height:
            moved = changed.filter(differs["outcome"] | differs["category"] | differs["placement"])
            self._blame(moved, differs["outcome"] | differs["category"])
            self._blame_placements(changed.filter(~reduce(or_, (differs[what] for what in WHAT[:-1]))))
            self._show(changed)

    def _recorded(self, table: pl.DataFrame) -> pl.Expr:
        """How much was recorded of each exam."""
        there = [pl.col(name).is_not_null() for name in self._values if name in table.columns]
        return pl.sum_horizontal(*there).alias(RECORDED) if there else pl.lit(0).alias(RECORDED)

    def _blame(self, changed: pl.DataFrame, decided: pl.Expr) -> None:
        """Count the rules that fired otherwise: of the evidence where the category changed, else of the gates."""
        for rows, strata in ((changed.filter(decided), FIRST), (changed.filter(~decided), ("gate",))):
            differing = self._differing(strata)
            if not rows.height:
                continue
            number = pl.sum_horizontal(*differing.values()) if differing else pl.lit(0)
            sums = rows.select(
                **{name: found.sum() for name, found in differing.items()},
                **{f"alone {name}": (found & (number == 1)).sum() for name, found in differing.items()},
                **{DECISION: (number == 0).sum()},
            ).row(0, named=True)
            self._rules[DECISION] += sums[DECISION]
            self._alone[DECISION] += sums[DECISION]
            self._rules.update({name: sums[name] for name in differing})
            self._alone.update({name: sums[f"alone {name}"] for name in differing})

    def _blame_placements(self, laid: pl.DataFrame) -> None:
        """Where the blocks alone changed, the placement itself is responsible."""
        for name, number in laid.group_by("a_placement_id").len().iter_rows():
            self._rules[name] += number
            self._alone[name] += number

    def _differing(self, strata: Sequence[str]) -> dict[str, pl.Expr]:
        """For each rule that may differ: that it fired under one pack alone, or under both with another effect."""
        before, after = (pack.rule for pack in self._packs)
        found: dict[str, pl.Expr] = {}
        for name in sorted({*before, *after}):
            one, two = before.get(name), after.get(name)
            mine = pl.col(f"a_{fired_column(name)}") if one and one.stratum in strata else None
            theirs = pl.col(f"b_{fired_column(name)}") if two and two.stratum in strata else None
            if mine is not None and theirs is not None and one and two:
                found[name] = mine | theirs if one.then != two.then else mine != theirs
            elif mine is not None or theirs is not None:
                found[name] = mine if theirs is None else theirs  # type: ignore[assignment]  # one of them is there
        return found

    def _show(self, changed: pl.DataFrame) -> None:
        """Keep the smallest exams of every way to change: the least recorded is the quickest to see through."""
        decided = {
            pack: pl.concat_str(pl.col(f"{pack}_outcome"), pl.lit(" "), pl.col(f"{pack}_category"))
            .str.strip_suffix(f" {NOTHING}")
            for pack in ("a", "b")
        }  # fmt: skip
        ends, moves = decided["a"] != decided["b"], pl.col("a_placement") != pl.col("b_placement")
        told = [
            pl.when(ends).then(way).when(moves).then(f"{pack}_placement").otherwise(f"{pack}_blocks").alias(pack)
            for pack, way in decided.items()
        ]
        by_size = changed.select(EXAM, RECORDED, *told).sort(RECORDED, maintain_order=True)
        smallest = by_size.group_by("a", "b", maintain_order=True).head(EXAMPLES)
        for one, two, size, exam in smallest.select("a", "b", RECORDED, EXAM).iter_rows():
            known = [*self._examples.get((one, two), ()), (size, exam)]
            self._examples[one, two] = sorted(known, key=lambda found: found[0])[:EXAMPLES]

    def sum(self) -> Drift:
        changed = {what: sum(n for (one, two), n in self._matrix[what].items() if one != two) for what in WHAT}
        rules = [Responsible(name, number, self._alone[name]) for name, number in self._rules.items() if number]
        return Drift(
            self._exams,
            self._unreadable,
            {**changed, "any": self._changed["any"]},
            {what: dict(sorted(found.items())) for what, found in self._matrix.items()},
            tuple(sorted(rules, key=lambda found: (-found.exams, found.rule))),
            {ways: tuple(exam for _, exam in found) for ways, found in sorted(self._examples.items())},
        )


def rows(found: Drift) -> Iterable[tuple[str, str, str, int]]:
    """The matrices as rows of a CSV: what, from, to, exams."""
    for what, matrix in found.matrix.items():
        for (one, two), number in matrix.items():
            yield what, one, two, number


__all__ = ["DECISION", "Drift", "Responsible", "blocks_told", "drift", "rows", "union_layout"]
