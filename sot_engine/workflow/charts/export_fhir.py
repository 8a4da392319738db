"""Export a chart entry, or one assessment, as a FHIR R4 bundle; with the person in it, or without."""

from uuid import UUID, uuid5

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.chart import ChartEntry, Identity, Person
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.exchange.bundle import as_text, collection, document
from sot_engine.exchange.deidentify import deidentify
from sot_engine.exchange.export import Export, Words
from sot_engine.reports.wording import footer, outcome_lead, outcome_sentence

IDS = UUID("6f1c9a52-0c63-5f0e-9d35-4f0c6f2b7d11")
"""Under which every id of a bundle is named; changing it would give every exported resource another id."""


def fhir_id(name: str) -> str:
    """The id of a thing in bundles: the same name has the same id, always and everywhere."""
    return str(uuid5(IDS, name))


def export_fhir(entry: ChartEntry, pack: Pack) -> str:
    """A chart entry as the text of a document Bundle; the same entry gives the same text.

    Errors: ExportRefused for what FHIR cannot hold; MachineLacks without fhir.resources.
    """
    return as_text(document(_export(entry, pack)))


def export_deidentified(entry: ChartEntry, pack: Pack, salt: bytes) -> str:
    """What was found and made of it as the text of a collection Bundle, without the person, the people and the days.

    Errors: ExportRefused for a salt that can be guessed; as of `export_fhir`.
    """
    return as_text(collection(_export(deidentify(entry, pack, salt), pack, is_deidentified=True)))


def assessment_fhir(visit: Visit, found: Assessment, pack: Pack) -> str:
    """An assessment that is in no chart, as a preliminary document: the exam stands in for the entry.

    Errors: as of `export_fhir`.
    """
    examiner = Person(id=visit.examiner, name=visit.examiner)
    entry = ChartEntry(
        id=f"{visit.patient.ref}/{visit.examined_at}",
        patient=Identity(id=visit.patient.ref, ref=visit.patient.ref, birth_date=visit.patient.birth_date),
        stage="draft",
        opened_by=examiner,
        opened_at=visit.examined_at,
        visit=visit,
        assessment=found,
        committed=found.committed,
    )
    return export_fhir(entry, pack)


def _export(entry: ChartEntry, pack: Pack, *, is_deidentified: bool = False) -> Export:
    found = entry.assessment
    words = Words((outcome_sentence(found), *outcome_lead(found)), footer(found, pack)) if found else Words()
    return Export(entry=entry, pack=pack, make_id=fhir_id, words=words, is_deidentified=is_deidentified)
