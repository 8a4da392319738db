"""A database in a file, through SQLite, or through SQLCipher when it is encrypted."""

import os
import time
from typing import TYPE_CHECKING, Any

from sot_engine.errors import MachineLacks, Place, StoreUnavailable, extra
from sot_engine.store.address import Address
from sot_engine.store.faults import disk_faults_told

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

WAIT_SECONDS = 60.0
"""How long a writer is waited for. A transaction of ours takes milliseconds."""
_PAUSE = 0.02


def file_engine(address: Address, key: str | None) -> "Engine":
    """An engine for a file that only its owner can read; the file and its folder are made when they are missing.

    Errors: StoreUnavailable when they cannot be; MachineLacks when SQLCipher is not installed.
    """
    from sqlalchemy import create_engine, event

    driver = _driver(address, key)
    _make(address)
    engine = create_engine(
        "sqlite://", module=driver, creator=lambda: _connected(driver, address, key), hide_parameters=True,
        poolclass=_pool(),
    )  # fmt: skip
    event.listen(engine, "begin", _begin)
    return engine


def _pool() -> Any:
    """A file is as any other database: several connections, each with its own transaction."""
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _driver(address: Address, key: str | None) -> Any:
    if address.kind == "sqlite":
        import sqlite3

        return sqlite3
    if not key:
        message = "the database is encrypted, and no key was given"
        raise StoreUnavailable(
            message, where=Place(str(address)), hint="give the key when asked, or send it with SOT_KEY_STDIN=1"
        )
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        message = f"an encrypted database needs SQLCipher: {error}"
        raise MachineLacks(message, hint=extra("encrypted")) from None
    return dbapi2


def _make(address: Address) -> None:
    """Make the file, so that its permissions are narrow from the first moment."""
    with disk_faults_told(address):
        path = address.path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))


def _connected(driver: Any, address: Address, key: str | None) -> Any:
    """A connection with the settings that records need. Statements begin their transactions themselves."""
    connection = driver.connect(address.where, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        if key and address.kind == "sqlcipher":
            connection.execute("PRAGMA cipher_log_level = NONE")  # or it writes to standard error by itself
            connection.execute(f"PRAGMA key = '{key.replace(chr(39), chr(39) * 2)}'")
        _with_wal(driver, connection)
        for setting in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF"):
            connection.execute(f"PRAGMA {setting}")
    except BaseException:
        connection.close()
        raise
    return connection


def _with_wal(driver: Any, connection: Any) -> None:
    """Readers and one writer side by side. Who switches a new file does not wait for another who does, so we wait."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        try:
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")
        except driver.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin(connection: "Connection") -> None:
    """A writer takes the lock at once, so that it never finds, half-way, that somebody else has written."""
    writes = connection.get_execution_options().get("sot_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
