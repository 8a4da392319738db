"""What a note holds, in which order, and what it never says; what is no note."""

import re
from dataclasses import replace
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
from sot_engine.domain.note import CHAPTERS
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.assess import assess
from sot_engine.reports.names import time_words
from sot_engine.reports.note import STAGES, draft_note
from sot_engine.reports.note_html import note_html
from sot_engine.reports.note_json import note_json, read_note
from sot_engine.reports.note_markdown import note_markdown
from sot_engine.reports.note_text import note_text
from tests.known_packs import core, tiny, with_ak
from tests.reports.charts import DC, SIGNED_AT, STUDENT, amended, draft, signed, suggested
from tests.reports.notes import chapter, note
from tests.reports.shown import EXAMPLES, example, forbidden
from tests.strategies import few, texts, visits, whole_visits

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
    assert (
        "2 signs of this note cannot be written in plain letters and stand as ?; the HTML form of the note has them"
        in (" ".join(note_text(note(entry)).split()))
    )
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
    ("signed", f"Signed by E. Xample, DC, {time_words(SIGNED_AT)}."),
    ("amended", f"Signed by E. Xample, DC, {time_words(SIGNED_AT)}."),
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
    assert f"Signed by S. Tudent, {time_words(SIGNED_AT)} and co-signed by E. Xample, DC" in note(entry).lead[0]
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
    assert "1. Amendment, 2026-01-16 09:00 UTC, E. Xample, DC" in said
    assert "reason: The wedge was written down wrongly. The wedges were half size." in said
    assert "2. Delayed entry, 2026-01-17 09:00 UTC, S. Tudent" in said
    assert note(amended()).changed == "2026-01-17T09:00:00+00:00"
    assert "2 additions to it stand under Addenda." in note(amended()).lead[1]


@pytest.mark.parametrize("kind", get_args(AddendumKind))
def test_every_kind_of_addition_has_a_heading_and_names_the_other_end(kind: AddendumKind) -> None:
    one = Addendum(number=1, kind=kind, by=DC, at=SIGNED_AT, reason="Why.", text="What.", other="EXAMPLE-9")
    said = chapter(replace(signed(), addenda=(one,)), "addenda")
    assert "from the chart: EXAMPLE-9" in said
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
