import hmac
import json
import re
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sot_engine.domain.assessment import Reason, Sentence
from sot_engine.domain.chart import ChartEntry
from sot_engine.errors import ExportRefused, VisitShape
from sot_engine.exchange.bundle import as_text, collection
from sot_engine.exchange.deidentify import REMOVED, deidentify
from sot_engine.exchange.export import Export
from sot_engine.exchange.names import Json
from sot_engine.exchange.reader import read_bundle
from sot_engine.inference.assess import assess
from sot_engine.workflow.charts.export_fhir import fhir_id
from tests.exchange.charts import ENTRIES, amended, bundle_of, draft, resources, signed, strings
from tests.exchange.test_reader import entries
from tests.known_packs import core
from tests.strategies import few

SALT = b"a salt that nobody guesses"

NAMED = (
    "Nusquam", "Vera", "Otto", "Ada", "Ficta", "Nemo", "Falsus", "Xample", "Nowhere", "555-0100", "CHART-0042",
    "EXAMPLE-2", "8f14e45f", "c81e728d", "1931", "p-1", "p-2", "p-3", "CSCS", "a ladder", "piano", "neck pain",
    "dizzy", "9b74c9897bac770ffc029102a200c5de", "v-category-ii-left", "wrong side", "wrong patient", "Twice a week",
)  # fmt: skip
"""Everything in the entries of this folder that could lead to somebody."""


def removed(entry: ChartEntry, salt: bytes = SALT) -> Json:
    """The de-identified bundle of an entry."""
    export = Export(entry=deidentify(entry, core(), salt), pack=core(), make_id=fhir_id, is_deidentified=True)
    return collection(export)


@pytest.mark.parametrize("name", ENTRIES)
def test_nothing_that_names_somebody_is_anywhere_in_the_output(name: str) -> None:
    bundle = removed(ENTRIES[name]())
    found = [text for text in strings(bundle) for word in NAMED if word in text]
    assert found == []


def test_the_words_that_are_looked_for_are_in_the_whole_export() -> None:
    """Or else the test above would find nothing whatever was left in."""
    listed = [text for name in ("amended", "cosigned") for text in strings(bundle_of(name))]
    assert [word for word in NAMED if not any(word in text for text in listed)] == []


@pytest.mark.parametrize("name", ENTRIES)
def test_of_every_date_only_the_year_is_left(name: str) -> None:
    texts = [text for text in strings(removed(ENTRIES[name]())) if re.search(r"\d{4}-\d{2}|\d{2}:\d{2}", text)]
    codes = [text for text in texts if not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}", text)]
    assert codes == []


@given(data=st.data())
@settings(few, max_examples=12)
def test_whatever_people_wrote_is_gone(data: st.DataObject) -> None:
    entry = data.draw(entries(core()))
    marked = _marked(entry)
    bundle = as_text(removed(marked))
    assert "QQ" not in bundle


def _marked(entry: ChartEntry) -> ChartEntry:
    """The entry with a mark in everything that a person can write into it."""
    visit = replace(
        entry.visit, examiner="QQ examiner", complaint="QQ complaint",
        patient=replace(entry.visit.patient, ref="QQ ref"),
        not_done=dict.fromkeys(entry.visit.not_done, "QQ reason"),
    )  # fmt: skip
    answers = {
        key: replace(answer, instead="QQ instead", reason="QQ why", by="QQ by") for key, answer in entry.answers.items()
    }
    used = entry.blocks and replace(
        entry.blocks, response="QQ response", adverse_response="QQ adverse", placement="QQ placement",
        started_at="QQ", stopped_at="QQ",
        blocks=tuple(replace(block, landmark="QQ landmark", wedge="QQ wedge") for block in entry.blocks.blocks),
    )  # fmt: skip
    who = replace(entry.patient, id="QQ id", ref="QQ ref", name="QQ name", contact="QQ contact")
    opened = replace(entry.opened_by, id="QQ person", name="QQ name", credentials="QQ letters")
    return replace(
        entry, id="QQ visit", patient=who, opened_by=opened, visit=visit, answers=answers, blocks=used,
        history="QQ history", plan="QQ plan", seal="QQ seal",
        scores=tuple(replace(score, at="QQ at", previous_at="QQ before") for score in entry.scores),
    )  # fmt: skip


def test_text_that_was_there_is_marked_as_removed_and_text_that_was_not_is_not() -> None:
    whole, bare = deidentify(signed(), core(), SALT), deidentify(draft(), core(), SALT)
    assert (whole.history, whole.plan, whole.visit.complaint) == (REMOVED, REMOVED, REMOVED)
    assert (bare.history, bare.plan) == ("", "")
    assert whole.visit.not_done == {"cervical_compaction": REMOVED}


def test_findings_sides_scores_and_decisions_stay() -> None:
    before, after = signed(), deidentify(signed(), core(), SALT)
    assert after.visit.findings == before.visit.findings
    assert after.assessment == before.assessment
    assert [score.value for score in after.scores] == [31.5, 4]
    assert {key: answer.verdict for key, answer in after.answers.items()} == {
        key: answer.verdict for key, answer in before.answers.items()
    }
    assert after.blocks
    assert [block.landmark for block in after.blocks.blocks] == ["posterior_iliac_crest", "greater_trochanter"]
    assert (after.blocks.started_at, after.blocks.stopped_at) == ("2026", "2026"), "taken away, and not when"


def test_what_was_chosen_instead_stays_where_it_is_a_word_of_the_pack() -> None:
    entry = signed()
    answer = replace(entry.answers["category"], verdict="changed", instead="III", reason="by hand")
    found = deidentify(replace(entry, answers={"category": answer}), core(), SALT).answers["category"]
    assert (found.instead, found.reason) == ("III", REMOVED)


@pytest.mark.parametrize(("age", "told", "comparator"), [(89, 89, None), (90, 90, ">="), (93, 90, ">=")])
def test_an_age_above_89_is_told_as_90_and_over(age: int, told: int, comparator: str | None) -> None:
    visit = replace(draft().visit, patient=replace(draft().visit.patient, age_years=age))
    entry = replace(draft(), visit=visit, assessment=assess(core(), visit))
    bundle = removed(entry)
    form = next(one for one in resources(bundle, "QuestionnaireResponse") if "exam" in one["questionnaire"])
    quantity = json.dumps(form)
    assert f'"value": {told}' in quantity
    assert ('"comparator": ">="' in quantity) is (comparator is not None)
    assert not [text for text in strings(bundle) if "age_years = 9" in text and "= 90" not in text]


def test_an_age_that_a_rule_names_is_told_so_too() -> None:
    patient = replace(draft().visit.patient, age_years=97)
    visit = replace(draft().visit, patient=patient)
    found = assess(core(), visit)
    aged = Sentence("D-01", ("patient.age_years = 97", "heel_tension.left = 97"), "A caution.", ("BOOK",))
    gate = Reason("D-02", "modifies", "A gate.", ("BOOK",), aged.findings)
    placed = found.placement._replace(reasons=(gate,))
    whole = replace(draft(), visit=visit, assessment=found._replace(cautions=(aged,), placement=placed))
    after = deidentify(whole, core(), SALT).assessment
    assert after
    for told in (after.cautions[0], after.placement.reasons[0]):
        assert told.findings == ("patient.age_years = 90", "heel_tension.left = 97")


def test_ids_are_keyed_hashes_of_what_the_records_made_and_hold_the_visits_of_a_patient_together() -> None:
    one, other = deidentify(signed(), core(), SALT), deidentify(signed("category-i"), core(), SALT)
    assert one.patient == other.patient
    assert one.id != other.id
    assert one.patient.id == hmac.new(SALT, b"patient/8f14e45f", sha256).hexdigest()[:32]
    elsewhere = deidentify(signed(), core(), b"another salt, as long")
    assert elsewhere.patient.id != one.patient.id


def test_the_chart_number_and_the_name_have_no_part_in_the_ids() -> None:
    renamed = replace(signed(), patient=replace(signed().patient, ref="OTHER", name="Someone Else", birth_date=None))
    assert deidentify(renamed, core(), SALT).patient == deidentify(signed(), core(), SALT).patient


def test_signatures_addenda_and_the_seal_are_left_out() -> None:
    found = deidentify(amended(), core(), SALT)
    assert (found.signatures, found.addenda, found.seal) == ((), (), None)
    bundle = removed(amended())
    assert resources(bundle, "Provenance") == resources(bundle, "Composition") == []
    assert bundle["meta"]["security"][0]["code"] == "PSEUDED"


@pytest.mark.parametrize("salt", [b"", b"fifteen letters"])
def test_a_salt_that_can_be_guessed_is_refused(salt: bytes) -> None:
    with pytest.raises(ExportRefused, match="the salt has fewer than 16 bytes"):
        deidentify(signed(), core(), salt)


def test_a_de_identified_export_cannot_be_imported() -> None:
    with pytest.raises(VisitShape, match="the bundle is de-identified, and no chart entry can be made of it"):
        read_bundle(as_text(removed(signed())), core(), fhir_id)
