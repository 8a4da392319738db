"""What is said under one heading, before it is text, Markdown, HTML or a screen."""

from typing import Literal, NamedTuple, TypeAlias

from sot_engine.domain.figure import Figure

Mark: TypeAlias = Literal["", "+", "-", "=", "o", "!", ">"]
"""For, against, contrast, open, stop or caution, and what to do; a word always stands beside it."""


class Entry(NamedTuple):
    """One thing that is said: a head, and paragraphs below it."""

    head: str
    mark: Mark = ""
    label: str = ""
    body: tuple[str, ...] = ()


class Section(NamedTuple):
    """Entries under one heading, and the drawing that stands above them where there is one."""

    title: str
    entries: tuple[Entry, ...]
    figure: Figure | None = None
