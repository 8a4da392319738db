"""The rules written by hand in NumPy say of every exam what the columnar reading says, in every column."""

from itertools import cycle
from pathlib import Path

import polars as pl
import pytest

from benchmarks.exams import exams
from benchmarks.numpy_by_hand.reading import columns_read, read
from benchmarks.population import write_population
from sot_engine.domain.rule import CATEGORIES
from sot_engine.packs.shelf import pack_cases, pack_folder
from sot_engine.registry.layout import COMMITTED, Layout
from sot_engine.registry.plan import fired_column, fired_rules
from sot_engine.registry.polars_algebra import follow, polars_plan
from sot_engine.registry.regular import regular
from tests.known_packs import core
from tests.registry.tables import table

CHOICES = (None, *CATEGORIES)


def by_columns(found: pl.DataFrame) -> pl.DataFrame:
    layout = Layout.of(core())
    plan = polars_plan(core(), layout)
    return follow(regular(found.lazy(), layout, found.schema), plan).select(plan.results).collect()


def drawn(folder: Path) -> pl.DataFrame:
    """Exams as the benchmark draws them, each committed to a category or to none in turn."""
    write_population(core(), folder / "drawn.parquet", 40_000)
    found = pl.read_parquet(folder / "drawn.parquet")
    turns = pl.Series([word for word, _ in zip(cycle(CHOICES), range(found.height), strict=False)])
    return found.with_columns(turns.cast(pl.Enum(CATEGORIES)).alias(COMMITTED))


def golden() -> pl.DataFrame:
    """Every exam beside the rules, in which each rule fires and nearly fires."""
    found = pack_cases(core(), pack_folder("sot-core"))
    return table(core(), [case.visit for case in found], [case.commit for case in found])


def recorded() -> pl.DataFrame:
    """Exams as a practice records them, each with every choice."""
    visits = exams(core(), 600, seed=3)
    return table(core(), visits * len(CHOICES), [choice for choice in CHOICES for _ in visits])


@pytest.mark.parametrize("of", ["drawn", "golden", "recorded"])
def test_by_hand_and_by_columns_agree_in_every_column(of: str, tmp_path: Path) -> None:
    found = drawn(tmp_path) if of == "drawn" else golden() if of == "golden" else recorded()
    hand, columns = read(found), by_columns(found)
    assert set(hand.columns) == set(columns.columns)
    for name in columns.columns:
        assert told(hand[name]) == told(columns[name]), name


def told(column: pl.Series) -> list[str | int | bool | None]:
    return (column.cast(pl.String) if column.dtype == pl.Enum else column).to_list()


def test_every_rule_is_compared_where_it_fires() -> None:
    found = by_columns(golden())
    assert [rule.id for rule in fired_rules(core()) if not found[fired_column(rule.id)].any()] == []


def test_only_the_columns_that_rules_ask_for_are_needed(tmp_path: Path) -> None:
    found = drawn(tmp_path)
    columns = columns_read(found)
    assert set(columns) < set(found.columns)
    assert read(found.select(columns)).equals(read(found))
