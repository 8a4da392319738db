"""What an assessment says, in which order, and what it never says."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.assessment import NextTest
from sot_engine.domain.pack import Review
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.assess import assess
from sot_engine.packs.shelf import pack_cases, pack_folder
from sot_engine.reports.markdown import sheet_markdown
from sot_engine.reports.result import result_sheet
from sot_engine.reports.safety import AFTER
from sot_engine.reports.sheet import Sheet
from sot_engine.reports.text import sheet_text
from sot_engine.reports.wording import lead_words, settled_words
from tests.known_packs import core, tiny, with_ak
from tests.reports.shown import EXAMPLES, example, forbidden, on_screen, sheet
from tests.strategies import few, visits, whole_visits

STOPS = {question.id: "absent" for question in core().stop_questions if question.asked_when is None}


def exam(**findings: object) -> Visit:
    recorded = {**STOPS, **{name.replace("__", "."): value for name, value in findings.items()}}
    return Visit(
        examined_at="2026-01-15T10:00:00Z",
        examiner="E. Xample",
        patient=Patient(ref="X", age_years=40),
        findings=MappingProxyType(recorded),  # type: ignore[arg-type]  # the words of each test are the pack's
    )


def sheet_of(visit: Visit) -> Sheet:
    return result_sheet(assess(core(), visit), visit, core(), with_exam=True)


def titles(shown: Sheet) -> list[str]:
    return [section.title for section in shown.sections]


def section(shown: Sheet, start: str) -> str:
    found = next(part for part in shown.sections if part.title.startswith(start))
    return "\n".join(" ".join((entry.mark, entry.label, entry.head, *entry.body)) for entry in found.entries)


# --- Words ---


@pytest.mark.parametrize(
    ("name", "word", "sentence"),
    [
        ("category-i", "SUPPORTED", "The findings recorded match the published pattern for Category I."),
        (
            "category-ii-left",
            "SUPPORTED",
            "The findings recorded match the published pattern for Category II, side left.",
        ),
        ("category-iii", "SUPPORTED", "The findings recorded match the published pattern for Category III, side left."),
        ("mixed", "MIXED", "The findings recorded match more than one pattern: Categories II and III."),
        ("insufficient", "INSUFFICIENT", "The findings recorded are not enough to match one category."),
        ("contradictory", "CONTRADICTORY", "Recorded findings contradict each other. Re-test them first."),
        ("refer", "REFER", "Refer: emergency department, at once."),
    ],
)
def test_the_outcome_stands_first_as_a_sentence(name: str, word: str, sentence: str) -> None:
    shown = sheet(name)
    assert (shown.word, shown.title) == (word, sentence)
    assert sheet_text(shown).splitlines()[1] == word


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_output_uses_a_forbidden_word(name: str) -> None:
    shown = sheet(name)
    for text in (sheet_text(shown), sheet_markdown(shown), on_screen(shown)):
        assert forbidden(text) == []
        assert "not a diagnosis" in " ".join(text.split())


@pytest.mark.no_cover
def test_no_golden_case_says_a_forbidden_word() -> None:
    pack = with_ak()
    for folder in (pack_folder("sot-core"), pack_folder("ak-variants")):
        for case in pack_cases(pack, folder):
            if case.kind == "exam":
                found = assess(pack, case.visit, commit=case.commit)
                assert forbidden(sheet_text(result_sheet(found, case.visit, pack, with_exam=True))) == [], case.id


def test_a_forbidden_word_would_be_found() -> None:
    assert forbidden("Diagnosis confirmed: safe, 80 %, normal") == ["Diagnos", "confirm", "safe", "0 %", "normal"]
    assert forbidden("it is not a\ndiagnosis") == []


@few
@given(visits(core()), st.randoms())
def test_the_same_findings_always_give_the_same_words(visit: Visit, chance: object) -> None:
    keys = list(visit.findings)
    chance.shuffle(keys)  # type: ignore[attr-defined]  # a random.Random
    shuffled = replace(visit, findings=MappingProxyType({key: visit.findings[key] for key in keys}))
    assert sheet_text(sheet_of(visit)) == sheet_text(sheet_of(shuffled))


@few
@given(whole_visits(with_ak()))
def test_every_exam_can_be_shown_within_80_columns_in_words_that_are_allowed(visit: Visit) -> None:
    found = assess(with_ak(), visit)
    shown = result_sheet(found, visit, with_ak(), with_exam=True)
    assert max(map(len, sheet_text(shown).splitlines())) <= 80
    plain = replace(visit, complaint=None, examiner="X", patient=Patient(ref="X", age_years=40), not_done={})
    told = sheet_text(result_sheet(found, plain, with_ak(), with_exam=True))
    assert told.isascii()
    assert forbidden(told) == []


@few
@given(visits(tiny()))
def test_another_pack_needs_no_other_words(visit: Visit) -> None:
    shown = result_sheet(assess(tiny(), visit), visit, tiny(), with_exam=True)
    assert shown.title in sheet_text(shown).replace("\n", " ")


# --- Order and content ---


def test_the_sections_stand_in_the_order_in_which_they_are_read() -> None:
    starts = ["Category II", "Category I,", "Category III", "Safety", "Documented placement", "Why not", "What next"]
    found = titles(sheet("category-ii-left"))
    assert [next(place for place, title in enumerate(found) if title.startswith(start)) for start in starts] == [
        *range(7)
    ]


def test_every_line_of_evidence_can_be_followed_back() -> None:
    told = section(sheet("category-ii-left"), "Category II,")
    assert "+ hallmark C2-03 Very painful first rib, left A very painful first-rib" in told
    assert "Recorded: First rib tubercle, pain, left [first_rib_pain]: 6 of 10." in told
    assert "Source DEJ84, WECARE; grade originator; basis stated." in told


def test_against_contrast_and_open_have_a_word_beside_the_mark() -> None:
    told = section(sheet("category-ii-left"), "Category I,")
    assert "- against C1-20" in told
    assert "= contrast C1-22" in told
    assert "o open, hallmark C1-01 needs pelvic_rigidity." in told


def test_what_is_recorded_as_unsure_says_so() -> None:
    assert "[medial_knee_pain]: 4 of 10 (recorded as unsure)" in section(sheet("category-ii-left"), "Category II,")


def test_what_was_not_done_stands_with_its_reason() -> None:
    assert "Cervical compaction test [cervical_compaction]: neck pain" in section(
        sheet("category-ii-left"), "Asked for"
    )


def test_a_referral_says_first_what_fired_and_where_to_send_the_most_urgent_first() -> None:
    shown = sheet("refer")
    assert titles(shown)[0] == "Refer first"
    told = section(shown, "Refer first")
    assert (
        told.index("! emergency R-01")
        < told.index("Send to: emergency department, at once.")
        < told.index("! prompt R-07")
    )


@pytest.mark.parametrize("name", ["refer", "contradictory"])
def test_no_category_is_called_established_when_none_is_weighed(name: str) -> None:
    text = sheet_text(sheet(name))
    assert "established" not in text
    assert "Documented placement" not in text


def test_a_contradiction_names_what_cannot_both_be_true() -> None:
    told = section(sheet("contradictory"), "These cannot both be true")
    assert "[pelvic_rigidity]: present" in told
    assert "[lateral_sway]: present" in told


def test_a_mixed_result_lists_the_documented_orders_and_prefers_none() -> None:
    told = section(sheet("mixed"), "Which first: documented orders, none preferred")
    assert told.count("> documented") == len(core().orders)
    assert "--commit and one of II or III." in told
    assert "None is preferred; the practitioner chooses." in sheet("mixed").lead


def test_a_committed_category_has_its_side_and_its_placement_and_is_not_asked_again() -> None:
    shown = sheet("mixed", "II")
    assert shown.lead == ("Category II was committed, side left.",)
    assert "Documented placement for practitioner review: C2-L" in titles(shown)
    assert "--commit" not in sheet_text(shown)


def test_a_placement_is_for_review_and_says_how_sure_it_is() -> None:
    told = section(sheet("category-ii-left"), "Documented placement for practitioner review: C2-L")
    assert "> block left, under the posterior iliac crest; thin edge at 90 degrees, across to the midline" in told
    assert "> how sure" in told
    assert "> end point No numeric end point was found." in told


def test_a_withheld_placement_shows_its_reasons_and_no_block() -> None:
    told = section(sheet_of(replace(example("category-ii-left"), patient=Patient(ref="X", age_years=9))), "Placement")
    assert "! withheld D-09" in told
    assert "block" not in told.replace("blocks", "")


def test_every_reason_of_a_placement_shows_the_findings_behind_it() -> None:
    visit = example("category-ii-left")
    unclear = MappingProxyType({**visit.findings, "saddle_numbness": "equivocal"})
    withheld = section(sheet_of(replace(visit, findings=unclear)), "Placement")
    assert "Recorded: Saddle numbness [saddle_numbness]: equivocal." in withheld
    assert "Recorded: Short leg, supine [short_leg_supine]: left." in section(sheet_of(visit), "Documented placement")


def test_a_stop_question_answered_neither_yes_nor_no_stands_under_safety_whatever_the_outcome() -> None:
    told = section(sheet_of(exam(saddle_numbness="equivocal")), "Safety")
    assert "Stop questions answered neither yes nor no: Saddle numbness [saddle_numbness]: equivocal" in told
    assert "neither yes nor no" not in section(sheet_of(exam(saddle_numbness="present")), "Safety")


def test_a_stop_question_answered_after_blocking_stands_beside_the_outcome() -> None:
    visit = example("category-ii-left")
    shown = sheet_of(replace(visit, after=MappingProxyType({"saddle_numbness": "present"})))
    assert AFTER in shown.lead
    assert "Saddle numbness, after blocking [saddle_numbness]: present" in section(shown, "Safety")
    assert AFTER not in sheet_of(replace(visit, after=MappingProxyType({"saddle_numbness": "absent"}))).lead


def test_a_placement_with_a_change_asks_for_a_written_reason() -> None:
    visit = example("category-ii-left")
    shown = sheet_of(replace(visit, findings=MappingProxyType({**visit.findings, "osteoporosis": "present"})))
    assert (
        "Placement",
        "C2-L, on the back (supine), for practitioner review; only with a change and a written reason",
    ) in (shown.glance)
    assert "! change D-20" in section(shown, "Documented placement")


def test_what_only_a_placement_would_be_weighed_against_is_shown_where_there_is_none() -> None:
    """Active disease was silent where quiet disease was warned of."""
    told = {"inflammatory_arthropathy": "active", "generalised_hypermobility": "present"}
    shown = section(sheet_of(exam(heel_tension__left=1, **told)), "Safety")
    assert "Inflammatory arthropathy [inflammatory_arthropathy]: active" in shown
    assert shown.count("generalised_hypermobility") == 1, "a caution speaks of it already"
    decided = replace(example("category-ii-left"), findings={**example("category-ii-left").findings, **told})
    assert "no rule that withholds or changes a placement was asked" not in section(sheet_of(decided), "Safety")


def test_a_reason_names_the_rules_that_it_rests_on() -> None:
    seen = exam(lateral_sway__right="present", arm_fossa_upper__left="present", arm_fossa_upper__right="present",
                first_rib_pain__left=6, short_leg_supine="left")  # fmt: skip
    shown = section(sheet_of(seen), "Placement: withheld")
    assert "Short leg, supine [short_leg_supine]: left. Rests on rules that fired: C2-02, both sides." in shown


def test_a_reason_names_no_rule_that_it_does_not_rest_on() -> None:
    """The rib on the side of the short leg agrees with it, and the side is determined."""
    seen = exam(arm_fossa_upper__right="present", first_rib_pain__left=6, inguinal_upper_pain__left=6,
                short_leg_supine="left")  # fmt: skip
    shown = section(sheet_of(seen), "Placement: withheld")
    assert "Rests on rules that fired: C2-02, right." in shown


def test_what_a_placement_is_weighed_against_is_what_its_rules_would_read() -> None:
    """The age and the pregnancy too, and not what a caution or a stop question speaks of already."""
    seen = replace(exam(osteoporosis="present", spondylolisthesis="stable", soto_test__left=("same", "worse")),
                   patient=Patient(ref="X", age_years=11, pregnancy_weeks=30))  # fmt: skip
    shown = section(sheet_of(seen), "Safety")
    told = shown[shown.index("not weighed") :].partition("\n")[0]
    assert all(words in told for words in ("Age: 11 years", "Pregnancy: 30 weeks", "[soto_test]", "[osteoporosis]"))
    assert "spondylolisthesis" not in told


def test_a_caution_stands_under_safety() -> None:
    visit = example("category-ii-left")
    shown = sheet_of(replace(visit, findings=MappingProxyType({**visit.findings, "frailty": "present"})))
    assert "D-23" in sheet_text(shown)


def test_a_reviewed_pack_names_its_reviewers() -> None:
    review = Review(name="R. Eader", date="2026-02-01", rules=())
    found, visit = assess(core(), example("category-i")), example("category-i")
    shown = result_sheet(found, visit, replace(core(), status="reviewed", reviewed_by=(review,)))
    assert "; reviewed by R. Eader (2026-02-01)." in " ".join(shown.footer)


def test_stop_questions_that_were_not_asked_stand_apart() -> None:
    shown = sheet("insufficient")
    told = section(shown, "Safety")
    assert "7 of 10 stop questions were asked" in told
    assert "Warning of infection [infection_warning]" in told
    assert "3 stop questions not asked; the list is under Safety." in section(shown, "What next")


@pytest.mark.parametrize(
    ("outcome", "label", "said"),
    [
        ("mixed", "mixed", "a mixed result of other categories"), ("supported", "mixed", "a mixed result"),
        ("insufficient", "insufficient", "an insufficient result without a lean"),
        ("insufficient", "insufficient (lean II)", "an insufficient result (lean to II)"),
    ],
)  # fmt: skip
def test_what_a_test_could_lead_to_is_never_what_is_there_already(outcome: Any, label: str, said: str) -> None:
    found = assess(core(), example("mixed"))._replace(outcome=outcome)
    assert lead_words(found, NextTest(finding="heel_tension", position="prone", could_lead_to=(label,))) == said


def test_of_an_outcome_that_two_open_findings_could_change_nothing_is_said_but_of_each_alone() -> None:
    """C3-07 needs two: neither is a next test, and both together would make this exam Category III."""
    found = assess(core(), example("contradictory"))._replace(outcome="insufficient")
    assert settled_words(found).startswith("No single finding that is not recorded could change this outcome")


def test_when_nothing_open_can_change_the_outcome_it_says_so() -> None:
    assert "No finding that is not recorded could change this outcome." in section(sheet("contradictory"), "What next")
    assert "a stop finding stands before all else" in section(sheet("refer"), "What next")
    unasked = exam(pelvic_rigidity="present", lateral_sway__left="present", lateral_sway__right="absent")
    fewer = {key: value for key, value in unasked.findings.items() if key != "myelopathy_signs"}
    shown = sheet_of(replace(unasked, findings=MappingProxyType(fewer)))
    assert "the stop questions that were not asked stand apart." in section(shown, "What next")


def test_what_next_is_grouped_by_the_position_of_the_patient() -> None:
    entries = next(part for part in sheet("insufficient").sections if part.title == "What next").entries
    positions = [entry.head for entry in entries if entry.head.endswith(":")]
    assert len(positions) == len(set(positions)) >= 3
    assert ("could lead to Category II",) in [entry.body for entry in entries]


def test_why_not_names_the_change_and_what_is_recorded_now() -> None:
    told = section(sheet("mixed"), "Why not")
    assert "[sciatic_gluteal_pain]: 3 of 10 (now 7 of 10)" in told
    assert "no change of up to three findings, each side counted, would make it the supported one." in told


def test_what_speaks_of_stopping_stands_beside_the_outcome_and_before_the_rest_of_the_retest() -> None:
    shown = sheet("retest")
    assert "Take the blocks away" in " ".join(shown.lead)
    told = section(shown, "Guidance and re-test")
    assert told.index("! first G-13") < told.index("re-test First rib")
    assert "before 6 of 10, after blocking 4 of 10" in told


def test_the_footer_names_the_pack_and_its_review_status() -> None:
    footer = " ".join(sheet("category-i").footer)
    assert (
        f"Pack sot-core {core().version}, sha256 {core().sha256[:12]}; draft: no SOT-certified practitioner" in footer
    )
    assert all(notice in footer for notice in core().notices)


def test_the_footer_of_an_extended_pack_names_both() -> None:
    visit = example("category-i")
    shown = result_sheet(assess(with_ak(), visit), visit, with_ak())
    assert "with ak-variants" in " ".join(shown.footer)


def test_an_exam_without_a_finding_can_be_shown() -> None:
    visit = replace(exam(), findings=MappingProxyType({}))
    text = sheet_text(sheet_of(visit))
    assert "What was recorded\n-----------------\n  Nothing." in text
    assert "No category leads." in text


def test_a_jsonl_line_without_explanation_has_no_word_on_what_next() -> None:
    visit = example("category-i")
    shown = result_sheet(assess(core(), visit, explained=False), visit, core())
    assert "What next" not in titles(shown)
    assert "Next" not in dict(shown.glance)


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    visit = replace(exam(), complaint="a\x1b[31mred\nline\u202e", patient=Patient(ref="\x07P", age_years=1))
    text = sheet_text(sheet_of(visit))
    assert "a?[31mred line?" in text
    assert "\x1b" not in text + on_screen(sheet_of(visit))
