"""What is added to an entry after it was sealed, and visits that change charts."""

from dataclasses import replace

import pytest

from sot_engine.domain.chart import AddendumKind
from sot_engine.errors import NotFound, SigningRefused
from sot_engine.store.database import Database
from sot_engine.workflow.charts.amend_visit import Amendment, amend_visit, refuse_amendment
from sot_engine.workflow.charts.correct_patient import correct_patient
from sot_engine.workflow.charts.erase_patient import erase_patient
from sot_engine.workflow.charts.list_visits import list_visits
from sot_engine.workflow.charts.merge_charts import merge_charts
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.sign_visit import sign_visit
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import CLEO, PASSWORD, drafted, exam_of, reviewed, signed, text

LATE = Amendment(kind="delayed_entry", reason="Forgotten on the day.", text="Sleeps on the left side.")


def charts(records: Database, ref: str) -> list[tuple[str, bool]]:
    """The visits of a chart, and whether each is in another one now."""
    return [(one.entry.id, one.is_elsewhere) for one in list_visits(records, patient=ref)]


def test_an_amendment_is_dated_named_and_reasoned_and_the_original_stays(records: Database) -> None:
    before = signed(records)
    entry = amend_visit(records, before.id, "cleo", PASSWORD, LATE)
    (added,) = entry.addenda
    assert (added.number, added.kind, added.by) == (1, "delayed_entry", CLEO)
    assert (added.reason, added.text) == (LATE.reason, LATE.text)
    assert added.at >= before.signatures[0].at
    assert entry.stage == "amended"
    for name in ("visit", "assessment", "answers", "signatures", "seal", "plan"):
        assert getattr(entry, name) == getattr(before, name)
    second = amend_visit(records, before.id, "cleo", PASSWORD, LATE)
    assert [one.number for one in second.addenda] == [1, 2]


@pytest.mark.parametrize(
    ("by", "amendment", "says"),
    [
        ("anna", Amendment(kind="addendum", reason=" ", text="x"), "the reason is not written"),
        ("anna", Amendment(kind="correction", reason="x"), "what is to be added is not written"),
        ("ben", LATE, "a practitioner amends, not a student"),
        ("anna", Amendment(kind="moved", reason="x"), "to whose chart it moves is not said"),
    ],
)
def test_an_amendment_that_is_not_whole_is_refused(records: Database, by: str, amendment: Amendment, says: str) -> None:
    entry = signed(records)
    with pytest.raises(SigningRefused) as told:
        amend_visit(records, entry.id, by, PASSWORD, amendment)
    assert says in told.value.context
    assert open_entry(records, entry.id).entry == entry


def test_an_amendment_asks_for_the_password(records: Database) -> None:
    entry = signed(records)
    with pytest.raises(SigningRefused, match="the password is not that of anna"):
        amend_visit(records, entry.id, "anna", "x", LATE)


@pytest.mark.parametrize("kind", ["addendum", "correction", "delayed_entry"])
def test_a_draft_is_edited_and_not_amended(records: Database, kind: AddendumKind) -> None:
    entry = drafted(records)
    with pytest.raises(SigningRefused) as told:
        amend_visit(records, entry.id, "anna", PASSWORD, Amendment(kind=kind, reason="x", text="x"))
    assert f"it is not signed: `sot visit edit {entry.id}` changes it" in told.value.context


def test_what_was_entered_in_error_stays_to_be_read_and_takes_an_addendum_alone(records: Database) -> None:
    for before in (signed(records), drafted(records)):
        error = Amendment(kind="entered_in_error", reason="The exam of another day.")
        entry = amend_visit(records, before.id, "anna", PASSWORD, error)
        assert (entry.stage, entry.is_sealed) == ("entered_in_error", True)
        assert entry.visit == before.visit
        with pytest.raises(SigningRefused) as told:
            amend_visit(records, before.id, "anna", PASSWORD, LATE)
        assert "it takes an addendum, and nothing else" in told.value.context
        note = Amendment(kind="addendum", reason="Asked for.", text="It was the exam of the day before.")
        assert amend_visit(records, before.id, "anna", PASSWORD, note).stage == "entered_in_error"


def test_a_visit_of_the_wrong_patient_moves_and_both_charts_show_it(records: Database) -> None:
    right = drafted(records, exam_of("RIGHT"))
    wrong = signed(records, exam_of("WRONG"))
    move = Amendment(kind="moved", reason="Two people of one name.", move_to="RIGHT")
    entry = amend_visit(records, wrong.id, "anna", PASSWORD, move)
    assert entry.patient == right.patient
    assert entry.visit.patient.ref == "RIGHT"
    assert (entry.addenda[0].kind, entry.addenda[0].other) == ("moved", wrong.patient.id)
    assert charts(records, "WRONG") == [(wrong.id, True)]
    assert charts(records, "RIGHT") == [(wrong.id, False), (right.id, False)]
    assert entry.seal == wrong.seal
    with pytest.raises(SigningRefused, match="in that chart already"):
        amend_visit(records, wrong.id, "anna", PASSWORD, move)


def test_a_draft_that_was_moved_and_is_signed_then_is_not_amended(records: Database) -> None:
    entry = reviewed(records, exam_of("WRONG"))
    move = Amendment(kind="moved", reason="The other of the name.", move_to="RIGHT", new_patient=True)
    assert amend_visit(records, entry.id, "anna", PASSWORD, move).stage == "reviewed"
    signed_then = sign_visit(records, entry.id, "anna", PASSWORD)
    assert (signed_then.stage, len(signed_then.addenda)) == ("signed", 1)
    assert "The original is printed unchanged" not in text(records, entry)
    later = amend_visit(records, entry.id, "anna", PASSWORD, Amendment(kind="addendum", reason="x", text="More."))
    assert later.stage == "amended"
    assert text(records, entry).count("The original is printed unchanged; 2 additions to it stand") == 1


def test_a_visit_moves_to_a_new_patient_only_when_that_is_said(records: Database) -> None:
    entry = drafted(records)
    with pytest.raises(NotFound) as told:
        amend_visit(records, entry.id, "anna", PASSWORD, Amendment(kind="moved", reason="x", move_to="NEW"))
    assert told.value.hint == "check it, or add --new-patient"
    move = Amendment(kind="moved", reason="x", move_to="NEW", new_patient=True)
    assert amend_visit(records, entry.id, "anna", PASSWORD, move).patient.ref == "NEW"
    assert open_entry(records, entry.id).entry.stage == "draft"


def test_two_records_of_one_patient_become_one_chart(records: Database) -> None:
    one, two = signed(records, exam_of("OLD")), signed(records, exam_of("OLD"))
    stays = signed(records, exam_of("STAYS"))
    assert merge_charts(records, "OLD", "STAYS", "anna", PASSWORD, "A maiden name.") == 2
    entry = open_entry(records, one.id).entry
    assert entry.patient == stays.patient
    assert (entry.addenda[0].kind, entry.addenda[0].other) == ("merged", one.patient.id)
    assert charts(records, "STAYS") == [(two.id, False), (one.id, False), (stays.id, False)]
    assert charts(records, "OLD") == [(two.id, True), (one.id, True)]
    later = drafted(records, exam_of("OLD"))
    assert later.patient == stays.patient
    assert verify_records(records).faults == ()


@pytest.mark.parametrize(
    ("ref", "into", "by", "reason"),
    [("A", "A", "anna", "x"), ("A", "B", "anna", " "), ("A", "B", "ben", "x")],
)
def test_a_merge_that_is_not_whole_is_refused(records: Database, ref: str, into: str, by: str, reason: str) -> None:
    drafted(records, exam_of("A"))
    drafted(records, exam_of("B"))
    with pytest.raises(SigningRefused, match="merged by a practitioner, with a reason"):
        merge_charts(records, ref, into, by, PASSWORD, reason)
    assert len(charts(records, "B")) == 1


@pytest.mark.parametrize("born", ["A", "B"])
def test_a_merge_that_would_contradict_a_signed_age_is_refused(records: Database, born: str) -> None:
    """In whichever of the two the visit is, and whichever has the date of birth."""
    visit = signed(records, exam_of("A"))
    drafted(records, exam_of("B"))
    correct_patient(records, born, "anna", birth_date="1950-01-01")
    for ref, into in (("A", "B"), ("B", "A")):
        with pytest.raises(SigningRefused, match=f"{visit.id} would not fit the date of birth"):
            merge_charts(records, ref, into, "anna", PASSWORD, "One person.")
    assert len(charts(records, "A")) == len(charts(records, "B")) == 1
    correct_patient(records, born, "anna", birth_date="1985-06-01")
    assert merge_charts(records, "A", "B", "anna", PASSWORD, "One person.") == 1


def test_two_people_are_not_merged(records: Database) -> None:
    drafted(records, exam_of("A", birth_date="1980-01-01"))
    drafted(records, exam_of("B", birth_date="1985-01-01"))
    with pytest.raises(SigningRefused, match="different dates of birth"):
        merge_charts(records, "A", "B", "anna", PASSWORD, "One person.")
    key = erase_patient(records, "A", "anna", PASSWORD, "Request.")
    for one, other in ((key, "B"), ("B", key)):
        with pytest.raises(SigningRefused, match="one of the two was erased"):
            merge_charts(records, one, other, "anna", PASSWORD, "One person.")
    assert len(charts(records, "B")) == 1


@pytest.mark.parametrize("blank", ["", "   "])
def test_a_visit_is_not_moved_to_nobody(records: Database, blank: str) -> None:
    entry = signed(records)
    move = Amendment(kind="moved", reason="Wrong patient.", move_to=blank, new_patient=True)
    with pytest.raises(SigningRefused, match="cannot be amended like this"):
        amend_visit(records, entry.id, "anna", PASSWORD, move)


def test_a_visit_is_not_moved_into_the_chart_of_somebody_who_was_erased(records: Database) -> None:
    drafted(records, exam_of("GONE"))
    key = erase_patient(records, "GONE", "anna", PASSWORD, "Request.")
    entry = signed(records)
    move = Amendment(kind="moved", reason="Wrong patient.", move_to=key)
    with pytest.raises(SigningRefused, match="the key of a chart whose patient was erased"):
        refuse_amendment(records, entry.id, "anna", move)
    with pytest.raises(SigningRefused, match="the key of a chart whose patient was erased"):
        amend_visit(records, entry.id, "anna", PASSWORD, move)
    assert len(charts(records, key)) == 1


def test_a_signed_visit_moves_only_to_somebody_as_old_as_its_exam_says(records: Database) -> None:
    """The age of a draft can still be corrected, and is asked for before a signature."""
    drafted(records, exam_of("OLD"))
    correct_patient(records, "OLD", "anna", birth_date="1940-01-01")
    entry, draft = signed(records, exam_of("WRONG")), drafted(records, exam_of("WRONG"))
    move = Amendment(kind="moved", reason="Wrong patient.", move_to="OLD")
    for one in (move, replace(move, new_patient=True)):
        with pytest.raises(SigningRefused, match="cannot move to that chart") as told:
            amend_visit(records, entry.id, "anna", PASSWORD, one)
        assert "the age in the exam is not the one that the date of birth on record gives" in told.value.context
    assert open_entry(records, entry.id).entry == entry
    assert amend_visit(records, draft.id, "anna", PASSWORD, move).patient.ref == "OLD"
