"""Begin an entry: a visit from a file or an interview, under the patient whom it names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sot_engine.domain.chart import ChartEntry, Identity
from sot_engine.domain.visit import DAY, OLDEST, Visit, age_on
from sot_engine.errors import ImpossibleValue
from sot_engine.packs.shelf import read_pack
from sot_engine.records import body, patients
from sot_engine.records.chart import read_entry
from sot_engine.records.ledger import append
from sot_engine.records.packs import keep_pack
from sot_engine.records.people import person_of
from sot_engine.records.row import Draft
from sot_engine.store.database import Database
from sot_engine.workflow.moment import new_patient_key, new_salt, new_visit_id, now

if TYPE_CHECKING:
    from sot_engine.store.database import Connection

_LEEWAY = timedelta(days=1)
"""A clock may be set to another zone than that of the exam."""


def new_visit(
    records: Database, visit: Visit, by: str, *, pack: str = "sot-core", with_: Sequence[str] = (), name: str = "",
) -> ChartEntry:  # fmt: skip
    """Record a visit as a draft; its patient is found by reference, or is new. `name` is the patient's.

    Errors: NotFound for an unknown person; ImpossibleValue when who the patient is contradicts what is on record, and
    for an exam that is still to come.
    """
    read, at, number = read_pack(pack, with_), now(), new_visit_id()
    refuse_exam_ahead(visit, at)
    with records.writing() as connection:
        person = person_of(connection, by)
        told = Identity(id="", ref=visit.patient.ref, name=name, birth_date=visit.patient.birth_date)
        patient = known_or_new(connection, told, at, by)
        keep_pack(connection, read, pack, with_, at, by)
        append(connection, Draft("opened", at, by, body.write(body.Opened(by=person)), number, patient))
        append(connection, Draft("exam", at, by, body.write(body.exam(visit, read.sha256)), number))
        return read_entry(connection, number)


def known_or_new(connection: "Connection", told: Identity, at: str, by: str) -> str:
    """The key of the patient with this reference; what was not known of them yet is added.

    Errors: ImpossibleValue when a name or a date of birth is another one than that on record, and for the key of
    somebody who was erased.
    """
    named = patients.find_patient(connection, told.ref)
    if named is None:
        if patients.is_key(connection, told.ref):
            message = "this is the key of a chart whose patient was erased, and no reference of a patient"
            raise ImpossibleValue(message, hint="give the reference by which the practice knows the patient")
        key = new_patient_key()
        patients.add_patient(connection, replace(told, id=key), at, by, new_salt())
        return key
    key = patients.merged_into(connection, named.id)
    known = patients.find_patient(connection, key) or named
    for field, words in (("birth_date", "the date of birth"), ("name", "the name")):
        one, two = getattr(known, field), getattr(told, field)
        if one and two and one != two:
            message = f"{words} is another one than that on record for this reference"
            raise ImpossibleValue(message, hint="check the reference; `sot records patient REF` corrects who it is")
    merged = replace(known, birth_date=known.birth_date or told.birth_date, name=known.name or told.name)
    if merged != known:
        patients.correct_patient(connection, merged, at, by, new_salt())
    return key


def refuse_exam_ahead(visit: Visit, at: str) -> None:
    """Let an exam through that has been, as seen at a time; a day is left for a clock in another zone.

    Errors: ImpossibleValue.
    """
    if visit.moment > datetime.fromisoformat(at) + _LEEWAY:
        message = f"the exam is of {visit.examined_at[:DAY]}, a day that is still to come"
        raise ImpossibleValue(message, hint="correct `examined_at` in the visit file")


def refuse_birth(born: str, at: str) -> None:
    """Let a date of birth through that somebody may have at a time; a day is left for a clock in another zone.

    Errors: ImpossibleValue for a day that is still to come, or so long ago that no visit file takes the age; the date
    is not repeated.
    """
    birth, seen = date.fromisoformat(born), datetime.fromisoformat(at).date()
    if birth > seen + _LEEWAY or age_on(birth, seen) > OLDEST:
        message = f"the date of birth is not within the last {OLDEST} years"
        raise ImpossibleValue(message, hint="check the year; write 1989-02-01")
