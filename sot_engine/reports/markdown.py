"""A sheet as Markdown (CommonMark), to be pasted where Markdown is read."""

import re
from collections.abc import Iterator

from sot_engine.reports.sheet import Entry, Section, Sheet

_SIGNS = re.compile(r"([\\`*_\[\]<>#|~])")
_LEADING = re.compile(r"^(\d+)([.)])|^([-+=])")


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
    yield f"- **{_plain(signs)}**: {_plain(entry.head)}" if signs else f"- {_plain(entry.head)}"
    yield from (f"  - {_plain(words)}" for words in entry.body)


def _plain(text: str) -> str:
    """Text that says in Markdown what it says here."""
    escaped = _SIGNS.sub(r"\\\1", text)
    return _LEADING.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", escaped)
