"""Add somebody who records, signs or co-signs."""

import re

from sot_engine.domain.chart import Person
from sot_engine.errors import SigningRefused
from sot_engine.records import people
from sot_engine.source.unseen import refuse_lines
from sot_engine.store.database import Database
from sot_engine.workflow.moment import now

_ID = re.compile(r"[a-z][a-z0-9-]{0,30}\Z")


def add_person(records: Database, person: Person, password: str) -> Person:
    """Add a person with the password that they sign with.

    Errors: SigningRefused for an id that is taken or malformed, an empty name, or a password that is too short;
    ImpossibleValue for a name with a sign that nobody sees, or with the end of a line.
    """
    if not _ID.match(person.id) or not person.name.strip():
        message = "a person has a name, and an id of small letters, digits and hyphens"
        raise SigningRefused(message, hint='as in: sot people add anna --name "A. Example, DC"')
    refuse_lines(("the name", person.name), ("the credentials", person.credentials))
    with records.writing() as connection:
        people.add_person(connection, person, password, now())
    return person
