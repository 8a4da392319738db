"""A table as it comes made regular: words as enumerations, numbers in whole parts; and which rows cannot be."""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from sot_engine.domain.finding import SAME_WORD, SIGN_WORDS
from sot_engine.registry.layout import EXAM, TENTHS, Column, Layout

BAD = "_bad"
ALMOST = 1e-6
"""How far from a whole tenth a decimal may be for what floating point makes of it."""


class Regular(NamedTuple):
    """The expression of one column, and where it is yes the row cannot be read."""

    value: pl.Expr
    bad: pl.Expr | None


def kind_of(column: Column) -> pl.DataType:
    """The type of a column in a regular table."""
    if column.words:
        return pl.Enum(column.words)
    if not column.is_number:
        return pl.String()
    if column.low >= 0 and column.high <= 255:  # noqa: PLR2004  # what one byte holds
        return pl.UInt8()
    return pl.Int32()


def outer_kind(column: Column) -> pl.DataType:
    """The type in which a table is written for others: a measure as a number with its decimal."""
    return pl.Float64() if column.parts > 1 else kind_of(column)


def regular(
    table: pl.LazyFrame, layout: Layout, schema: Mapping[str, pl.DataType], keep: tuple[str, ...] = ()
) -> pl.LazyFrame:
    """The table with every column of the layout that a rule may read, and `_bad` for rows that cannot be read.

    Columns to `keep` are handed on as they are.
    """
    found = {
        column.name: regular_column(column, schema.get(column.name))
        for column in layout.columns if column.role != "beside"
    }  # fmt: skip
    bad = [made.bad for made in found.values() if made.bad is not None]
    return table.select(
        *keep,
        **{name: made.value for name, made in found.items()},
        **{BAD: pl.any_horizontal(bad).fill_null(value=False) if bad else pl.lit(value=False)},
    )


def regular_column(column: Column, kind: pl.DataType | None) -> Regular:
    """One column made regular from the type that it has in a table; empty where the table does not have it."""
    raw = pl.col(column.name)
    wanted = kind_of(column)
    never_empty = column.needed and column.role in {"exam", "patient"}
    if kind is None or kind == pl.Null:
        return Regular(pl.lit(None, dtype=wanted), pl.lit(value=True) if never_empty else None)
    if column.is_number:
        made = _number(column, raw, kind, wanted)
    elif column.words:
        made = _word(column, raw, kind, wanted)
    else:
        made = Regular(raw.cast(pl.String), raw.cast(pl.String) == "")
    if never_empty:
        empty = raw.is_null()
        return Regular(made.value, empty if made.bad is None else made.bad.fill_null(value=False) | empty)
    return made


def _word(column: Column, raw: pl.Expr, kind: pl.DataType, wanted: pl.DataType) -> Regular:
    if kind == wanted:
        return Regular(raw, None)
    text = raw.cast(pl.String)
    value = _sign(text) if column.words == SIGN_WORDS else text.cast(wanted, strict=False)
    return Regular(value, value.is_null() & raw.is_not_null())


def _sign(text: pl.Expr) -> pl.Expr:
    """A sign, of which two words more are accepted, as in a visit file."""
    place = text.cast(pl.Enum((*SIGN_WORDS, *SAME_WORD)), strict=False).to_physical()
    meant = pl.lit(None, dtype=pl.UInt8)
    for number, word in enumerate((*SIGN_WORDS, *SAME_WORD.values())):
        meant = pl.when(place == number).then(pl.lit(SIGN_WORDS.index(word), dtype=pl.UInt8)).otherwise(meant)
    return meant.cat.to(pl.Enum(SIGN_WORDS))


def _number(column: Column, raw: pl.Expr, kind: pl.DataType, wanted: pl.DataType) -> Regular:
    if kind == pl.String:
        number = raw.cast(pl.Float64, strict=False)
        value, whole = _parts(column, number)
        good = whole & number.is_between(column.low / column.parts, column.high / column.parts)
        return Regular(value.cast(wanted, strict=False), raw.is_not_null() & ~good.fill_null(value=False))
    good = raw.is_between(*_ends(column, kind))
    if kind.is_integer():
        value = raw.cast(pl.Int32, strict=False) * column.parts if column.parts > 1 else raw
        return Regular(value.cast(wanted, strict=False), ~good)
    value, whole = _parts(column, raw)
    return Regular(value.cast(wanted, strict=False), ~(whole & good))


def _ends(column: Column, kind: pl.DataType) -> tuple[float, float]:
    low, high = column.low / column.parts, column.high / column.parts
    return (int(low), int(high)) if kind.is_integer() else (low, high)


def _parts(column: Column, number: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """A number in the parts of its column, and whether that many parts are what it is."""
    value = (number * column.parts).round()
    return value, (number * column.parts - value).abs() < ALMOST


__all__ = ["BAD", "EXAM", "TENTHS", "Regular", "kind_of", "outer_kind", "regular", "regular_column"]
