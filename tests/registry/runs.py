"""Runs over tables as a person would start them, and what they say."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.exams import exams
from sot_engine.domain.visit import Visit
from sot_engine.registry.layout import column_name, retested
from sot_engine.workflow.registry.assess_registry import Asked, Assessed, assess_registry
from tests.known_packs import readings_of
from tests.registry.tables import Columnar, Said, said, table

NUMBER = 120


@cache
def drawn() -> tuple[Visit, ...]:
    """Exams as a practice records them."""
    return tuple(exams(readings_of("core").pack, NUMBER, seed=5))


@cache
def expected() -> tuple[Said, ...]:
    """What the direct reading says of each of them."""
    return tuple(said(readings_of("core").direct.read(visit)) for visit in drawn())


@cache
def whole_table() -> pl.DataFrame:
    """All of them as a table, with re-tests of what rules look at again."""
    pack = readings_of("core").pack
    again = {column_name(key, after=True) for name in retested(pack) for key in pack.findings[name].keys}
    every = table(pack, drawn())
    return every.drop([name for name in every.columns if name.startswith("after__") and name not in again])


@cache
def _columnar() -> Columnar:
    return Columnar(readings_of("core").pack)


class Quiet:
    """Watches a run and keeps what it saw."""

    def __init__(self) -> None:
        self.resumed = False
        self.parts: list[Any] = []

    def begin(self, size: int, unit: str, *, resumed: bool) -> None:
        self.size, self.unit, self.resumed = size, unit, resumed

    def step(self, done: Any) -> None:
        self.parts.append(done)


def run(source: Path | str, out: Path, watcher: Quiet | None = None, **more: Any) -> Assessed:
    """Assess a table into a file with the sides of every rule."""
    return assess_registry(Asked(str(source), out, sides=True, **more), watcher or Quiet())


def results(out: Path) -> dict[str, Said]:
    """What a result says of each exam."""
    frame = pl.read_parquet(out)
    assert frame["exam_id"].is_unique().all()
    return {row["exam_id"]: _columnar().said(row) for row in frame.iter_rows(named=True)}


def rejects(found: Assessed) -> list[dict[str, str]]:
    """The rejects of a run, line by line."""
    return pl.read_csv(found.rejects, infer_schema=False).fill_null("").to_dicts()


def agree(out: Path, without: Sequence[int] = ()) -> None:
    """See to it that a result says of every exam what the direct reading does, but for some that are left out."""
    wanted = {f"E{place}": said for place, said in enumerate(expected()) if place not in without}
    assert results(out) == wanted
