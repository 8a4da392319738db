"""Begin an entry: a visit from a file or an interview, under the patient whom it names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from sot_engine.domain.chart import ChartEntry, Identity
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import DAY, Visit
from sot_engine.errors import ImpossibleValue
from sot_engine.packs.shelf import read_pack
from sot_engine.records import body, patients
from sot_engine.records.chart import read_entry
from sot_engine.records.ledger import append
from sot_engine.records.packs import keep_pack
from sot_engine.records.people import person_of
from sot_engine.records.row import Draft
from sot_engine.source.unseen import refuse_lines
from sot_engine.store.database import Database
from sot_engine.workflow.charts.correct_patient import refuse_birth
from sot_engine.workflow.moment import LEEWAY, new_patient_key, new_salt, new_visit_id, now

if TYPE_CHECKING:
    from sot_engine.store.database import Connection


def new_visit(
    records: Database, visit: Visit, by: str, *, pack: str = "sot-core", with_: Sequence[str] = (), name: str = "",
) -> ChartEntry:  # fmt: skip
    """Record a visit as a draft; its patient is found by reference, or is new. `name` is the patient's.

    Errors: NotFound for an unknown person; ImpossibleValue when who the patient is contradicts what is on record, and
    for an exam that is still to come.
    """
    who = Identity(id="", ref=visit.patient.ref, name=name, birth_date=visit.patient.birth_date)
    read, at = read_pack(pack, with_), now()
    with records.writing() as connection:
        return begin_visit(connection, visit, by, at, who, Packs(read, pack, with_))


class Packs(NamedTuple):
    """The pack of a visit as it was read, and by which names."""

    read: Pack
    id: str
    with_: Sequence[str]


def begin_visit(connection: "Connection", visit: Visit, by: str, at: str, who: Identity, packs: Packs) -> ChartEntry:
    """Record a visit as a draft in a transaction that is under way; `who` is all that is known of its patient.

    Errors: as of `new_visit`.
    """
    refuse_exam_ahead(visit, at)
    refuse_lines(("the examiner", visit.examiner))
    if who.birth_date is not None and visit.patient.birth_date is None:
        refuse_birth(who.birth_date, at)
    number, person = new_visit_id(), person_of(connection, by)
    patient = known_or_new(connection, who, at, by)
    keep_pack(connection, packs.read, packs.id, packs.with_, at, by)
    append(connection, Draft("opened", at, by, body.write(body.Opened(by=person)), number, patient))
    append(connection, Draft("exam", at, by, body.write(body.exam(visit, packs.read.sha256)), number))
    return read_entry(connection, number)


def known_or_new(connection: "Connection", told: Identity, at: str, by: str) -> str:
    """The key of the patient with this reference; what was not known of them yet is added.

    Errors: ImpossibleValue when a name or a date of birth is another one than that on record, for the key of somebody
    who was erased, and for what does not stand on one line.
    """
    refuse_lines(("the name", told.name), ("the contact", told.contact))
    named = patients.find_patient(connection, told.ref)
    if named is None:
        refuse_lines(("the reference", told.ref))
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
    merged = replace(
        known,
        birth_date=known.birth_date or told.birth_date,
        name=known.name or told.name,
        contact=known.contact or told.contact,
    )
    if merged != known:
        patients.correct_patient(connection, merged, at, by, new_salt())
    return key


def refuse_exam_ahead(visit: Visit, at: str) -> None:
    """Let an exam through that has been, as seen at a time; a day is left for a clock in another zone.

    Errors: ImpossibleValue.
    """
    if visit.moment > datetime.fromisoformat(at) + LEEWAY:
        message = f"the exam is of {visit.examined_at[:DAY]}, a day that is still to come"
        raise ImpossibleValue(message, hint="correct `examined_at` in the visit file")
