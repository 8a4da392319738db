"""From a visit file to a reviewed draft."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from sot_engine.domain.chart import Answer, BlocksUsed, BlockUsed, Score
from sot_engine.domain.visit import Visit
from sot_engine.errors import ImpossibleValue, NotFound, SigningRefused
from sot_engine.store.database import Database
from sot_engine.workflow.charts.assess_visit import assess_visit
from sot_engine.workflow.charts.edit_visit import Edit, edit_visit
from sot_engine.workflow.charts.list_visits import list_visits
from sot_engine.workflow.charts.new_visit import new_visit
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.reassess_visit import reassess_visit
from sot_engine.workflow.charts.review_visit import review_visit
from tests.known_packs import core
from tests.records.cases import ANNA, accepted, add_people, assessed, drafted, exam, exam_of, reviewed
from tests.strategies import few, whole_visits

SCORE = Score(measure="NPRS", value=6, at="2026-03-14T10:00:00-08:00")
BLOCKS = BlocksUsed(
    position="supine",
    blocks=(BlockUsed(side="left", landmark="iliac crest", direction_deg=90, wedge="10 cm"),),
    placement="C2-L", started_at="09:40", stopped_at="09:46", response="Comfortable.",
)  # fmt: skip


def test_a_new_visit_is_a_draft_and_reads_back_as_it_was(records: Database) -> None:
    entry = drafted(records)
    assert (entry.stage, entry.visit, entry.opened_by) == ("draft", exam(), ANNA)
    assert open_entry(records, entry.id) == (entry, core())
    assert entry.patient.ref == "EXAMPLE-2"


def test_every_visit_that_a_file_can_hold_reads_back_as_it_was(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_records(str(tmp_path_factory.mktemp("law") / "records.db")) as records:
        add_people(records)
        seen: dict[str, str | None] = {}

        @few
        @given(whole_visits(core()))
        def law(visit: Visit) -> None:
            ref = visit.patient.ref
            if seen.setdefault(ref, visit.patient.birth_date) != visit.patient.birth_date:
                return  # one reference, two dates of birth: another test
            assert drafted(records, visit).visit == visit

        law()


def test_who_records_has_to_be_known(records: Database) -> None:
    with pytest.raises(NotFound, match='nobody is called "ana"') as told:
        new_visit(records, exam(), "ana")
    assert told.value.hint == 'did you mean "anna"?'
    assert list_visits(records) == ()


def test_an_exam_that_is_still_to_come_is_not_recorded(records: Database) -> None:
    """A day is left for a clock in another zone."""
    for hours, is_taken in ((23, True), (25, False), (24 * 365 * 36, False)):
        ahead = (datetime.now(UTC) + timedelta(hours=hours)).isoformat(timespec="seconds")
        with nullcontext() if is_taken else pytest.raises(ImpossibleValue, match="still to come"):
            drafted(records, replace(exam(), examined_at=ahead))
    assert len(list_visits(records)) == 1


def test_a_visit_is_found_by_its_first_letters(records: Database) -> None:
    entry = drafted(records)
    assert open_entry(records, entry.id[:5]).entry == entry
    with pytest.raises(NotFound, match="no visit is called"):
        open_entry(records, "zzzzzzzz")
    with pytest.raises(NotFound, match="not the id of a visit"):
        open_entry(records, "a%'; --")


def test_the_beginning_of_several_ids_names_them(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = iter(["abcd2222", "abcd3333"])
    monkeypatch.setattr("sot_engine.workflow.charts.new_visit.new_visit_id", lambda: next(ids))
    drafted(records)
    drafted(records)
    with pytest.raises(NotFound, match="the beginning of several visits, abcd2222, abcd3333"):
        open_entry(records, "abcd")


def test_an_assessment_is_kept_and_comes_out_again_byte_for_byte(records: Database) -> None:
    entry = assessed(records)
    assert entry.assessment is not None
    assert entry.assessment.explained
    assert [one.key for one in entry.suggestions] == ["category", "side", "placement"]
    assert reassess_visit(records, entry.id).is_same
    assert open_entry(records, entry.id).entry == entry


def test_what_was_never_assessed_is_not_assessed_again(records: Database) -> None:
    with pytest.raises(NotFound, match="was not assessed"):
        reassess_visit(records, drafted(records).id)


def test_every_suggestion_answered_makes_an_entry_reviewed(records: Database) -> None:
    entry = assessed(records)
    half = review_visit(records, entry.id, "anna", accepted(entry)[:2])
    assert half.stage == "draft"
    assert [one.key for one in half.unanswered] == ["placement"]
    other = Answer(suggestion="placement", verdict="changed", instead="C2-R", reason="Seen again, the right is short.")
    whole = review_visit(records, entry.id, "cleo", [other])
    assert whole.stage == "reviewed"
    assert whole.answers["placement"].by == "cleo"
    assert whole.answers["placement"].at
    assert whole.answers["category"].by == "anna"


def test_an_assessment_that_suggests_nothing_is_reviewed_by_being_read(records: Database) -> None:
    entry = assessed(records, exam("insufficient"))
    assert entry.suggestions == ()
    assert entry.stage == "draft"
    assert review_visit(records, entry.id, "anna", []).stage == "reviewed"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(suggestion="side", verdict="rejected"), "side: rejected, and the reason is not written"),
        (Answer(suggestion="side", verdict="changed", reason="Why."), "side: changed into what"),
        (Answer(suggestion="side", verdict="changed", instead="right"), "side: changed, and the reason is not written"),
        (
            Answer(suggestion="placement", verdict="changed", instead="C9-L", reason="Why."),
            'placement: "C9-L" is none of C1-L',
        ),
        (Answer(suggestion="blocks", verdict="accepted"), 'nothing that is suggested is called "blocks"'),
    ],
)
def test_an_answer_that_is_not_whole_is_refused_and_nothing_is_kept(
    records: Database, answer: Answer, says: str
) -> None:
    entry = assessed(records)
    with pytest.raises(SigningRefused) as told:
        review_visit(records, entry.id, "anna", [Answer(suggestion="category", verdict="accepted"), answer])
    assert says in told.value.context
    assert open_entry(records, entry.id).entry == entry


def test_all_that_answers_lack_is_told_together(records: Database) -> None:
    entry = assessed(records)
    with pytest.raises(SigningRefused) as told:
        review_visit(records, entry.id, "anna", [replace(one, verdict="rejected") for one in accepted(entry)])
    assert told.value.context.count("the reason is not written") == 3


def test_a_review_of_what_somebody_changed_meanwhile_is_refused(records: Database) -> None:
    shown = assessed(records)
    edit_visit(records, shown.id, "cleo", Edit(visit=exam_of("EXAMPLE-2", "retest")))
    assess_visit(records, shown.id, "cleo")
    with pytest.raises(SigningRefused) as told:
        review_visit(records, shown.id, "anna", accepted(shown), shown=shown)
    assert "somebody changed the visit meanwhile" in told.value.context


def test_answers_to_what_somebody_has_answered_meanwhile_are_refused(records: Database) -> None:
    shown = assessed(records)
    no = Answer(suggestion="placement", verdict="rejected", reason="Cannot lie on the back.")
    review_visit(records, shown.id, "cleo", [no])
    with pytest.raises(SigningRefused) as told:
        review_visit(records, shown.id, "anna", accepted(shown), shown=shown)
    assert "somebody changed the visit meanwhile" in told.value.context
    assert open_entry(records, shown.id).entry.answers["placement"].verdict == "rejected"


@pytest.mark.parametrize(
    ("quicker", "edit"),
    [
        (Edit(visit=exam_of("EXAMPLE-2", "retest")), Edit(visit=replace(exam(), complaint="Another."))),
        (Edit(blocks=BLOCKS), Edit(blocks=replace(BLOCKS, response="Tingling."))),
    ],
)
def test_an_edit_of_what_somebody_changed_meanwhile_is_refused(records: Database, quicker: Edit, edit: Edit) -> None:
    shown = drafted(records)
    after = edit_visit(records, shown.id, "cleo", quicker)
    with pytest.raises(SigningRefused, match=f"somebody changed {shown.id} meanwhile"):
        edit_visit(records, shown.id, "anna", edit, shown=shown)
    assert open_entry(records, shown.id).entry == after
    kept = edit_visit(records, shown.id, "anna", Edit(plan="Again."), shown=shown)
    assert (kept.visit, kept.blocks, kept.plan) == (after.visit, after.blocks, "Again."), "a plan undoes neither"


def test_a_review_before_an_assessment_is_refused(records: Database) -> None:
    with pytest.raises(SigningRefused) as told:
        review_visit(records, drafted(records).id, "anna", [])
    assert "it was not assessed" in told.value.context


def test_a_changed_exam_is_a_draft_again(records: Database) -> None:
    entry = reviewed(records)
    changed = edit_visit(records, entry.id, "anna", Edit(visit=exam_of("EXAMPLE-2", "retest")))
    assert (changed.stage, changed.assessment, changed.suggestions, dict(changed.answers)) == ("draft", None, (), {})
    again = assess_visit(records, entry.id, "anna")
    assert again.unanswered == again.suggestions != ()


def test_what_stands_beside_the_exam_is_edited_apart(records: Database) -> None:
    entry = reviewed(records)
    edited = edit_visit(
        records, entry.id, "anna", Edit(history="Since March.", plan="Again.", blocks=BLOCKS, scores=[SCORE])
    )
    assert edited.stage == "reviewed"
    assert (edited.history, edited.plan, edited.blocks, edited.scores) == ("Since March.", "Again.", BLOCKS, (SCORE,))
    later = edit_visit(records, entry.id, "anna", Edit(plan="In a week."))
    assert (later.history, later.plan, later.blocks) == ("Since March.", "In a week.", BLOCKS)


def test_an_edit_that_changes_nothing_adds_nothing(records: Database) -> None:
    entry = reviewed(records)
    assert edit_visit(records, entry.id, "anna", Edit(visit=entry.visit, plan=entry.plan)) == entry


def test_an_exam_of_another_patient_is_refused(records: Database) -> None:
    entry = drafted(records)
    with pytest.raises(ImpossibleValue, match="the exam names another patient"):
        edit_visit(records, entry.id, "anna", Edit(visit=exam_of("SOMEBODY-ELSE")))


def test_the_newest_visits_are_listed_first(records: Database) -> None:
    ids = [drafted(records, exam_of(f"P-{number % 2}")).id for number in range(5)]
    assert [one.entry.id for one in list_visits(records, limit=3)] == ids[:1:-1]
    assert [one.entry.id for one in list_visits(records, patient="P-1")] == [ids[3], ids[1]]
    with pytest.raises(NotFound, match="no patient has this reference"):
        list_visits(records, patient="P-7")


# --- Outcome scores ---


def test_an_exam_is_not_put_on_a_day_that_is_still_to_come(records: Database) -> None:
    entry = drafted(records)
    ahead = replace(entry.visit, examined_at="2999-01-15T10:00:00+00:00")
    with pytest.raises(ImpossibleValue, match="a day that is still to come"):
        edit_visit(records, entry.id, "anna", Edit(visit=ahead))
    assert open_entry(records, entry.id).entry == entry
