"""The note in the words that were signed: kept in the chain, drawn the same by later versions, and naming nobody."""

import json
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from sot_engine.errors import NoteShape
from sot_engine.records import body
from sot_engine.records.tables import LEDGER
from sot_engine.reports import figure_words, wording
from sot_engine.reports import note as note_words
from sot_engine.store.database import Database
from sot_engine.workflow.charts.amend_visit import Amendment, amend_visit
from sot_engine.workflow.charts.correct_patient import correct_patient
from sot_engine.workflow.charts.edit_visit import Edit, edit_visit
from sot_engine.workflow.charts.erase_patient import erase_patient
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.sign_visit import cosign_visit, sign_visit
from sot_engine.workflow.charts.verify_records import verify_records
from sot_engine.workflow.charts.write_note import NOTE_FORMATS, note_bytes
from tests.known_packs import core
from tests.records.cases import PASSWORD, exam_of, reviewed, signed, text

LATER = "Words of a later version."


def later_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of this program that words notes otherwise, from the title and the figure to the footer."""
    monkeypatch.setattr(figure_words, "OPTION", LATER)
    monkeypatch.setattr(wording, "landmark_words", lambda _: LATER)
    monkeypatch.setattr(wording, "outcome_sentence", lambda _: LATER)
    monkeypatch.setattr(note_words, "NOT_AN_ORDER", LATER)
    monkeypatch.setattr(note_words, "TITLE", LATER)


def gone(before: list[str], after: list[str]) -> list[str]:
    """The lines of a note that are not in another, the rules below headings aside."""
    return [line for line in before if line not in after and line.strip("-")]


@pytest.mark.filterwarnings("ignore:HarfBuzz-Subset will be required:DeprecationWarning")
def test_a_later_version_draws_a_signed_note_byte_for_byte(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    entry, draft = signed(records), reviewed(records)
    before = {form: note_bytes(entry, core(), form) for form in NOTE_FORMATS}
    later_version(monkeypatch)
    again = open_entry(records, entry.id)
    assert {form: note_bytes(*again, form) for form in NOTE_FORMATS} == before
    assert LATER not in before["text"].decode()
    assert LATER in text(records, draft)


def test_the_words_of_a_signed_note_are_those_of_its_draft(records: Database) -> None:
    """Signing adds who signed and the seal, and changes no other word."""
    draft = reviewed(records)
    before = text(records, draft).splitlines()
    entry = sign_visit(records, draft.id, "anna", PASSWORD)
    after = text(records, entry).splitlines()
    assert gone(before, after) == ["VISIT NOTE: REVIEWED", "Reviewed, and not signed.", "  Nobody has signed."]
    assert after[-1] == f"Sealed with {entry.seal}."
    assert any(line.startswith("Signed by A. Example, DC") for line in after)


def test_an_amended_note_keeps_its_words_and_shows_what_was_added(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = signed(records)
    before = text(records, entry).splitlines()
    later_version(monkeypatch)
    told = Amendment(kind="correction", reason="Left out.", text="The wedges were half size.")
    amend_visit(records, entry.id, "anna", PASSWORD, told)
    after = text(records, entry).splitlines()
    assert gone(before, after) == ["VISIT NOTE: SIGNED", "Added", "  Nothing was added."]
    assert "The original is printed unchanged; 1 addition to it stands under Addenda." in after
    assert "  The wedges were half size." in after


def test_a_note_entered_in_error_says_so_above_and_keeps_its_words(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = signed(records)
    before = text(records, entry).splitlines()
    later_version(monkeypatch)
    amend_visit(records, entry.id, "anna", PASSWORD, Amendment(kind="entered_in_error", reason="Another patient."))
    after = text(records, entry).splitlines()
    signing = before[2]
    assert signing.startswith("Signed by")
    assert gone(before, after) == [
        "VISIT NOTE: SIGNED", signing, "Added", "  Nothing was added.",
    ]  # fmt: skip
    assert after[1] == "VISIT NOTE: ENTERED IN ERROR"


def test_the_chain_keeps_the_words_and_not_the_person(records: Database) -> None:
    entry = signed(records, exam_of("P-77", birth_date="1985-05-05"))
    correct_patient(records, "P-77", "anna", name="Inge Vented")
    with records.reading() as connection:
        told = connection.execute(select(LEDGER.c.body).where(LEDGER.c.kind == "sealed")).scalar_one()
    kept = json.loads(json.loads(told)["note"])
    assert kept["schema"] == "sot-note/1"
    assert kept["rows"][0] == ["Patient", ""]
    assert not [word for word in ("P-77", "Inge", "1985-05-05") if word in told]
    assert "Inge Vented (P-77), born 1985-05-05" in text(records, entry)
    erase_patient(records, "P-77", "anna", PASSWORD, "Asked for by the patient.")
    assert "Inge" not in text(records, entry)
    assert verify_records(records).faults == ()


def test_what_a_student_signed_is_what_is_co_signed(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = sign_visit(records, reviewed(records, by="ben").id, "ben", PASSWORD)
    before = text(records, entry)
    assert "waits for a practitioner's co-signature" in " ".join(before.split())
    later_version(monkeypatch)
    entry = cosign_visit(records, entry.id, "cleo", PASSWORD)
    after = text(records, entry)
    assert LATER not in after
    assert "Signed by B. Student" in after
    assert "co-signed by C. Example, DC" in " ".join(after.split())
    assert "waits for" not in after.partition("SIGNATURES")[0]
    assert after.count("Nobody has signed.") == 0
    assert after == text(records, entry)


def test_an_edit_gives_up_the_words_with_the_signature(records: Database) -> None:
    entry = sign_visit(records, reviewed(records, by="ben").id, "ben", PASSWORD)
    assert entry.note
    assert edit_visit(records, entry.id, "ben", Edit(plan="Seen again.")).note == ""


def test_a_note_signed_before_words_were_kept_is_drawn_from_its_entry(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = body.write
    monkeypatch.setattr(body, "write", lambda told: write(_without_words(told)))
    entry = signed(records)
    assert entry.note == ""
    assert f"Sealed with {entry.seal}." in text(records, entry)


def test_a_figure_that_was_signed_without_its_caption_has_the_words_of_today(records: Database) -> None:
    entry = signed(records)
    earlier = re.sub(r',"caption":\{.*?\}', "", entry.note)
    assert earlier != entry.note
    for form in NOTE_FORMATS[:3]:
        assert note_bytes(replace(entry, note=earlier), core(), form) == note_bytes(entry, core(), form)


def _without_words(told: object) -> object:
    return replace(told, note="") if isinstance(told, body.Signed) else told


@pytest.mark.parametrize("words", ["{", "[]", '{"schema": "sot-note/2"}'])
def test_words_that_cannot_be_read_are_told(records: Database, words: str) -> None:
    entry = replace(signed(records), note=words)
    with pytest.raises(NoteShape, match="cannot be read"):
        note_bytes(entry, core(), "text")
