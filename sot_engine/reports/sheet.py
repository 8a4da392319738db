"""A sheet: what is to be said, in order, before it is text, Markdown or a screen.

::

    Sheet ─ word, title, lead ─ glance (label: words) ─ sections ─ footer
                                                          └ entries: mark, label, head, body
"""

from typing import Literal, NamedTuple, TypeAlias

Mark: TypeAlias = Literal["", "+", "-", "=", "o", "!", ">"]
"""For, against, contrast, open, stop or caution, and what to do; a word always stands beside it."""


class Entry(NamedTuple):
    """One thing that is said: a head, and paragraphs below it."""

    head: str
    mark: Mark = ""
    label: str = ""
    body: tuple[str, ...] = ()


class Section(NamedTuple):
    """Entries under one heading."""

    title: str
    entries: tuple[Entry, ...]


class Sheet(NamedTuple):
    """One output: an assessment, or a page of `sot learn`."""

    word: str
    title: str
    lead: tuple[str, ...] = ()
    glance: tuple[tuple[str, str], ...] = ()
    legend: str = ""
    sections: tuple[Section, ...] = ()
    footer: tuple[str, ...] = ()
