"""What a note holds, in which order, and what it never says."""

import re
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.chart import (
    Addendum,
    AddendumKind,
    Answer,
    BlocksUsed,
    BlockUsed,
    ChartEntry,
    Identity,
    Score,
    Signature,
    Stage,
    Suggestion,
)
from sot_engine.domain.condition import Value
from sot_engine.domain.note import CHAPTERS, Note
from sot_engine.domain.section import Entry
from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import NoteShape, PackDiffers
from sot_engine.inference.assess import assess
from sot_engine.packs.measures import read_measures
from sot_engine.reports.note import STAGES, draft_note
from sot_engine.reports.note_html import note_html
from sot_engine.reports.note_json import note_json, read_note
from sot_engine.reports.note_markdown import note_markdown
from sot_engine.reports.note_scores import score_entry
from sot_engine.reports.note_text import note_text
from tests.known_packs import core, tiny, with_ak
from tests.reports.charts import BLOCKS, DC, SIGNED_AT, STUDENT, amended, draft, signed, suggested
from tests.reports.shown import EXAMPLES, example, forbidden
from tests.strategies import few, texts, visits, whole_visits


def note(entry: ChartEntry) -> Note:
    return draft_note(entry, core())


def chapter(entry: ChartEntry, name: str) -> str:
    """A chapter of the text, each section on a line of its own."""
    text = note_text(note(entry))
    start = text.index(f"\n{name.upper()}\n")
    rest = [text.find(f"\n{title.upper()}\n", start + 1) for title in CHAPTERS.values()]
    return " ".join(text[start : min([place for place in rest if place > start] or [len(text)])].split())


def section(entry: ChartEntry, start: str) -> list[Entry]:
    sections = (one for part in note(entry).chapters for one in part.sections)
    return list(next(one for one in sections if one.title.startswith(start)).entries)


def told(entries: list[Entry]) -> str:
    return "\n".join(" ".join((one.mark, one.label, one.head, *one.body)) for one in entries)


def with_findings(name: str, **findings: Value) -> ChartEntry:
    visit = example(name)
    return draft(name, visit=replace(visit, findings=MappingProxyType({**visit.findings, **findings})))


# --- Form ---


NAMES = ("signed", "amended", *EXAMPLES)


def named(name: str) -> ChartEntry:
    return {"signed": signed, "amended": amended}[name]() if name in {"signed", "amended"} else draft(name)


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_ascii_of_at_most_80_columns_with_every_heading(name: str) -> None:
    text = note_text(note(named(name)))
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 80
    places = [text.index(f"\n\n{title.upper()}\n{'=' * len(title)}\n") for title in CHAPTERS.values()]
    assert places == sorted(places)


@pytest.mark.parametrize("name", NAMES)
def test_no_form_of_a_note_says_a_forbidden_word(name: str) -> None:
    shown = note(named(name))
    for text in (
        note_text(shown),
        note_markdown(shown),
        re.sub(r"<style>.*?</style>", "", note_html(shown), flags=re.DOTALL),
    ):
        assert forbidden(re.sub(r"width=device-width|100%", "", text)) == []
        assert "not a diagnosis" in " ".join(text.split())
        assert "not a legal electronic signature" in " ".join(text.split())


@pytest.mark.parametrize("name", NAMES)
def test_what_is_written_as_json_is_read_back_equal(name: str) -> None:
    shown = note(named(name))
    assert read_note(note_json(shown)) == shown


@few
@given(whole_visits(with_ak()), texts(), texts())
def test_any_visit_has_a_note_in_every_form(visit: Visit, history: str, plan: str) -> None:
    entry = replace(
        draft(visit=example("category-i")), visit=visit, assessment=assess(with_ak(), visit), history=history
    )
    shown = draft_note(replace(entry, plan=plan), with_ak())
    text = note_text(shown)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 80
    assert read_note(note_json(shown)) == shown
    assert note_html(shown).count("<h2>") == len(CHAPTERS)


@few
@given(visits(core()), st.randoms())
def test_the_same_findings_always_give_the_same_words(visit: Visit, chance: object) -> None:
    keys = list(visit.findings)
    chance.shuffle(keys)  # type: ignore[attr-defined]  # a random.Random
    again = {key: visit.after[key] for key in reversed(tuple(visit.after))}
    shuffled = replace(
        visit,
        findings=MappingProxyType({key: visit.findings[key] for key in keys}),
        after=MappingProxyType(again),
    )
    assert note(draft(visit=visit)) == note(draft(visit=shuffled))


@few
@given(visits(tiny()))
def test_another_pack_needs_no_other_words(visit: Visit) -> None:
    entry = replace(draft(), visit=visit, assessment=assess(tiny(), visit))
    assert note_text(draft_note(entry, tiny())).startswith("=")


def test_text_from_outside_can_neither_steer_a_terminal_nor_become_html() -> None:
    entry = replace(draft(), history="a\x1b[31m\n<script>x</script>\n![x](http://y)", plan="=1+1")
    assert "\x1b" not in note_text(note(entry))
    assert "<script>" not in note_html(note(entry))
    assert "![x](http" not in note_markdown(note(entry))


def test_no_part_of_an_entry_can_steer_a_terminal() -> None:
    bad = "x\x1b[2Jy"
    person = replace(DC, name=bad, credentials=bad)
    answer = Answer(suggestion="category", verdict="changed", instead=bad, reason=bad, by=bad, at=bad)
    entry = ChartEntry(
        id=bad,
        patient=Identity(id="i", ref=bad, name=bad, birth_date=bad),
        stage="amended",
        opened_by=person,
        opened_at=bad,
        visit=replace(example("category-i"), complaint=bad, examined_at=bad, examiner=bad),
        suggestions=(Suggestion(key="category", kind="category", value=bad, says=bad, rules=(bad,)),),
        answers=MappingProxyType({"category": answer}),
        blocks=BlocksUsed(
            position="prone",
            blocks=(BlockUsed(side="left", landmark=bad, wedge=bad),),
            placement=bad,
            started_at=bad,
            stopped_at=bad,
            response=bad,
            adverse_response=bad,
        ),
        scores=(Score(measure="NPRS", value=1, at=bad, previous=2, previous_at=bad),),
        history=bad,
        plan=bad,
        signatures=(Signature(by=person, as_="author", at=bad, attests=bad),),
        addenda=(Addendum(number=1, kind="moved", by=person, at=bad, reason=bad, text=bad, other=bad),),
        seal=bad,
    )
    shown = note(entry)
    for text in (note_text(shown), note_markdown(shown), note_html(shown)):
        assert "\x1b" not in text
        assert "x?[2Jy" in text.replace("\\", "")


def test_a_patient_whose_name_was_erased_is_not_named() -> None:
    erased = replace(signed(), patient=Identity(id="i-1", ref=""))
    assert dict(note(erased).rows)["Patient"] == "not named, 40 years"


def test_a_name_in_another_script_is_counted_as_lost_in_the_text_and_kept_elsewhere() -> None:
    entry = replace(draft(), patient=replace(draft().patient, name="山田 José"))
    assert "?? Jose (EXAMPLE-2)" in note_text(note(entry))
    assert "2 signs of this note cannot be written in plain letters" in " ".join(note_text(note(entry)).split())
    assert "山田 José" in note_html(note(entry))
    assert "cannot be written" not in note_text(note(draft()))


def test_a_line_that_grows_when_its_signs_are_spelt_out_is_broken_again() -> None:
    text = note_text(note(replace(draft(), plan="≥ " * 60)))
    assert max(map(len, text.splitlines())) <= 80
    assert text.count(">=") >= 60


# --- Who, when, how far ---


@pytest.mark.parametrize(("stage", "says"), [
    ("draft", "Not reviewed and not signed."),
    ("reviewed", "Reviewed, and not signed."),
    ("awaiting_cosignature", "It waits for a practitioner's co-signature and is not final."),
    ("signed", f"Signed by E. Xample, DC, {SIGNED_AT}."),
    ("amended", f"Signed by E. Xample, DC, {SIGNED_AT}."),
    ("entered_in_error", "This entry was made in error."),
])  # fmt: skip
def test_every_stage_is_named_first_and_says_what_it_means(stage: Stage, says: str) -> None:
    text = note_text(note(replace(signed(), stage=stage)))
    assert text.splitlines()[1] == f"VISIT NOTE: {STAGES[stage]}"
    assert says in " ".join(text.split())


def test_every_stage_has_a_word() -> None:
    assert set(STAGES) == set(get_args(Stage))


def test_a_student_and_a_cosigner_are_both_named() -> None:
    first = replace(signed().signatures[0], by=STUDENT)
    second = replace(first, by=DC, as_="cosigner", at="2026-01-15T12:00:00+00:00")
    entry = replace(signed(), opened_by=STUDENT, signatures=(first, second))
    assert f"Signed by S. Tudent, {SIGNED_AT} and co-signed by E. Xample, DC" in note(entry).lead[0]
    assert "signed: S. Tudent, student" in chapter(entry, "signatures")
    assert "co-signed: E. Xample, DC" in chapter(entry, "signatures")
    assert "S. Tudent, student" in dict(note(entry).rows)["Recorded"]
    assert note(entry).dated == "2026-01-15T12:00:00+00:00"


def test_nobody_has_signed_a_draft_and_it_bears_the_day_on_which_it_was_opened() -> None:
    assert "Nobody has signed." in chapter(draft(), "signatures")
    assert note(draft()).dated == draft().opened_at


def test_what_nobody_answered_is_named_above_the_note() -> None:
    suggestions, answers = suggested(category="accepted")
    entry = replace(draft(), suggestions=suggestions, answers=answers)
    assert "Not reviewed yet: side and placement." in note(entry).lead
    assert "o not reviewed: Side left" in chapter(entry, "assessment")


def test_the_original_and_every_addition_are_printed() -> None:
    original, added = note_text(note(signed())), note_text(note(amended()))
    body = original[original.index("\nSUBJECTIVE\n") : original.index("\nADDENDA\n")]
    assert body in added
    said = chapter(amended(), "addenda")
    assert "1. Amendment, 2026-01-16T09:00:00+00:00, E. Xample, DC" in said
    assert "reason: The wedge was written down wrongly. The wedges were half size." in said
    assert "2. Delayed entry, 2026-01-17T09:00:00+00:00, S. Tudent" in said
    assert note(amended()).changed == "2026-01-17T09:00:00+00:00"
    assert "2 additions to it stand under Addenda." in note(amended()).lead[1]


@pytest.mark.parametrize("kind", get_args(AddendumKind))
def test_every_kind_of_addition_has_a_heading_and_names_the_other_end(kind: AddendumKind) -> None:
    one = Addendum(number=1, kind=kind, by=DC, at=SIGNED_AT, reason="Why.", text="What.", other="EXAMPLE-9")
    said = chapter(replace(signed(), addenda=(one,)), "addenda")
    assert "the other end: EXAMPLE-9" in said
    assert "1 addition to it stand" not in said


def test_a_pregnancy_that_was_not_asked_is_not_a_no() -> None:
    def pregnancy(weeks: int | None) -> str:
        visit = replace(example("category-i"), patient=Patient(ref="X", age_years=30, pregnancy_weeks=weeks))
        return dict(note(draft(visit=visit)).rows)["Pregnancy"]

    assert [pregnancy(weeks) for weeks in (None, 0, 1, 12)] == [
        "not asked", "asked, none", "1 week recorded", "12 weeks recorded",
    ]  # fmt: skip


def test_the_review_status_of_the_rules_stands_at_the_top_and_at_the_end() -> None:
    assert dict(note(draft()).rows)["Rules"].endswith("draft: no SOT-certified practitioner has reviewed it")
    assert core().sha256[:12] in " ".join(note(draft()).footer)


def test_a_seal_is_printed() -> None:
    assert f"Sealed with {'3f' * 32}." in note(signed()).footer
    assert not any("Sealed" in words for words in note(draft()).footer)


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
    assert "9 of 10 items were answered. No earlier score was recorded" in said
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
    assert "The practitioner committed Category II" in chapter(draft("mixed", "II"), "assessment")


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


# --- Plan ---


@pytest.mark.parametrize(("verdict", "drawn"), [("accepted", True), ("changed", False), ("rejected", False)])
def test_the_placement_is_drawn_while_it_stands(verdict: str, drawn: bool) -> None:  # noqa: FBT001  # a table of cases
    suggestions, answers = suggested(placement=verdict)  # type: ignore[arg-type]  # one of the three words
    entry = replace(draft(), suggestions=suggestions, answers=answers)
    assert ("[A]" in note_text(note(entry))) == drawn
    assert ("is not drawn, because the practitioner decided otherwise" in chapter(entry, "plan")) != drawn
    assert ("<svg" in note_html(note(entry))) == drawn
    assert "[A]" in note_text(note(draft()))


def test_a_withheld_placement_has_its_reason_and_no_figure() -> None:
    entry = with_findings("category-ii-left", bladder_bowel_change="equivocal")
    assert "! withheld: No placement is shown." in chapter(entry, "plan")
    assert "[A]" not in note_text(note(entry))


def test_a_placement_with_a_side_that_is_not_determined_is_told_in_words_alone() -> None:
    found = draft().assessment
    assert found is not None
    entry = replace(draft(), assessment=found._replace(side="undetermined"))
    assert "not drawn, because the side is not determined" in chapter(entry, "plan")
    assert "[A]" not in note_text(note(entry))


def test_variants_are_counted_and_found_on_the_page_of_the_placement() -> None:
    assert "> variants: 6 documented variants are on the page of C2-L." in chapter(draft(), "plan")
    found = draft().assessment
    assert found is not None
    fewer = found._replace(placement=found.placement._replace(variants=found.placement.variants[:1]))
    assert "1 documented variant is on" in chapter(replace(draft(), assessment=fewer), "plan")
    none = found._replace(placement=found.placement._replace(variants=()))
    assert "variant" not in chapter(replace(draft(), assessment=none), "plan")


def blocks(**other: object) -> str:
    return told(section(replace(signed(), blocks=replace(BLOCKS, **other)), "Blocks used"))  # type: ignore[arg-type]  # fields


def test_the_blocks_used_have_side_landmark_direction_wedge_times_and_response() -> None:
    said = blocks()
    assert "On the back (supine). The placement named is C2-L." in said
    assert (
        "> block left, under the posterior iliac crest; thin edge at 90 degrees, across to the midline; wedge" in said
    )
    assert "started 2026-01-15T10:22:00+00:00, stopped 2026-01-15T10:28:30+00:00; 6 minutes 30 s" in said
    assert "response Felt the left side let go" in said
    assert "adverse response none was recorded." in said


def test_what_was_not_recorded_of_the_blocks_says_so() -> None:
    said = blocks(
        blocks=(BlockUsed(side="left", landmark="sacral_base"),),
        placement=None,
        started_at=None,
        stopped_at=None,
        response="",
    )
    assert "No documented placement was named." in said
    assert "under the sacral base; direction not recorded; wedge not recorded" in said
    assert "start not recorded, stop not recorded" in said
    assert " response none was recorded." in said


def test_an_adverse_response_stands_out() -> None:
    assert "! adverse response Dizzy for a minute." in blocks(adverse_response="Dizzy for a minute.")


def test_blocks_that_differ_from_the_placement_named_say_so() -> None:
    assert "what was recorded differs from it" in blocks(blocks=BLOCKS.blocks[:1])
    assert "what was recorded differs from it" in blocks(position="prone")
    assert "C9-X, which this pack does not document" in blocks(placement="C9-X")
    assert "C2-03, which this pack does not document" in blocks(placement="C2-03")


def test_a_stop_before_the_start_is_said_and_a_time_that_cannot_be_read_is_left() -> None:
    assert "the stop recorded lies before the start" in blocks(stopped_at="2026-01-15T10:00:00+00:00")
    assert told_time(blocks(started_at="ten past")) == "started ten past, stopped 2026-01-15T10:28:30+00:00"
    assert told_time(blocks(started_at="2026-01-15T10:22:00")) == (
        "started 2026-01-15T10:22:00, stopped 2026-01-15T10:28:30+00:00"
    )
    assert "; 7 minutes" in blocks(stopped_at="2026-01-15T10:29:00+00:00")


def told_time(said: str) -> str:
    return next(line for line in said.splitlines() if line.strip().startswith("time")).strip().removeprefix("time ")


def test_the_re_test_is_before_and_after() -> None:
    said = told(section(signed(), "Re-test"))
    assert "First rib tubercle, pain, left, after blocking" not in said
    assert "First rib tubercle, pain, left [first_rib_pain] before 6 of 10, after blocking 2 of 10" in said
    assert "Nothing was tested again." in chapter(draft(), "plan")


def test_guidance_is_there_without_the_re_test_said_twice() -> None:
    assert all(one.label != "re-test" for one in section(draft("retest"), "Guidance"))


# --- Refused ---


def test_another_pack_than_the_visit_was_assessed_with_is_refused() -> None:
    with pytest.raises(PackDiffers, match="assessed with sot-core") as error:
        draft_note(draft(), tiny())
    assert core().sha256[:12] in error.value.hint


@pytest.mark.parametrize(("text", "where"), [("{", ""), ("{}", "entry"), ('{"entry": 1}', "entry"), ("[]", "")])
def test_what_is_no_note_is_refused_by_name(text: str, where: str) -> None:
    with pytest.raises(NoteShape, match="not a note of the form sot-note/1") as error:
        read_note(text, "note.json")
    assert str(error.value).startswith("note.json: N010")
    assert where in error.value.context


def test_keys_that_are_not_known_are_passed_over() -> None:
    text = note_json(note(draft())).replace('"entry":', '"later": 1, "entry":', 1)
    assert read_note(text) == note(draft())


def test_the_note_of_an_entry_takes_less_than_300_ms() -> None:
    started = datetime.now()  # noqa: DTZ005  # a span
    note_text(note(signed()))
    assert (datetime.now() - started).total_seconds() < 0.3  # noqa: DTZ005  # a span


def test_a_note_of_blocks_needs_no_assessment() -> None:
    assert isinstance(BLOCKS, BlocksUsed)
    entry = replace(signed(), assessment=None)
    assert "The placement named is C2-L." in chapter(entry, "plan")


def test_a_placement_with_a_change_and_the_answer_to_it_stand_in_the_plan() -> None:
    one = Suggestion(
        key="modification D-20",
        kind="modification",
        value="Softer wedges",
        says="Reduce the force.",
        rules=("D-20",),
        needs_reason=True,
    )
    answer = Answer(suggestion=one.key, verdict="accepted", reason="Half-size foam wedges were used.")
    entry = replace(
        with_findings("category-ii-left", osteoporosis="present"),
        suggestions=(one,),
        answers=MappingProxyType({one.key: answer}),
    )
    said = chapter(entry, "plan")
    assert "C2-L, only with a change and a written reason" in said
    assert "! change: D-20" in said
    assert "> accepted: Change Softer wedges Reduce the force. Rules D-20. Reason: Half-size" in said
    assert "[A]" in said


def test_what_the_note_says_already_is_not_said_twice_beside_the_decision() -> None:
    found = draft().assessment
    assert found is not None
    places = found.placement.reasons[-1].says
    pattern = "The findings recorded match the published pattern for Category II."
    suggestions = (
        Suggestion(key="category", kind="category", value="II", says=pattern),
        Suggestion(key="placement", kind="placement", value="C2-L", says=places),
    )
    text = " ".join(note_text(note(replace(draft(), suggestions=suggestions))).split())
    assert pattern not in text
    assert text.count(places) == 1


def test_letters_behind_a_name_are_printed_once() -> None:
    entry = replace(draft(), opened_by=replace(DC, name="E. Xample, DC"))
    assert dict(note(entry).rows)["Recorded"].endswith("; E. Xample, DC")


def test_who_added_later_does_not_lend_a_name_to_the_original() -> None:
    suggestions, answers = suggested(category="accepted")
    by_student = MappingProxyType({"category": replace(answers["category"], by=STUDENT.id)})
    one = Addendum(number=1, kind="addendum", by=STUDENT, at=SIGNED_AT, reason="Why.", text="What.")
    entry = replace(draft(), suggestions=suggestions, answers=by_student, addenda=(one,))
    assert "Decided by p-2," in chapter(entry, "assessment")
