"""A database on a PostgreSQL server, through psycopg."""

from typing import TYPE_CHECKING

from sot_engine.errors import MachineLacks, extra
from sot_engine.store.address import Address

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CONNECT_SECONDS = 10
WRITERS = 0x50D7
"""The lock that every writer takes, so that there is one at a time; the number is ours alone."""


def server_engine(address: Address) -> "Engine":
    """An engine for a server; the database itself has to be there.

    Errors: MachineLacks when psycopg is not installed.
    """
    from sqlalchemy import create_engine, event

    try:
        import psycopg
    except ImportError as error:
        message = f"a PostgreSQL server needs psycopg: {str(error).splitlines()[0]}"
        raise MachineLacks(message, hint=extra("postgres")) from None
    del psycopg
    engine = create_engine(
        address.where,
        connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "sot-engine"},
        hide_parameters=True,
        pool_pre_ping=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: "Connection") -> None:
    """Readers see one state throughout; writers come one after another, and each commit is on the disk."""
    if connection.get_execution_options().get("sot_writes", False):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
