"""Write the note of a visit in one of its forms."""

from typing import Literal, TypeAlias, get_args

from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.pack import Pack
from sot_engine.errors import MachineLacks, Place
from sot_engine.reports.note_kept import note_of

NoteFormat: TypeAlias = Literal["text", "markdown", "html", "pdf", "json"]
NOTE_FORMATS: tuple[NoteFormat, ...] = get_args(NoteFormat)


def note_bytes(entry: ChartEntry, pack: Pack, form: NoteFormat) -> bytes:
    """The note in one form, the same bytes for the same entry; once it is signed, in the words that were signed.

    Errors: PackDiffers when the entry was assessed with another pack; MachineLacks when a PDF cannot be made.
    """
    if form == "pdf":
        from sot_engine.reports.note_html import note_html
        from sot_engine.reports.pdf import pdf_bytes

        return pdf_bytes(note_html(note_of(entry, pack)))
    return _note_text(entry, pack, form).encode()


def write_note(entry: ChartEntry, pack: Pack, form: NoteFormat, out: str) -> None:
    """Write the note into a file, which is there when it is whole and not before.

    Errors: those of `note_bytes`; MachineLacks when the file cannot be written.
    """
    from sot_engine.workflow.whole_file import whole_file

    content = note_bytes(entry, pack, form)
    try:
        with whole_file(out) as stream:
            stream.write(content)
    except OSError as error:
        message = f"the note cannot be written: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, where=Place(out), hint="choose another place for --out") from None


def _note_text(entry: ChartEntry, pack: Pack, form: NoteFormat) -> str:
    note = note_of(entry, pack)
    if form == "text":
        from sot_engine.reports.note_text import note_text

        return note_text(note)
    if form == "markdown":
        from sot_engine.reports.note_markdown import note_markdown

        return note_markdown(note)
    if form == "html":
        from sot_engine.reports.note_html import note_html

        return note_html(note)
    from sot_engine.reports.note_json import note_json

    return note_json(note)
