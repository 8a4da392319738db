"""A table of exams in CSV: a heading, commas, UTF-8; an empty cell was not recorded."""

import csv
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from sot_engine.errors import Place, TableShape, TableUnreadable
from sot_engine.registry.blocks import MARK, QUOTE, blocks, first_line, read_block
from sot_engine.registry.layout import EXAM, Layout
from sot_engine.registry.parquet_source import seen
from sot_engine.registry.source import Batch, Part, Reject, check_columns
from sot_engine.registry.text_rows import text_batch

BYTES = 32_000_000
"""Bytes in one part."""


class CsvSource:
    """One CSV file with a column for everything that was recorded."""

    unit = "bytes"

    def __init__(self, path: Path, layout: Layout | None, *, partial: bool) -> None:
        """Look at the heading; with a layout its columns are checked.

        Errors: TableUnreadable, TableShape.
        """
        self.name, self._path = str(path), path
        self.names, self._start = heading(path)
        self.mark: Mapping[str, Any] = {"kind": "csv", "files": [seen(path)]}
        self.size = path.stat().st_size - self._start
        if layout is not None:
            check_columns(self.names, layout, self.name, partial=partial)
        if self.size <= 0:
            message = "it has a heading and no exams"
            raise TableUnreadable(message, where=Place(self.name), hint="a table has at least one row")

    def parts(self) -> Iterator[Part]:
        """Blocks of whole lines."""
        return blocks(self._path, self.name, self._start, quoted=True, size=BYTES)

    def read(self, part: Part) -> Batch:
        """One block: by Polars where every line is plain, line by line where one is not."""
        block = read_block(self._path, part)
        frame = _plain(block, self.names)
        if frame is None:
            return _careful(block, self.names, part.line)
        return text_batch(frame, pl.int_range(part.line, part.line + frame.height, eager=True))


def heading(path: Path) -> tuple[list[str], int]:
    """The names of the columns, and where the first line ends.

    Errors: TableUnreadable, TableShape.
    """
    with path.open("rb") as file:
        line = first_line(file)
        start = file.tell()
    if not line.strip():
        message = "it is empty"
        raise TableUnreadable(message, where=Place(str(path)), hint="the first line holds the names of the columns")
    try:
        names = next(csv.reader([line.decode("utf-8")], strict=True))
    except (UnicodeDecodeError, csv.Error):
        message = "the first line is not CSV in UTF-8"
        raise TableUnreadable(message, where=Place(str(path), 1), hint="save it as CSV, UTF-8") from None
    if len(names) == 1 and (";" in names[0] or "\t" in names[0]):
        message = "the columns are not separated by commas"
        raise TableShape(message, where=Place(str(path), 1), hint="save it with commas between the columns")
    return [name.strip() for name in names], start


def _plain(block: bytes, names: list[str]) -> pl.DataFrame | None:
    """The rows of a block without quotation marks, each line with as many cells as the heading; None for any other.

    A return that ends no line, and a mark of the encoding, are left to the careful reading: Polars would drop them.
    """
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    odd = QUOTE in block or block.startswith(MARK) or block.count(b"\r") != block.count(b"\r\n")
    if odd or block.count(b",") != lines * (len(names) - 1):
        return None
    try:
        frame = pl.read_csv(
            BytesIO(block), has_header=False, new_columns=names, schema=dict.fromkeys(names, pl.String),
        )  # fmt: skip
    except pl.exceptions.PolarsError:
        return None
    return frame if frame.height == lines else None


def _careful(block: bytes, names: list[str], first: int) -> Batch:
    """Every line on its own: those that are no row of this table become rejects."""
    rejects: list[Reject] = []
    kept: list[tuple[int, list[str | None]]] = []
    reader = csv.reader(_lines(block), strict=True)
    while True:
        line = first + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            rejects.append(Reject(line, None, None, None, f"it is no line of CSV: {str(error).partition(' - ')[0]}"))
            continue
        reason = _reason(cells, names)
        if reason:
            exam = cells[names.index(EXAM)] if EXAM in names and len(cells) == len(names) else None
            rejects.append(Reject(line, exam, None, None, reason))
        elif cells:
            kept.append((line, [cell or None for cell in cells]))
    frame = pl.DataFrame([cells for _, cells in kept], schema=dict.fromkeys(names, pl.String), orient="row")
    return text_batch(frame, pl.Series([line for line, _ in kept], dtype=pl.UInt32), rejects)


LOST = "\ufffd"


def _lines(block: bytes) -> Iterator[str]:
    for line in block.split(b"\n"):
        yield f"{line.decode('utf-8', errors='replace')}\n"


def _reason(cells: list[str], names: list[str]) -> str:
    if not cells:
        return ""
    if len(cells) != len(names):
        return f"it has {len(cells)} cells where the heading has {len(names)}"
    return "it is not UTF-8 text" if any(LOST in cell for cell in cells) else ""
