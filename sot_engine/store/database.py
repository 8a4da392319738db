"""An open database: reading and writing in transactions that are whole and durable, or did not happen."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from sot_engine.store.address import Address
from sot_engine.store.faults import fault_of, faults_told

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine  # noqa: TC004  # exported for the names of types alone


__all__ = ["Connection", "Database"]  # the verbs name a connection and know nothing of SQLAlchemy


class Database:
    """One database that was opened; `close` it, or use it in a `with`."""

    def __init__(self, address: Address, engine: "Engine", key: str | None = None, held: int | None = None) -> None:
        """Nothing is connected yet; `key` is that of an encrypted file, `held` a lock that goes with the database."""
        self.address, self.engine, self.key = address, engine, key
        self._held = held

    @contextmanager
    def reading(self) -> Iterator["Connection"]:
        """A transaction that sees one state of the database and changes nothing."""
        with faults_told(self.address), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator["Connection"]:
        """A transaction that nobody else writes beside; on leaving, all of it is on the disk, or none.

        Another writer is waited for, so that it is not met half-way.
        """
        with faults_told(self.address), self.engine.connect() as plain:
            connection = plain.execution_options(sot_writes=True)
            with connection.begin():
                yield connection

    def forget(self) -> None:
        """Write what is in the journal of a file into the file: after something was erased no copy of it stays there.

        Errors: StoreUnavailable; what was written before is on the disk all the same.
        """
        if self.address.is_file:
            with faults_told(self.address), self.engine.connect() as connection:
                try:
                    connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
                except self.engine.dialect.loaded_dbapi.Error as error:
                    raise fault_of(error, self.address) from None

    def close(self) -> None:
        """Let go of every connection, and then of the lock."""
        try:
            with faults_told(self.address):
                self.engine.dispose()
        finally:
            if self._held is not None:
                os.close(self._held)
                self._held = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()
