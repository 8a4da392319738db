"""A note: what a visit comes to in the practice's own records, in the order in which a colleague reads it.

::

    Note ─ title, stage, lead ─ rows (label: words)
         ─ chapters: subjective, objective, assessment, plan, signatures, addenda
                └ sections: title, entries, and the figure of the blocks
         ─ footer

A note says the same for the same entry, whatever it is drawn as: text, Markdown, HTML, PDF or JSON.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sot_engine.domain.chart import Stage
from sot_engine.domain.section import Section

SCHEMA: Literal["sot-note/1"] = "sot-note/1"

ChapterKey: TypeAlias = Literal["subjective", "objective", "assessment", "plan", "signatures", "addenda"]
CHAPTERS: dict[ChapterKey, str] = {
    "subjective": "Subjective",
    "objective": "Objective",
    "assessment": "Assessment",
    "plan": "Plan",
    "signatures": "Signatures",
    "addenda": "Addenda",
}
"""The chapters of every note, in order, the empty ones too, so that whoever pastes a note knows where to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One part of the note, as Subjective or Plan."""

    key: ChapterKey
    sections: tuple[Section, ...]

    @property
    def title(self) -> str:
        """Its heading."""
        return CHAPTERS[self.key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Everything that is written of one visit.

    `dated` is when it was signed last, or opened while nobody has; `changed` when the last addition was made to it.
    """

    entry: str
    title: str
    stage: Stage
    lead: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]
    chapters: tuple[Chapter, ...]
    footer: tuple[str, ...]
    dated: str
    changed: str
    schema: Literal["sot-note/1"] = SCHEMA
