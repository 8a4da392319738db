"""A rule: a condition, one effect, and who says so."""

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from sot_engine.domain.condition import Condition, EachSide
from sot_engine.domain.truth import Side
from sot_engine.errors import Place

Category: TypeAlias = Literal["I", "II", "III"]
CATEGORIES: tuple[Category, ...] = ("I", "II", "III")

Verb: TypeAlias = Literal[
    "supports", "opposes", "contrasts", "stops", "contradicts", "withholds", "modifies", "cautions", "advises", "places"
]
Strength: TypeAlias = Literal["hallmark", "supporting", "weak"]
STRENGTHS: tuple[Strength, ...] = ("hallmark", "supporting", "weak")

Grade: TypeAlias = Literal[
    "guideline", "systematic-review", "trial", "observational", "case-report",
    "originator", "technique-authority", "clinic-page", "none",
]  # fmt: skip
Basis: TypeAlias = Literal["stated", "inferred", "project"]
Status: TypeAlias = Literal["draft", "reviewed"]

Stratum: TypeAlias = Literal["stop", "contradiction", "evidence", "placement", "gate", "guidance"]
STRATUM_OF: dict[Verb, Stratum] = {
    "stops": "stop", "contradicts": "contradiction",
    "supports": "evidence", "opposes": "evidence", "contrasts": "evidence",
    "places": "placement", "withholds": "gate", "modifies": "gate", "cautions": "gate", "advises": "guidance",
}  # fmt: skip
RECORDED_ONLY: tuple[Stratum, ...] = ("stop", "contradiction", "evidence")
"""The strata that read recorded values alone, so that recording more never un-fires one of their rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One wedge of a placement.

    Units: `at` in the patient's frame, origin between the PSIS, +x the patient's left, +y headward, half the
    ASIS-ASIS width is 1; directions in degrees of the thin edge, 0 head, 90 across to the midline, 180 feet.
    """

    side: Side
    landmark: str
    at: tuple[float, float]
    direction_deg: int
    range_deg: tuple[int, int]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """Another way to place the blocks that a source documents."""

    says: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Where the blocks go, how sure that is, and what to watch."""

    position: Literal["prone", "supine"]
    blocks: tuple[Block, ...]
    confidence: str
    monitor: str
    time: str
    end_point: str
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a rule does when it fires. `on` is a category, a position, `any`, or None where the verb needs none."""

    verb: Verb
    on: str | None = None
    strength: Strength | None = None
    urgency: Literal["emergency", "urgent", "prompt"] | None = None
    send: str | None = None
    first: bool = False
    placement: Placement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How good the evidence behind a rule is, and what limits it."""

    grade: Grade
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One cited rule of a pack."""

    id: str
    title: str
    status: Status
    says: str
    why: str
    when: Condition
    then: Effect
    basis: Basis
    cite: tuple[str, ...]
    evidence: Evidence
    cautions: tuple[str, ...] = ()
    at: Place = field(default=Place(""), compare=False)
    mark: str = field(default="", compare=False)
    """A hash of the rule as it is written, its status aside: what a review keeps of what was read."""

    @property
    def stratum(self) -> Stratum:
        """Where the rule stands in the order of reading."""
        return STRATUM_OF[self.then.verb]

    @property
    def is_sided(self) -> bool:
        """Whether the rule names the sides on which it fired."""
        return isinstance(self.when, EachSide)

    @property
    def category(self) -> Category | None:
        """The category that an evidence rule or a placement speaks about."""
        return self.then.on if self.then.on in CATEGORIES else None
