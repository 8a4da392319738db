"""Write an entry out: its exam as a visit file, its note, or a FHIR bundle."""

from typing import Literal, TypeAlias, get_args

from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.pack import Pack
from sot_engine.workflow.charts.write_note import NOTE_FORMATS, NoteFormat, note_bytes
from sot_engine.workflow.uncollected import uncollected

ExportFormat: TypeAlias = Literal["yaml", "json", "text", "markdown", "html", "pdf", "note-json", "fhir"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


def exported(entry: ChartEntry, pack: Pack, form: ExportFormat) -> bytes:
    """An entry in one form, the same bytes for the same entry. The visit file has `json`, so its note is `note-json`.

    Errors: PackDiffers, ExportRefused, MachineLacks, as of the note and the bundle.
    """
    with uncollected():
        return _exported(entry, pack, form)


def _exported(entry: ChartEntry, pack: Pack, form: ExportFormat) -> bytes:
    if form == "fhir":
        from sot_engine.workflow.charts.export_fhir import export_fhir

        return export_fhir(entry, pack).encode()
    if form == "note-json":
        return note_bytes(entry, pack, "json")
    if form == "json" or form not in NOTE_FORMATS:
        return _visit_file(entry, pack, is_json=form == "json").encode()
    note: NoteFormat = form
    return note_bytes(entry, pack, note)


def _visit_file(entry: ChartEntry, pack: Pack, *, is_json: bool) -> str:
    from sot_engine.intake.visit_text import visit_json, visit_yaml

    return f"{visit_json(entry.visit, pack)}\n" if is_json else visit_yaml(entry.visit, pack)


def deidentified(entry: ChartEntry, pack: Pack, salt: bytes) -> bytes:
    """A FHIR bundle without the person, the people and the days.

    Errors: ExportRefused for a salt that can be guessed; MachineLacks without fhir.resources.
    """
    from sot_engine.workflow.charts.export_fhir import export_deidentified

    with uncollected():
        return export_deidentified(entry, pack, salt).encode()
