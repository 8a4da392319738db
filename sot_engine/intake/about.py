"""Who is examined, by whom, and why: what is asked before the first finding."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import VisitError
from sot_engine.intake.visit_file import SCHEMA, read_visit_text


class Ask(NamedTuple):
    """One question of the head of a visit; an optional one may be left empty, which is not an answer."""

    name: str
    says: str
    hint: str = ""
    is_optional: bool = False


ASKS = (
    Ask("ref", "Patient", "the practice's own reference, not the name"),
    Ask("age", "Age in years, or date of birth", "37 or 1989-02-01"),
    Ask("weeks", "Weeks pregnant", "0 when not pregnant, Enter when not asked", is_optional=True),
    Ask("examiner", "Examiner"),
    Ask("complaint", "Complaint", "Enter when there is none to write down", is_optional=True),
)
_FITTING = {"ref": "P", "age": "0", "examiner": "E"}
"""Answers that stand in for those not given yet, while one is checked."""


def unanswered(about: Mapping[str, str]) -> Iterator[Ask]:
    """What is still to be asked."""
    return (ask for ask in ASKS if ask.name not in about)


ANOTHER = "the last visit is of another patient; anew: `sot exam --new`"
"""Why the reference stays while a last visit is in sight, and what to do, in a line of the narrowest window."""


def is_another(name: str, given: str, last: Visit | None) -> bool:
    """Whether an answer names another patient than the one whose last visit is in sight."""
    return last is not None and name == "ref" and given.strip() != last.patient.ref


def fault_of(name: str, given: str, about: Mapping[str, str], examined_at: str, pack: Pack) -> str:
    """What is wrong with an answer, in a line; nothing when it will do."""
    ask = next(ask for ask in ASKS if ask.name == name)
    if not given.strip():
        return "" if ask.is_optional else "this cannot be left out"
    try:
        head(_FITTING | {key: text for key, text in about.items() if key == "age"} | {name: given}, examined_at, pack)
    except VisitError as error:
        first = error.faults[0]
        return f"{first.message}: {first.hint}"
    return ""


def head(about: Mapping[str, str], examined_at: str, pack: Pack) -> Visit:
    """A visit without findings, from the answers as they were typed.

    Errors: VisitError for whatever a visit file cannot hold.
    """
    return read_visit_text(json.dumps(head_plain(about, examined_at)), "the answers", pack, is_json=True)


def head_plain(about: Mapping[str, str], examined_at: str) -> dict[str, Any]:
    """The same as a visit file has it."""
    patient: dict[str, Any] = {"ref": about["ref"], **_age(about["age"].strip())}
    if about.get("weeks", "").strip():
        patient["pregnancy_weeks"] = _number(about["weeks"].strip())
    plain = {
        "schema": SCHEMA,
        "visit": {"examined_at": examined_at, "examiner": about["examiner"]},
        "patient": patient,
        "findings": {},
    }
    if about.get("complaint", "").strip():
        plain["complaint"] = about["complaint"]
    return plain


def _age(typed: str) -> dict[str, Any]:
    return {"birth_date": typed} if "-" in typed.lstrip("-") else {"age_years": _number(typed)}


def _number(typed: str) -> Any:
    try:
        return int(typed)
    except ValueError:
        return typed


def answers_of(visit: Visit) -> dict[str, str]:
    """The answers that a visit holds, as they would be typed."""
    patient = visit.patient
    given = {
        "ref": patient.ref,
        "age": patient.birth_date or str(patient.age_years),
        "examiner": visit.examiner,
        "complaint": visit.complaint or "",
    }
    if patient.pregnancy_weeks is not None:
        given["weeks"] = str(patient.pregnancy_weeks)
    return given
