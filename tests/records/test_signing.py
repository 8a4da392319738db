"""Who may sign what, and everything that refuses a signature."""

from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest

from sot_engine.domain.chart import Answer, BlocksUsed, BlockUsed, Person
from sot_engine.errors import AlreadySigned, CommitRefused, ImpossibleValue, SigningRefused
from sot_engine.records import people
from sot_engine.store.database import Database
from sot_engine.workflow.charts.add_person import add_person
from sot_engine.workflow.charts.amend_visit import Amendment, amend_visit
from sot_engine.workflow.charts.assess_visit import assess_visit
from sot_engine.workflow.charts.correct_patient import correct_patient
from sot_engine.workflow.charts.edit_visit import Edit, edit_visit
from sot_engine.workflow.charts.erase_patient import erase_patient
from sot_engine.workflow.charts.import_entry import import_entry
from sot_engine.workflow.charts.merge_charts import merge_charts
from sot_engine.workflow.charts.new_visit import new_visit
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.reset_password import Reset, reset_password
from sot_engine.workflow.charts.review_visit import review_visit
from sot_engine.workflow.charts.sign_visit import COSIGNER, cosign_visit, sign_visit
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import (
    ANNA,
    BEN,
    CLEO,
    PASSWORD,
    accepted,
    assessed,
    drafted,
    exam,
    exam_of,
    reviewed,
    signed,
    text,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def lacks(records: Database, visit: str, by: str = "anna") -> str:
    """What a refused signature says is missing; the entry stays as it was."""
    before = open_entry(records, visit).entry
    with pytest.raises(SigningRefused, match="cannot be signed yet") as told:
        sign_visit(records, visit, by, PASSWORD)
    assert open_entry(records, visit).entry == before
    return told.value.context


def test_a_signature_seals_with_the_hash_of_its_row(records: Database) -> None:
    entry = signed(records)
    assert entry.stage == "signed"
    assert entry.is_sealed
    assert [(one.by, one.as_) for one in entry.signatures] == [(ANNA, "author")]
    assert entry.seal is not None
    found = verify_records(records, [entry.seal, "0" * 64])
    assert found.faults == ()
    assert found.seals == {entry.seal}


def test_what_was_not_assessed_is_not_signed(records: Database) -> None:
    assert lacks(records, drafted(records).id) == "the exam, as it is now, was not assessed"


def test_an_unreviewed_suggestion_refuses_and_each_is_named(records: Database) -> None:
    entry = assessed(records)
    told = ("the category (II)", "the side (left)", "the placement (C2-L)")
    assert lacks(records, entry.id).split("\n  ") == [f"{name} was not reviewed" for name in told]


def test_an_assessment_that_nobody_read_refuses(records: Database) -> None:
    assert "nobody has reviewed the assessment" in lacks(records, assessed(records, exam("refer")).id)


def test_an_unanswered_stop_question_refuses(records: Database) -> None:
    entry = reviewed(records, exam("insufficient"))
    told = lacks(records, entry.id)
    assert 'the stop question "Warning of infection" [infection_warning] was not asked' in told
    assert 'the stop question "Signs of myelopathy" [myelopathy_signs] was not asked' in told


def test_a_stop_question_that_could_not_be_asked_is_settled_by_its_reason(records: Database) -> None:
    visit = exam("insufficient")
    names = ("infection_warning", "pulsatile_abdominal_mass", "myelopathy_signs")
    reasons = MappingProxyType({**visit.not_done, **dict.fromkeys(names, "the patient would not say")})
    assert signed(records, replace(visit, not_done=reasons)).stage == "signed"


def test_mixed_without_a_committed_category_refuses(records: Database) -> None:
    entry = reviewed(records, exam("mixed"))
    assert entry.assessment is not None
    assert entry.assessment.outcome == "mixed"
    assert "the findings match several categories, " in lacks(records, entry.id)
    committed = assess_visit(records, entry.id, "anna", commit=entry.assessment.candidates[0])
    assert committed.committed == entry.assessment.candidates[0]
    review_visit(records, entry.id, "anna", accepted(committed))
    assert sign_visit(records, entry.id, "anna", PASSWORD).stage == "signed"


def test_only_a_candidate_can_be_committed(records: Database) -> None:
    with pytest.raises(CommitRefused):
        assess_visit(records, drafted(records).id, "anna", commit="III")


def test_a_modified_placement_needs_a_written_reason(records: Database) -> None:
    entry = assessed(
        records, replace(exam(), findings=MappingProxyType({**exam().findings, "osteoporosis": "present"}))
    )
    assert entry.assessment is not None
    assert entry.assessment.placement.status == "modify"
    assert [one.kind for one in entry.suggestions][:3] == ["category", "side", "placement"]
    assert {one.kind for one in entry.suggestions[3:]} == {"modification"}
    with pytest.raises(SigningRefused) as told:
        review_visit(records, entry.id, "anna", accepted(entry))
    assert told.value.context == "placement: accepted with a modification, and the reason is not written"
    review_visit(records, entry.id, "anna", accepted(entry, reason="Half a wedge, two minutes."))
    assert sign_visit(records, entry.id, "anna", PASSWORD).stage == "signed"


def test_everything_that_is_missing_is_told_together(records: Database) -> None:
    findings = {key: value for key, value in exam().findings.items() if key != "infection_warning"}
    entry = assessed(records, replace(exam(), findings=MappingProxyType(findings)))
    told = lacks(records, entry.id)
    assert 'the stop question "Warning of infection" [infection_warning] was not asked' in told
    assert told.count("was not reviewed") == len(entry.suggestions) > 0


def test_a_wrong_password_signs_nothing(records: Database) -> None:
    entry = reviewed(records)
    with pytest.raises(SigningRefused, match="the password is not that of anna"):
        sign_visit(records, entry.id, "anna", "something else")
    assert open_entry(records, entry.id).entry == entry


def test_only_what_was_seen_is_signed(records: Database) -> None:
    shown = reviewed(records)
    edit_visit(records, shown.id, "cleo", Edit(plan="Something else."))
    with pytest.raises(SigningRefused) as told:
        sign_visit(records, shown.id, "anna", PASSWORD, shown=shown)
    assert "somebody changed the visit meanwhile" in told.value.context


def test_a_sealed_entry_takes_no_edit_assessment_review_or_second_signature(records: Database) -> None:
    entry = signed(records)
    acts: tuple[Callable[[], object], ...] = (
        lambda: edit_visit(records, entry.id, "anna", Edit(plan="x")),
        lambda: assess_visit(records, entry.id, "anna"),
        lambda: review_visit(records, entry.id, "anna", accepted(entry)),
        lambda: sign_visit(records, entry.id, "anna", PASSWORD),
        lambda: cosign_visit(records, entry.id, "cleo", PASSWORD),
    )
    for act in acts:
        with pytest.raises(AlreadySigned, match=f"{entry.id} was signed on ") as told:
            act()
        assert told.value.hint == f"`sot visit amend {entry.id}` adds to it"
    assert open_entry(records, entry.id).entry == entry


# --- Students ---


def test_the_entry_of_a_student_waits_for_a_practitioner(records: Database) -> None:
    entry = signed(records, by="ben")
    assert (entry.stage, entry.is_sealed, entry.seal) == ("awaiting_cosignature", False, None)
    sealed = cosign_visit(records, entry.id, "cleo", PASSWORD)
    assert sealed.stage == "signed"
    assert [(one.by, one.as_) for one in sealed.signatures] == [(BEN, "author"), (CLEO, "cosigner")]
    assert sealed.signatures[1].attests == COSIGNER


def test_a_student_co_signs_nothing(records: Database) -> None:
    entry = signed(records, by="ben")
    with pytest.raises(SigningRefused) as told:
        cosign_visit(records, entry.id, "ben", PASSWORD)
    assert "a practitioner co-signs, not a student" in told.value.context


def test_a_student_signs_only_what_the_student_began(records: Database) -> None:
    assert "a student signs what the student began" in lacks(records, reviewed(records).id, by="ben")


def test_what_waits_is_co_signed_and_not_signed(records: Database) -> None:
    assert "it waits for a co-signature" in lacks(records, signed(records, by="ben").id, by="cleo")
    with pytest.raises(SigningRefused) as told:
        cosign_visit(records, reviewed(records).id, "cleo", PASSWORD)
    assert "there is nothing to co-sign" in told.value.context


def test_an_edit_takes_the_signature_of_a_student_away(records: Database) -> None:
    entry = signed(records, by="ben")
    edited = edit_visit(records, entry.id, "cleo", Edit(plan="Ask about sleep."))
    assert (edited.stage, edited.signatures) == ("reviewed", ())
    changed = edit_visit(records, entry.id, "cleo", Edit(visit=exam_of("EXAMPLE-2", "retest")))
    assert changed.stage == "draft"


def test_an_answer_of_the_supervisor_takes_it_away_too(records: Database) -> None:
    entry = signed(records, by="ben")
    told = Answer(suggestion="side", verdict="changed", instead="right", reason="Looked again.")
    assert review_visit(records, entry.id, "cleo", [told]).stage == "reviewed"


def test_a_password_costs_what_was_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert people.hashed(PASSWORD).startswith("$argon2id$v=19$m=47104,t=2,p=1$")


def test_an_age_that_the_date_of_birth_on_record_contradicts_is_not_signed(records: Database) -> None:
    """Rules ask for the age: a placement for a child would be signed as one for an adult."""
    entry = reviewed(records, exam_of("C-1", birth_date="1986-01-01"))
    correct_patient(records, "C-1", "anna", birth_date="2018-01-01")
    with pytest.raises(SigningRefused) as told:
        sign_visit(records, entry.id, "anna", PASSWORD)
    assert "the age in the exam is not the one that the date of birth on record gives" in told.value.context
    assert "2018" not in str(told.value)
    correct_patient(records, "C-1", "anna", birth_date="1986-01-01")
    assert sign_visit(records, entry.id, "anna", PASSWORD).stage == "signed"


@pytest.mark.parametrize("name", ["refer", "contradictory", "category-ii-left"])
def test_blocks_that_nothing_accepted_suggests_are_signed_with_a_word_of_why(records: Database, name: str) -> None:
    entry = assessed(records, exam(name))
    answers = [replace(one, verdict="rejected", reason="Not today.") for one in accepted(entry)]
    review_visit(records, entry.id, "anna", answers)
    used = BlocksUsed(position="prone", blocks=(BlockUsed(side="left", landmark="greater_trochanter"),))
    edit_visit(records, entry.id, "anna", Edit(blocks=used))
    with pytest.raises(SigningRefused) as told:
        sign_visit(records, entry.id, "anna", PASSWORD)
    assert "the blocks used are not those of an accepted placement" in told.value.context
    edit_visit(records, entry.id, "anna", Edit(plan="As at the last visit, which helped."))
    assert sign_visit(records, entry.id, "anna", PASSWORD).stage == "signed"


@pytest.mark.parametrize("sign", ["\x01", "\x1b[31m", "\x85bad\x9f", "\udcff", "\u202eleft", "\u2067"])
def test_a_sign_that_nobody_sees_is_recorded_nowhere(records: Database, sign: str) -> None:
    """A terminal would obey it, or show what was recorded backwards; bytes that are no text come as surrogates."""
    entry = assessed(records)
    rejected = [replace(one, verdict="rejected", reason=f"x{sign}") for one in accepted(entry)]
    acts: list[Callable[[], object]] = [
        lambda: edit_visit(records, entry.id, "anna", Edit(history=f"x{sign}")),
        lambda: edit_visit(records, entry.id, "anna", Edit(plan=f"x{sign}")),
        lambda: review_visit(records, entry.id, "anna", rejected),
        lambda: new_visit(records, exam_of("NEW"), "anna", name=f"Zoe{sign}"),
        lambda: correct_patient(records, entry.patient.ref, "anna", name=f"Zoe{sign}"),
        lambda: reset_password(records, "ben", PASSWORD, Reset(by="anna", password=PASSWORD, reason=f"x{sign}")),
        lambda: erase_patient(records, entry.patient.ref, "anna", PASSWORD, f"x{sign}"),
        lambda: merge_charts(records, "OTHER", entry.patient.ref, "anna", PASSWORD, f"x{sign}"),
        lambda: add_person(records, Person(id="dora", name=f"D{sign}", role="student"), PASSWORD),
    ]
    drafted(records, exam_of("OTHER"))
    before = verify_records(records).rows
    for act in acts:
        with pytest.raises(ImpossibleValue, match="which cannot be seen"):
            act()
    assert verify_records(records).rows == before


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\x85", "\u2028", "\u2029"])
def test_a_person_a_patient_and_a_reference_stand_on_one_line(records: Database, sign: str) -> None:
    """A name of two lines could sign a note for somebody else."""
    two = f"Eve{sign}SIGNED by A. Example, DC"
    entry = drafted(records)
    move = Amendment(kind="moved", reason="x", move_to=two, new_patient=True)
    acts: list[Callable[[], object]] = [
        lambda: add_person(records, Person(id="dora", name=two), PASSWORD),
        lambda: add_person(records, Person(id="dora", name="D", credentials=two), PASSWORD),
        lambda: new_visit(records, exam_of(two), "anna"),
        lambda: new_visit(records, exam_of("NEW"), "anna", name=two),
        lambda: import_entry(records, replace(entry, patient=replace(entry.patient, ref="NEW", contact=two)), "anna"),
        lambda: new_visit(records, replace(exam(), examiner=two), "anna"),
        lambda: correct_patient(records, entry.patient.ref, "anna", ref=two),
        lambda: correct_patient(records, entry.patient.ref, "anna", name=two),
        lambda: correct_patient(records, entry.patient.ref, "anna", contact=two),
        lambda: amend_visit(records, entry.id, "anna", PASSWORD, move),
    ]
    before = verify_records(records).rows
    for act in acts:
        with pytest.raises(ImpossibleValue, match=f"the character U\\+{ord(sign):04X} has no place in the "):
            act()
    assert verify_records(records).rows == before


def test_a_placement_that_is_kept_where_its_ground_is_not_takes_a_reason(records: Database) -> None:
    entry = assessed(records)
    answers = [
        replace(one, verdict="rejected", reason="No.") if one.suggestion == "category" else one
        for one in accepted(entry)
    ]
    review_visit(records, entry.id, "anna", answers)
    assert "placement: accepted, though the category was not, and the reason is not written" in lacks(records, entry.id)
    review_visit(records, entry.id, "anna", [replace(answers[2], reason="It helped the last time.")])
    assert sign_visit(records, entry.id, "anna", PASSWORD).stage == "signed"


@pytest.mark.parametrize(
    "blocks",
    [
        [("left", "posterior iliac crest", 90)] * 2,
        [("left", "posterior iliac crest", 180), ("right", "greater trochanter", 180)],
        [("left", "", None), ("right", "greater trochanter", None)],
        [("left", "iliac crest", None), ("right", "trochanter", None), ("right", "trochanter", None)],
    ],
)
def test_each_block_is_one_of_the_accepted_placement(records: Database, blocks: list[tuple[Any, str, int]]) -> None:
    entry = reviewed(records)
    used = BlocksUsed(
        position="supine", blocks=tuple(BlockUsed(side=a, landmark=b, direction_deg=c) for a, b, c in blocks)
    )
    edit_visit(records, entry.id, "anna", Edit(blocks=used))
    assert "the blocks used are not those of an accepted placement" in lacks(records, entry.id)
    kept = BlocksUsed(
        position="supine",
        blocks=(
            BlockUsed(side="right", landmark="trochanter"),
            BlockUsed(side="left", landmark="Iliac crest", direction_deg=90),
        ),
    )
    edit_visit(records, entry.id, "anna", Edit(blocks=kept))
    assert sign_visit(records, entry.id, "anna", PASSWORD).stage == "signed"


def test_who_committed_and_who_answered_are_named_and_not_whoever_began(records: Database) -> None:
    entry = drafted(records, exam("mixed"), by="anna")
    assess_visit(records, entry.id, "ben", commit="II")
    found = review_visit(records, entry.id, "cleo", accepted(open_entry(records, entry.id).entry, reason="As seen."))
    assert (found.committed_by, found.reviewers) == ("ben", (BEN, CLEO))
    assert review_visit(records, entry.id, "anna", accepted(found, reason="So.")[:1]).reviewers == (BEN, CLEO, ANNA)
    every = review_visit(records, entry.id, "cleo", accepted(found, reason="As seen."))
    assert every.reviewers == (BEN, CLEO), "whose answers were all given anew by another answers for none"
    again = assess_visit(records, entry.id, "cleo", commit="II")
    assert (again.committed_by, again.reviewers) == ("cleo", (CLEO,)), "what was decided before is decided anew"
    assess_visit(records, entry.id, "ben", commit="II")
    review_visit(records, entry.id, "cleo", accepted(again, reason="As seen."))
    found = sign_visit(records, entry.id, "anna", PASSWORD)
    told = " ".join(text(records, found).split())
    assert "committed: Category II Decided by B. Student, " in told
    assert "Decided by C. Example, DC, " in told
    assert "Decided by cleo" not in told


def test_blocks_that_lie_otherwise_than_what_was_accepted_are_signed_with_a_word_of_why(records: Database) -> None:
    entry = reviewed(records)
    as_accepted = BlocksUsed(
        position="supine",
        blocks=(
            BlockUsed(side="right", landmark="greater trochanter"), BlockUsed(side="left", landmark="iliac crest"),
        ),
    )  # fmt: skip
    elsewhere = replace(as_accepted, blocks=(BlockUsed(side="left", landmark="ribcage"), as_accepted.blocks[0]))
    for used in (
        elsewhere,
        replace(as_accepted, position="prone"),
        replace(as_accepted, blocks=as_accepted.blocks[:1]),
    ):
        edit_visit(records, entry.id, "anna", Edit(blocks=used))
        with pytest.raises(SigningRefused, match="cannot be signed yet"):
            sign_visit(records, entry.id, "anna", PASSWORD)
    edit_visit(records, entry.id, "anna", Edit(blocks=as_accepted))
    assert sign_visit(records, entry.id, "anna", PASSWORD).stage == "signed"
