"""Open a database by its address: the right driver, and the version that this program writes."""

from pathlib import Path
from typing import TYPE_CHECKING

from sot_engine.store.address import Address, read_address
from sot_engine.store.database import Database

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sot_engine.store.schema import Schema


def open_database(address: Address | str | Path, schema: "Schema", *, key: str | None = None) -> Database:
    """Open a database, make it when it is not there, and bring it to the version that this program writes.

    `key` opens an encrypted file. Before a migration a copy is taken, beside the file or in the data folder.
    Errors: StoreUnavailable; MachineLacks for a driver that is not installed.
    """
    place = address if isinstance(address, Address) else read_address(address)
    database = Database(place, _engine(place, key), key)
    try:
        schema.prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def _engine(address: Address, key: str | None) -> "Engine":
    if address.is_file:
        from sot_engine.store.sqlite import file_engine

        return file_engine(address, key)
    from sot_engine.store.postgres import server_engine

    return server_engine(address)
