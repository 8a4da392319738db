import json
from dataclasses import replace
from typing import Any

import pytest

from sot_engine.domain.chart import ChartEntry
from sot_engine.errors import ExportRefused, MachineLacks, extra
from sot_engine.exchange import names as n
from sot_engine.exchange.bundle import as_text, document
from sot_engine.exchange.names import Json
from tests.exchange.charts import (
    DOCTOR,
    ENTRIES,
    STUDENT,
    amended,
    bundle_of,
    cosigned,
    draft,
    export,
    resources,
    reviewed,
    signed,
    strings,
    written,
)
from tests.known_packs import core


def only(bundle: Json, kind: str) -> Json:
    """The only resource of one kind."""
    (found,) = resources(bundle, kind)
    return found


def codes(concept: Json) -> dict[str, str]:
    """The codes of a concept by their systems."""
    return {one["system"]: one["code"] for one in concept["coding"]}


def observed(bundle: Json, finding: str, side: str | None = None) -> list[Json]:
    """The observations of one finding, on one side where it has sides."""
    found = [one for one in resources(bundle, "Observation") if finding in codes(one["code"]).values()]
    return [one for one in found if side is None or one.get("bodySite", {}).get("text") == side]


@pytest.mark.parametrize("name", ENTRIES)
def test_a_document_starts_with_its_composition_and_names_each_resource_once(name: str) -> None:
    bundle = bundle_of(name)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "document")
    assert bundle["identifier"]["value"].startswith("urn:uuid:")
    assert bundle["entry"][0]["resource"]["resourceType"] == "Composition"
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert urls == [f"urn:uuid:{entry['resource']['id']}" for entry in bundle["entry"]]


@pytest.mark.parametrize(
    ("name", "composition", "observation", "impression"),
    [
        ("draft", "preliminary", "preliminary", "in-progress"),
        ("reviewed", "preliminary", "preliminary", "in-progress"),
        ("awaiting", "preliminary", "preliminary", "in-progress"),
        ("signed", "final", "final", "completed"),
        ("amended", "amended", "final", "completed"),
        ("in_error", "entered-in-error", "entered-in-error", "entered-in-error"),
    ],
)
def test_the_stage_of_the_entry_is_the_status_of_what_is_written(
    name: str, composition: str, observation: str, impression: str
) -> None:
    bundle = bundle_of(name)
    assert only(bundle, "Composition")["status"] == composition
    assert {one["status"] for one in resources(bundle, "Observation")} == {observation}
    assert only(bundle, "ClinicalImpression")["status"] == impression


def test_a_sided_sign_has_its_code_its_side_its_value_and_the_category_exam() -> None:
    (found,) = observed(bundle_of("signed"), "arm_fossa_upper", "left")
    assert codes(found["code"]) == {"urn:sot-engine:pack:sot-core:finding": "arm_fossa_upper"}
    assert codes(found["category"][0]) == {n.OBSERVATION_CATEGORY: "exam"}
    assert codes(found["bodySite"]) == {n.SNOMED: "419161000", n.SIDE: "left"}
    assert codes(found["valueCodeableConcept"]) == {"urn:sot-engine:pack:sot-core:value": "present"}
    assert found["effectiveDateTime"] == "2026-01-15T10:00:00+00:00"
    assert "dataAbsentReason" not in found


def test_what_was_tested_and_absent_is_said_and_what_was_not_recorded_is_not() -> None:
    bundle = bundle_of("signed")
    (absent,) = observed(bundle, "arm_fossa_upper", "right")
    assert codes(absent["valueCodeableConcept"]) == {"urn:sot-engine:pack:sot-core:value": "absent"}
    assert observed(bundle, "pelvic_rigidity") == []


def test_a_pain_is_a_whole_number_and_an_unsure_finding_says_so() -> None:
    bundle = bundle_of("signed")
    assert observed(bundle, "first_rib_pain", "left")[0]["valueInteger"] == 6
    assert observed(bundle, "medial_knee_pain", "left")[0]["note"] == [
        {"text": "The examiner was unsure of this finding."}
    ]
    assert "note" not in observed(bundle, "first_rib_pain", "left")[0]


def test_a_measure_has_its_unit_and_a_sequence_its_numbered_parts() -> None:
    visit = replace(
        draft().visit, findings={"lateral_sway_mm": 12.5, "soto_test.left": ("same", "better")}, confidence={}
    )
    bundle = document(export(replace(draft(), visit=visit)))
    assert observed(bundle, "lateral_sway_mm")[0]["valueQuantity"] == {"value": 12.5, "unit": "mm"}
    parts = observed(bundle, "soto_test", "left")[0]["component"]
    assert [part["valueCodeableConcept"]["text"] for part in parts] == ["same", "better"]
    assert [part["code"]["text"][-1] for part in parts] == ["1", "2"]


def test_what_was_not_done_has_its_reason_and_no_value() -> None:
    (found,) = observed(bundle_of("signed"), "cervical_compaction")
    assert codes(found["dataAbsentReason"]) == {n.ABSENT_REASON: "not-performed"}
    assert found["dataAbsentReason"]["text"] == "neck pain"
    assert not [name for name in found if name.startswith("value")]


def test_what_was_not_done_on_one_side_names_the_side() -> None:
    visit = replace(draft().visit, not_done={"soto_test.left": "pain", "lateral_knee_pain.right": "brace"})
    bundle = document(export(replace(draft(), visit=visit)))
    assert observed(bundle, "soto_test")[0]["bodySite"]["text"] == "left"
    assert observed(bundle, "lateral_knee_pain")[0]["bodySite"]["text"] == "right"


def test_a_re_test_is_an_observation_of_its_own_after_the_blocks() -> None:
    bundle = bundle_of("retest")
    again = [
        one for one in resources(bundle, "Observation") if codes(one["category"][-1]) == {n.PHASE: "after-blocking"}
    ]
    assert len(again) == len(ENTRIES["retest"]().visit.after)
    procedure = only(bundle, "Procedure")
    assert {one["partOf"][0]["reference"] for one in again} == {f"urn:uuid:{procedure['id']}"}


def test_the_form_as_entered_holds_what_was_answered_and_the_form_asks_for_all_else_too() -> None:
    bundle = bundle_of("signed")
    asked = set(strings([one["item"] for one in resources(bundle, "Questionnaire")]))
    filled = {item["linkId"] for item in items_of(resources(bundle, "QuestionnaireResponse"))}
    assert filled <= asked
    assert {"finding.arm_fossa_upper.left", "history", "blocks.blocks.landmark", "scores.value"} <= filled
    assert "finding.pelvic_rigidity" in asked - filled
    assert {f"finding.{key}" for key in core().keys.by_key} <= asked


def items_of(part: Any) -> list[Json]:
    """Every item of a form, at any depth."""
    if isinstance(part, list):
        return [item for one in part for item in items_of(one)]
    below = items_of(part["item"]) if "item" in part else []
    return [part, *below] if "linkId" in part else below


def test_what_the_engine_gave_is_named_parameter_by_parameter() -> None:
    found = only(bundle_of("signed"), "GuidanceResponse")
    (given,) = found["contained"]
    assert found["outputParameters"] == {"reference": f"#{given['id']}"}
    assessment = {part["name"]: part for part in given["parameter"][0]["part"]}
    assert assessment["outcome"]["valueCode"] == "supported"
    assert assessment["side"]["valueCode"] == "left"
    fired = [part for part in assessment["categories"]["part"][1]["part"] if part["name"] == "fired"]
    assert [part["part"][0]["valueString"] for part in fired][:2] == ["C2-01", "C2-02"]
    assert found["moduleCanonical"] == f"urn:sot-engine:pack:sot-core|{core().version}"
    assert found["note"] == [{"text": "What the findings match."}]


def test_findings_that_could_change_the_outcome_are_asked_for() -> None:
    found = only(bundle_of("insufficient"), "GuidanceResponse")
    assert found["status"] == "data-requested"
    entry = ENTRIES["insufficient"]()
    assert entry.assessment
    asked = [one["codeFilter"][0]["code"][0]["code"] for one in found["dataRequirement"]]
    assert asked == [test.finding for test in entry.assessment.next]


def test_a_stop_is_a_detected_issue_with_the_findings_behind_it_and_where_to_send() -> None:
    bundle = bundle_of("stop")
    found = resources(bundle, "DetectedIssue")
    entry = ENTRIES["stop"]()
    assert entry.assessment
    assert [one["code"]["coding"][0]["code"] for one in found] == [stop.rule for stop in entry.assessment.stops]
    assert {one["severity"] for one in found} <= {"high", "moderate"}
    assert all(one["implicated"] and one["mitigation"][0]["action"]["text"].startswith("Refer (") for one in found)
    assert resources(bundle, "ServiceRequest") == []
    assert resources(bundle_of("signed"), "DetectedIssue") == []


def test_what_was_accepted_is_in_the_impression_and_what_was_rejected_is_not() -> None:
    texts = [one["itemCodeableConcept"]["text"] for one in only(bundle_of("reviewed"), "ClinicalImpression")["finding"]]
    assert texts == [core().categories["II"].name, "side: left", "placement: blocks under both ilia"]
    kept = only(bundle_of("rejected"), "ClinicalImpression")["finding"]
    assert [one["itemCodeableConcept"]["text"] for one in kept] == texts[:2]
    assert "finding" not in only(bundle_of("draft"), "ClinicalImpression")


def test_a_committed_category_is_in_the_impression_as_the_practitioners() -> None:
    first = only(bundle_of("mixed_committed"), "ClinicalImpression")["finding"][0]
    assert codes(first["itemCodeableConcept"]) == {"urn:sot-engine:pack:sot-core:category": "II"}
    assert first["basis"] == "committed"


@pytest.mark.parametrize(
    ("name", "status"),
    [("draft", "draft"), ("signed", "revoked"), ("rejected", "revoked"), ("in_error", "entered-in-error")],
)
def test_the_placement_is_a_proposal_that_nobody_ordered(name: str, status: str) -> None:
    found = only(bundle_of(name), "ServiceRequest")
    assert (found["intent"], found["status"]) == ("proposal", status)
    assert [site["text"] for site in found["bodySite"]] == ["left posterior iliac crest", "right greater trochanter"]


def test_a_withheld_placement_is_no_proposal() -> None:
    assert resources(bundle_of("withheld"), "ServiceRequest") == []


def test_blocks_that_were_used_are_a_procedure_with_times_sites_and_response() -> None:
    found = only(bundle_of("signed"), "Procedure")
    assert found["status"] == "completed"
    assert found["performedPeriod"]["start"] == "2026-03-14T09:50:00-08:00"
    assert found["performedPeriod"]["end"] == "2026-03-14T09:57:00-08:00"
    assert found["outcome"] == {"text": "Tenderness went down."}
    assert found["complication"] == [{"text": "Vera felt dizzy for a minute."}]
    assert "basedOn" not in found, "the proposal was changed into another one"
    assert resources(bundle_of("draft"), "Procedure") == []


@pytest.mark.parametrize(("verdict", "named", "rests"), [
    ("accepted", "C2-L", True), ("rejected", "C2-L", False), ("accepted", "C2-R", False), ("accepted", None, False),
])  # fmt: skip
def test_blocks_rest_on_the_proposal_that_was_accepted(verdict: Any, named: str | None, rests: bool) -> None:  # noqa: FBT001  # a table of cases
    entry = signed()
    assert entry.blocks
    answers = {**entry.answers, "placement": replace(entry.answers["placement"], verdict=verdict, instead=None)}
    told = replace(entry, answers=answers, blocks=replace(entry.blocks, placement=named))
    found = only(document(export(told)), "Procedure")
    assert ("basedOn" in found) is rests


def test_a_retest_carries_no_doubt_about_the_exam() -> None:
    entry = signed("retest")
    name = next(iter(entry.visit.after)).partition(".")[0]
    told = replace(entry, visit=replace(entry.visit, confidence={name: "unsure"}))
    phases = [
        {code["code"] for category in one["category"] for code in category["coding"]} for one in
        resources(document(export(told)), "Observation") if "unsure" in str(one.get("note"))
    ]  # fmt: skip
    assert phases
    assert all("after-blocking" not in phase for phase in phases)


def test_the_impression_is_of_whoever_signed_or_answered_and_not_of_whoever_began() -> None:
    for entry, who in ((cosigned(), DOCTOR), (replace(reviewed(), opened_by=STUDENT), DOCTOR), (draft(), DOCTOR)):
        bundle = document(export(entry))
        names = {one["id"]: one["name"][0]["text"] for one in resources(bundle, "Practitioner")}
        assert names[only(bundle, "ClinicalImpression")["assessor"]["reference"][9:]] == who.name


@pytest.mark.parametrize(
    ("stage", "stopped", "status"),
    [("draft", None, "in-progress"), ("signed", None, "unknown"), ("entered_in_error", None, "entered-in-error")],
)
def test_blocks_of_which_no_stop_was_written_are_not_called_completed(stage: Any, stopped: None, status: str) -> None:
    entry = signed(stage=stage)
    assert entry.blocks
    used = replace(entry.blocks, started_at="ten to ten", stopped_at=stopped, placement=None)
    found = only(document(export(replace(entry, blocks=used))), "Procedure")
    assert found["status"] == status
    assert found["performedString"] == "start ten to ten"
    assert "basedOn" not in found


def test_a_landmark_in_words_of_ones_own_is_a_code_that_fhir_allows() -> None:
    """A code has no two blanks in a row; a sealed entry that could not leave could not be mended either."""
    entry = signed()
    assert entry.blocks
    first = replace(entry.blocks.blocks[0], landmark=" iliac  crest \t x")
    used = replace(entry.blocks, blocks=(first,), placement=None)
    found = only(document(export(replace(entry, blocks=used))), "Procedure")
    assert [code["code"] for code in found["bodySite"][0]["coding"]] == ["left- iliac crest x"]


def test_blocks_without_any_time_have_none() -> None:
    entry = signed()
    assert entry.blocks
    used = replace(entry.blocks, started_at=None, stopped_at=None)
    assert not [
        name for name in only(document(export(replace(entry, blocks=used))), "Procedure") if "performed" in name
    ]


def test_provenance_names_the_software_the_pack_the_seal_and_the_people() -> None:
    bundle = bundle_of("amended")
    made, review, signature, *added = resources(bundle, "Provenance")
    assert review["agent"][0]["who"] == signature["agent"][0]["who"]
    assert review["recorded"] == "2026-03-14T10:00:00-08:00"
    named = {one["what"]["identifier"]["system"]: one["what"]["identifier"]["value"] for one in made["entity"]}
    assert named == {"urn:sot-engine:pack:sot-core:sha256": core().sha256, n.SEAL: "9b74c9897bac770ffc029102a200c5de"}
    device = only(bundle, "Device")
    assert made["agent"][1]["who"]["reference"] == f"urn:uuid:{device['id']}"
    assert signature["activity"]["text"].startswith("I examined this patient")
    assert [one["reason"][0]["text"] for one in added] == ["wrong side named", "wrong patient"]
    assert made["recorded"] == bundle["timestamp"] == "2026-03-21T08:00:00Z"


def test_a_student_and_whoever_cosigned_are_both_named_with_their_roles() -> None:
    bundle = bundle_of("cosigned")
    people = {one["name"][0]["text"]: one for one in resources(bundle, "Practitioner")}
    assert set(people) == {DOCTOR.name, STUDENT.name, "E. Xample, DC"}
    assert codes(people[STUDENT.name]["qualification"][0]["code"]) == {n.ROLE: "student"}
    attesters = only(bundle, "Composition")["attester"]
    assert [one["party"]["reference"][9:] for one in attesters] == [
        people[STUDENT.name]["id"],
        people[DOCTOR.name]["id"],
    ]


def test_a_patient_has_the_same_id_in_every_visit_and_each_visit_its_own() -> None:
    one, other = bundle_of("signed"), bundle_of("category_i")
    assert only(one, "Patient")["id"] == only(other, "Patient")["id"]
    assert only(one, "Encounter")["id"] != only(other, "Encounter")["id"]


def test_a_document_to_which_something_was_added_has_another_identifier() -> None:
    assert bundle_of("signed")["identifier"] != bundle_of("amended")["identifier"]


def test_the_sections_say_in_words_what_stands_in_them() -> None:
    sections = {one["title"]: one["text"]["div"] for one in only(bundle_of("amended"), "Composition")["section"]}
    assert "Complaint: Invented for this example." in sections["Subjective"]
    assert "First rib tubercle, pain, left: 6" in sections["Objective: findings"]
    assert "not done (neck pain)" in sections["Objective: findings"]
    assert (
        "Changed, instead: blocks under both ilia (Mrs Nusquam asked for it)."
        in sections["Assessment, for practitioner review"]
    )
    assert "Twice a week for 3 weeks." in sections["Plan"]
    assert "Adverse response: Vera felt dizzy for a minute." in sections["Plan"]
    assert "1. correction, 2026-03-20T08:00:00+00:00, Ada Ficta. Reason: wrong side named." in sections["Addenda"]
    assert "What it is, and what it is not." in sections["What this is, and what it is not"]


def test_no_words_that_claim_more_than_a_match() -> None:
    said = " ".join(one["text"]["div"] for one in only(bundle_of("signed"), "Composition")["section"]).lower()
    assert not [word for word in ("confirm", "realign", "corrects", "optimal", "patient has") if word in said]


def test_markup_in_what_people_wrote_stays_text() -> None:
    entry = replace(signed(), plan="<script>alert('1 & 2')</script>\x0b")
    (plan,) = [one for one in only(document(export(entry)), "Composition")["section"] if one["title"] == "Plan"]
    assert "&lt;script&gt;alert('1 &amp; 2')&lt;/script&gt; </p>" in plan["text"]["div"]


def test_a_draft_says_that_it_is_not_signed() -> None:
    sections = only(bundle_of("draft"), "Composition")["section"]
    assert "This is a draft. It is not signed." in sections[-1]["text"]["div"]
    assert "Not reviewed." in next(one["text"]["div"] for one in sections if one["title"].startswith("Assessment"))


def test_a_resource_has_its_own_line() -> None:
    lines = written("signed").splitlines()
    assert len(lines) == len(bundle_of("signed")["entry"]) + 2
    assert all(json.loads(line.rstrip(","))["resource"] for line in lines[1:-1])


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (replace(draft(), opened_at="yesterday"), "the time of opening the entry is no date with a time and a zone"),
        (replace(amended(), addenda=(replace(amended().addenda[0], at="2026-03-20"),)), "the time of an addendum"),
        (replace(signed(), signatures=(replace(signed().signatures[0], at=""),)), "the time of a signature"),
        (replace(draft(), patient=replace(draft().patient, birth_date="1.2.1931")), "date of birth is not a date"),
        (replace(draft(), patient=replace(draft().patient, birth_date="1931-02-31")), "date of birth is not a date"),
    ],
)
def test_an_entry_that_fhir_cannot_hold_is_refused_and_nothing_is_written(entry: ChartEntry, message: str) -> None:
    with pytest.raises(ExportRefused, match=message) as caught:
        document(export(entry))
    assert caught.value.code == "X010"
    assert caught.value.hint


def test_a_number_that_json_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="Out of range float values"):
        as_text({"resourceType": "Bundle", "entry": [{"value": float("nan")}]})


def test_without_fhir_resources_the_command_that_installs_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "fhir.resources.R4B", None)
    with pytest.raises(MachineLacks, match=r"FHIR needs fhir\.resources") as caught:
        document(export(draft()))
    assert caught.value.hint == extra("fhir")
