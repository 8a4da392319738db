"""The URIs and codes that bundles use: official ones that were looked up in FHIR 4.0.1, and the project's own.

The project owns no web address, so its own systems are URNs; docs/decisions/0011 says why and what may change.
"""

from typing import Any, TypeAlias

from sot_engine.domain.condition import Word
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.truth import Side

Json: TypeAlias = dict[str, Any]
"""One JSON object: a resource or a part of one."""

OLDEST_TOLD = 90
"""In a de-identified export an age of 90 stands for 90 and over (45 CFR 164.514(b)(2)(i)(C))."""

OWN = "urn:sot-engine"
VISIT = f"{OWN}:visit"
PATIENT = f"{OWN}:patient"
PATIENT_REF = f"{OWN}:patient-ref"
PERSON = f"{OWN}:person"
ROLE = f"{OWN}:role"
STAGE = f"{OWN}:stage"
SEAL = f"{OWN}:seal"
DOCUMENT = f"{OWN}:document"
SECTION = f"{OWN}:section"
POSITION = f"{OWN}:position"
PHASE = f"{OWN}:phase"
SIDE = f"{OWN}:side"
LANDMARK = f"{OWN}:landmark"
MEASURE = f"{OWN}:measure"
ACTIVITY = f"{OWN}:activity"
PROCEDURE = f"{OWN}:procedure"
SUGGESTION = f"{OWN}:suggestion"
WORD = f"{OWN}:word"
REVIEW_FORM = f"{OWN}:questionnaire:review"
ADDENDUM_FORM = f"{OWN}:questionnaire:addendum"
FORM_VERSION = "1"
"""Of the forms of review and addendum; the form of an exam has the version of its pack."""

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
OBSERVATION_CATEGORY = f"{TERMINOLOGY}/observation-category"
ABSENT_REASON = f"{TERMINOLOGY}/data-absent-reason"
ACT_CODE = f"{TERMINOLOGY}/v3-ActCode"
DATA_OPERATION = f"{TERMINOLOGY}/v3-DataOperation"
PARTICIPANT = f"{TERMINOLOGY}/provenance-participant-type"
SECURITY = f"{TERMINOLOGY}/v3-ObservationValue"
UCUM = "http://unitsofmeasure.org"
SNOMED = "http://snomed.info/sct"
ORIGINAL_TEXT = "http://hl7.org/fhir/StructureDefinition/originalText"

LATERALITY: dict[Side, tuple[str, str]] = {
    "left": ("419161000", "Unilateral left"),
    "right": ("419465000", "Unilateral right"),
}
"""SNOMED CT codes and displays, as FHIR 4.0.1 lists them in its value set `bodysite-laterality`."""


def pack_name(pack: Pack) -> str:
    """A pack and what extends it, in one word: `sot-core`, `sot-core+ak-variants`."""
    return "+".join((pack.id, *pack.with_))


def pack_system(pack: Pack, part: str) -> str:
    """The code system of one part of a pack: finding, value, category, rule or placement."""
    return f"{OWN}:pack:{pack_name(pack)}:{part}"


def exam_form(pack: Pack) -> str:
    """The canonical address of the form of an exam."""
    return f"{OWN}:questionnaire:exam:{pack_name(pack)}"


def coding(system: str, code: str, display: str | None = None, version: str | None = None) -> Json:
    """One code of one system."""
    found = {"system": system, "version": version, "code": code, "display": display}
    return {name: value for name, value in found.items() if value}


def concept(*codings: Json, text: str | None = None) -> Json:
    """A concept: codes for the same thing, and its words."""
    found: Json = {"coding": list(codings)} if codings else {}
    return {**found, "text": text} if text else found


def identifier(system: str, value: str) -> Json:
    """An identifier of one system."""
    return {"system": system, "value": value}


def words_of(code: str) -> str:
    """A word of the pack as people read it."""
    return code.replace("_", " ")


def finding_code(finding: Finding, pack: Pack) -> Json:
    """A finding as a code of its pack."""
    own = coding(pack_system(pack, "finding"), finding.id, finding.name, pack.version)
    return concept(own, text=finding.name)


def word_coding(word: Word, pack: Pack) -> Json:
    """A recorded word as a code of its pack."""
    return coding(pack_system(pack, "value"), word, words_of(word), pack.version)


def rule_code(rule: str, pack: Pack) -> Json:
    """A rule as a code of its pack; one that the pack has no more keeps its id."""
    title = pack.rule[rule].title if rule in pack.rule else rule
    return concept(coding(pack_system(pack, "rule"), rule, title, pack.version), text=title)


def side_concept(side: Side) -> Json:
    """A side of the body."""
    code, display = LATERALITY[side]
    return concept(coding(SNOMED, code, display), coding(SIDE, side, side), text=side)


def block_site(side: Side, landmark: str) -> Json:
    """Where a block lies. The two sides of a landmark are two codes, since a site is one concept."""
    code = " ".join(f"{side}-{landmark}".split())  # a code has single blanks, and people write as they like
    return concept(coding(LANDMARK, code), text=f"{side} {words_of(landmark)}")
