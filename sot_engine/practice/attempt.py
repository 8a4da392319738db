"""One case that a student attempted: what was asked, what was answered, and what the engine says.

::

    Attempt ─ which case, which pack, when
              asked: the tests in order, each with its position and the turns so far
              answer: what the student committed, None where a stop had been walked past before
              says: what the engine says of the whole case
              path: points by part ─ missed, over_read: ids of findings
"""

import json
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from sot_engine.domain import assessment
from sot_engine.domain.finding import Position
from sot_engine.domain.pack import OUTCOMES, Outcome
from sot_engine.domain.reading import CategorySide, PlacementStatus
from sot_engine.domain.rule import CATEGORIES, Category

SCHEMA = "sot-attempt/1"

Confidence: TypeAlias = Literal[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
"""How sure a student may say to be, in percent."""

Setting: TypeAlias = Literal["practice", "exam"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One test that was asked for. `turns` counts how often the patient had been turned by then."""

    finding: str
    position: Position
    turns: int
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What somebody concludes from a case, the student or the engine."""

    outcome: Outcome
    category: Category | None = None
    side: CategorySide | None = None
    placement: str | None = None
    """The id of the placement that is documented, None where none is shown."""
    placement_status: PlacementStatus = "none"
    confidence: Confidence | None = None
    """How sure the student is, in percent; None for the engine."""
    grounds: tuple[str, ...] = ()
    """The findings that the student rests it on, by id."""

    @property
    def label(self) -> str:
        """The answer in a word: the category where one is supported, else the outcome."""
        return self.category or self.outcome


LABELS = (*CATEGORIES, *(outcome for outcome in OUTCOMES if outcome != "supported"))
"""Every word that an answer may come to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """What one part of the path earned, of how much, and why in a sentence."""

    part: str
    earned: int
    of: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One case that was attempted and has ended."""

    id: str
    setting: Setting
    case: str
    difficulty: str
    seed: int | None
    pack: str
    pack_version: str
    pack_sha256: str
    started_at: str
    ended_at: str
    asked: tuple[Asked, ...]
    turns: int
    answer: Answer | None
    says: Answer
    passed_stop: bool
    path: tuple[Points, ...]
    missed: tuple[str, ...] = ()
    """Findings that the engine's reading rests on and that were never asked for."""
    over_read: tuple[str, ...] = ()
    """Findings that the student rested the answer on and that do not carry it."""

    @property
    def is_right(self) -> bool:
        """Whether the student came to the outcome, and to the category, that the engine comes to."""
        return self.answer is not None and not self.passed_stop and self.answer.label == self.says.label

    @property
    def earned(self) -> int:
        """The points of all parts together."""
        return sum(points.earned for points in self.path)

    @property
    def possible(self) -> int:
        """The points that could be earned."""
        return sum(points.of for points in self.path)


def plain(attempt: Attempt) -> dict[str, Any]:
    """An attempt as JSON can hold it."""
    return {"schema": SCHEMA, **assessment.plain(attempt)}


def load(raw: Any) -> Attempt:
    """An attempt as it was before `plain`; keys that are not known are left aside.

    Errors: ValueError, saying which part is wrong, for anything that is no attempt.
    """
    from pydantic import TypeAdapter, ValidationError

    if not isinstance(raw, dict) or raw.get("schema") != SCHEMA:
        message = f"the schema is not {SCHEMA}"
        raise ValueError(message)
    try:
        return TypeAdapter(Attempt).validate_json(json.dumps(raw), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the attempt"
        message = f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}"
        raise ValueError(message) from None
