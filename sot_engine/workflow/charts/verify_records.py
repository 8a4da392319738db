"""Read the whole chain of records and say what is not as it was recorded."""

from collections.abc import Iterable

from sot_engine.records.verify import Verified, verify
from sot_engine.store.database import Database


def verify_records(records: Database, seals: Iterable[str] = ()) -> Verified:
    """Every row against its hash and its place; `seals` from printed notes are looked for."""
    with records.reading() as connection:
        return verify(connection, frozenset(seals))
