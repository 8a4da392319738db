"""A reading: what one engine concluded from one exam. Two readings must be equal before anything is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from sot_engine.domain.pack import Outcome
from sot_engine.domain.rule import Category
from sot_engine.domain.truth import Side

CategorySide: TypeAlias = Literal["left", "right", "undetermined"]
PlacementStatus: TypeAlias = Literal["suggested", "modify", "withheld", "none"]


class Firing(NamedTuple):
    """A rule that fired, the sides on which it did, and the keys of the recorded values behind it.

    A key starts with `after.` for a re-test, and is `patient.age_years` or `patient.pregnancy_weeks` for the patient.
    """

    rule: str
    sides: tuple[Side, ...]
    facts: frozenset[str]


class Tally(NamedTuple):
    """How many rules of each strength fired for one category, and what follows."""

    hallmark: int
    supporting: int
    weak: int
    opposes: int
    kept: int
    established: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that an engine concludes from one exam. Firings are in the order of rule ids."""

    stops: tuple[Firing, ...]
    contradictions: tuple[Firing, ...]
    evidence: tuple[Firing, ...]
    tallies: Mapping[Category, Tally]
    outcome: Outcome
    category: Category | None
    lean: Category | None
    candidates: tuple[Category, ...]
    committed: Category | None
    side: CategorySide | None
    placement: PlacementStatus
    placement_rule: str | None
    gates: tuple[Firing, ...]
    guidance: tuple[Firing, ...]
