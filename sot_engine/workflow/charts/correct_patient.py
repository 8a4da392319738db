"""Correct who a patient is: reference, name, date of birth, contact."""

import re
from dataclasses import replace
from datetime import date

from sot_engine.domain.chart import Identity
from sot_engine.errors import ImpossibleValue, NotFound
from sot_engine.records import patients
from sot_engine.store.database import Database


def correct_patient(records: Database, known_as: str, /, **new: str) -> Identity:
    """Write what is given (`ref`, `name`, `birth_date`, `contact`) over what is known; no clinical row holds it.

    Errors: NotFound; ImpossibleValue for a reference that another patient has, or a date that is none.
    """
    if new.get("birth_date") and not is_day(new["birth_date"]):
        message = "the date of birth is no date"
        raise ImpossibleValue(message, hint="write 1989-02-01")
    with records.writing() as connection:
        known = patients.find_patient(connection, known_as)
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


def is_day(text: str) -> bool:
    """Whether this is a day of the calendar, as 1989-02-01."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False
