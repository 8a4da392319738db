"""The whole reading: a table in, the columns of a result out."""

import polars as pl

from benchmarks.numpy_by_hand.decision import BESIDES, CATEGORIES, OUTCOMES, SIDES, Decided, decide
from benchmarks.numpy_by_hand.evidence import category_1, category_2, category_3
from benchmarks.numpy_by_hand.exams import Array, Exams, fired
from benchmarks.numpy_by_hand.guidance import guide
from benchmarks.numpy_by_hand.placement import PLACEMENTS, STATUSES, Placed, place
from benchmarks.numpy_by_hand.recorded import contradictions, stops

LINES = ("hallmark", "supporting", "weak", "opposes", "kept", "established")


def read(table: pl.DataFrame) -> pl.DataFrame:
    """What the rules say of every exam of a table, in its order."""
    return _read(Exams(table))


def columns_read(table: pl.DataFrame) -> list[str]:
    """The columns that the rules ask for, found by reading one exam; a table need not be loaded whole."""
    exams = Exams(table.head(1))
    _read(exams)
    return exams.asked_for


def _read(exams: Exams) -> pl.DataFrame:
    stopped, clashing = stops(exams), contradictions(exams)
    evidence = {**category_1(exams), **category_2(exams), **category_3(exams)}
    decided = decide(exams, stopped, clashing, evidence)
    placed = place(exams, evidence, decided)
    rules = {**stopped, **clashing, **evidence, **placed.gates, **guide(exams, evidence, decided)}
    return pl.DataFrame(
        {
            **_conclusions(decided, placed),
            **{f"{line}__{name}": decided.counts[name][line] for name in CATEGORIES for line in LINES},
            **{f"fired__{name.replace('-', '_')}": found for name, found in fired(rules).items()},
        }
    )


def _conclusions(decided: Decided, placed: Placed) -> dict[str, pl.Series]:
    return {
        "outcome": _words(decided.outcome, OUTCOMES),
        "category": _words(decided.category, CATEGORIES),
        "lean": _words(decided.lean, CATEGORIES),
        "side": _words(decided.side, SIDES),
        "candidates": _words(decided.candidates, BESIDES),
        "committed": _words(decided.committed, CATEGORIES),
        "placement": _words(placed.status, STATUSES),
        "placement_id": _words(placed.placement, PLACEMENTS),
    }


def _words(places: Array, words: tuple[str, ...]) -> pl.Series:
    """Words from their places; below zero is empty."""
    held = pl.Series(places).cast(pl.Int16)
    return pl.select(pl.when(held >= 0).then(held.cast(pl.UInt8, strict=False))).to_series().cat.to(pl.Enum(words))
