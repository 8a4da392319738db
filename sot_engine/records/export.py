"""Records as one JSON document, or as a folder of CSV files; either is read back into equal records.

The JSON is written and read a row at a time, so that its size does not matter.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any

from sqlalchemy import BigInteger, Integer

from sot_engine.errors import NotTakenIn, Place
from sot_engine.records.carry import TABLES, Head, Item

SCHEMA = "sot-records/1"
BIGGEST_FIELD = 100_000_000
"""The files of a pack are one field of a CSV file."""
_SIGN = re.compile(r"[^ \t\r\n]")


def json_parts(items: Iterable[Item], head: Head) -> Iterator[str]:
    """The pieces of a JSON document: first how long the ledger is, then each table with one row a line."""
    yield f'{{"schema": "{SCHEMA}", "length": {head.length}, "hash": "{head.hash}"'
    for name, group in groupby(items, itemgetter(0)):
        yield f', "{name}": [\n'
        for place, item in enumerate(group):
            yield (",\n" if place else "") + json.dumps(dict(item.row), ensure_ascii=False)
        yield "\n]"
    yield "}\n"


def write_csv(items: Iterable[Item], head: Head, folder: Path) -> None:
    """One file a table, with the names of its columns first, and `head.csv`."""
    with _private(folder / "head.csv") as stream:
        csv.writer(stream).writerows([("schema", "length", "hash"), (SCHEMA, *head)])
    groups = groupby(items, itemgetter(0))
    for name, group in groups:
        with _private(folder / f"{name}.csv") as stream:
            writer = csv.DictWriter(stream, [column.name for column in TABLES[name].columns])
            writer.writeheader()
            writer.writerows(dict(item.row) for item in group)


def _private(path: Path) -> IO[str]:
    path.touch(mode=0o600)
    return path.open("w", encoding="utf-8", newline="")


def read_csv(folder: Path) -> tuple[Head, Iterator[Item]]:
    """What a folder of CSV files holds.

    Errors: NotTakenIn when it is none that was exported here.
    """
    try:
        with (folder / "head.csv").open(encoding="utf-8", newline="") as stream:
            told = next(csv.DictReader(stream))
        found = Head(int(told["length"]), told["hash"])
    except (OSError, KeyError, ValueError, StopIteration) as error:
        raise _none_of_ours(folder) from error
    return found, _csv_items(folder)


def _csv_items(folder: Path) -> Iterator[Item]:
    before = csv.field_size_limit(BIGGEST_FIELD)
    try:
        for name, table in TABLES.items():
            path = folder / f"{name}.csv"
            if path.exists():
                with path.open(encoding="utf-8", newline="") as stream:
                    for row in csv.DictReader(stream):
                        yield Item(name, {column.name: _value(column, _cell(column, row)) for column in table.columns})
    except (csv.Error, KeyError, TypeError, ValueError) as error:
        raise _none_of_ours(folder) from error
    finally:
        csv.field_size_limit(before)


def _cell(column: Any, row: dict[str, str]) -> str:
    """A column that came with a later version is not there in an older export."""
    return row.get(column.name, "") if column.nullable else row[column.name]


def _value(column: Any, text: str) -> str | int | None:
    """What a cell means: CSV knows no empty value, and no column of ours has both an empty and a missing one."""
    if text == "" and column.nullable:
        return None
    return int(text) if isinstance(column.type, Integer | BigInteger) else text


def _fits(column: Any, value: object) -> bool:
    return column.nullable if value is None else type(value) is column.type.python_type


def read_json(stream: IO[str], name: str) -> tuple[Head, Iterator[Item]]:
    """What a JSON document holds; rows are read as they are asked for.

    Errors: NotTakenIn when it is none that was exported here.
    """
    reader = _Reader(stream, Path(name))
    return reader.head(), reader.items()


class _Reader:
    """Reads values out of a JSON document of any length, in the order in which they stand."""

    def __init__(self, stream: IO[str], path: Path) -> None:
        self._stream, self._path = stream, path
        self._text, self._at = "", 0
        self._decode = json.JSONDecoder().raw_decode

    def head(self) -> Head:
        self._sign("{")
        told: dict[str, Any] = {}
        for _ in range(3):
            key = self._name()
            self._sign(":")
            told[key] = self._value()
            self._next = self._sign(",}")
        if told.get("schema") != SCHEMA:
            raise _none_of_ours(self._path)
        try:
            return Head(int(told["length"]), str(told["hash"]))
        except (KeyError, TypeError, ValueError) as error:
            raise _none_of_ours(self._path) from error

    def items(self) -> Iterator[Item]:
        while self._next == ",":
            name = self._name()
            if name not in TABLES:
                raise _none_of_ours(self._path)
            self._sign(":")
            self._sign("[")
            more = self._peek() != "]"
            while more:
                yield Item(name, self._row(name))
                more = self._sign(",]") == ","
            if self._peek() == "]":
                self._sign("]")
            self._next = self._sign(",}")
        if self._peek():
            raise _none_of_ours(self._path)

    def _row(self, name: str) -> dict[str, Any]:
        row = self._value()
        columns = TABLES[name].columns
        needed = {column.name for column in columns if not column.nullable}
        if not isinstance(row, dict) or not needed <= set(row) <= set(columns.keys()):
            raise _none_of_ours(self._path)
        if not all(_fits(column, row.get(column.name)) for column in columns):
            raise _none_of_ours(self._path)
        return {column.name: row.get(column.name) for column in columns}

    def _name(self) -> str:
        found = self._value()
        if not isinstance(found, str):
            raise _none_of_ours(self._path)
        return found

    def _peek(self) -> str:
        """The next sign that is no blank; nothing at the end."""
        while True:
            found = _SIGN.search(self._text, self._at)
            if found:
                self._at = found.start()
                return found[0]
            self._text, self._at = self._stream.read(1 << 20), 0
            if not self._text:
                return ""

    def _sign(self, wanted: str) -> str:
        found = self._peek()
        if not found or found not in wanted:
            raise _none_of_ours(self._path)
        self._at += 1
        return found

    def _value(self) -> Any:
        self._peek()
        while True:
            value, end = None, len(self._text)
            with suppress(json.JSONDecodeError):
                value, end = self._decode(self._text, self._at)
            if end < len(self._text):  # a number at the very end may go on
                self._at = end
                return value
            more = self._stream.read(1 << 20)
            if not more:
                raise _none_of_ours(self._path)
            self._text, self._at = self._text[self._at :] + more, 0


def _none_of_ours(path: Path) -> NotTakenIn:
    message = "this is no export of records, or it is damaged"
    return NotTakenIn(message, where=Place(path.as_posix()), hint="export again, and take that one")
