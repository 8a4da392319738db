"""A whole copy of a database, in a file of its own that is there when all of it is."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sot_engine.errors import Place, StoreUnavailable
from sot_engine.store.address import Address
from sot_engine.store.faults import disk_faults_told, fault_of, faults_told

if TYPE_CHECKING:
    from sqlalchemy import Table

    from sot_engine.store.database import Database

_OF_THE_COPY = ("full", "i/o error", "unable to open", "readonly")
"""What is wrong with the place of the copy; else something is wrong with what is copied."""
MANY = 1000
"""How many rows are carried at a time."""


def copy_database(database: "Database", path: Path) -> Path:
    """Copy a database as it stands, while others may go on writing; an encrypted one stays encrypted.

    Errors: StoreUnavailable when the file is there already or cannot be written.
    """
    target = Address("sqlite", str(path))
    if path.exists():
        message = "there is a file of this name already"
        raise StoreUnavailable(message, where=Place(str(path)), hint="choose another name for the copy")
    half = path.with_name(f".{path.name}.{os.getpid()}")
    with faults_told(target), disk_faults_told(target):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            if database.address.is_file:
                _copy_file(database, half, target)
            else:
                _copy_server(database, half)
            _durable(half)
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)
    return path


def _copy_file(database: "Database", path: Path, target: Address) -> None:
    """SQLite writes the copy itself, outside of any transaction, with the key of the original where it has one."""
    raw = database.engine.raw_connection()
    try:
        raw.driver_connection.execute("VACUUM INTO ?", (str(path),))  # type: ignore[union-attr]  # it was just opened
    except database.engine.dialect.loaded_dbapi.Error as error:
        is_of_copy = any(sign in str(error).lower() for sign in _OF_THE_COPY)
        raise fault_of(error, target if is_of_copy else database.address) from None
    finally:
        raw.close()


def _copy_server(database: "Database", path: Path) -> None:
    """Every table and row of a server, into a file with the same tables."""
    from sqlalchemy import MetaData, create_engine

    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
    try:
        with database.reading() as source, engine.begin() as target:
            there = MetaData()
            there.reflect(source)
            for table in there.sorted_tables:
                here = _plain_table(table)
                here.create(target)
                for rows in source.execute(table.select()).mappings().partitions(MANY):
                    target.execute(here.insert(), [dict(row) for row in rows])
    finally:
        engine.dispose()


def _plain_table(table: "Table") -> "Table":
    """The columns of a table, without what only its server knows."""
    from sqlalchemy import Column, MetaData, Table

    columns = [
        Column(column.name, column.type.as_generic(), primary_key=column.primary_key) for column in table.columns
    ]
    return Table(table.name, MetaData(), *columns)


def _durable(path: Path) -> None:
    """Wait until the copy is on the disk, so that what follows may rely on it."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
