"""Correct who a patient is: reference, name, date of birth, contact."""

from dataclasses import replace

from sot_engine.domain.chart import Identity
from sot_engine.errors import ImpossibleValue, NotFound
from sot_engine.records import patients
from sot_engine.store.database import Database


def correct_patient(records: Database, ref: str, **new: str) -> Identity:
    """Write what is given (`ref`, `name`, `birth_date`, `contact`) over what is known; no clinical row holds it.

    Errors: NotFound; ImpossibleValue for a reference that another patient has.
    """
    with records.writing() as connection:
        known = patients.find_patient(connection, ref)
        if known is None:
            message = "no patient has this reference"
            raise NotFound(message, hint="`sot visit list` shows the references")
        taken = patients.find_patient(connection, new["ref"]) if "ref" in new else None
        if taken and taken.id != known.id:
            message = "another patient has the new reference"
            raise ImpossibleValue(message, hint="`sot records merge` joins two records of one patient")
        corrected = replace(known, **new)
        if corrected != known:
            patients.correct_patient(connection, corrected)
        return corrected
