"""The people who record, sign and co-sign, and the password that each signs with."""

import json

from sqlalchemy import Connection, insert, select, update

from sot_engine.domain.assessment import plain
from sot_engine.domain.chart import Person
from sot_engine.errors import NotFound, SigningRefused
from sot_engine.records.ledger import append
from sot_engine.records.row import Draft
from sot_engine.records.tables import PERSON
from sot_engine.source.nearest import did_you_mean

SHORTEST = 8
ROUNDS, KIBIBYTES, LANES = 2, 46 * 1024, 1
"""What a password costs to try: twice what OWASP asks of argon2id at this memory."""


def people(connection: Connection) -> tuple[Person, ...]:
    """Everybody, by id."""
    asked = select(PERSON.c.id, PERSON.c.name, PERSON.c.credentials, PERSON.c.role).order_by(PERSON.c.id)
    return tuple(
        Person(id=row.id, name=row.name, credentials=row.credentials, role=row.role)
        for row in connection.execute(asked)
    )


def person_of(connection: Connection, name: str) -> Person:
    """One person by id.

    Errors: NotFound with the nearest id.
    """
    known = {person.id: person for person in people(connection)}
    if name not in known:
        message = f'nobody is called "{name}" here'
        hint = did_you_mean(
            name, known, "`sot people add` adds somebody" if not known else f"known: {', '.join(known)}"
        )
        raise NotFound(message, hint=hint)
    return known[name]


def add_person(connection: Connection, person: Person, password: str, at: str) -> None:
    """Add somebody, and say so in the ledger.

    Errors: SigningRefused for an id that is taken or a password that is too short.
    """
    if person.id in {known.id for known in people(connection)}:
        message = f'somebody is called "{person.id}" already'
        raise SigningRefused(message, hint="choose another id")
    row = {"id": person.id, "name": person.name, "credentials": person.credentials, "role": person.role}
    connection.execute(insert(PERSON), row | {"password": hashed(password)})
    append(connection, Draft("person", at, person.id, json.dumps(plain(person), ensure_ascii=False)))


def change_password(connection: Connection, name: str, password: str) -> None:
    """Give somebody another password.

    Errors: SigningRefused when it is too short.
    """
    connection.execute(update(PERSON).where(PERSON.c.id == name), {"password": hashed(password)})


def hashed(password: str) -> str:
    """A password as it is kept: an argon2id hash with its own salt.

    Errors: SigningRefused when it is too short.
    """
    from argon2 import PasswordHasher

    if len(password) < SHORTEST:
        message = f"a password has at least {SHORTEST} characters"
        raise SigningRefused(message, hint="a sentence is easy to remember")
    return PasswordHasher(time_cost=ROUNDS, memory_cost=KIBIBYTES, parallelism=LANES).hash(password)


def check_password(connection: Connection, name: str, password: str) -> None:
    """Let only somebody through who knows the password.

    Errors: SigningRefused.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    kept = connection.execute(select(PERSON.c.password).where(PERSON.c.id == name)).scalar()
    try:
        PasswordHasher().verify(kept or "", password)
    except (VerificationError, InvalidHashError):
        message = f"the password is not that of {name}"
        raise SigningRefused(message, hint="nothing was signed; `sot people password` sets a new one") from None
