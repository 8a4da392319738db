"""The patient, everyone who recorded or signed, the visit itself and the software."""

from collections.abc import Iterator

from sot_engine import __version__
from sot_engine.domain.chart import ChartEntry, Identity, Person
from sot_engine.domain.visit import DAY
from sot_engine.errors import ExportRefused
from sot_engine.exchange import names as n
from sot_engine.exchange.export import Export
from sot_engine.exchange.moment import dated, fhir_time
from sot_engine.exchange.names import Json


def patient(export: Export) -> Json:
    """Who the patient is.

    Errors: ExportRefused for a date of birth that is none.
    """
    who = export.entry.patient
    found: Json = {"resourceType": "Patient", "identifier": list(_identifiers(who))}
    if who.name:
        found["name"] = [{"text": who.name}]
    if who.contact:
        found["telecom"] = [{"system": "other", "value": who.contact}]
    if who.birth_date is not None:
        if len(who.birth_date) != DAY or fhir_time(who.birth_date) is None:
            message = "the patient's date of birth is not a date"
            raise ExportRefused(message, hint="a date looks like 1989-02-01")
        found["birthDate"] = who.birth_date
    return found


def _identifiers(who: Identity) -> Iterator[Json]:
    yield n.identifier(n.PATIENT, who.id)
    if who.ref:
        yield n.identifier(n.PATIENT_REF, who.ref)


def people(entry: ChartEntry) -> tuple[Person, ...]:
    """Everyone who recorded, decided, signed or added something, each once."""
    signed = (signature.by for signature in entry.signatures)
    added = (one.by for one in entry.addenda)
    return tuple(dict.fromkeys((entry.opened_by, *entry.reviewers, *signed, *added)))


def decider(entry: ChartEntry) -> Person:
    """Whose decisions they are: of whoever signed last, or else decided last; where nobody did, of whoever began."""
    if not entry.reviewers:
        return entry.opened_by
    return (*entry.reviewers, *(signature.by for signature in entry.signatures))[-1]


def practitioner(person: Person) -> Json:
    """One person, with the role where it is not that of a practitioner."""
    role = () if person.role == "practitioner" else (n.coding(n.ROLE, person.role, person.role),)
    qualified = n.concept(*role, text=person.credentials or None)
    found: Json = {"resourceType": "Practitioner", "identifier": [n.identifier(n.PERSON, person.id)]}
    if person.name:
        found["name"] = [{"text": person.name}]
    return {**found, "qualification": [{"code": qualified}]} if qualified else found


def examiner(export: Export) -> Json:
    """Whoever examined: the name in the visit, which need not be that of a person of the records."""
    return {"resourceType": "Practitioner", "name": [{"text": export.entry.visit.examiner}]}


def encounter(export: Export) -> Json:
    """The visit, with the complaint in the patient's words."""
    visit = export.entry.visit
    found: Json = {
        "resourceType": "Encounter",
        "identifier": [n.identifier(n.VISIT, export.entry.id)],
        "status": export.status("Encounter"),
        "class": n.coding(n.ACT_CODE, "AMB", "ambulatory"),
        "subject": export.to_patient(),
        "period": dated("start", visit.examined_at),
    }
    if not export.is_deidentified:
        found["participant"] = [{"individual": export.to_examiner()}]
    return {**found, "reasonCode": [{"text": visit.complaint}]} if visit.complaint else found


def software() -> Json:
    """The program that wrote the bundle, and whose rules gave the suggestions."""
    return {
        "resourceType": "Device",
        "deviceName": [{"name": "sot-engine", "type": "user-friendly-name"}],
        "type": {"text": "software"},
        "version": [{"value": __version__}],
    }
