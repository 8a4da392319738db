"""Find a patient before anything is asked about them."""

from sot_engine.records import patients
from sot_engine.store.database import Database


def find_patient(records: Database, word: str) -> str:
    """The key of a patient by reference or key; that of an erased one too.

    Errors: NotFound.
    """
    with records.reading() as connection:
        return patients.patient_of(connection, word)
