"""A hand on the database: what somebody does who has the file, or is the owner of the server."""

from collections.abc import Callable

from sqlalchemy import Connection, text

from sot_engine.records.verify import Verified
from sot_engine.store.database import Database
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import exam_of, signed


def tampered(records: Database, act: Callable[[Connection], object]) -> Verified:
    """What verify says after somebody took the triggers away and changed something."""
    with records.writing() as connection:
        if records.address.is_file:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in names:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("ledger", "pack", "patient", "chain"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        act(connection)
    return verify_records(records)


def three(records: Database) -> list[str]:
    """Three signed visits, one after the other."""
    return [signed(records, exam_of(f"P-{number}")).id for number in range(3)]


def run(statement: str, **values: object) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(statement), values)
