"""A table of exams as arrays: one for a finding, two rows (left, right) for a finding with sides.

Words are their places in the type of the column, one byte each; numbers are one byte, measures are floats. Where
nothing was recorded stands 255, or not-a-number, and every test of it is no.
"""

from collections.abc import Iterable
from functools import reduce
from typing import Any

import numpy as np
import polars as pl

Array = Any
"""Of exams, or of two sides and exams."""

EMPTY = 255


class Exams:
    """The columns of one stretch of a table as arrays."""

    def __init__(self, table: pl.DataFrame) -> None:
        """Fill what is empty, in all columns at once: they are arrays then."""
        kinds = dict(zip(table.columns, table.dtypes, strict=True))
        self._words = {name: kind.categories.to_list() for name, kind in kinds.items() if isinstance(kind, pl.Enum)}
        self._filled = table.select(_filled(name, kind) for name, kind in kinds.items() if kind != pl.String)
        self._there = frozenset(self._filled.columns)
        self._arrays: dict[str, Array] = {}
        self.size = table.height

    @property
    def asked_for(self) -> list[str]:
        """The columns that were asked for and are there."""
        return [name for name in self._arrays if name in self._there]

    def code(self, name: str) -> Array:
        """A column in words or in whole numbers, one byte each."""
        return self._array(name, np.uint8(EMPTY))

    def codes(self, name: str) -> Array:
        """The same of a finding with sides."""
        return np.stack([self.code(f"{name}__left"), self.code(f"{name}__right")])

    def measure(self, name: str) -> Array:
        """A column with decimals."""
        return self._array(name, np.nan)

    def measures(self, name: str) -> Array:
        """The same of a finding with sides."""
        return np.stack([self.measure(f"{name}__left"), self.measure(f"{name}__right")])

    def words(self, name: str) -> list[str]:
        """What a column can hold, in the order of its places."""
        return self._words.get(name, [])

    def holds(self, name: str, *words: str) -> Array:
        """Yes where a column holds one of these words."""
        codes, known = self.code(name), self.words(name)
        if not known:
            return np.zeros(self.size, dtype=bool)
        found = codes == known.index(words[0])
        for word in words[1:]:
            found |= codes == known.index(word)
        return found

    def each_holds(self, name: str, *words: str) -> Array:
        """The same of a finding with sides."""
        return np.stack([self.holds(f"{name}__left", *words), self.holds(f"{name}__right", *words)])

    def is_present(self, name: str) -> Array:
        """Yes where a sign is present."""
        return self.holds(name, "present")

    def each_is_present(self, name: str) -> Array:
        """The same of a sign with sides."""
        return self.each_holds(name, "present")

    def is_recorded(self, name: str) -> Array:
        """Yes where a column in words or whole numbers is not empty."""
        return self.code(name) != EMPTY

    def this_side(self, name: str) -> Array:
        """Two rows for a column that holds a side: where it is left, and where it is right."""
        return np.stack([self.holds(name, "left"), self.holds(name, "right")])

    def _array(self, name: str, empty: Any) -> Array:
        if name not in self._arrays:
            there = name in self._there
            self._arrays[name] = self._filled[name].to_numpy() if there else np.full(self.size, empty)
        return self._arrays[name]


def _filled(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if kind.is_float():
        return column.fill_null(float("nan"))
    return (column.to_physical() if kind == pl.Enum else column).cast(pl.UInt8).fill_null(EMPTY)


def at_least(codes: Array, number: int) -> Array:
    """Yes where a whole number is recorded and not below this one; what is below a number needs no such care."""
    return (codes >= number) & (codes != EMPTY)


def either(rows: Array) -> Array:
    """Yes where it is so on the left or on the right."""
    return rows[0] | rows[1]


def both(rows: Array) -> Array:
    """Yes where it is so on the left and on the right."""
    return rows[0] & rows[1]


def other_side(rows: Array) -> Array:
    """What is so on the other side."""
    return rows[::-1]


def fired(found: dict[str, Array]) -> dict[str, Array]:
    """Rules with sides as rules that fired on either."""
    return {name: rows if rows.ndim == 1 else either(rows) for name, rows in found.items()}


def any_of(parts: Iterable[Array]) -> Array:
    """Yes where one of these is."""
    return reduce(np.logical_or, parts)
