"""A table of exams as JSON lines: an object with the columns of the table, or a whole visit, on each line."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sot_engine.domain.visit import Visit
from sot_engine.errors import Place, SotError, TableUnreadable
from sot_engine.registry.blocks import blocks, read_block
from sot_engine.registry.layout import EXAM, Layout
from sot_engine.registry.parquet_source import seen
from sot_engine.registry.rows import visit_row
from sot_engine.registry.source import Batch, Part, Reject
from sot_engine.registry.text_rows import rows_batch
from sot_engine.source.nearest import did_you_mean

BYTES = 8_000_000
VISIT = '"sot-visit/1"'
ReadVisit = Callable[[str, str], Visit]
"""Turns one line of JSON into a visit; the second text names the line in messages."""


class JsonlSource:
    """One file of JSON lines; blank lines are skipped."""

    unit = "bytes"

    def __init__(self, path: Path, layout: Layout, read_visit: ReadVisit | None = None) -> None:
        """Nothing is read yet but the size.

        Errors: TableUnreadable.
        """
        self.name, self._path, self._layout, self._read_visit = str(path), path, layout, read_visit
        self.size = path.stat().st_size
        self.mark: Mapping[str, Any] = {"kind": "jsonl", "files": [seen(path)]}
        if not self.size:
            message = "it is empty"
            raise TableUnreadable(message, where=Place(self.name), hint="a line holds one exam")

    def parts(self) -> Iterator[Part]:
        """Blocks of whole lines."""
        return blocks(self._path, self.name, 0, quoted=False, size=BYTES)

    def read(self, part: Part) -> Batch:
        """One block, line by line."""
        rejects: list[Reject] = []
        rows: list[tuple[int, Mapping[str, Any]]] = []
        for line, raw in enumerate(read_block(self._path, part).split(b"\n"), start=part.line):
            if not raw.strip():
                continue
            try:
                rows.append((line, self._row(raw.decode("utf-8-sig"), line)))
            except UnicodeDecodeError:
                rejects.append(Reject(line, None, None, None, "it is not UTF-8 text"))
            except SotError as error:
                rejects += [_visit_reject(line, fault) for fault in error.faults]
            except _NoRow as refused:
                rejects.append(Reject(line, refused.exam, refused.column, None, str(refused)))
        return rows_batch(rows, self._layout, rejects)

    def _row(self, text: str, line: int) -> Mapping[str, Any]:
        if VISIT in text and self._read_visit is not None:
            return visit_row(self._read_visit(text, f"line {line}"), str(line))
        try:
            found = json.loads(text, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            reason = "it is no line of JSON"
            raise _NoRow(reason) from error
        if not isinstance(found, dict):
            reason = "it is no object with columns"
            raise _NoRow(reason)
        for name in found:
            if name not in self._layout.by_name:
                exam = found.get(EXAM)
                hint = did_you_mean(name, tuple(self._layout.by_name), "")
                reason = f"no column is called so{f'; {hint}' if hint else ''}"
                raise _NoRow(reason, column=name, exam=None if exam is None else str(exam))
        return {EXAM: None, **found}


class _NoRow(Exception):
    """A line that is no row of the table."""

    def __init__(self, reason: str, *, column: str | None = None, exam: str | None = None) -> None:
        super().__init__(reason)
        self.column, self.exam = column, exam


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        reason = "the key is written twice"
        raise _NoRow(reason, column=twice)
    return found


def _visit_reject(line: int, fault: SotError) -> Reject:
    return Reject(line, str(line), None, None, f"{fault.code} {fault.message}")
