"""A chart entry as a FHIR R4 Bundle: all its resources, each under a lasting id, checked before it leaves."""

import json
from collections.abc import Iterator
from hashlib import sha256

from sot_engine.exchange import names as n
from sot_engine.exchange.check import check
from sot_engine.exchange.composition import composition
from sot_engine.exchange.decision import impression, procedures, requests
from sot_engine.exchange.export import Export, MakeId
from sot_engine.exchange.findings import observations, scores
from sot_engine.exchange.form import exam, exam_questions
from sot_engine.exchange.guidance import guidance, has_guidance, issues
from sot_engine.exchange.moment import instant
from sot_engine.exchange.names import Json
from sot_engine.exchange.people import encounter, examiner, patient, people, practitioner, software
from sot_engine.exchange.provenance import last_change, provenance
from sot_engine.exchange.review import addendum, addendum_questions, has_review, review, review_questions


def document(export: Export) -> Json:
    """A whole chart entry as a document: its first page, then everything that the page speaks of.

    Shapes: one entry -> one Bundle of type document. The same entry and pack give the same bundle, byte for byte.
    Errors: ExportRefused for a time that is none or text that FHIR cannot hold; MachineLacks without fhir.resources.
    """
    return _checked(assembled(export))


def assembled(export: Export) -> Json:
    """The document of an entry as it is before anything checks it.

    Errors: ExportRefused for a time that is none.
    """
    own = dict(_own(export))
    first = ("composition", composition(export, own))
    acts = provenance(export)
    entries = [
        *(_entry(export.id_of(role), resource) for role, resource in (first, *own.items(), *acts)),
        *_known(export),
    ]
    return {
        "resourceType": "Bundle",
        "identifier": n.identifier("urn:ietf:rfc:3986", content_name(entries, export.make_id)),
        "type": "document",
        "timestamp": instant(last_change(export.entry), "the last change"),
        "entry": entries,
    }


def collection(export: Export) -> Json:
    """The findings and what was made of them, without a first page, people or signatures: for research.

    Shapes: one de-identified entry -> one Bundle of type collection.
    Errors: as of `document`.
    """
    entries = [_entry(export.id_of(role), resource) for role, resource in _own(export)]
    entries += [
        _entry(export.patient_id, patient(export)),
        *(_entry(export.person_id(person), practitioner(person)) for person in people(export.entry)),
        _entry(export.software_id, software()),
        *_forms(export),
    ]
    label = n.coding(n.SECURITY, "PSEUDED", "pseudonymized")
    return _checked({"resourceType": "Bundle", "meta": {"security": [label]}, "type": "collection", "entry": entries})


def as_text(bundle: Json) -> str:
    """A bundle as JSON text, a line for each resource; the same text for the same bundle."""
    head = _line({name: part for name, part in bundle.items() if name != "entry"})
    return f'{head[:-1]},"entry":[\n' + ",\n".join(map(_line, bundle["entry"])) + "\n]}\n"


def _line(part: Json) -> str:
    return json.dumps(part, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _own(export: Export) -> Iterator[tuple[str, Json]]:
    """The resources of this entry alone, under the roles that they play in it."""
    entry = export.entry
    yield "encounter", encounter(export)
    yield "exam", exam(export)
    yield from observations(export)
    yield from scores(export)
    if has_guidance(entry):
        yield "guidance", guidance(export)
    yield from issues(export)
    if has_review(entry):
        yield "review", review(export)
    yield "impression", impression(export)
    yield from requests(export)
    yield from procedures(export)
    for number, added in enumerate(entry.addenda):
        yield f"addendum/{number}", addendum(export, added)


def _known(export: Export) -> Iterator[Json]:
    """What is the same in every visit: the patient, the people, the program and the forms."""
    yield _entry(export.patient_id, patient(export))
    yield from (_entry(export.person_id(person), practitioner(person)) for person in people(export.entry))
    yield _entry(export.id_of("examiner"), examiner(export))
    yield _entry(export.software_id, software())
    yield from _forms(export)


def _forms(export: Export) -> Iterator[Json]:
    entry = export.entry
    yield _form(export, exam_questions(export.pack))
    if has_review(entry):
        yield _form(export, review_questions())
    if entry.addenda:
        yield _form(export, addendum_questions())


def _form(export: Export, form: Json) -> Json:
    return _entry(export.make_id(f"{form['url']}|{form['version']}"), form)


def _entry(name: str, resource: Json) -> Json:
    kind = resource["resourceType"]
    inner = {"resourceType": kind, "id": name, **{key: part for key, part in resource.items() if key != "resourceType"}}
    return {"fullUrl": f"urn:uuid:{name}", "resource": inner}


def content_name(entries: list[Json], make_id: MakeId) -> str:
    """The identifier of a document: made from its content, so that another content has another one."""
    content = sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()
    return f"urn:uuid:{make_id(f'document/{content}')}"


def _checked(bundle: Json) -> Json:
    check(bundle)
    return bundle
