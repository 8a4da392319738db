"""The interview as a value: what each key does to it."""

import pytest

from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import VisitError
from sot_engine.intake.entry import ENTER
from sot_engine.intake.interview import Event, begin
from sot_engine.intake.questions import plan_exam
from sot_engine.intake.step import ABOUT, REASON
from tests.intake.interviews import AT, asked, at, exam, keys, press
from tests.known_packs import core

# --- Who is examined ---


def test_the_head_is_asked_first_and_makes_a_visit_without_findings() -> None:
    start = begin(plan_exam(core(), AT))
    assert start.asks_first
    now = exam()
    assert not now.asks_first
    assert now.visit == Visit(
        examined_at=AT, examiner="A. Example, DC", patient=Patient(ref="P-0042", age_years=37),
    )  # fmt: skip


def test_a_date_of_birth_gives_the_age_and_a_pregnancy_its_weeks() -> None:
    now = press(begin(plan_exam(core(), AT)), *(Event(ABOUT, text) for text in (
        "ref=P", "age=1989-02-01", "weeks=12", "examiner=E", "complaint=Back pain",
    )))  # fmt: skip
    assert now.visit.patient == Patient(ref="P", age_years=37, birth_date="1989-02-01", pregnancy_weeks=12)
    assert now.visit.complaint == "Back pain"


def test_an_answer_of_the_head_can_be_given_anew_and_u_does_not_take_it_back() -> None:
    now = press(exam(), "n", Event(ABOUT, "ref=P-0043"), "u")
    assert now.visit.patient.ref == "P-0043"
    assert now.recorded == {}


def test_a_head_that_no_visit_can_have_is_refused() -> None:
    with pytest.raises(VisitError):
        press(exam(), Event(ABOUT, "age=200"))


# --- Recording ---


def test_nothing_is_recorded_until_a_key_says_so() -> None:
    now = exam()
    assert now.visit.findings == {}
    assert {now.status(one) for one in now.plan.questions} == {"not tested", "does not apply"}


def test_one_key_records_a_finding_and_goes_to_the_next() -> None:
    now = press(exam(), "n")
    assert now.recorded == {"bladder_bowel_change": "absent"}
    assert asked(now) == "saddle_numbness"


def test_enter_leaves_a_finding_not_tested_and_goes_on() -> None:
    now = press(exam(), ENTER)
    assert now.recorded == {}
    assert asked(now) == "saddle_numbness"


def test_enter_on_what_is_recorded_leaves_it_as_it_is() -> None:
    now = press(exam(), "n", "up", ENTER)
    assert now.recorded == {"bladder_bowel_change": "absent"}


def test_a_question_that_does_not_apply_is_skipped_with_a_word() -> None:
    now = keys(exam(), "n" * 10)
    assert asked(now) == "inflammatory_arthropathy"
    assert "Skipped Obstetric warning signs: asked when a pregnancy of more than 0 weeks is recorded." in now.said
    assert "Skipped Concern about a child's protection" in now.said


def test_a_question_that_applies_is_asked() -> None:
    assert asked(keys(exam(weeks="20"), "n" * 10)) == "obstetric_warning"


def test_an_answer_in_place_of_another_leaves_the_side_that_it_does_not_speak_of() -> None:
    now = keys(at(exam(), "first_rib_pain"), "60")
    now = keys(at(now, "first_rib_pain"), "r2")
    assert now.recorded == {"first_rib_pain.left": 6, "first_rib_pain.right": 2}
    now = press(at(now, "first_rib_pain"), "5", ENTER)
    assert now.recorded == {"first_rib_pain.left": 5}


def test_a_side_left_out_is_not_recorded() -> None:
    now = press(at(exam(), "first_rib_pain"), "6", ENTER)
    assert now.visit.findings == {"first_rib_pain.left": 6}
    assert now.status(core().findings["first_rib_pain"]) == "partly"


def test_a_key_that_means_nothing_changes_nothing_and_says_so() -> None:
    before = exam()
    now = press(before, "k")
    assert now.said == "The key k means nothing here."
    assert now.is_refused
    assert now.visit == before.visit
    assert asked(now) == asked(before)


def test_the_visit_lists_what_is_recorded_in_the_order_of_the_vocabulary() -> None:
    now = press(at(press(at(exam(), "heel_tension"), "n"), "pelvic_rigidity"), "y")
    assert list(now.visit.findings) == ["pelvic_rigidity", "heel_tension.left", "heel_tension.right"]


# --- Taking back, clearing ---


def test_u_takes_back_the_last_answer_and_asks_it_again() -> None:
    now = press(exam(), "n", "y", "u")
    assert now.recorded == {"bladder_bowel_change": "absent"}
    assert asked(now) == "saddle_numbness"
    assert now.said == "Taken back: Saddle numbness."


def test_u_takes_back_half_an_answer_first() -> None:
    now = press(at(press(exam(), "n"), "first_rib_pain"), "6", "u")
    assert now.recorded == {"bladder_bowel_change": "absent"}
    assert now.entry
    assert not now.entry.is_begun


def test_u_takes_back_as_far_as_the_first_answer_and_then_says_that_there_is_none() -> None:
    now = press(exam(), "n", ENTER, "n", "down", "u", "u", "u")
    assert now.recorded == {}
    assert now.said == "There is nothing to take back."


def test_c_clears_a_finding_and_u_brings_it_back() -> None:
    now = press(exam(), "n", "up", "c")
    assert now.recorded == {}
    assert asked(now) == "bladder_bowel_change"
    assert press(now, "u").recorded == {"bladder_bowel_change": "absent"}
    assert press(now, "c").said == "There is nothing to clear here."


def test_m_marks_a_finding_as_unsure_and_takes_the_mark_away() -> None:
    now = press(at(exam(), "heel_tension"), "m", "2", "0")
    assert now.visit.confidence == {"heel_tension": "unsure"}
    assert press(at(now, "heel_tension"), "m").visit.confidence == {}
    assert press(at(now, "heel_tension"), "c").visit.confidence == {}


def test_a_mark_on_what_was_not_recorded_is_not_written() -> None:
    assert press(at(exam(), "heel_tension"), "m", ENTER).visit.confidence == {}


def test_not_done_takes_a_reason_and_an_answer_takes_it_away() -> None:
    now = press(at(exam(), "cervical_compaction"), Event(REASON, "neck pain"))
    assert now.visit.not_done == {"cervical_compaction": "neck pain"}
    now = press(at(now, "cervical_compaction"), "n")
    assert now.visit.not_done == {}
    assert press(now, Event(REASON, "  ")).said == "Not done takes a reason."


def test_not_done_of_a_finding_with_one_side_recorded_is_of_the_other_side() -> None:
    now = press(at(exam(), "first_rib_pain"), "6", ENTER)
    now = press(at(now, "first_rib_pain"), Event(REASON, "too painful"))
    assert now.visit.not_done == {"first_rib_pain.right": "too painful"}
    now = press(at(now, "first_rib_pain"), "r", "1")
    assert now.visit.not_done == {}


def test_not_done_of_what_is_recorded_is_refused() -> None:
    now = press(press(exam(), "n", "up"), Event(REASON, "no time"))
    assert now.said == "Bladder or bowel change is recorded; clear it first with c."


def test_c_clears_that_a_finding_was_not_done() -> None:
    now = press(at(exam(), "heel_tension"), Event(REASON, "blister"))
    assert press(at(now, "heel_tension"), "c").visit.not_done == {}


# --- Going about ---


def test_the_arrows_stop_at_both_ends() -> None:
    assert asked(press(exam(), "up")) == "bladder_bowel_change"
    end = press(exam(), *["down"] * 200)
    assert asked(end) == "the end"
    assert asked(press(end, "up")) == end.plan.questions[-1].id


def test_the_next_position_begins_at_its_first_open_question() -> None:
    now = press(exam(), ">")
    assert now.position == "history"
    now = press(now, "n", "<", ">")
    assert asked(now) == now.of("history")[1].id
    assert press(exam(), "<").position == "safety"
    assert asked(press(exam(), *">>>>>>")) == "the end"
    assert press(exam(), *">>>>>>", "<").position == "prone"


def test_finding_what_is_not_asked_says_so() -> None:
    assert at(exam(short=True), "ely").said == '"ely" is not asked here.'


@pytest.mark.parametrize("key", ["n", "c", "m", "=", "5"])
def test_at_the_end_there_is_no_answer(key: str) -> None:
    now = press(exam(), *["down"] * 200)
    assert press(now, key).is_refused
    assert press(now, key).visit == now.visit


def test_enter_at_the_end_asks_whether_to_write() -> None:
    now = press(exam(), *["down"] * 200, ENTER)
    assert now.asking == "write"
    assert press(now, "y").is_written


# --- The rest of a position ---


def test_the_rest_is_set_only_after_a_yes() -> None:
    now = press(exam(), "s")
    assert now.asking == "rest"
    assert now.recorded == {}
    assert press(now, "n").recorded == {}
    assert press(now, "n").said == "Nothing was set."
    assert len(press(now, "y").visit.findings) == 25


def test_the_rest_is_what_it_lists() -> None:
    now = press(at(exam(), "pelvic_rigidity"), "y", "s")
    listed = {key for one in now.rest() for key in one.keys}
    after = press(now, "y")
    assert set(after.recorded) - set(now.recorded) == listed
    assert after.recorded["pelvic_rigidity"] == "present"
    assert after.recorded["lateral_sway.left"] == "absent"
    assert after.recorded["high_iliac_crest"] == "level"
    assert [one.id for one in now.left_by_rest()] == ["lateral_sway_mm"]


def test_the_rest_leaves_out_what_does_not_apply_was_not_done_or_has_one_side() -> None:
    now = press(exam(), "s", "y")
    assert "obstetric_warning" not in now.recorded
    now = press(at(now, "first_rib_pain"), "6", ENTER, Event(REASON, "no time"), "s", "y")
    assert "first_rib_pain.right" not in now.recorded
    assert "trapezius_indicator.left" not in now.recorded
    assert now.recorded["upper_cervical_fixation"] == "absent"


def test_the_act_is_dated_goes_to_the_next_position_and_is_taken_back_whole() -> None:
    now = press(exam(), "s", "y")
    assert now.said == "The rest of safety was set to negative at 09:30, 24 in all. u takes it back."
    assert now.position == "history"
    (act,) = now.acts
    assert (act.at, act.position, len(act.findings)) == (AT, "safety", 24)
    back = press(now, "u")
    assert back.recorded == {}
    assert back.acts == ()
    assert back.said == "Taken back: the rest of the position."


def test_the_act_speaks_of_one_position_alone_and_there_is_none_for_the_whole_exam() -> None:
    now = press(at(exam(), "heel_tension"), "s", "y")
    assert {core().keys.by_key[key][0].position for key in now.recorded} == {"prone"}
    assert asked(now) == "the end"
    assert press(now, "s").said == "Nothing is left here that could be set to negative."


def test_a_position_that_is_done_has_no_rest() -> None:
    now = press(exam(), "s", "y", "<", "s")
    assert now.asking == ""
    assert now.is_refused
