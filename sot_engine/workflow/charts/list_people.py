"""Who records, signs and co-signs here."""

from sot_engine.domain.chart import Person
from sot_engine.records.people import PersonAct, people, person_acts, person_of
from sot_engine.store.database import Database


def list_people(records: Database) -> tuple[Person, ...]:
    """Everybody, by id."""
    with records.reading() as connection:
        return people(connection)


def find_person(records: Database, name: str) -> Person:
    """One person by id.

    Errors: NotFound with the nearest id.
    """
    with records.reading() as connection:
        return person_of(connection, name)


def list_acts(records: Database) -> tuple[PersonAct, ...]:
    """What was done about people, by whom and why, in order."""
    with records.reading() as connection:
        return person_acts(connection)
