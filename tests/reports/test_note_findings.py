"""What a note says of what was told, found and concluded."""

from dataclasses import replace
from types import MappingProxyType

from sot_engine.domain.chart import (
    Answer,
    Score,
    Suggestion,
)
from sot_engine.domain.visit import Patient
from sot_engine.inference.assess import assess
from sot_engine.packs.measures import read_measures
from sot_engine.reports.note_scores import score_entry
from sot_engine.reports.note_text import note_text
from tests.known_packs import core
from tests.reports.charts import draft, signed, suggested
from tests.reports.notes import chapter, note, section, told
from tests.reports.shown import example

# --- Subjective and objective ---


def test_history_and_complaint_keep_their_lines() -> None:
    assert [one.head for one in section(signed(), "History")] == ["Carried a piano on Monday.", "No earlier episode."]
    empty = replace(draft(), visit=replace(example("category-i"), complaint=None))
    assert [one.head for one in section(empty, "Complaint")] == ["Nothing was recorded."]


def test_findings_stand_under_the_position_of_the_patient_with_what_was_not_tested() -> None:
    said = told(section(signed(), "On the back"))
    assert "Arm/fossa, upper fossa [arm_fossa_upper] left present, right absent" in said
    assert "Medial knee, pain [medial_knee_pain] left 4 of 10, right 0 of 10 (recorded as unsure)" in said
    assert "Cervical compaction test [cervical_compaction] not done: neck pain" in said
    missing = section(signed(), "On the back")[-1]
    assert missing.label == "not tested"
    assert "Straight leg raise" in missing.head
    assert "Arm/fossa, upper fossa" not in missing.head


def test_what_is_absent_of_what_was_asked_is_told_in_one_entry_below_the_rest() -> None:
    visit = example("category-ii-left")
    findings = MappingProxyType({**visit.findings, "cancer_warning": "present", "osteoporosis": "absent"})
    unsure = MappingProxyType({**visit.confidence, "saddle_numbness": "unsure"})
    entries = section(draft(visit=replace(visit, findings=findings, confidence=unsure)), "Asked before")
    assert [(one.label, one.head) for one in entries[:2]] == [
        ("Saddle numbness [saddle_numbness]", "absent (recorded as unsure)"),
        ("Warning of cancer [cancer_warning]", "present"),
    ]
    assert [one.label for one in entries[2:]] == ["absent", "not asked"]
    absent = entries[2].head.removesuffix(".").split("; ")
    assert len(absent) == 9
    assert {"Bladder or bowel change", "Osteoporosis"} < set(absent)
    assert "Osteoporosis" not in entries[3].head


def test_a_section_that_has_only_absent_answers_is_not_called_untouched() -> None:
    visit = example("category-ii-left")
    signs = (one for one in core().findings.values() if one.kind == "sign" and not one.sided)
    only = next(one for one in signs if one.position == "history")
    entry = draft(visit=replace(visit, findings=MappingProxyType({**visit.findings, only.id: "absent"})))
    entries = section(entry, "History, asked")
    assert [(one.label, one.head) for one in entries[:1]] == [("absent", f"{only.name}.")]
    assert "; " in entries[1].head


def test_a_side_that_was_not_tested_says_so() -> None:
    visit = example("category-ii-left")
    fewer = {key: value for key, value in visit.findings.items() if key != "first_rib_pain.right"}
    undone = MappingProxyType({"heel_tension.right": "cast"})
    fewer.pop("heel_tension.right")
    entry = draft(visit=replace(visit, findings=MappingProxyType(fewer), not_done=undone))
    assert "left 6 of 10, right not tested" in told(section(entry, "Seated"))
    assert "left 0 of 3, right not done (cast)" in told(section(entry, "Face down"))


def test_a_position_in_which_nothing_was_tested_is_said_in_one_line() -> None:
    entries = section(draft(), "History, asked")
    assert [one.head for one in entries] == ["None of the 13 findings of this section was asked."]


def test_a_question_for_some_patients_is_missed_in_those_alone() -> None:
    def missing(patient: Patient) -> str:
        visit = replace(example("category-i"), patient=patient)
        return told(section(draft(visit=visit), "Asked before"))

    grown, child = Patient(ref="X", age_years=40), Patient(ref="X", age_years=9)
    name = core().findings["child_protection_concern"].name
    assert name not in missing(grown)
    assert name in missing(child)


def test_what_the_pack_does_not_know_is_printed_and_not_dropped() -> None:
    visit = replace(
        example("category-i"),
        findings=MappingProxyType({**example("category-i").findings, "old_test.left": "present"}),
        after=MappingProxyType({"older_test": 2}),
        not_done=MappingProxyType({"oldest_test": "no time"}),
    )
    entry = replace(draft("category-i"), visit=visit)
    assert [one.head for one in section(entry, "Recorded under names")] == [
        "after blocking, older_test: 2", "not done, oldest_test: no time", "old_test.left: present",
    ]  # fmt: skip


def test_scores_have_their_direction_their_change_and_what_was_published() -> None:
    said = told(section(signed(), "Outcome scores"))
    assert "NPRS Numeric pain rating scale: 4 of 10, on 2026-01-15 From 0 to 10; lower is better." in said
    assert "Before: 7, on 2026-01-01. Change: 3 to the better." in said
    assert "this change is that large. Source B:S90." in said
    assert "Change: 2.3 to the better." in said
    assert "9 of 10 items were answered. No earlier score that can be compared was recorded" in said
    assert "Before: 10. Change: 2 to the worse." in said


def test_a_score_that_did_not_move_and_one_outside_its_range() -> None:
    measure = read_measures()["NDI"]
    same = score_entry(Score(measure="NDI", value=60, previous=60, at="2026-01-15"), measure)
    assert "The number recorded lies outside 0 to 50; look at it again." in same.body
    assert "Before: 60. Change: none." in same.body
    assert not any("Published" in words for words in same.body)


def test_an_entry_without_scores_has_no_section_of_them() -> None:
    assert "Outcome scores" not in note_text(note(draft()))


# --- Assessment ---


def test_reasons_for_and_against_stand_with_rule_finding_and_source() -> None:
    said = chapter(signed(), "assessment")
    assert "The findings recorded match the published pattern for Category II, side left." in said
    assert "+ hallmark: C2-03 Very painful first rib, left Recorded: First rib tubercle, pain, left" in said
    assert "- against: C1-20 Side-sway against Category I, left" in said
    assert "Source DEJ84, WECARE; grade originator; basis stated." in said
    assert "o not tested: SOTO (step out, turn out) test [soto_test];" in said


def test_a_referral_stands_above_the_note_and_no_placement_follows() -> None:
    entry = draft("refer")
    assert "Refer: emergency department, at once." in note(entry).lead
    assert "so no placement is shown." in chapter(entry, "plan")
    assert "[A]" not in note_text(note(entry))


def test_what_speaks_of_stopping_on_the_blocks_stands_above_the_note() -> None:
    assert any("Take the blocks away" in words for words in note(draft("retest")).lead)


def test_contradictions_and_an_insufficient_exam_are_named() -> None:
    assert "These cannot both be true" in chapter(draft("contradictory"), "assessment")
    assert "not enough to match one category" in chapter(draft("insufficient"), "assessment")


def test_a_mixed_exam_lists_the_orders_without_a_command() -> None:
    said = chapter(draft("mixed"), "assessment")
    assert said.count("> documented:") == len(core().orders)
    assert "--commit" not in said
    assert "Category II was committed" in chapter(draft("mixed", "II"), "assessment")


def test_an_entry_that_was_not_assessed_says_so() -> None:
    entry = replace(draft(), assessment=None)
    assert "The findings of this visit were not assessed." in chapter(entry, "assessment")
    assert "Rules" not in dict(note(entry).rows)
    assert "Documented placement" not in chapter(entry, "plan")


def test_an_assessment_without_explanation_has_no_word_on_what_is_open() -> None:
    visit = example("category-ii-left")
    entry = replace(draft(), assessment=assess(core(), visit, explained=False))
    assert "could change the outcome" not in chapter(entry, "assessment")


def test_a_decision_has_its_reason_and_who_made_it() -> None:
    suggestions, answers = suggested(category="accepted", side="rejected", placement="changed")
    entry = replace(draft(), suggestions=suggestions, answers=answers)
    assert "> accepted: Category II It matches. Rules C2-01, C2-02. Decided by E. Xample, DC" in chapter(
        entry, "assessment"
    )
    assert "> rejected: Side left" in chapter(entry, "assessment")
    said = chapter(entry, "plan")
    assert "Chosen instead: C2-R Reason: The patient asked for another way." in said


def test_who_decided_is_named_by_key_when_the_entry_does_not_know_the_person() -> None:
    one = Suggestion(key="category", kind="category", value="II", says="")
    answer = Answer(suggestion="category", verdict="accepted", by="p-99")
    entry = replace(draft(), suggestions=(one,), answers=MappingProxyType({"category": answer}))
    assert "> accepted: Category II Decided by p-99." in chapter(entry, "assessment")
    silent = replace(entry, answers=MappingProxyType({"category": replace(answer, by="")}))
    assert "Decided" not in chapter(silent, "assessment")
