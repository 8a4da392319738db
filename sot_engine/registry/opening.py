"""A table of exams by its name: which kind it is, and whether it is wide or long."""

from pathlib import Path
from typing import NamedTuple

from sot_engine.errors import Place, TableUnreadable
from sot_engine.registry.csv_source import CsvSource, heading
from sot_engine.registry.jsonl_source import JsonlSource, ReadVisit
from sot_engine.registry.layout import Layout
from sot_engine.registry.long_source import LongSource, Tall, is_long
from sot_engine.registry.parquet_source import ParquetSource, columns_of
from sot_engine.registry.source import Source

KINDS = "a table is Parquet (.parquet, or a folder of them), CSV (.csv), JSON lines (.jsonl) or a database URL"
TABLE = "exams"


class Opening(NamedTuple):
    """How a table is to be read."""

    layout: Layout
    folder: Path
    """Where a long table is dealt into buckets."""

    partial: bool = False
    table: str = TABLE
    read_visit: ReadVisit | None = None


def open_source(name: str, how: Opening) -> Source:
    """Open a table; nothing but its columns is looked at.

    Errors: TableUnreadable, TableShape, MachineLacks.
    """
    if "://" in name:
        from sot_engine.registry.database_source import DatabaseSource

        return DatabaseSource(name, how.table, how.layout, partial=how.partial)
    path = Path(name)
    try:
        return _open_file(path, how)
    except PermissionError:
        message = "you may not read it"
        raise TableUnreadable(message, where=Place(name), hint="ask for permission") from None
    except FileNotFoundError:
        message = "there is no such file"
        raise TableUnreadable(message, where=Place(name), hint=KINDS) from None


def _open_file(path: Path, how: Opening) -> Source:
    if path.is_dir():
        return _open_parquet(path, sorted(path.glob("*.parquet")), how)
    path.stat()
    match path.suffix.lower():
        case ".parquet" | ".pq":
            return _open_parquet(path, [path], how)
        case ".csv":
            if is_long(heading(path)[0]):
                return LongSource(CsvSource(path, None, partial=True), how.folder, how.layout)
            return CsvSource(path, how.layout, partial=how.partial)
        case ".jsonl" | ".ndjson":
            return JsonlSource(path, how.layout, how.read_visit)
    message = f'what "{path.suffix or path.name}" is, is not known'
    raise TableUnreadable(message, where=Place(str(path)), hint=KINDS)


def _open_parquet(path: Path, files: list[Path], how: Opening) -> Source:
    if not files:
        message = "the folder holds no .parquet file"
        raise TableUnreadable(message, where=Place(str(path)), hint=KINDS)
    if is_long(columns_of(files[0])):
        return LongSource(ParquetSource(str(path), files, None), how.folder, how.layout)
    return ParquetSource(str(path), files, how.layout, partial=how.partial)


__all__ = ["KINDS", "TABLE", "Opening", "Tall", "open_source"]
