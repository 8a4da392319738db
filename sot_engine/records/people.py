"""The people who record, sign and co-sign, and the password that each signs with."""

import json
from hashlib import sha256
from typing import Literal, NamedTuple, TypeAlias

from sqlalchemy import Connection, insert, select, update

from sot_engine.domain.assessment import plain
from sot_engine.domain.chart import Person
from sot_engine.errors import NotFound, SigningRefused
from sot_engine.records.ledger import append
from sot_engine.records.row import Draft
from sot_engine.records.tables import LEDGER, PERSON
from sot_engine.source.nearest import did_you_mean
from sot_engine.source.unseen import refuse_unseen

SHORTEST = 8
ROUNDS, KIBIBYTES, LANES = 2, 46 * 1024, 1
"""What a password costs to try: twice what OWASP asks of argon2id at this memory."""
ONCE = "once:"
"""Stands before the hash of a password that somebody else gave: it opens nothing but the choice of another."""
OWNER = "(owner)"
"""Who did something as the owner of the database, and as nobody who signs here; no id looks like this."""

Act: TypeAlias = Literal["added", "password changed", "password reset"]


class PersonAct(NamedTuple):
    """What was done about a person, by whom, and why."""

    at: str
    person: str
    act: Act
    by: str
    reason: str


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
    kept = hashed(password)
    connection.execute(insert(PERSON), row | {"password": kept})
    _tell(connection, person, kept, PersonAct(at, person.id, "added", person.id, ""))


def change_password(connection: Connection, name: str, password: str, at: str) -> None:
    """Give somebody another password, of their own choice, and say so in the ledger.

    Errors: NotFound; SigningRefused when it is too short.
    """
    _keep(connection, hashed(password), PersonAct(at, name, "password changed", name, ""))


def reset_password(connection: Connection, name: str, password: str, at: str, by: str, reason: str) -> None:
    """Give somebody a password for once, in the place of a forgotten one; who did so and why is in the ledger.

    Errors: NotFound; SigningRefused when it is too short.
    """
    _keep(connection, f"{ONCE}{hashed(password)}", PersonAct(at, name, "password reset", by, reason))


def _keep(connection: Connection, kept: str, told: PersonAct) -> None:
    person = person_of(connection, told.person)
    connection.execute(update(PERSON).where(PERSON.c.id == person.id), {"password": kept})
    _tell(connection, person, kept, told)


def _tell(connection: Connection, person: Person, kept: str, told: PersonAct) -> None:
    """Who somebody is from now on, and a hash of what is kept of the password, so that no change of it is silent."""
    body = plain(person) | {"password": digest(kept), "act": told.act, "reason": told.reason}
    refuse_unseen(body)
    append(connection, Draft("person", told.at, told.by, json.dumps(body, ensure_ascii=False)))


def digest(kept: str) -> str:
    """What the ledger says of a kept password; nothing can be tried against it, since the kept one has its salt."""
    return sha256(kept.encode()).hexdigest()


def person_acts(connection: Connection) -> tuple[PersonAct, ...]:
    """Everything that was done about people, in order."""
    asked = (
        select(LEDGER.c.at, LEDGER.c.person, LEDGER.c.body).where(LEDGER.c.kind == "person").order_by(LEDGER.c.number)
    )
    rows = [(row.at, row.person, json.loads(row.body)) for row in connection.execute(asked)]
    return tuple(
        PersonAct(at, body["id"], body.get("act", "added"), by, body.get("reason", "")) for at, by, body in rows
    )


def hashed(password: str) -> str:
    """A password as it is kept: an argon2id hash with its own salt.

    Errors: SigningRefused when it is too short.
    """
    from argon2 import PasswordHasher

    if len(password) < SHORTEST:
        message = f"a password has at least {SHORTEST} characters"
        raise SigningRefused(message, hint="a sentence is easy to remember")
    return PasswordHasher(time_cost=ROUNDS, memory_cost=KIBIBYTES, parallelism=LANES).hash(password)


def check_password(connection: Connection, name: str, password: str, *, is_to_choose: bool = False) -> None:
    """Let only somebody through who knows the password; one that was given for once opens the choice of another.

    Errors: SigningRefused.
    """
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    kept = connection.execute(select(PERSON.c.password).where(PERSON.c.id == name)).scalar()
    try:
        PasswordHasher().verify((kept or "").removeprefix(ONCE), password)
    except (VerificationError, InvalidHashError):
        message = f"the password is not that of {name}"
        hint = f"nothing was done; a forgotten one: `sot people password {name} --reset`"
        raise SigningRefused(message, hint=hint) from None
    if (kept or "").startswith(ONCE) and not is_to_choose:
        message = f"somebody else gave {name} this password, so {name} chooses another first"
        raise SigningRefused(message, hint=f"nothing was done; next: `sot people password {name}`")
