"""A sheet: what is to be said, in order, before it is text, Markdown, HTML or a screen.

::

    Sheet ─ word, title, lead ─ glance (label: words) ─ sections ─ footer
                                                          └ entries: mark, label, head, body
"""

from typing import NamedTuple

from sot_engine.domain.section import Entry, Mark, Section

__all__ = ["Entry", "Mark", "Section", "Sheet"]


class Sheet(NamedTuple):
    """One output: an assessment, or a page of `sot learn`."""

    word: str
    title: str
    lead: tuple[str, ...] = ()
    glance: tuple[tuple[str, str], ...] = ()
    legend: str = ""
    sections: tuple[Section, ...] = ()
    footer: tuple[str, ...] = ()
