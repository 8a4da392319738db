"""Who records, signs and co-signs here."""

from sot_engine.domain.chart import Person
from sot_engine.records.people import people
from sot_engine.store.database import Database


def list_people(records: Database) -> tuple[Person, ...]:
    """Everybody, by id."""
    with records.reading() as connection:
        return people(connection)
