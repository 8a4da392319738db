"""What a note says of the placement, the blocks and the re-test; and what is refused."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from sot_engine.domain.chart import (
    Addendum,
    Answer,
    BlocksUsed,
    BlockUsed,
    Suggestion,
)
from sot_engine.errors import NoteShape, PackDiffers
from sot_engine.reports.note import draft_note
from sot_engine.reports.note_html import note_html
from sot_engine.reports.note_json import note_json, read_note
from sot_engine.reports.note_text import note_text
from tests.known_packs import core, tiny
from tests.reports.charts import BLOCKS, DC, SIGNED_AT, STUDENT, draft, signed, suggested
from tests.reports.notes import chapter, note, section, told, with_findings

# --- Plan ---


@pytest.mark.parametrize("kind", ["category", "side"])
def test_the_placement_is_not_drawn_when_what_it_follows_from_was_decided_otherwise(kind: str) -> None:
    verdicts: dict[str, Any] = {"category": "accepted", "side": "accepted", "placement": "accepted", kind: "rejected"}
    suggestions, answers = suggested(**verdicts)
    entry = replace(draft(), suggestions=suggestions, answers=answers)
    assert "<svg" not in note_html(note(entry))
    assert "is not drawn, because what it follows from was decided otherwise" in chapter(entry, "plan")


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
    assert "what was recorded differs from it" in blocks(blocks=(*BLOCKS.blocks, BLOCKS.blocks[1]))
    spoken = tuple(replace(one, landmark=one.landmark.replace("_", " "), direction_deg=None) for one in BLOCKS.blocks)
    assert "The placement named is C2-L." in blocks(blocks=spoken)
    assert "C9-X, which this pack does not document" in blocks(placement="C9-X")
    assert "C2-03, which this pack does not document" in blocks(placement="C2-03")


def test_a_stop_before_the_start_is_said_and_a_time_that_cannot_be_read_is_left() -> None:
    assert "the stop recorded lies before the start" in blocks(stopped_at="2026-01-15T10:00:00+00:00")
    assert told_time(blocks(started_at="ten past")) == "started ten past, stopped 2026-01-15T10:28:30+00:00"
    assert told_time(blocks(started_at="2026-01-15T10:22:00")) == (
        "started 2026-01-15T10:22:00, stopped 2026-01-15T10:28:30+00:00"
    )
    assert "; 7 minutes" in blocks(stopped_at="2026-01-15T10:29:00+00:00")


def test_blocks_with_bare_times_of_the_day_say_how_long_they_lay() -> None:
    assert told_time(blocks(started_at="09:40", stopped_at="09:52")) == "started 09:40, stopped 09:52; 12 minutes"
    assert told_time(blocks(started_at="09:40:15", stopped_at="09:41")) == (
        "started 09:40:15, stopped 09:41; 0 minutes 45 s"
    )
    assert told_time(blocks(started_at="09:40", stopped_at="09:39")) == (
        "started 09:40, stopped 09:39; the stop recorded lies before the start"
    )


def test_a_bare_time_beside_one_with_its_day_gives_no_length() -> None:
    assert told_time(blocks(started_at="2026-01-15T09:40", stopped_at="09:52")) == (
        "started 2026-01-15T09:40, stopped 09:52"
    )


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
