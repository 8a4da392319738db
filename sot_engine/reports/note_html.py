"""A note as one HTML file, which is also what its PDF is printed from."""

from sot_engine.domain.note import Note
from sot_engine.reports import wording as w
from sot_engine.reports.markup import el
from sot_engine.reports.note import STAGES
from sot_engine.reports.paper import foot, paper, rows, section_html, top

PATIENT = "Patient"


def note_html(note: Note) -> str:
    """The whole page; its title names the entry and never the patient."""
    parts = [
        top(STAGES[note.stage], note.title, note.lead),
        rows(note.rows, PATIENT),
        el("p", f"Signs: {w.LEGEND}", class_="legend"),
    ]
    for chapter in note.chapters:
        parts += [el("h2", chapter.title), *(section_html(section, "h3") for section in chapter.sections)]
    return paper(f"{note.title} {note.entry}", (note.dated, note.changed), [el("article", *parts, foot(note.footer))])
