"""A sheet as plain text: at most 80 columns, no colour, no sign that ASCII does not have."""

from collections.abc import Iterator

from sot_engine.reports.sheet import Entry, Section, Sheet

WIDTH = 80
_BODY = 6


def sheet_text(sheet: Sheet) -> str:
    """The whole sheet, with a line break at its end."""
    return "\n".join(_lines(sheet)) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield "=" * WIDTH
    yield sheet.word
    yield from wrapped(sheet.title)
    for words in sheet.lead:
        yield from wrapped(words)
    yield "=" * WIDTH
    widest = max((len(label) for label, _ in sheet.glance), default=0)
    for label, words in sheet.glance:
        yield from wrapped(words, f"{label:<{widest}}  ")
    if sheet.legend:
        yield from ("", f"Signs: {sheet.legend}")
    for section in sheet.sections:
        yield from section_lines(section)
    if sheet.footer:
        yield from ("", "-" * WIDTH)
        for words in sheet.footer:
            yield from wrapped(words)


def section_lines(section: Section) -> Iterator[str]:
    """An empty line, the heading, the drawing where there is one, then the entries."""
    yield ""
    title = wrapped(section.title)
    yield from title
    yield "-" * max(map(len, title))
    if section.figure:
        from sot_engine.reports.figure_text import figure_lines

        yield from (f"  {line}".rstrip() for line in figure_lines(section.figure))
        yield ""
    for entry in section.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    signs = " ".join(part for part in (entry.mark, entry.label) if part)
    if signs:
        yield from wrapped(f"{signs}: {entry.head}" if entry.label else f"{signs} {entry.head}", "  ", 4)
    else:
        yield from wrapped(entry.head, "  ")
    for words in entry.body:
        yield from wrapped(words, " " * _BODY)


def wrapped(text: str, start: str = "", hanging: int | None = None) -> list[str]:
    """Text in lines of at most 80 columns; lines after the first are indented as far as the first one's start.

    A word that is longer than a line is cut, unless it is an address, which would no longer open.
    """
    indent = " " * (len(start) if hanging is None else hanging)
    lines, line, is_bare = [], start, True
    for whole in text.split() or [""]:
        word = whole
        if not is_bare and len(line) + 1 + len(word) > WIDTH:
            lines.append(line)
            line, is_bare = indent, True
        while len(line) + len(word) > WIDTH - (not is_bare) and "://" not in word:
            room = WIDTH - len(line)
            lines.append(line + word[:room])
            line, word, is_bare = indent, word[room:], True
        line += word if is_bare else f" {word}"
        is_bare = False
    return [*lines, line.rstrip()]


def folded(line: str) -> list[str]:
    """A line as it is when it fits a page; a longer one goes on below, a little further in than it begins."""
    if len(line) <= WIDTH:
        return [line]
    from textwrap import wrap  # an assessment in a pipe starts without it

    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return wrap(line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
