"""A block: a heading, sentences, and a table below them, before it is lines or a screen."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sot_engine.reports.text import WIDTH, wrapped


class Block(NamedTuple):
    """What is said under one heading; the first column of the table names its rows."""

    title: str
    says: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def block_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Blocks as text of at most 80 columns: headings underlined, and tables in columns."""
    for number, block in enumerate(blocks):
        if number:
            yield ""
        yield from (block.title, "-" * len(block.title))
        for words in block.says:
            yield from wrapped(words)
        yield from _table(block)


def spoken_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Blocks as sentences for a screen reader: each row of a table with the name of each of its cells."""
    for block in blocks:
        yield f"{block.title}."
        yield from block.says
        for first, *cells in block.rows:
            named = ", ".join(f"{name}: {cell}" for name, cell in zip(block.head[1:], cells, strict=True) if cell)
            yield f"{block.head[0]} {first}. {named}."


def _table(block: Block) -> Iterator[str]:
    if not block.rows:
        return
    every = (block.head, *block.rows)
    wide = widths([row[1:] for row in every])
    room = min(max(len(row[0]) for row in every), WIDTH - sum(wide) - 2 * len(wide) - 2)
    yield ""
    for first, *cells in every:
        if len(first) > room:
            yield f"  {first}"
        name = first if len(first) <= room else ""
        told = (f"{cell:>{width}}" for cell, width in zip(cells, wide, strict=True))
        yield f"  {name:<{room}}  {'  '.join(told)}".rstrip()


def widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """The width of each column."""
    return [max(map(len, column)) for column in zip(*rows, strict=True)]


__all__ = ["Block", "block_lines", "spoken_lines", "widths"]
