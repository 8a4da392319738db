"""A pack as SQL for a warehouse: one query with a word about where it comes from."""

from pathlib import Path
from typing import TYPE_CHECKING

from sot_engine import __version__
from sot_engine.domain.pack import Pack
from sot_engine.errors import MachineLacks, Place, TableUnreadable, extra
from sot_engine.packs.shelf import read_pack

if TYPE_CHECKING:
    from sot_engine.registry.sql import Table

DIALECTS = ("postgres", "duckdb", "spark", "bigquery", "snowflake")


def registry_sql(
    pack: str, with_: tuple[str, ...], dialect: str, table: str, heading: Path | None = None, *, sides: bool = False
) -> str:
    """The query of a pack over a table of this name.

    `heading` is a file whose first line names the columns that the table has; without it it has all of them.
    Errors: whatever is wrong with the pack; TableUnreadable and TableShape for the heading; MachineLacks without Ibis.
    """
    read = read_pack(pack, with_)
    try:
        from sot_engine.registry.sql import pack_sql
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in {"ibis", "sqlglot", "duckdb", "polars"}:
            raise
        message = f"SQL is written with Ibis, and {error.name} is not installed"
        raise MachineLacks(message, hint=extra("sql")) from None
    query = pack_sql(read, dialect, _table(read, table, heading), sides=sides)
    return f"{_comment(read)}{query}\n"


def _table(pack: Pack, name: str, heading: Path | None) -> "Table":
    from sot_engine.registry.layout import Layout
    from sot_engine.registry.source import check_columns
    from sot_engine.registry.sql import Table, columns_of

    columns = columns_of(pack)
    if heading is None:
        return Table(name, columns)
    names = _names(heading)
    check_columns(names, Layout.of(pack), str(heading), partial=True)
    there = tuple(column for column in columns if column.name in names)
    return Table(name, there, tuple(column for column in columns if column.name not in names))


def _names(heading: Path) -> list[str]:
    try:
        with heading.open(encoding="utf-8-sig") as file:
            first = file.readline()
    except (OSError, UnicodeDecodeError) as error:
        message = f"it cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8 text'}".lower()
        raise TableUnreadable(message, where=Place(str(heading)), hint="give a file with the names") from None
    return [name.strip().strip('"') for name in first.split(",") if name.strip()]


def _comment(pack: Pack) -> str:
    stamp = f"{pack.id} {pack.version} ({pack.status}, {pack.sha256[:12]}), sot-engine {__version__}"
    return (
        f"-- {stamp}\n"
        "-- What the findings recorded match under the pack, a row an exam. It is not a diagnosis.\n"
        "-- A row that holds what no column can hold has unreadable = true and concludes nothing.\n"
    )
