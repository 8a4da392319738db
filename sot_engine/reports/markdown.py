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
    yield f"# {_plain(sheet.word)}: {_plain(sheet.title)}"
    for words in sheet.lead:
        yield from ("", f"**{_plain(words)}**")
    if sheet.glance:
        yield ""
        yield from (f"- **{_plain(label)}:** {_plain(words)}" for label, words in sheet.glance)
    for section in sheet.sections:
        yield from _section(section)
    if sheet.footer:
        yield from ("", "---")
        for words in sheet.footer:
            yield from ("", _plain(words))


def _section(section: Section) -> Iterator[str]:
    yield from ("", f"## {_plain(section.title)}", "")
    for entry in section.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    signs = " ".join(part for part in (entry.mark, entry.label) if part)
    yield f"- **{signs}**: {_plain(entry.head)}" if signs else f"- {_plain(entry.head)}"
    yield from (f"  - {_plain(words)}" for words in entry.body)


def _plain(text: str) -> str:
    """Text that says in Markdown what it says here; what needs no escape has none, so that the source reads well."""
    escaped = _SIGNS.sub(r"\\\1", " ".join(text.split()))
    if escaped.startswith("[") or "](" in escaped:
        escaped = _BRACKETS.sub(r"\\\1", escaped)
    return _START.sub(r"\1\\", escaped)
