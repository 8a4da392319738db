"""The plan of a pack computed with NumPy, as somebody would write it who has no Polars: one array after another."""

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from operator import eq, ge, gt, le, lt
from typing import Any

import numpy as np
import polars as pl

from sot_engine.domain.pack import Pack
from sot_engine.registry.algebra import Operator
from sot_engine.registry.layout import Column, Layout
from sot_engine.registry.plan import plan

Array = Any
Step = Callable[[dict[str, Array]], Array]
COMPARED: Mapping[Operator, Callable[[Any, Any], Any]] = {">=": ge, "<=": le, ">": gt, "<": lt, "==": eq}
EMPTY = -32_768
"""What stands where nothing was recorded; below every number that a column can hold."""


class NumpyAlgebra:
    """Functions of the arrays made so far; words are their places, and a word that is none is -1."""

    def made(self, name: str) -> Step:
        """An array that an earlier step made."""
        return lambda known: known[name]

    def recorded(self, column: Column) -> Step:
        """Yes where the column is not empty."""
        return lambda known: known[column.name] != EMPTY

    def among(self, column: Column, words: Sequence[str]) -> Step:
        """Yes where the column holds one of these words."""
        places = [column.words.index(word) for word in words]
        if len(places) == 1:
            return lambda known: known[column.name] == places[0]
        return lambda known: np.isin(known[column.name], places)

    def within(self, column: Column, operator: Operator, number: int) -> Step:
        """Yes where the number of the column compares so with this one."""
        compare = COMPARED[operator]
        return lambda known: compare(known[column.name], number) & (known[column.name] != EMPTY)

    def dropped(self, before: Column, now: Column, by: int) -> Step:
        """Yes where the second number is at least so many parts below the first."""

        def step(known: dict[str, Array]) -> Array:
            one, two = known[before.name].astype(np.int32), known[now.name].astype(np.int32)
            moved = two >= one - by if by < 0 else two <= one - by
            return moved & (one != EMPTY) & (two != EMPTY)

        return step

    def constant(self, *, yes: bool) -> Step:
        """Yes, or no, in every row."""
        return lambda known: np.full(len(next(iter(known.values()))), yes)

    def every(self, parts: Sequence[Step]) -> Step:
        """Yes where all of these are."""
        return lambda known: reduce(np.logical_and, [part(known) for part in parts])

    def some(self, parts: Sequence[Step]) -> Step:
        """Yes where one of these is."""
        return lambda known: reduce(np.logical_or, [part(known) for part in parts])

    def no(self, part: Step) -> Step:
        """Yes where this is no."""
        return lambda known: ~part(known)

    def count(self, parts: Sequence[Step]) -> Step:
        """How many of these are yes."""

        def step(known: dict[str, Array]) -> Array:
            total = np.zeros(len(next(iter(known.values()))), dtype=np.uint8)
            for part in parts:
                total += part(known)
            return total

        return step

    def minus(self, one: Step, two: Step) -> Step:
        """What is left of one number without another, never below zero."""
        return lambda known: np.maximum(one(known).astype(np.int16) - two(known), 0).astype(np.uint8)

    def plus(self, parts: Sequence[Step]) -> Step:
        """The sum."""
        return lambda known: reduce(np.add, [part(known) for part in parts])

    def compare(self, one: Step, operator: Operator, two: Any) -> Step:
        """Yes where one number compares so with another, or with a constant."""
        compare = COMPARED[operator]
        if callable(two):
            return lambda known: compare(one(known), two(known))
        return lambda known: compare(one(known), two)

    def choose(self, cases: Sequence[tuple[Step, str]], otherwise: str | None = None) -> Step:
        """The word of the first case that is yes, as its place among the cases; else another word, or empty."""
        words = list(dict.fromkeys([word for _, word in cases] + ([otherwise] if otherwise else [])))

        def step(known: dict[str, Array]) -> Array:
            tests = [case(known) for case, _ in cases]
            last = words.index(otherwise) if otherwise else -1
            return Words(np.select(tests, [words.index(word) for _, word in cases], last).astype(np.int8), words)

        return step


class Words:
    """Places of words, and the words."""

    def __init__(self, places: Array, words: list[str]) -> None:
        self.places, self.words = places, words

    def series(self) -> pl.Series:
        """As a column of Polars."""
        return pl.Series([*self.words, None], dtype=pl.String)[
            pl.Series(self.places.astype(np.int64)) % (len(self.words) + 1)
        ]


class NumpyPlan:
    """A pack ready to read arrays."""

    def __init__(self, pack: Pack) -> None:
        """Make every step a function."""
        self._layout = Layout.of(pack)
        self._plan = plan(pack, self._layout, NumpyAlgebra())

    def arrays(self, table: pl.DataFrame) -> dict[str, Array]:
        """The columns of a table as arrays: words as their places, numbers in whole parts."""
        found = {}
        for column in self._layout.columns:
            if column.role in {"beside", "exam"}:
                continue
            if column.name not in table.columns:
                found[column.name] = np.full(table.height, EMPTY, dtype=np.int16)
            elif column.words:
                found[column.name] = _filled(table[column.name].to_physical())
            else:
                found[column.name] = _filled((table[column.name] * column.parts).round())
        return found

    def read(self, arrays: dict[str, Array]) -> dict[str, Array]:
        """Every column of the result."""
        known = dict(arrays)
        for step in self._plan.steps:
            known.update({name: made(known) for name, made in step.items()})
        return {name: known[name] for name in self._plan.results}


def _filled(series: pl.Series) -> Array:
    return series.cast(pl.Int16 if series.dtype == pl.UInt8 else pl.Int32).fill_null(EMPTY).to_numpy()
