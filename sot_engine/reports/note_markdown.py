"""A note as Markdown (CommonMark)."""

from collections.abc import Iterator

from sot_engine.domain.note import Note
from sot_engine.reports.markdown import plain, section_lines
from sot_engine.reports.note import STAGES


def note_markdown(note: Note) -> str:
    """The whole note, with a line break at its end."""
    return "\n".join(_lines(note)) + "\n"


def _lines(note: Note) -> Iterator[str]:
    yield f"# {note.title}: {STAGES[note.stage]}"
    for words in note.lead:
        yield from ("", f"**{plain(words)}**")
    yield ""
    yield from (f"- **{label}:** {plain(words)}" for label, words in note.rows)
    for chapter in note.chapters:
        yield from ("", f"## {chapter.title}")
        for section in chapter.sections:
            yield from section_lines(section, level=3)
    yield from ("", "---")
    for words in note.footer:
        yield from ("", plain(words))
