"""Blocks on a terminal, with rich."""

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sot_engine.reports.block import Block
from sot_engine.reports.screen import WIDEST
from sot_engine.reports.terminal import terminal


def show_blocks(blocks: Iterable[Block], console: Console | None = None) -> None:
    """Print blocks. Rich itself honours NO_COLOR and what the terminal can do."""
    console = console or terminal()
    width = min(console.width, WIDEST)
    for block in blocks:
        console.print(Rule(Text(block.title, style="bold"), align="left", style="dim"), width=width)
        for words in block.says:
            console.print(Padding(Text(words), (0, 1)), width=width)
        if block.rows:
            console.print(Padding(_table(block), (1, 1, 0, 1)), width=width)
        console.print()


def _table(block: Block) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for number, name in enumerate(block.head):
        table.add_column(name, justify="right" if number else "left", overflow="fold")
    for row in block.rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
