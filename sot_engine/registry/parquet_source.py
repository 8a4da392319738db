"""A table of exams in Parquet: one file, several, or a folder of them."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

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


class File(NamedTuple):
    """One file: where its rows begin among all rows, how many it has, and which of the known headings is its own."""

    path: str
    start: int
    rows: int
    heading: int


class ParquetSource:
    """Parquet files, read row by row in the order of their names.

    Each is looked at on its own: they must have the same columns, in any order. A column that has another type in one
    of them is read as text in all.
    """

    unit = "exams"

    def __init__(self, name: str, files: Sequence[Path], layout: Layout | None, *, partial: bool = False) -> None:
        """Look at the columns of the files, and check them with a layout; nothing else is read yet.

        Errors: TableUnreadable, TableShape.
        """
        self.name, self.size = name, 0
        self._files: list[File] = []
        self._headings: list[Mapping[str, pl.DataType]] = []
        for file in files:
            self._look(str(file), layout, partial=partial)
        self._kinds = _common(self._headings)
        self.mark: Mapping[str, Any] = {"kind": "parquet", "files": [seen(file) for file in files]}
        self.names = list(self._kinds)
        texts = sum(isinstance(kind, pl.String | pl.Categorical) for kind in self._kinds.values())
        self._rows = min(ROWS, CELLS // max(texts, 1))
        if not self.size:
            message = "it holds no exams"
            raise TableUnreadable(message, where=Place(name), hint="a table has at least one row")

    def _look(self, path: str, layout: Layout | None, *, partial: bool) -> None:
        with reading(path):
            table = pl.scan_parquet(path, glob=False)
            kinds = dict(table.collect_schema())
            rows = int(table.select(pl.len()).collect().item())
        orders = [list(heading.items()) for heading in self._headings]
        if list(kinds.items()) not in orders:
            _check(kinds, layout, path, partial=partial)
            if layout is None and self._headings:
                _check_same(kinds, self._headings[0], path)
            orders.append(list(kinds.items()))
            self._headings.append(kinds)
        self._files.append(File(path, self.size, rows, orders.index(list(kinds.items()))))
        self.size += rows

    def parts(self) -> Iterator[Part]:
        """Stretches of equal length."""
        for number, start in enumerate(range(0, self.size, self._rows)):
            size = min(self._rows, self.size - start)
            yield Part(number, start, start + size, size, start + 1)

    def read(self, part: Part) -> Batch:
        """One stretch of rows; it is read when it is used."""
        start, stop = int(part.start), int(part.start) + part.size
        files = [file for file in self._files if file.start < stop and start < file.start + file.rows]
        pieces = tuple((file.path, self._piece(file, start, stop)) for file in files)
        return Batch(pl.concat([table for _, table in pieces]), self._kinds, part.size, pieces=pieces)

    def _piece(self, file: File, start: int, stop: int) -> pl.LazyFrame:
        """The rows of one file between two places, in the columns and types that all files share."""
        first, last = max(start - file.start, 0), min(stop - file.start, file.rows)
        table = pl.scan_parquet(file.path, row_index_name=LINE, row_index_offset=file.start + 1, glob=False)
        rows, heading = table.slice(first, last - first), self._headings[file.heading]
        if list(heading.items()) == list(self._kinds.items()):
            return rows
        return rows.select(LINE, *(_alike(name, kind, heading.get(name)) for name, kind in self._kinds.items()))


def columns_of(file: Path) -> list[str]:
    """The names of the columns of one file.

    Errors: TableUnreadable.
    """
    with reading(str(file)):
        return list(pl.read_parquet_schema(file))


def _common(headings: Sequence[Mapping[str, pl.DataType]]) -> dict[str, pl.DataType]:
    """Every column with its type; text where the files do not agree about it."""
    found: dict[str, pl.DataType] = {}
    for heading in headings:
        for name, kind in heading.items():
            found[name] = kind if found.setdefault(name, kind) == kind else pl.String()
    return found


def _alike(name: str, wanted: pl.DataType, kind: pl.DataType | None) -> pl.Expr:
    """A column of one file in the type that it has in all; empty where the file does not have it."""
    if kind is None:
        return pl.lit(None, dtype=wanted).alias(name)
    return pl.col(name) if kind == wanted else pl.col(name).cast(wanted)


def seen(file: Path) -> Mapping[str, Any]:
    """What tells a file from another, and from itself after a change."""
    stat = file.stat()
    return {"path": str(file.resolve()), "bytes": stat.st_size, "changed": stat.st_mtime_ns}


def is_unchanged(mark: Mapping[str, Any]) -> bool:
    """Whether the files of a table are what they were when it was opened; of a database that is not known."""
    try:
        return mark["kind"] == "database" or all(seen(Path(file["path"])) == file for file in mark["files"])
    except OSError:
        return False


def _check(kinds: Mapping[str, pl.DataType], layout: Layout | None, where: str, *, partial: bool) -> None:
    """See to it that a file has the columns of its pack, each of a type that can hold what belongs there.

    Errors: TableShape.
    """
    if layout is None:
        return
    check_columns(list(kinds), layout, where, partial=partial)
    for column in layout.columns:
        if column.name in kinds and column.role != "beside":
            _check_kind(column, kinds[column.name], where)


def _check_same(kinds: Mapping[str, pl.DataType], first: Mapping[str, pl.DataType], where: str) -> None:
    """See to it that a file has the columns of the first one.

    Errors: TableShape.
    """
    other = sorted(set(kinds) ^ set(first))
    if other:
        message = f"it has other columns than the first file of its folder: {', '.join(other[:5])}"
        raise TableShape(message, where=Place(where), hint="write all files of a table with the same columns")


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
