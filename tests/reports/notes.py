"""A note of a test, and its parts as text."""

from dataclasses import replace
from types import MappingProxyType

from sot_engine.domain.chart import (
    ChartEntry,
)
from sot_engine.domain.condition import Value
from sot_engine.domain.note import CHAPTERS, Note
from sot_engine.domain.section import Entry
from sot_engine.reports.note import draft_note
from sot_engine.reports.note_text import note_text
from tests.known_packs import core
from tests.reports.charts import draft
from tests.reports.shown import example


def note(entry: ChartEntry) -> Note:
    return draft_note(entry, core())


def chapter(entry: ChartEntry, name: str) -> str:
    """A chapter of the text, each section on a line of its own."""
    text = note_text(note(entry))
    start = text.index(f"\n{name.upper()}\n")
    rest = [text.find(f"\n{title.upper()}\n", start + 1) for title in CHAPTERS.values()]
    return " ".join(text[start : min([place for place in rest if place > start] or [len(text)])].split())


def section(entry: ChartEntry, start: str) -> list[Entry]:
    sections = (one for part in note(entry).chapters for one in part.sections)
    return list(next(one for one in sections if one.title.startswith(start)).entries)


def told(entries: list[Entry]) -> str:
    return "\n".join(" ".join((one.mark, one.label, one.head, *one.body)) for one in entries)


def with_findings(name: str, **findings: Value) -> ChartEntry:
    visit = example(name)
    return draft(name, visit=replace(visit, findings=MappingProxyType({**visit.findings, **findings})))
