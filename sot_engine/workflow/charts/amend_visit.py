"""Add to an entry: an addendum, a correction, a late entry, that it was entered in error, or that it moves."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sot_engine.domain.chart import AddendumKind, ChartEntry, Identity, Person
from sot_engine.domain.review import of_another_age
from sot_engine.errors import NotFound, SigningRefused
from sot_engine.records import body, patients
from sot_engine.records.chart import read_chart, read_entry
from sot_engine.records.fold import Chart
from sot_engine.records.ledger import append
from sot_engine.records.people import person_of
from sot_engine.records.row import Draft
from sot_engine.store.database import Database
from sot_engine.workflow.charts.check_person import check_person
from sot_engine.workflow.charts.new_visit import known_or_new
from sot_engine.workflow.moment import now

if TYPE_CHECKING:
    from sot_engine.store.database import Connection

OF_DRAFTS: tuple[AddendumKind, ...] = ("entered_in_error", "moved")
"""What may be added before a signature too; all else is an edit then."""
WITHOUT_TEXT: tuple[AddendumKind, ...] = ("entered_in_error", "moved", "merged")
_OTHER_AGE = "check the reference; `sot records patient REF --birth-date` corrects who it is; a signed age stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """What is added and why; `move_to` is the reference of the patient whose visit it is, who may be a new one."""

    kind: AddendumKind
    reason: str
    text: str = ""
    move_to: str | None = None
    new_patient: bool = False


def refuse_amendment(records: Database, word: str, by: str, amendment: Amendment) -> None:
    """Say what is missing before anybody types a password for nothing.

    Errors: NotFound; SigningRefused with everything that is missing.
    """
    with records.reading() as connection:
        entry = read_entry(connection, word)
        _refuse(entry, person_of(connection, by), amendment)
        if amendment.kind == "moved" and not amendment.new_patient:
            _refuse_chart(connection, entry, _known_chart(connection, amendment))


def amend_visit(records: Database, word: str, by: str, password: str, amendment: Amendment) -> ChartEntry:
    """Add a dated, named and reasoned amendment; the original stays as it is, and both charts show a move.

    Errors: NotFound; SigningRefused with everything that is missing.
    """
    check_person(records, by, password)
    at = now()
    with records.writing() as connection:
        person, chart = person_of(connection, by), read_chart(connection, word)
        entry = chart.entry
        _refuse(entry, person, amendment)
        to = _new_chart(connection, entry, amendment, at, by) if amendment.kind == "moved" else None
        told = body.Added(
            kind=amendment.kind, by=person, reason=amendment.reason.strip(), text=amendment.text.strip(),
            other=entry.patient.id if to else None, to=to,
        )  # fmt: skip
        append(connection, Draft("addendum", at, by, body.write(told), entry.id, to))
        if to and not entry.is_sealed:
            _leave_earlier_scores(connection, chart, at, by)
        return read_entry(connection, entry.id)


def _leave_earlier_scores(connection: "Connection", chart: Chart, at: str, by: str) -> None:
    """The totals of another chart are nothing to compare with; a student signs anew where one was compared."""
    entry = chart.entry
    alone = tuple(replace(score, previous=None, previous_at=None) for score in chart.scores)
    if alone != chart.scores or (entry.signatures and alone != entry.scores):
        told = body.Written(history=entry.history, plan=entry.plan, blocks=entry.blocks, scores=alone)
        append(connection, Draft("written", at, by, body.write(told), entry.id))


def _refuse(entry: ChartEntry, person: Person, amendment: Amendment) -> None:
    lacks = _lacks(entry, person, amendment)
    if lacks:
        message = f"{entry.id} cannot be amended like this"
        raise SigningRefused(message, context="\n  ".join(lacks), hint="nothing was added")


def _lacks(entry: ChartEntry, person: Person, amendment: Amendment) -> list[str]:
    lacks = []
    if not amendment.reason.strip():
        lacks.append("the reason is not written")
    if not amendment.text.strip() and amendment.kind not in WITHOUT_TEXT:
        lacks.append("what is to be added is not written")
    if person.role != "practitioner":
        lacks.append("a practitioner amends, not a student")
    if not entry.is_sealed and amendment.kind not in OF_DRAFTS:
        lacks.append(f"it is not signed: `sot visit edit {entry.id}` changes it")
    if entry.stage == "entered_in_error" and amendment.kind != "addendum":
        lacks.append("it was entered in error; it takes an addendum, and nothing else")
    if amendment.kind == "moved" and not (amendment.move_to or "").strip():
        lacks.append("to whose chart it moves is not said")
    return lacks


def _new_chart(connection: "Connection", entry: ChartEntry, amendment: Amendment, at: str, by: str) -> str:
    if amendment.new_patient:
        key = known_or_new(connection, Identity(id="", ref=(amendment.move_to or "").strip()), at, by)
    else:
        key = _known_chart(connection, amendment)
    _refuse_chart(connection, entry, key)
    return key


def _refuse_chart(connection: "Connection", entry: ChartEntry, key: str) -> None:
    """Let a visit only into another chart, of somebody who is known and as old as a signed exam says."""
    if key == entry.patient.id:
        message = f"{entry.id} is in that chart already"
        raise SigningRefused(message, hint="nothing was added")
    who = patients.find_patient(connection, key)
    if who is None:
        message = "this is the key of a chart whose patient was erased, and nobody is to know any more who it was"
        raise SigningRefused(message, hint="nothing was added")
    lacks = list(of_another_age(replace(entry, patient=who))) if entry.is_sealed else []
    if lacks:
        message = f"{entry.id} cannot move to that chart"
        raise SigningRefused(message, context="\n  ".join(lacks), hint=_OTHER_AGE)


def _known_chart(connection: "Connection", amendment: Amendment) -> str:
    try:
        return patients.merged_into(connection, patients.patient_of(connection, amendment.move_to or ""))
    except NotFound as error:
        raise NotFound(error.message, hint="check it, or add --new-patient") from None
