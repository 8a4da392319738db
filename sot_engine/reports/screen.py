"""A sheet on a terminal, with rich: the outcome in a frame, then the sections. No word depends on its colour."""

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from sot_engine.domain.figure import Figure
from sot_engine.reports.sheet import Entry, Section, Sheet
from sot_engine.reports.terminal import terminal

WIDEST = 100
"""A line that is longer is hard to follow with the eye."""

_OUTCOMES = {
    "SUPPORTED": "green",
    "MIXED": "yellow",
    "INSUFFICIENT": "yellow",
    "CONTRADICTORY": "magenta",
    "REFER": "red",
}
_MARKS = {"+": "green", "-": "red", "=": "yellow", "o": "cyan", "!": "bold red", ">": "blue"}


def show(sheet: Sheet, console: Console | None = None) -> None:
    """Print a sheet. Rich itself honours NO_COLOR and what the terminal can do."""
    console = console or terminal()
    width = min(console.width, WIDEST)
    for part in _parts(sheet, width):
        console.print(part, width=width)


def _parts(sheet: Sheet, width: int) -> Iterator[RenderableType]:
    yield _frame(sheet)
    if sheet.legend:
        yield Text(f" {sheet.legend}", style="dim")
    for section in sheet.sections:
        yield from _section(section, width)
    if sheet.footer:
        yield Text()
        yield Rule(style="dim")
        yield from (Padding(Text(words, style="dim"), (0, 1)) for words in sheet.footer)
    if sheet.word in _OUTCOMES and sheet.sections:
        yield Text()
        yield _again(sheet)


def _frame(sheet: Sheet) -> Panel:
    """The outcome, what has to stand below it, and everything at a glance."""
    colour = _OUTCOMES.get(sheet.word, "blue")
    inside: list[RenderableType] = [Text(sheet.title, style="bold")]
    inside += [Text(words, style="bold") for words in sheet.lead]
    if sheet.glance:
        inside += [Text(), _glance(sheet.glance)]
    title = Text(f" {sheet.word} ", style=f"bold reverse {colour}")
    return Panel(Group(*inside), title=title, title_align="left", border_style=colour, padding=(1, 2))


def _again(sheet: Sheet) -> Table:
    """The outcome once more at the end, which is where a long output leaves the eye."""
    word = Text(f" {sheet.word} ", style=f"bold reverse {_OUTCOMES[sheet.word]}")
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(word, Text(sheet.title, style="bold"))
    return table


def _glance(rows: tuple[tuple[str, str], ...]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for label, words in rows:
        table.add_row(Text(label), Text(words))
    return table


def _section(section: Section, width: int) -> Iterator[RenderableType]:
    yield Text()
    yield Rule(Text(section.title, style="bold", overflow="fold"), align="left", style="dim")
    if section.figure:
        yield from _figure(section.figure, width)
    yield from (_entry(entry) for entry in section.entries)


def _figure(figure: Figure, width: int) -> Iterator[RenderableType]:
    """The drawing, where the terminal is wide enough for it; the entries say the same in words."""
    from sot_engine.reports.figure_text import figure_lines

    lines = figure_lines(figure)
    if max(map(len, lines)) < width - 1:
        yield from (Padding(Text(line, no_wrap=True), (0, 1)) for line in (*lines, ""))


def _entry(entry: Entry) -> RenderableType:
    """A head with its mark and label, and the body below it, moved in."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, width=1, style=_MARKS.get(entry.mark, ""))
    table.add_column(overflow="fold")
    head = (
        Text(f"{entry.label}: ", style=f"bold {_MARKS.get(entry.mark, '').removeprefix('bold ')}".strip())
        if entry.label
        else Text()
    )
    head.append(entry.head, style="bold" if entry.body else "")
    table.add_row(Text(entry.mark), Group(head, *(Text(words) for words in entry.body)))
    return Padding(table, (0, 1))
