"""What was measured, as a page that reads as well on the screen: `RESULTS.md`."""

from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version

from benchmarks.figure import Figure, Table

LIBRARIES = (
    "durable-rules", "zen-engine", "clipspy", "rule-engine", "pydantic", "typer", "rich", "ruamel.yaml", "polars",
    "numpy",
)  # fmt: skip


def figure_table(figures: Sequence[Figure], *, judged: bool) -> Table:
    """Every figure beside its target."""
    return Table(
        title="What was asked for",
        head=("figure", "measured", "target", ""),
        rows=tuple((figure.what, figure.value, figure.target, figure.verdict if judged else "") for figure in figures),
    )


def versions() -> Table:
    """The versions of everything that was timed."""
    rows = tuple((name, _version(name)) for name in LIBRARIES)
    return Table(title="Versions", head=("package", "version"), rows=rows)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def page(tables: Iterable[Table], machine: str) -> str:
    """The tables in Markdown, with the machine that they were measured on."""
    parts = ["# Measured by `make bench`", machine]
    for table in tables:
        parts += [f"## {table.title}", "\n".join(_lines(table))]
        parts += [table.note] if table.note else []
    return "\n\n".join(parts) + "\n"


def _lines(table: Table) -> list[str]:
    """A Markdown table with its columns aligned, so that the text reads as well as the page."""
    cells = [table.head, *table.rows]
    widths = [max(len(row[place]) for row in cells) for place in range(len(table.head))]
    lines = [_line(row, widths) for row in cells]
    return [lines[0], f"|{'|'.join('-' * (width + 2) for width in widths)}|", *lines[1:]]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
