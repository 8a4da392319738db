"""The operations of a plan in Ibis, which writes them as SQL, over a table in a warehouse as it stands there.

Words are text and numbers are numbers, a measure with its decimal; nothing has to be made regular first.
"""

from collections.abc import Callable, Sequence
from functools import reduce
from operator import add, and_, ge, gt, le, lt, or_
from operator import eq as equal
from typing import Any, TypeAlias

import ibis

from sot_engine.domain.finding import SAME_WORD, SIGN_WORDS
from sot_engine.registry.algebra import Operator
from sot_engine.registry.layout import Column

Told: TypeAlias = Any
"""An expression of Ibis over the row that is read; it has no types of its own before a table is given."""

row: Told = ibis._
"""The row that is read."""

HALF = 0.5
"""Halfway between two parts: a measure is nearer to its own part than this, whatever floating point makes of it."""

COMPARED: dict[Operator, Callable[[Any, Any], Any]] = {">=": ge, "<=": le, ">": gt, "<": lt, "==": equal}


class IbisAlgebra:
    """Expressions of Ibis; no yes-or-no of them is ever null."""

    def made(self, name: str) -> Told:
        """A column that an earlier step made."""
        return row[name]

    def recorded(self, column: Column) -> Told:
        """Yes where the column of the table is not empty."""
        return row[column.name].notnull()

    def among(self, column: Column, words: Sequence[str]) -> Told:
        """Yes where the column holds one of these words."""
        return row[column.name].isin(_spelled(column, words)).fill_null(ibis.literal(value=False))

    def within(self, column: Column, operator: Operator, number: int) -> Told:
        """Yes where the number of the column, counted in its whole parts, compares so with this one."""
        if column.parts == 1:
            return COMPARED[operator](row[column.name], number).fill_null(ibis.literal(value=False))
        found = parts_of(column)
        above, below = found > number - HALF, found < number + HALF
        told = {">=": above, "<=": below, ">": ~below, "<": ~above, "==": above & below}
        return told[operator].fill_null(ibis.literal(value=False))

    def dropped(self, before: Column, now: Column, by: int) -> Told:
        """Yes where both columns hold numbers and the second is at least so many parts below the first."""
        one, two = parts_of(before), parts_of(now)
        return (two > one - by - HALF if by < 0 else two < one - by + HALF).fill_null(ibis.literal(value=False))

    def constant(self, *, yes: bool) -> Told:
        """Yes, or no, in every row."""
        return ibis.literal(value=yes)

    def every(self, parts: Sequence[Told]) -> Told:
        """Yes where all of these are."""
        return reduce(and_, parts)

    def some(self, parts: Sequence[Told]) -> Told:
        """Yes where one of these is."""
        return reduce(or_, parts)

    def no(self, part: Told) -> Told:
        """Yes where this is no."""
        return ~part

    def count(self, parts: Sequence[Told]) -> Told:
        """How many of these are yes, as a whole number."""
        return reduce(add, [ibis.ifelse(part, 1, 0) for part in parts]) if parts else ibis.literal(0)

    def minus(self, one: Told, two: Told) -> Told:
        """What is left of one whole number without another, never below zero."""
        return ibis.ifelse(one > two, one - two, 0)

    def plus(self, parts: Sequence[Told]) -> Told:
        """The sum of whole numbers."""
        return reduce(add, parts)

    def compare(self, one: Told, operator: Operator, two: Any) -> Told:
        """Yes where one whole number compares so with another, or with a constant."""
        return COMPARED[operator](one, two)

    def choose(self, cases: Sequence[tuple[Told, str]], otherwise: str | None = None) -> Told:
        """The word of the first case that is yes; else another word, or empty."""
        if not cases:
            return ibis.literal(otherwise, type="string")
        return ibis.cases(*cases, else_=ibis.literal(otherwise, type="string"))


def _spelled(column: Column, words: Sequence[str]) -> list[str]:
    """These words, and for a sign also those that are accepted in their place."""
    again = [other for other, word in SAME_WORD.items() if word in words] if column.words == SIGN_WORDS else []
    return [*words, *again]


def parts_of(column: Column) -> Told:
    """The number of a column in its whole parts, tenths for a measure, as near as a number with decimals comes to it.

    Never as a whole number: a warehouse may hold bytes, which overflow below zero, or what is no number at all.
    """
    return row[column.name].cast("float64") * column.parts
