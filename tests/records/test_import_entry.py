from dataclasses import replace
from typing import Any

import pytest

from sot_engine.domain.chart import ChartEntry
from sot_engine.errors import ImpossibleValue
from sot_engine.store.database import Database
from sot_engine.workflow.charts.edit_visit import Edit, edit_visit
from sot_engine.workflow.charts.import_entry import import_entry
from sot_engine.workflow.charts.list_visits import list_visits
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import drafted, exam_of, reviewed
from tests.records.test_patients import BORN, CONTACT, NAME
from tests.records.test_visit import BLOCKS, SCORE


def test_an_entry_from_elsewhere_is_a_draft_with_what_was_recorded(records: Database) -> None:
    entry = reviewed(records, exam_of("P-1"))
    entry = edit_visit(
        records, entry.id, "anna", Edit(history="Since March.", plan="Again.", blocks=BLOCKS, scores=[SCORE])
    )
    elsewhere = replace(entry, patient=replace(entry.patient, ref="P-2", name="Zoe Invented"))
    taken = import_entry(records, elsewhere, "cleo")
    assert (taken.stage, taken.assessment, dict(taken.answers), taken.signatures) == ("draft", None, {}, ())
    assert (taken.history, taken.plan, taken.blocks, taken.scores) == ("Since March.", "Again.", BLOCKS, (SCORE,))
    assert (taken.patient.ref, taken.patient.name, taken.opened_by.id) == ("P-2", "Zoe Invented", "cleo")
    assert taken.visit.findings == entry.visit.findings
    assert open_entry(records, entry.id).entry == entry


def test_what_was_entered_in_error_elsewhere_is_not_taken(records: Database) -> None:
    entry = replace(reviewed(records, exam_of("P-1")), stage="entered_in_error")
    with pytest.raises(ImpossibleValue, match="was entered in error, where it comes from"):
        import_entry(records, entry, "cleo")
    assert len(list_visits(records)) == 1


@pytest.mark.parametrize("change", [{"plan": "left \u202etfel"}, {"scores": (replace(SCORE, value=66),)}])
def test_an_entry_that_cannot_be_kept_whole_leaves_no_draft_behind(records: Database, change: dict[str, Any]) -> None:
    entry = replace(reviewed(records, exam_of("P-1")), **change)
    with pytest.raises(ImpossibleValue):
        import_entry(records, entry, "cleo")
    assert len(list_visits(records)) == 1


def test_who_the_patient_is_comes_along_though_the_exam_has_only_an_age(records: Database) -> None:
    entry, before = reviewed(records, exam_of("P-1")), list_visits(records)

    def of(ref: str, **more: str) -> ChartEntry:
        who = replace(entry.patient, ref=ref, **more)
        return replace(entry, patient=who)

    who = import_entry(records, of("P-2", name=NAME, birth_date=BORN, contact=CONTACT), "cleo").patient
    assert (who.name, who.birth_date, who.contact) == (NAME, BORN, CONTACT)
    drafted(records, exam_of("KNOWN"))
    known = import_entry(records, of("KNOWN", birth_date=BORN, contact=CONTACT), "cleo").patient
    assert (known.birth_date, known.contact) == (BORN, CONTACT)
    again = import_entry(records, of("KNOWN", contact="another@example.invalid"), "cleo").patient
    assert again.contact == CONTACT, "what is on record stays"
    for born in ("1986-06-07", "1986", "2999-01-01"):
        with pytest.raises(ImpossibleValue, match="the date of birth is") as told:
            import_entry(records, of("KNOWN", birth_date=born), "cleo")
        assert born not in str(told.value).replace("1989-02-01", "")
    assert len(list_visits(records)) == len(before) + 4
    assert verify_records(records).faults == ()


def test_what_the_second_half_refuses_leaves_no_first_half(records: Database) -> None:
    """Two totals of one scale at one time, as an entry of an earlier version may have them."""
    entry = replace(reviewed(records, exam_of("P-1")), scores=(SCORE, replace(SCORE, value=SCORE.value + 1)))
    with pytest.raises(ImpossibleValue, match="has a total of this time already"):
        import_entry(records, entry, "cleo")
    assert len(list_visits(records)) == 1
