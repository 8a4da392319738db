"""Totals of outcome measures in a chart: what they stand beside, and when."""

from dataclasses import replace

import pytest

from sot_engine.domain.chart import BlocksUsed, BlockUsed, ChartEntry, Score
from sot_engine.domain.visit import Visit
from sot_engine.errors import ImpossibleValue, VisitFaults
from sot_engine.store.database import Database
from sot_engine.workflow.charts.amend_visit import Amendment, amend_visit
from sot_engine.workflow.charts.edit_visit import Edit, edit_visit
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.sign_visit import cosign_visit, sign_visit
from tests.records.cases import PASSWORD, drafted, exam_of, reviewed, text
from tests.records.test_visit import SCORE


def scored(measure: str, value: float, answered: int | None = None) -> Score:
    return Score(measure=measure, value=value, at="2026-03-14T09:40:00-08:00", answered=answered, items=10)  # type: ignore[arg-type]


def test_a_score_stands_beside_the_last_one_of_the_same_chart(records: Database) -> None:
    first = drafted(records)
    edit_visit(records, first.id, "anna", Edit(scores=[SCORE]))
    second = drafted(records)
    later = Score(measure="NPRS", value=3, at="2026-03-21T10:00:00-08:00")
    (found,) = edit_visit(records, second.id, "anna", Edit(scores=[later])).scores
    assert (found.value, found.previous, found.previous_at) == (3, 6, SCORE.at)
    other = drafted(records, exam_of("SOMEBODY-ELSE"))
    (alone,) = edit_visit(records, other.id, "anna", Edit(scores=[later])).scores
    assert alone.previous is None


def test_totals_that_a_scale_does_not_have_are_refused_together(records: Database) -> None:
    entry = drafted(records)
    wrong = [scored("NPRS", 66), scored("PSFS", 10.1), scored("ODI", 100.5), scored("NDI", 51), scored("NDI", 9, 0)]
    with pytest.raises(VisitFaults) as told:
        edit_visit(records, entry.id, "anna", Edit(scores=wrong))
    assert [fault.message for fault in told.value.faults] == [
        "NPRS goes from 0 to 10 and cannot be 66", "PSFS goes from 0 to 10 and cannot be 10.1",
        "ODI goes from 0 to 100 and cannot be 100.5", "NDI goes from 0 to 50 and cannot be 51",
        "NDI has a total of 9, and nothing was answered",
    ]  # fmt: skip
    assert open_entry(records, entry.id).entry.scores == ()
    whole = [scored("NPRS", 10), scored("PSFS", 0), scored("ODI", 100), scored("NDI", 50)]
    assert edit_visit(records, entry.id, "anna", Edit(scores=whole)).scores == tuple(whole)


def test_what_was_entered_by_mistake_is_taken_out_of_a_draft(records: Database) -> None:
    entry = drafted(records)
    blocks = BlocksUsed(position="prone", blocks=(BlockUsed(side="left", landmark="iliac crest"),))
    edit_visit(records, entry.id, "anna", Edit(scores=[scored("NPRS", 6), scored("ODI", 24)], blocks=blocks))
    told = edit_visit(
        records, entry.id, "anna", Edit(without_blocks=True, without_scores=["NPRS"], scores=[scored("NPRS", 4)])
    )
    assert (told.blocks, told.scores) == (None, (scored("ODI", 24), scored("NPRS", 4)))


def test_totals_of_an_exam_of_another_day_keep_their_time_of_the_day(records: Database) -> None:
    """Before and after the blocks are two totals, whatever day it was."""
    entry = drafted(records)
    day, other = entry.visit.examined_at[:10], "2026-01-13"
    own = replace(SCORE, at=entry.visit.examined_at)
    later = replace(SCORE, at=f"{day}T23:05:00+00:00", value=3)
    elsewhere = replace(SCORE, at="2025-12-01T09:00:00+00:00", value=8)
    edit_visit(records, entry.id, "anna", Edit(scores=[own, later, elsewhere]))
    visit = replace(entry.visit, examined_at=f"{other}T08:00:00+00:00")
    found = edit_visit(records, entry.id, "anna", Edit(visit=visit)).scores
    assert [(score.at, score.value) for score in found] == [
        (visit.examined_at, 6), (f"{other}T23:05:00+00:00", 3), (elsewhere.at, 8),
    ]  # fmt: skip


def test_a_score_never_stands_beside_one_that_was_moved_to_another_chart(records: Database) -> None:
    wrong = drafted(records, exam_of("MA"))
    edit_visit(records, wrong.id, "anna", Edit(scores=[scored("NPRS", 9)]))
    move = Amendment(kind="moved", reason="Wrong patient.", move_to="MB", new_patient=True)
    amend_visit(records, wrong.id, "anna", PASSWORD, move)
    (found,) = edit_visit(records, drafted(records, exam_of("MA")).id, "anna", Edit(scores=[scored("NPRS", 5)])).scores
    assert found.previous is None


def seen(day: str, ref: str = "MA") -> Visit:
    """The bundled exam on another day."""
    return replace(exam_of(ref), examined_at=f"{day}T09:00:00+00:00")


def test_the_earlier_score_is_that_of_the_exam_before_and_not_of_the_entry_before(records: Database) -> None:
    later = drafted(records, seen("2026-02-01"))
    edit_visit(records, later.id, "anna", Edit(scores=[scored("NPRS", 3)]))
    late = drafted(records, seen("2026-01-05"))
    (first,) = edit_visit(records, late.id, "anna", Edit(scores=[scored("NPRS", 8)])).scores
    (second,) = open_entry(records, later.id).entry.scores
    assert (first.previous, second.previous) == (None, 8)


def test_a_score_follows_its_exam_to_another_day(records: Database) -> None:
    entry = drafted(records, seen("2026-02-01"))
    edit_visit(records, entry.id, "anna", Edit(scores=[replace(scored("NPRS", 3), at=seen("2026-02-01").examined_at)]))
    (found,) = edit_visit(records, entry.id, "anna", Edit(visit=seen("2026-01-20"))).scores
    assert found.at.startswith("2026-01-20")


def test_a_draft_that_is_moved_leaves_the_scores_of_the_other_chart_behind(records: Database) -> None:
    for value, visit in ((60, drafted(records, seen("2026-01-05"))), (20, drafted(records, seen("2026-02-01")))):
        edit_visit(records, visit.id, "anna", Edit(scores=[scored("ODI", value)]))
    assert open_entry(records, visit.id).entry.scores[0].previous == 60
    move = Amendment(kind="moved", reason="Wrong patient.", move_to="MB", new_patient=True)
    assert amend_visit(records, visit.id, "anna", PASSWORD, move).scores[0].previous is None


def test_a_student_signs_anew_where_a_score_stood_beside_one_of_another_chart(records: Database) -> None:
    edit_visit(records, drafted(records, seen("2026-01-05")).id, "anna", Edit(scores=[scored("ODI", 60)]))
    entry = reviewed(records, seen("2026-02-01"), by="ben")
    edit_visit(records, entry.id, "ben", Edit(scores=[scored("ODI", 20)]))
    assert sign_visit(records, entry.id, "ben", PASSWORD).scores[0].previous == 60
    move = Amendment(kind="moved", reason="Wrong patient.", move_to="MB", new_patient=True)
    moved = amend_visit(records, entry.id, "anna", PASSWORD, move)
    assert (moved.stage, moved.scores[0].previous) == ("reviewed", None)


def students(records: Database, day: str = "2026-03-20", value: float = 5) -> ChartEntry:
    """A scored entry that a student has signed."""
    entry = reviewed(records, seen(day), by="ben")
    edit_visit(records, entry.id, "ben", Edit(scores=[replace(scored("NPRS", value), at=seen(day).examined_at)]))
    return sign_visit(records, entry.id, "ben", PASSWORD)


def test_what_a_student_signed_stands_until_it_is_a_draft_again(records: Database) -> None:
    earlier = drafted(records, seen("2026-03-01"))
    edit_visit(records, earlier.id, "anna", Edit(scores=[scored("NPRS", 9)]))
    entry = students(records)
    amend_visit(records, earlier.id, "anna", PASSWORD, Amendment(kind="entered_in_error", reason="No such visit."))
    kept = open_entry(records, entry.id).entry
    assert kept.scores[0].previous == 9
    assert "Before: 9" in text(records, kept), "the note and the data say the same"
    (fresh,) = edit_visit(records, entry.id, "ben", Edit(plan="Again.")).scores
    assert fresh.previous is None


def test_an_exam_that_gets_an_earlier_day_stands_beside_no_later_one(records: Database) -> None:
    edit_visit(records, drafted(records, seen("2026-03-01")).id, "anna", Edit(scores=[scored("NPRS", 9)]))
    entry = students(records)
    (found,) = edit_visit(records, entry.id, "ben", Edit(visit=seen("2026-02-01"))).scores
    assert (found.previous, found.at[:10]) == (None, "2026-02-01")


def test_a_late_exam_does_not_change_what_waits_for_a_cosignature(records: Database) -> None:
    entry = students(records)
    edit_visit(records, drafted(records, seen("2026-03-01")).id, "anna", Edit(scores=[scored("NPRS", 9)]))
    assert open_entry(records, entry.id).entry == entry
    assert cosign_visit(records, entry.id, "anna", PASSWORD).scores == entry.scores


@pytest.mark.parametrize(("at", "previous"), [("2026-03-01", 7), ("2026-03-16", 9), ("2026-11-29", 7)])
def test_an_earlier_total_of_another_practice_is_one_of_those_of_the_chart(
    records: Database, at: str, previous: float
) -> None:
    there = replace(scored("NPRS", 7), at=seen("2026-03-15").examined_at)
    edit_visit(records, drafted(records, seen("2026-03-15")).id, "anna", Edit(scores=[there]))
    brought = replace(scored("NPRS", 5), previous=9, previous_at=f"{at}T10:00:00+00:00")
    entry = drafted(records, seen("2026-03-20"))
    assert edit_visit(records, entry.id, "anna", Edit(scores=[brought])).scores[0].previous == previous


def test_two_totals_of_one_time_are_refused(records: Database) -> None:
    entry = drafted(records)
    edit_visit(records, entry.id, "anna", Edit(scores=[scored("NPRS", 8)]))
    with pytest.raises(ImpossibleValue, match="NPRS has a total of this time already"):
        edit_visit(records, entry.id, "anna", Edit(scores=[scored("NPRS", 3)]))
    with pytest.raises(ImpossibleValue, match="PSFS has a total of this time already"):
        edit_visit(records, entry.id, "anna", Edit(scores=[scored("PSFS", 8), scored("PSFS", 3)]))
    later = replace(scored("NPRS", 3), at="2026-03-14T09:55:00-08:00")
    assert len(edit_visit(records, entry.id, "anna", Edit(scores=[later])).scores) == 2
    told = edit_visit(records, entry.id, "anna", Edit(scores=[scored("NPRS", 2)], without_scores=["NPRS"]))
    assert [score.value for score in told.scores] == [2]


def test_a_score_that_was_in_error_is_nothing_to_compare_with_and_what_was_signed_stays(records: Database) -> None:
    wrong = drafted(records, seen("2026-01-05"))
    edit_visit(records, wrong.id, "anna", Edit(scores=[scored("ODI", 60)]))
    ids = [reviewed(records, seen(day)).id for day in ("2026-02-01", "2026-02-08")]
    for one in ids:
        edit_visit(records, one, "anna", Edit(scores=[scored("ODI", 20)]))
    sign_visit(records, ids[0], "anna", PASSWORD)
    error = Amendment(kind="entered_in_error", reason="No such visit.")
    amend_visit(records, wrong.id, "anna", PASSWORD, error)
    kept, fresh = (open_entry(records, one).entry.scores[0] for one in ids)
    assert (kept.previous, fresh.previous) == (60, 20)
    assert "Before: 60" in text(records, open_entry(records, ids[0]).entry)
    edit_visit(records, ids[1], "anna", Edit(plan="Again."))
    assert sign_visit(records, ids[1], "anna", PASSWORD).scores[0].previous == 20


def test_a_score_stands_beside_the_last_one_however_long_ago(records: Database) -> None:
    first = drafted(records)
    edit_visit(records, first.id, "anna", Edit(scores=[scored("NPRS", 9)]))
    ids = [drafted(records).id for _ in range(25)]
    (found,) = edit_visit(records, ids[-1], "anna", Edit(scores=[scored("NPRS", 5)])).scores
    assert found.previous == 9


def test_a_sum_of_fewer_items_stands_beside_no_other_total(records: Database) -> None:
    """18 of nine items is 20 of ten, so that 19 of ten is better and not worse."""
    totals = [scored("NDI", 18, 9), scored("NDI", 19, 10), scored("NDI", 12, 9), scored("NDI", 15)]
    found = [
        edit_visit(records, drafted(records).id, "anna", Edit(scores=[total])).scores[0].previous for total in totals
    ]
    assert found == [None, None, None, 19]
    with pytest.raises(ImpossibleValue, match="NDI cannot be 46 with 9 of 10 items answered"):
        edit_visit(records, drafted(records).id, "anna", Edit(scores=[scored("NDI", 46, 9)]))
    of_five = Score(measure="NDI", value=3, at="2026-03-14T09:40:00-08:00", answered=5, items=5)
    with pytest.raises(ImpossibleValue, match="NDI cannot be 3 with 5 of 5 items answered"):
        edit_visit(records, drafted(records).id, "anna", Edit(scores=[of_five]))
    assert edit_visit(records, drafted(records).id, "anna", Edit(scores=[scored("NDI", 45, 9)])).scores
