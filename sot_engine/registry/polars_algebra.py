"""The operations of a plan in Polars, over a table that was made regular: words as enumerations, numbers in parts."""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add, and_, ge, gt, le, lt, or_
from operator import eq as equal
from typing import Any

import polars as pl

from sot_engine.domain.pack import Pack
from sot_engine.registry.algebra import Operator
from sot_engine.registry.layout import Column, Layout
from sot_engine.registry.plan import Plan, plan

COMPARED: dict[Operator, Callable[[Any, Any], Any]] = {">=": ge, "<=": le, ">": gt, "<": lt, "==": equal}


class PolarsAlgebra:
    """Expressions of Polars; no yes-or-no of them is ever null."""

    def made(self, name: str) -> pl.Expr:
        """A column that an earlier step made."""
        return pl.col(name)

    def recorded(self, column: Column) -> pl.Expr:
        """Yes where the column of the table is not empty."""
        return pl.col(column.name).is_not_null()

    def among(self, column: Column, words: Sequence[str]) -> pl.Expr:
        """Yes where the column holds one of these words."""
        found = pl.col(column.name)
        return self.some([found == pl.lit(word, dtype=pl.Enum(column.words)) for word in words]).fill_null(value=False)

    def within(self, column: Column, operator: Operator, number: int) -> pl.Expr:
        """Yes where the number of the column, counted in its whole parts, compares so with this one."""
        found: pl.Expr = COMPARED[operator](pl.col(column.name), number)
        return found.fill_null(value=False)

    def dropped(self, before: Column, now: Column, by: int) -> pl.Expr:
        """Yes where both columns hold numbers and the second is at least so many parts below the first."""
        one, two = (pl.col(column.name).cast(pl.Int32) for column in (before, now))
        return (two >= one - by if by < 0 else two <= one - by).fill_null(value=False)

    def constant(self, *, yes: bool) -> pl.Expr:
        """Yes, or no, in every row."""
        return pl.lit(yes)

    def every(self, parts: Sequence[pl.Expr]) -> pl.Expr:
        """Yes where all of these are."""
        return reduce(and_, parts)

    def some(self, parts: Sequence[pl.Expr]) -> pl.Expr:
        """Yes where one of these is."""
        return reduce(or_, parts)

    def no(self, part: pl.Expr) -> pl.Expr:
        """Yes where this is no."""
        return ~part

    def count(self, parts: Sequence[pl.Expr]) -> pl.Expr:
        """How many of these are yes, as a whole number."""
        ones = [part.cast(pl.UInt8) for part in parts]
        return reduce(add, ones) if ones else pl.lit(0, dtype=pl.UInt8)

    def minus(self, one: pl.Expr, two: pl.Expr) -> pl.Expr:
        """What is left of one whole number without another, never below zero."""
        return pl.when(one > two).then(one - two).otherwise(pl.lit(0, dtype=pl.UInt8))

    def plus(self, parts: Sequence[pl.Expr]) -> pl.Expr:
        """The sum of whole numbers."""
        return reduce(add, parts)

    def compare(self, one: pl.Expr, operator: Operator, two: Any) -> pl.Expr:
        """Yes where one whole number compares so with another, or with a constant."""
        found: pl.Expr = COMPARED[operator](one, two)
        return found

    def choose(self, cases: Sequence[tuple[pl.Expr, str]], otherwise: str | None = None) -> pl.Expr:
        """The word of the first case that is yes; else another word, or empty."""
        words = dict.fromkeys([word for _, word in cases] + ([otherwise] if otherwise else []))
        kind = pl.Enum(list(words))
        found = pl.lit(otherwise, dtype=kind)
        for case, word in reversed(cases):
            found = pl.when(case).then(pl.lit(word, dtype=kind)).otherwise(found)
        return found


def polars_plan(pack: Pack, layout: Layout) -> Plan[pl.Expr]:
    """The plan of a pack in Polars."""
    return plan(pack, layout, PolarsAlgebra())


def follow(frame: pl.LazyFrame, steps: Plan[pl.Expr]) -> pl.LazyFrame:
    """A regular table with the columns of every step beside its own."""
    for step in steps.steps:
        frame = frame.with_columns(**step)
    return frame
