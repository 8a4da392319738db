"""A sheet as Markdown (CommonMark), to be pasted where Markdown is read."""

import re
from collections.abc import Iterator

from sot_engine.reports.sheet import Entry, Section, Sheet

_SIGNS = re.compile(r"([\\`*<]|~(?=~)|&(?=#?\w+;)|(?<!\w)_|_(?!\w))")
_BRACKETS = re.compile(r"([\[\]])")
_START = re.compile(r"^(\d+(?=[.)])|(?=[-+=>#]))")


def sheet_markdown(sheet: Sheet) -> str:
    """The whole sheet, with a line break at its end."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield f"# {plain(sheet.word)}: {plain(sheet.title)}"
    for words in sheet.lead:
        yield from ("", f"**{plain(words)}**")
    if sheet.glance:
        yield ""
        yield from (f"- **{plain(label)}:** {plain(words)}" for label, words in sheet.glance)
    for section in sheet.sections:
        yield from section_lines(section)
    if sheet.footer:
        yield from ("", "---")
        for words in sheet.footer:
            yield from ("", plain(words))


def section_lines(section: Section, level: int = 2) -> Iterator[str]:
    """A heading of this level, the drawing as it is, then the entries."""
    yield from ("", f"{'#' * level} {plain(section.title)}", "")
    if section.figure:
        from sot_engine.reports.figure_text import figure_lines

        yield from ("```text", *figure_lines(section.figure), "```", "")
    for entry in section.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    signs = " ".join(part for part in (entry.mark, entry.label) if part)
    yield f"- **{signs}**: {plain(entry.head)}" if signs else f"- {plain(entry.head)}"
    yield from (f"  - {plain(words)}" for words in entry.body)


def plain(text: str) -> str:
    """Text that says in Markdown what it says here; what needs no escape has none, so that the source reads well."""
    escaped = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    if escaped.startswith("[") or "](" in escaped:
        escaped = _BRACKETS.sub(r"\\\1", escaped)
    return _START.sub(r"\1\\", escaped)
