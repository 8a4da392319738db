"""Correct who a patient is: reference, name, date of birth, contact."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sot_engine.domain.chart import Identity
from sot_engine.domain.visit import OLDEST, age_on
from sot_engine.errors import ImpossibleValue, NotFound
from sot_engine.records import patients
from sot_engine.records.people import person_of
from sot_engine.source.unseen import refuse_lines
from sot_engine.store.database import Database
from sot_engine.workflow.moment import LEEWAY, new_salt, now

if TYPE_CHECKING:
    from sot_engine.store.database import Connection


def read_patient(records: Database, known_as: str) -> Identity:
    """Who a patient is, by reference or key; one that was merged into another is that other.

    Errors: NotFound.
    """
    with records.reading() as connection:
        return _known(connection, known_as)


def correct_patient(records: Database, known_as: str, by: str, /, **new: str) -> Identity:
    """Write what is given (`ref`, `name`, `birth_date`, `contact`) over what is known; no clinical row holds it.

    The reference of a record that was merged leads to the patient whom it was merged into.
    The ledger says that it was corrected, when and by whom, and not into what.
    Errors: NotFound; ImpossibleValue for a reference that another patient has, a date of birth that cannot be, or
    what does not stand on one line.
    """
    new, at = {name: text.strip() for name, text in new.items()}, now()
    if new.get("birth_date"):
        refuse_birth(new["birth_date"], at)
    refuse_lines(*((f"the {name.replace('_', ' ')}", text) for name, text in new.items()))
    if not new.get("ref", "x"):
        message = "the new reference is empty"
        raise ImpossibleValue(message, hint="the practice's own reference of the patient, as P-0042")
    with records.writing() as connection:
        person, known = person_of(connection, by), _known(connection, known_as)
        taken = patients.find_patient(connection, new["ref"]) if "ref" in new else None
        if taken and taken.id != known.id:
            message = "another patient has the new reference"
            raise ImpossibleValue(message, hint="`sot records merge` joins two records of one patient")
        if taken is None and "ref" in new and patients.is_key(connection, new["ref"]):
            message = "the new reference is the key of a chart whose patient was erased"
            raise ImpossibleValue(message, hint="give the reference by which the practice knows the patient")
        corrected = replace(known, **new)
        corrected = replace(corrected, birth_date=corrected.birth_date or None)
        if corrected != known:
            patients.correct_patient(connection, corrected, at, person.id, new_salt())
        return corrected


def _known(connection: "Connection", known_as: str) -> Identity:
    known = patients.find_patient(connection, known_as)
    if known is None:
        message = "no patient has this reference"
        raise NotFound(message, hint="`sot visit list` shows the references")
    return patients.find_patient(connection, patients.merged_into(connection, known.id)) or known


def refuse_birth(born: str, at: str) -> None:
    """Let a date of birth through that somebody may have at a time; a day is left for a clock in another zone.

    Errors: ImpossibleValue for what is no date, for a day that is still to come, or one so long ago that no visit file
    takes the age. The date is not repeated.
    """
    if not is_day(born):
        message = "the date of birth is no date"
        raise ImpossibleValue(message, hint="write 1989-02-01")
    birth, seen = date.fromisoformat(born), datetime.fromisoformat(at).date()
    if birth > seen + LEEWAY or age_on(birth, seen) > OLDEST:
        message = f"the date of birth is not within the last {OLDEST} years"
        raise ImpossibleValue(message, hint="check the year; write 1989-02-01")


def is_day(text: str) -> bool:
    """Whether this is a day of the calendar, as 1989-02-01."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and date.fromisoformat(text))
    except ValueError:
        return False
