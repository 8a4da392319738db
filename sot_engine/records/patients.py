"""Who patients are: found by the practice's own reference, corrected, merged, and erased on a legal request."""

import json
from collections.abc import Callable, Mapping
from hashlib import sha256

from sqlalchemy import Connection, delete, insert, select, update

from sot_engine.domain.chart import Identity
from sot_engine.errors import NotFound
from sot_engine.records.ledger import append
from sot_engine.records.row import Draft
from sot_engine.records.tables import IDENTITY, LEDGER, PATIENT
from sot_engine.source.unseen import is_text, refuse_unseen


def find_patient(connection: Connection, ref: str) -> Identity | None:
    """The patient with this reference, or with this key."""
    if not is_text(ref):
        return None
    asked = select(IDENTITY).where((IDENTITY.c.ref == ref) | (IDENTITY.c.patient == ref))
    row = connection.execute(asked).first()
    return (
        Identity(id=row.patient, ref=row.ref, name=row.name, birth_date=row.birth_date, contact=row.contact)
        if row
        else None
    )


def patient_of(connection: Connection, word: str) -> str:
    """The key of a patient by reference or key; the key of an erased one is all that is left of it.

    Errors: NotFound; the reference itself is not repeated, since it may name a person.
    """
    found = find_patient(connection, word)
    if found:
        return found.id
    if is_key(connection, word):
        return word
    message = "no patient has this reference"
    raise NotFound(message, hint="`sot visit list` shows the references")


def is_key(connection: Connection, word: str) -> bool:
    """Whether this is the key of a patient, be it of one who was erased."""
    return is_text(word) and connection.execute(select(PATIENT.c.key).where(PATIENT.c.key == word)).scalar() is not None


def identities(connection: Connection) -> Callable[[str], Identity]:
    """Look up who a patient is; of one that was erased the key stands for everything."""

    def identity_of(key: str) -> Identity:
        return find_patient(connection, key) or Identity(id=key, ref=key)

    return identity_of


def add_patient(connection: Connection, identity: Identity, at: str, person: str, salt: str) -> None:
    """Keep a new patient: that there is one in the ledger, and who it is beside it."""
    connection.execute(insert(PATIENT), {"key": identity.id})
    connection.execute(insert(IDENTITY), _told(connection, identity, at, person, salt))


def correct_patient(connection: Connection, identity: Identity, at: str, person: str, salt: str) -> None:
    """Write a patient's identity anew; the ledger says when and by whom, and holds a hash of it."""
    columns = _told(connection, identity, at, person, salt)
    connection.execute(update(IDENTITY).where(IDENTITY.c.patient == identity.id), columns)


def _told(connection: Connection, identity: Identity, at: str, person: str, salt: str) -> dict[str, str | None]:
    """The columns of an identity, of which the ledger holds the hash from now on."""
    columns = {
        "patient": identity.id, "ref": identity.ref, "name": identity.name, "birth_date": identity.birth_date,
        "contact": identity.contact, "salt": salt,
    }  # fmt: skip
    refuse_unseen(columns)
    append(connection, Draft("patient", at, person, json.dumps({"identity": digest(columns)}), patient=identity.id))
    return columns


def digest(columns: Mapping[str, str | None]) -> str:
    """A hash of who somebody is; without the salt, which is erased with the rest, it says nothing."""
    named = [columns[name] for name in ("salt", "patient", "ref", "name", "birth_date", "contact")]
    return sha256(json.dumps(named).encode()).hexdigest()


def erase_patient(connection: Connection, key: str, reason: str, at: str, person: str) -> None:
    """Delete who a patient is. The clinical rows stay as they are, under a key that names nobody."""
    refuse_unseen(reason)
    connection.execute(delete(IDENTITY).where(IDENTITY.c.patient == key))
    append(connection, Draft("erased", at, person, json.dumps({"reason": reason}, ensure_ascii=False), patient=key))


def merge_patients(connection: Connection, key: str, into: str, reason: str, at: str, person: str) -> None:
    """Record in both charts that two are one; what is recorded for the first from now on goes to the other."""
    refuse_unseen(reason)
    told = json.dumps({"from": key, "into": into, "reason": reason}, ensure_ascii=False)
    append(connection, Draft("merged", at, person, told, patient=key))
    append(connection, Draft("merged", at, person, told, patient=into))


def merged_into(connection: Connection, key: str) -> str:
    """The patient that this one was found to be, or itself."""
    into = [told["into"] for told in _merges(connection, key) if told["from"] == key]
    return merged_into(connection, into[-1]) if into else key


def merged_from(connection: Connection, key: str) -> tuple[str, ...]:
    """This patient, and every one that was found to be the same."""
    others = [told["from"] for told in _merges(connection, key) if told["into"] == key]
    return (key, *(one for other in others for one in merged_from(connection, other)))


def _merges(connection: Connection, key: str) -> list[dict[str, str]]:
    asked = select(LEDGER.c.body).where(LEDGER.c.patient == key, LEDGER.c.kind == "merged").order_by(LEDGER.c.number)
    return [json.loads(told) for told in connection.execute(asked).scalars()]
