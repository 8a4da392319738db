"""A table of exams in Parquet: one file, several, or a folder of them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from sot_engine.domain.finding import SAME_WORD, SIGN_WORDS
from sot_engine.errors import Place, TableShape, TableUnreadable
from sot_engine.registry.layout import Column, Layout
from sot_engine.registry.machine import reading
from sot_engine.registry.source import LINE, Batch, Part, check_columns
from sot_engine.registry.takes import takes

ROWS = 1_000_000
"""Exams in one part: about a second of work, and what is lost at most when a run is killed."""

CELLS = 12_000_000
"""Cells of text in one part at most; each takes twenty times the room of a word that is one of a few."""


class ParquetSource:
    """Parquet files, read row by row in the order of their names."""

    unit = "exams"

    def __init__(self, name: str, files: Sequence[Path], layout: Layout | None, *, partial: bool = False) -> None:
        """Look at the columns of the files, and check them with a layout; nothing else is read yet.

        Errors: TableUnreadable, TableShape.
        """
        self.name, self._files = name, [str(file) for file in files]
        with reading(name):
            self._kinds = self._scan().collect_schema()
            self.size = int(self._scan().select(pl.len()).collect().item())
        self.mark: Mapping[str, Any] = {"kind": "parquet", "files": [seen(file) for file in files]}
        self.names = list(self._kinds)
        if layout is not None:
            check_columns(self.names, layout, name, partial=partial)
            for column in layout.columns:
                if column.name in self._kinds and column.role != "beside":
                    _check_kind(column, self._kinds[column.name], name)
        texts = sum(isinstance(kind, pl.String | pl.Categorical) for kind in self._kinds.values())
        self._rows = min(ROWS, CELLS // max(texts, 1))
        if not self.size:
            message = "it holds no exams"
            raise TableUnreadable(message, where=Place(name), hint="a table has at least one row")

    def _scan(self) -> pl.LazyFrame:
        return pl.scan_parquet(self._files, glob=False)

    def parts(self) -> Iterator[Part]:
        """Stretches of equal length."""
        for number, start in enumerate(range(0, self.size, self._rows)):
            size = min(self._rows, self.size - start)
            yield Part(number, start, start + size, size, start + 1)

    def read(self, part: Part) -> Batch:
        """One stretch of rows; it is read when it is used."""
        table = pl.scan_parquet(self._files, row_index_name=LINE, row_index_offset=1, glob=False)
        return Batch(table.slice(int(part.start), part.size), self._kinds, part.size)


def seen(file: Path) -> Mapping[str, Any]:
    """What tells a file from another, and from itself after a change."""
    stat = file.stat()
    return {"path": str(file.resolve()), "bytes": stat.st_size, "changed": stat.st_mtime_ns}


def _check_kind(column: Column, kind: pl.DataType, where: str) -> None:
    """See to it that the type of a column can hold what belongs there.

    Errors: TableShape.
    """
    words = isinstance(kind, pl.String | pl.Categorical | pl.Enum | pl.Null)
    whole = kind.is_integer()
    fits = words or (kind.is_numeric() if column.is_number else whole and column.role == "exam")
    if not fits:
        message = f"the column {column.name} holds {_called(kind)}"
        raise TableShape(message, where=Place(where), hint=f"it takes {takes(column)}")
    if isinstance(kind, pl.Enum) and column.words and not column.is_number:
        unknown = set(kind.categories) - {*column.words, *(SAME_WORD if column.words == SIGN_WORDS else ())}
        if unknown == set(kind.categories):
            message = f"the column {column.name} knows none of its words"
            raise TableShape(message, where=Place(where), hint=f"it takes {takes(column)}")


def _called(kind: pl.DataType) -> str:
    """A type of Parquet in a plain word."""
    if kind.is_nested():
        return "lists or records"
    if kind.is_temporal():
        return "dates or times"
    if kind == pl.Boolean:
        return "yes or no"
    return "numbers" if kind.is_numeric() else f"values of type {kind}"
