"""Open a database by its address: the right driver, and the version that this program writes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sot_engine.store.address import Address, read_address
from sot_engine.store.database import Database
from sot_engine.store.in_use import hold

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from sot_engine.store.schema import Schema


def open_database(
    address: Address | str | Path, schema: "Schema", *, key: str | None = None, in_use: bool = False
) -> Database:
    """Open a database, make it when it is not there, and bring it to the version that this program writes.

    `key` opens an encrypted file. One that is `in_use` is not replaced by another file while it is open. Before a
    migration a copy is taken, beside the file or in the data folder.
    Errors: StoreUnavailable; MachineLacks for a driver that is not installed.
    """
    place = address if isinstance(address, Address) else read_address(address)
    held = hold(place) if in_use and place.is_file else None
    try:
        database = open_as_it_is(place, key=key, held=held)
    except BaseException:
        if held is not None:
            os.close(held)
        raise
    try:
        schema.prepare(database)
    except BaseException:
        database.close()
        raise
    return database


def open_as_it_is(place: Address, *, key: str | None = None, held: int | None = None) -> Database:
    """Open a database of whatever version, for what asks for no table; a lock that is `held` goes with it.

    Errors: StoreUnavailable; MachineLacks for a driver that is not installed.
    """
    return Database(place, _engine(place, key), key, held)


def _engine(address: Address, key: str | None) -> "Engine":
    if address.is_file:
        from sot_engine.store.sqlite import file_engine

        return file_engine(address, key)
    from sot_engine.store.postgres import server_engine

    return server_engine(address)
