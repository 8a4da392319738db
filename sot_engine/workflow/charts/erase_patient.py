"""Delete who a patient is, on a legal request; the clinical rows stay under a key that names nobody."""

from sot_engine.errors import SigningRefused
from sot_engine.records import patients
from sot_engine.records.people import person_of
from sot_engine.store.database import Database
from sot_engine.workflow.charts.check_person import check_person
from sot_engine.workflow.moment import now


def erase_patient(records: Database, ref: str, by: str, password: str, reason: str) -> str:
    """Erase reference, name, date of birth and contact, of every record that was merged too; the key that is left.

    Errors: NotFound; SigningRefused without a reason, or for a student.
    """
    check_person(records, by, password)
    at = now()
    with records.writing() as connection:
        if person_of(connection, by).role != "practitioner" or not reason.strip():
            message = "a person is erased by a practitioner, with a reason"
            raise SigningRefused(message, hint="name the legal request, not the person")
        key = patients.merged_into(connection, patients.patient_of(connection, ref))
        for one in patients.merged_from(connection, key):
            patients.erase_patient(connection, one, reason.strip(), at, by)
    records.forget()
    return key
