"""Two records of one patient become one chart, and every visit says so."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sot_engine.domain.chart import ChartEntry, Identity
from sot_engine.domain.review import of_another_age
from sot_engine.errors import SigningRefused
from sot_engine.records import body, patients
from sot_engine.records.ledger import append
from sot_engine.records.listing import EVERY, list_entries
from sot_engine.records.people import person_of
from sot_engine.records.row import Draft
from sot_engine.store.database import Database
from sot_engine.workflow.charts.check_person import check_person
from sot_engine.workflow.moment import new_salt, now

if TYPE_CHECKING:
    from sot_engine.store.database import Connection


def merge_charts(records: Database, ref: str, into: str, by: str, password: str, reason: str) -> int:
    """Move every visit of one record into the other, by an amendment of each; how many they were.

    What the other lacks of name, date of birth and contact is taken over from the first.

    Errors: NotFound; SigningRefused without a reason, for one and the same patient, for somebody who was erased, for
    two dates of birth, and for one that does not give the age in a visit that was signed.
    """
    check_person(records, by, password)
    at = now()
    with records.writing() as connection:
        person = person_of(connection, by)
        key = patients.merged_into(connection, patients.patient_of(connection, ref))
        other = patients.merged_into(connection, patients.patient_of(connection, into))
        if key == other or not reason.strip() or person.role != "practitioner":
            message = "two records are merged by a practitioner, with a reason, and are not one already"
            raise SigningRefused(message, hint="nothing was merged")
        kept = _one_person(patients.find_patient(connection, key), patients.find_patient(connection, other))
        here, there = _entries(connection, key), _entries(connection, other)
        _refuse_ages(kept, [*here, *there])
        if kept != patients.find_patient(connection, other):
            patients.correct_patient(connection, kept, at, by, new_salt())
        for entry in reversed(here):  # so that the order of the visits stays
            told = body.Added(kind="merged", by=person, reason=reason.strip(), other=key, to=other)
            append(connection, Draft("addendum", at, by, body.write(told), entry.id, other))
        patients.merge_patients(connection, key, other, reason.strip(), at, by)
        return len(here)


def _entries(connection: "Connection", key: str) -> list[ChartEntry]:
    """The entries that are in a chart now."""
    return [listed.entry for listed in list_entries(connection, patient=key, limit=EVERY) if not listed.is_elsewhere]


def _refuse_ages(kept: Identity, entries: Sequence[ChartEntry]) -> None:
    """Let no chart come about in which the date of birth contradicts the age in a visit that was signed."""
    for entry in entries:
        lacks = list(of_another_age(replace(entry, patient=kept))) if entry.is_sealed else []
        if lacks:
            message = f"{entry.id} would not fit the date of birth"
            hint = "nothing was merged; `sot records patient REF` corrects who somebody is"
            raise SigningRefused(message, context="\n  ".join(lacks), hint=hint)


def _one_person(one: Identity | None, other: Identity | None) -> Identity:
    """Who the two are: the second, and of the first what is not known of the second.

    Errors: SigningRefused.
    """
    if one is None or other is None:
        message = "one of the two was erased, and nobody is to know any more who it was"
        raise SigningRefused(message, hint="nothing was merged")
    if one.birth_date and other.birth_date and one.birth_date != other.birth_date:
        message = "the two have different dates of birth"
        raise SigningRefused(message, hint="nothing was merged; `sot records patient REF` corrects who somebody is")
    return replace(
        other,
        name=other.name or one.name,
        birth_date=other.birth_date or one.birth_date,
        contact=other.contact or one.contact,
    )
