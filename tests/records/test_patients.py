"""Who a patient is stands apart, and nothing of it is in a clinical row, a message or a log."""

import json
import logging
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from sot_engine.errors import ImpossibleValue, NotFound, SigningRefused, SotError
from sot_engine.store.database import Database
from sot_engine.workflow.charts.amend_visit import Amendment, amend_visit
from sot_engine.workflow.charts.correct_patient import correct_patient, read_patient, refuse_birth
from sot_engine.workflow.charts.edit_visit import Edit, edit_visit
from sot_engine.workflow.charts.erase_patient import erase_patient
from sot_engine.workflow.charts.export_records import export_records
from sot_engine.workflow.charts.import_records import import_records
from sot_engine.workflow.charts.last_visit import last_visit
from sot_engine.workflow.charts.list_visits import list_visits
from sot_engine.workflow.charts.merge_charts import merge_charts
from sot_engine.workflow.charts.new_visit import new_visit
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import PASSWORD, assessed, drafted, exam_of, signed

REF, NAME, BORN, CONTACT = "REF-QUIXOTE", "Zenobia Quixote", "1985-06-07", "zenobia@example.invalid"
KNOWN = (REF, NAME, "Quixote", BORN, CONTACT)


def whole_chart(records: Database) -> str:
    """A chart in which everything was done once: edited, signed, amended."""
    visit = exam_of(REF, birth_date=BORN)
    draft = new_visit(records, visit, "anna", name=NAME)
    correct_patient(records, REF, "anna", contact=CONTACT)
    edit_visit(records, draft.id, "anna", Edit(plan="Again."))
    entry = signed(records, visit)
    added = Amendment(kind="addendum", reason="Asked for.", text="One thing more.")
    return amend_visit(records, entry.id, "anna", PASSWORD, added).id


def everything(records: Database, *tables: str) -> str:
    """All that tables hold, as text."""
    with records.reading() as connection:
        return "\n".join(str(connection.execute(text(f"SELECT * FROM {name}")).all()) for name in tables)  # noqa: S608


def test_no_clinical_row_says_who_the_patient_is(records: Database) -> None:
    entry = open_entry(records, whole_chart(records)).entry
    assert (entry.patient.ref, entry.patient.name, entry.patient.birth_date, entry.patient.contact) == (
        REF, NAME, BORN, CONTACT,
    )  # fmt: skip
    assert entry.visit.patient.birth_date == BORN
    rows = everything(records, "ledger", "chain", "pack", "patient", "person")
    assert [known for known in KNOWN if known in rows] == []
    assert all(known in everything(records, "identity") for known in KNOWN)


def test_an_erased_person_leaves_the_clinical_rows_and_the_chain(records: Database) -> None:
    visit = whole_chart(records)
    before = verify_records(records)
    rows = everything(records, "ledger")
    key = erase_patient(records, REF, "anna", PASSWORD, "Request of 2026-03-20")
    assert before.faults == verify_records(records).faults == ()
    assert everything(records, "ledger").startswith(rows[:-1])
    entry = open_entry(records, visit).entry
    assert (entry.patient.id, entry.patient.ref, entry.patient.name) == (key, key, "")
    assert entry.visit.patient.birth_date is None
    assert entry.visit.patient.age_years == exam_of(REF).patient.age_years
    assert entry.stage == "amended"
    assert len(list_visits(records, patient=key)) == 2
    with pytest.raises(NotFound):
        list_visits(records, patient=REF)
    if records.address.is_file:
        path = records.address.path
        content = b"".join(part.read_bytes() for part in path.parent.glob(f"{path.name}*"))
        assert [known for known in KNOWN if known.encode() in content] == []


def test_a_person_is_erased_from_every_record_that_was_merged(records: Database) -> None:
    new_visit(records, exam_of("FIRST"), "anna", name="Zenobia First")
    new_visit(records, exam_of("SECOND"), "anna", name="Zenobia Second")
    merge_charts(records, "FIRST", "SECOND", "anna", PASSWORD, "One person.")
    erase_patient(records, "SECOND", "anna", PASSWORD, "Request of 2026-03-20")
    assert everything(records, "identity") == "[]"


@pytest.mark.parametrize(("by", "reason"), [("ben", "Request."), ("anna", " ")])
def test_who_erases_is_a_practitioner_with_a_reason(records: Database, by: str, reason: str) -> None:
    drafted(records, exam_of(REF))
    with pytest.raises(SigningRefused, match="erased by a practitioner, with a reason"):
        erase_patient(records, REF, by, PASSWORD, reason)
    assert REF in everything(records, "identity")


def test_a_reference_that_is_free_again_is_somebody_new(records: Database) -> None:
    old = drafted(records, exam_of(REF))
    erase_patient(records, REF, "anna", PASSWORD, "Request.")
    assert drafted(records, exam_of(REF)).patient.id != old.patient.id


def test_what_contradicts_who_the_patient_is_is_refused_and_not_repeated(records: Database) -> None:
    new_visit(records, exam_of(REF, birth_date=BORN), "anna", name=NAME)
    for visit, name in ((exam_of(REF, birth_date="1986-06-07"), ""), (exam_of(REF), "Somebody Else")):
        with pytest.raises(ImpossibleValue, match="is another one than that on record") as told:
            new_visit(records, visit, "anna", name=name)
        assert [word for word in (*KNOWN, "Somebody Else", "1986") if word in str(told.value)] == []
    assert len(list_visits(records)) == 1


def test_another_date_of_birth_is_no_change_of_an_exam(records: Database) -> None:
    entry = drafted(records, exam_of(REF, birth_date=BORN))
    with pytest.raises(ImpossibleValue, match="the date of birth is another one than that on record"):
        edit_visit(records, entry.id, "anna", Edit(visit=exam_of(REF, birth_date="1986-06-07")))
    unknown = drafted(records, exam_of("OTHER"))
    edited = edit_visit(records, unknown.id, "anna", Edit(visit=exam_of("OTHER", birth_date=BORN)))
    assert edited.patient.birth_date == edited.visit.patient.birth_date == BORN


def test_who_comes_under_a_merged_reference_is_held_against_the_chart_that_is_left(records: Database) -> None:
    drafted(records, exam_of(REF))
    kept = drafted(records, exam_of("KEPT", birth_date=BORN))
    merge_charts(records, REF, "KEPT", "anna", PASSWORD, "One person.")
    with pytest.raises(ImpossibleValue, match="the date of birth is another one than that on record"):
        drafted(records, exam_of(REF, birth_date="1986-06-07"))
    assert drafted(records, exam_of(REF, birth_date=BORN)).patient == kept.patient


def test_a_merge_takes_over_what_the_other_record_lacks(records: Database) -> None:
    entry = new_visit(records, exam_of(REF, birth_date=BORN), "anna", name=NAME)
    correct_patient(records, REF, "anna", contact=CONTACT)
    drafted(records, exam_of("KEPT"))
    merge_charts(records, REF, "KEPT", "anna", PASSWORD, "One person.")
    who = open_entry(records, entry.id).entry.patient
    assert (who.ref, who.name, who.birth_date, who.contact) == ("KEPT", NAME, BORN, CONTACT)
    assert verify_records(records).faults == ()


def test_the_reference_of_a_merged_record_still_leads_to_the_patient(records: Database) -> None:
    """A file that was written before the merge names it, and so does whoever asks for the last visit."""
    for day in ("2026-03-01", "2026-01-01"):
        drafted(records, replace(exam_of(REF), examined_at=f"{day}T09:00:00+00:00"))
    kept = drafted(records, exam_of("KEPT"))
    merge_charts(records, REF, "KEPT", "anna", PASSWORD, "One person.")
    assert last_visit(records, REF).examined_at.startswith("2026-03-01"), "by the day of the exam, not of the entry"
    again = replace(exam_of(REF), complaint="Again.")
    assert edit_visit(records, kept.id, "anna", Edit(visit=again)).visit.patient.ref == "KEPT"


def test_a_correction_under_a_merged_reference_is_of_the_patient(records: Database) -> None:
    drafted(records, exam_of("FIRST"))
    entry = drafted(records, exam_of("SECOND"))
    kept = drafted(records, exam_of("KEPT"))
    merge_charts(records, "FIRST", "SECOND", "anna", PASSWORD, "One person.")
    merge_charts(records, "SECOND", "KEPT", "anna", PASSWORD, "One person.")
    for word in ("FIRST", entry.patient.id):
        assert read_patient(records, word) == kept.patient
    assert correct_patient(records, "FIRST", "anna", birth_date=BORN, contact=CONTACT).ref == "KEPT"
    who = open_entry(records, kept.id).entry.patient
    assert (who.ref, who.birth_date, who.contact) == ("KEPT", BORN, CONTACT)
    assert verify_records(records).faults == ()


def test_what_was_not_known_of_a_patient_is_added(records: Database) -> None:
    drafted(records, exam_of(REF))
    entry = new_visit(records, exam_of(REF, birth_date=BORN), "anna", name=NAME)
    assert (entry.patient.name, entry.patient.birth_date) == (NAME, BORN)


def test_who_a_patient_is_can_be_corrected(records: Database) -> None:
    entry = drafted(records, exam_of(REF))
    drafted(records, exam_of("TAKEN"))
    assert correct_patient(records, REF, "anna", ref="NEW-REF", birth_date=BORN).ref == "NEW-REF"
    assert open_entry(records, entry.id).entry.visit.patient.ref == "NEW-REF"
    with pytest.raises(ImpossibleValue, match="another patient has the new reference"):
        correct_patient(records, "NEW-REF", "anna", ref="TAKEN")
    with pytest.raises(ImpossibleValue, match="is no date"):
        correct_patient(records, "NEW-REF", "anna", birth_date="yesterday")
    blank = correct_patient(records, "NEW-REF", "anna", ref=" NEW-REF ", name="  ", contact=" x ")
    assert (blank.ref, blank.name, blank.contact) == ("NEW-REF", "", "x")
    with pytest.raises(NotFound):
        correct_patient(records, REF, "anna")


@pytest.mark.parametrize("born", ["2999-01-01", "0001-01-01"])
def test_a_date_of_birth_that_nobody_alive_has_is_refused_and_not_repeated(records: Database, born: str) -> None:
    drafted(records, exam_of(REF))
    with pytest.raises(ImpossibleValue, match="is not within the last 130 years") as told:
        correct_patient(records, REF, "anna", birth_date=born)
    assert born not in str(told.value)
    assert read_patient(records, REF).birth_date is None


@pytest.mark.parametrize(
    ("born", "is_taken"),
    [("2026-03-15", True), ("2026-03-16", False), ("1895-03-15", True), ("1895-03-14", False)],
)
def test_a_date_of_birth_is_held_against_the_day_with_one_more_for_other_zones(born: str, *, is_taken: bool) -> None:
    with nullcontext() if is_taken else pytest.raises(ImpossibleValue):
        refuse_birth(born, "2026-03-14T09:30:00-08:00")


def test_no_log_and_no_message_says_who_a_patient_is(
    records: Database, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    visit = whole_chart(records)
    told: list[str] = []
    acts = (
        lambda: drafted(records, exam_of(REF, birth_date="1970-01-01")),
        lambda: edit_visit(records, visit, "anna", Edit(plan=NAME)),
        lambda: list_visits(records, patient=NAME),
        lambda: _fail(records),
    )
    for act in acts:
        with pytest.raises(SotError) as error:
            act()
        told += [str(error.value), repr(error.value.__cause__), json.dumps(error.value.args)]
    assert [known for known in KNOWN if known in caplog.text + "\n".join(told)] == []


def _fail(records: Database) -> None:
    """A statement that the database refuses, with a name among its values."""
    with records.writing() as connection:
        told = {"patient": "nobody", "ref": REF, "name": NAME, "contact": CONTACT}
        connection.execute(
            text("INSERT INTO identity (patient, ref, name, contact) VALUES (:patient, :ref, :name, :contact)"), told
        )


def test_an_assessment_names_nobody(records: Database) -> None:
    entry = assessed(records, exam_of(REF, birth_date=BORN))
    assert REF not in repr(entry.assessment)


def test_a_date_of_birth_that_is_taken_back_is_none_and_a_reference_is_never_empty(
    records: Database, tmp_path: Path
) -> None:
    """CSV has no word for nothing: what is empty would come back as something else, and be taken for a change."""
    drafted(records, exam_of(REF, birth_date=BORN))
    assert correct_patient(records, REF, "anna", birth_date="").birth_date is None
    with pytest.raises(ImpossibleValue, match="the new reference is empty"):
        correct_patient(records, REF, "anna", ref=" ")
    export_records(records, str(tmp_path / "csv"), "csv")
    with open_records(str(tmp_path / "other.db")) as other:
        import_records(other, str(tmp_path / "csv"))
        assert verify_records(other).faults == ()


def test_a_correction_is_in_the_ledger_without_a_word_of_it(records: Database) -> None:
    drafted(records, exam_of(REF))
    before = verify_records(records).rows
    correct_patient(records, REF, "cleo", name=NAME)
    correct_patient(records, REF, "cleo", name=NAME)
    assert verify_records(records).rows == before + 1
    with records.reading() as connection:
        row = connection.execute(text("SELECT kind, person, body FROM ledger ORDER BY number DESC LIMIT 1")).one()
    assert (row.kind, row.person) == ("patient", "cleo")
    assert "Quixote" not in row.body


def test_the_key_of_somebody_who_was_erased_is_nobodys_reference(records: Database) -> None:
    """A visit of theirs that comes back would hide the chart that is left."""
    drafted(records, exam_of(REF))
    key = erase_patient(records, REF, "anna", PASSWORD, "Request of 2026-03-20")
    with pytest.raises(ImpossibleValue, match="the key of a chart whose patient was erased"):
        new_visit(records, exam_of(key), "anna")
    assert len(list_visits(records, patient=key)) == 1
    drafted(records, exam_of("OTHER"))
    with pytest.raises(ImpossibleValue, match="the key of a chart whose patient was erased"):
        correct_patient(records, "OTHER", "anna", ref=key)
