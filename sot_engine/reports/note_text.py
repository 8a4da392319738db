"""A note as text to be pasted into another program: at most 80 columns, pure ASCII, the same headings every time."""

from collections.abc import Iterator

from sot_engine.domain.note import Note
from sot_engine.reports import wording as w
from sot_engine.reports.ascii import LOST, in_ascii
from sot_engine.reports.note import STAGES
from sot_engine.reports.text import WIDTH, section_lines, wrapped


def note_text(note: Note) -> str:
    """The whole note, with a line break at its end."""
    plain = in_ascii("\n".join(_words(note)))
    lines = [part for line in plain.text.split("\n") for part in _within(line)]
    if plain.lost:
        stand, them = ("stands", "it") if plain.lost == 1 else ("stand", "them")
        lost = f"{w.number(plain.lost, 'sign')} of this note cannot be written in plain letters and {stand} as {LOST}"
        lines += ["", *wrapped(f"{lost}; the HTML form of the note has {them}.")]
    return "\n".join(lines) + "\n"


def _within(line: str) -> list[str]:
    """A line that grew beyond the width when its signs were spelt out, broken again."""
    if len(line) <= WIDTH:
        return [line]
    start = line[: len(line) - len(line.lstrip())]
    return wrapped(line.strip(), start)


def _words(note: Note) -> Iterator[str]:
    yield "=" * WIDTH
    yield f"{note.title.upper()}: {STAGES[note.stage]}"
    for words in note.lead:
        yield from wrapped(words)
    yield "=" * WIDTH
    widest = max(len(label) for label, _ in note.rows)
    for label, words in note.rows:
        yield from wrapped(words, f"{label:<{widest}}  ")
    yield from ("", f"Signs: {w.LEGEND}")
    for chapter in note.chapters:
        yield from ("", "", chapter.title.upper(), "=" * len(chapter.title))
        for section in chapter.sections:
            yield from section_lines(section)
    yield from ("", "-" * WIDTH)
    for words in note.footer:
        yield from wrapped(words)
