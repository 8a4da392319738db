"""People, visits and entries for tests, made through the verbs that the commands call."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from sot_engine.domain.chart import Answer, ChartEntry, Person
from sot_engine.domain.visit import Visit
from sot_engine.intake.visit_file import read_visit
from sot_engine.store.database import Database
from sot_engine.workflow.charts.add_person import add_person
from sot_engine.workflow.charts.assess_visit import assess_visit
from sot_engine.workflow.charts.new_visit import new_visit
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.review_visit import review_visit
from sot_engine.workflow.charts.sign_visit import sign_visit
from sot_engine.workflow.charts.write_note import note_bytes
from tests.known_packs import core

EXAMPLES = Path(__file__).parents[2] / "examples"
PASSWORD = "correct horse battery"  # noqa: S105  # invented

ANNA = Person(id="anna", name="A. Example, DC", credentials="DC")
CLEO = Person(id="cleo", name="C. Example, DC")
BEN = Person(id="ben", name="B. Student", role="student")


def add_people(records: Database) -> None:
    """Two practitioners and a student, all with the same password."""
    for person in (ANNA, CLEO, BEN):
        add_person(records, person, PASSWORD)


@cache
def exam(name: str = "category-ii-left") -> Visit:
    """A bundled exam."""
    return read_visit(EXAMPLES / f"{name}.yaml", core())


def exam_of(ref: str, name: str = "category-ii-left", birth_date: str | None = None) -> Visit:
    """A bundled exam of the patient with this reference."""
    visit = exam(name)
    return replace(visit, patient=replace(visit.patient, ref=ref, birth_date=birth_date))


def drafted(records: Database, visit: Visit | None = None, by: str = "anna") -> ChartEntry:
    """An entry that was begun."""
    return new_visit(records, visit or exam(), by)


def assessed(records: Database, visit: Visit | None = None, by: str = "anna") -> ChartEntry:
    """An entry that was assessed."""
    return assess_visit(records, drafted(records, visit, by).id, by)


def accepted(entry: ChartEntry, *, reason: str = "") -> list[Answer]:
    """Every suggestion accepted."""
    return [Answer(suggestion=one.key, verdict="accepted", reason=reason) for one in entry.suggestions]


def reviewed(records: Database, visit: Visit | None = None, by: str = "anna") -> ChartEntry:
    """An entry in which every suggestion was accepted."""
    entry = assessed(records, visit, by)
    return review_visit(records, entry.id, by, accepted(entry))


def signed(records: Database, visit: Visit | None = None, by: str = "anna") -> ChartEntry:
    """An entry that is sealed."""
    return sign_visit(records, reviewed(records, visit, by).id, by, PASSWORD)


def text(records: Database, entry: ChartEntry) -> str:
    """The note of an entry as it stands now, as text."""
    return note_bytes(*open_entry(records, entry.id), "text").decode()
