"""A table of exams in a database that SQLAlchemy speaks to, read in the order of the names of its exams."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Column as SqlColumn
from sqlalchemy import Connection, MetaData, NullPool, Table, create_engine, func, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, NoSuchTableError, SQLAlchemyError

from sot_engine.errors import MachineLacks, Place, TableShape, TableUnreadable, extra
from sot_engine.registry.layout import EXAM, Layout
from sot_engine.registry.source import Batch, Part, check_columns
from sot_engine.registry.text_rows import rows_batch
from sot_engine.source.nearest import did_you_mean

ROWS = 50_000
"""Exams in one part; a row of Python values takes far more room than one of Polars."""


class DatabaseSource:
    """One table, or one view, with a column for everything that was recorded."""

    unit = "exams"

    def __init__(self, url: str, table: str, layout: Layout, *, partial: bool) -> None:
        """Look at the columns and count the rows.

        Errors: TableUnreadable, TableShape, MachineLacks without the driver of the database.
        """
        self._url, self._name, self._layout = _with_driver(url), table, layout
        self.name = f"{shown_url(url)}, table {table}"
        with self._connection() as connection:
            names = self._columns(connection)
            check_columns(names, layout, self.name, partial=partial)
            exam = self._table(connection).c[EXAM]
            counted = select(func.count(), func.count(exam), func.count(func.distinct(exam)))
            self.size, named, distinct = connection.execute(counted).one()
        self.mark: Mapping[str, Any] = {"kind": "database", "files": [{"path": self.name, "rows": self.size}]}
        self._check(named, distinct)

    def _check(self, named: int, distinct: int) -> None:
        if not self.size:
            message, hint = "it holds no exams", "a table has at least one row"
            raise TableUnreadable(message, where=Place(self.name), hint=hint)
        if named < self.size or distinct < named:
            what = "no exam_id" if named < self.size else "an exam_id that stands there twice"
            message = f"{self.size - min(named, distinct)} rows have {what}"
            raise TableShape(message, where=Place(self.name), hint="give every row a name of its own")

    def parts(self) -> Iterator[Part]:
        """Stretches from one exam's name to another, in the order in which the database sorts them."""
        with self._connection() as connection:
            exam = self._table(connection).c[EXAM]
            found = connection.execution_options(yield_per=ROWS).execute(select(exam).order_by(exam))
            number, done, start = 0, 0, None
            for names in found.scalars().partitions(ROWS):
                if start is not None:
                    yield Part(number, start, names[0], ROWS, done + 1)
                    number, done = number + 1, done + ROWS
                start = names[0]
            if start is not None:
                yield Part(number, start, None, self.size - done, done + 1)

    def read(self, part: Part) -> Batch:
        """The rows from one name up to another."""
        with self._connection() as connection:
            table = self._table(connection)
            exam: SqlColumn[Any] = table.c[EXAM]
            asked = select(table).where(exam >= part.start).order_by(exam)
            if part.stop is not None:
                asked = asked.where(exam < part.stop)
            rows = [dict(row) for row in connection.execute(asked).mappings()]
        return rows_batch([(part.line + place, _plain(row)) for place, row in enumerate(rows)], self._layout)

    def _columns(self, connection: Connection) -> list[str]:
        known = [*inspect(connection).get_table_names(), *inspect(connection).get_view_names()]
        try:
            return list(self._table(connection).c.keys())
        except NoSuchTableError:
            message = f'no table is called "{self._name}"'
            hint = did_you_mean(self._name, known, f"known: {', '.join(known)}" if known else "the database is empty")
            raise TableUnreadable(message, where=Place(shown_url(self._url)), hint=hint) from None

    def _table(self, connection: Connection) -> Table:
        return Table(self._name, MetaData(), autoload_with=connection)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A connection of its own.

        Errors: TableUnreadable, MachineLacks.
        """
        _must_be_there(self._url)
        try:
            with create_engine(self._url, poolclass=NullPool).connect() as connection:
                yield connection
        except (ModuleNotFoundError, NoSuchModuleError) as error:
            message = f"the driver of this database is not installed: {error}"
            hint = f"for PostgreSQL, {extra('postgres')}"
            raise MachineLacks(message, where=Place(shown_url(self._url)), hint=hint) from None
        except SQLAlchemyError as error:
            message = f"the database says: {str(error).splitlines()[0][:160]}"
            raise TableUnreadable(message, where=Place(shown_url(self._url)), hint="check the address") from None


def _with_driver(url: str) -> str:
    """The address with the driver that the extra `postgres` brings, where it names none."""
    for start in ("postgresql://", "postgres://"):
        if url.startswith(start):
            return f"postgresql+psycopg://{url.removeprefix(start)}"
    return url


def _must_be_there(url: str) -> None:
    """See to it that the file of an SQLite database is there: opening it would make an empty one.

    Errors: TableUnreadable.
    """
    shown_url(url)
    address = make_url(url)
    file = address.database
    if (
        address.get_backend_name() == "sqlite"
        and file
        and not file.startswith((":", "file:"))
        and not Path(file).exists()
    ):
        message = "there is no such file"
        raise TableUnreadable(message, where=Place(shown_url(url)), hint="sqlite:///exams.db is a file in this folder")


def shown_url(url: str) -> str:
    """An address as a message may show it: without its password.

    Errors: TableUnreadable for what is none.
    """
    try:
        return make_url(url).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):  # a port that is no number
        message = "it is no address of a database"
        raise TableUnreadable(message, hint="sqlite:///exams.db or postgresql+psycopg://user@host/name") from None


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """What a driver gives for a number with decimals, as a number."""
    from decimal import Decimal

    return {name: float(value) if isinstance(value, Decimal) else value for name, value in row.items()}
