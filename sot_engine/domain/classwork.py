"""How a class did in an exam, item by item."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

ItemKind: TypeAlias = Literal["choice", "case", "essay"]


class Instead(NamedTuple):
    """The wrong answer that was given most often, and how often."""

    answer: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSum:
    """One item over all who took it. Units: `share` from 0 to 1 of the points; discrimination from -1 to 1."""

    kind: ItemKind
    says: str
    taken: int
    share: float
    discrimination: float | None
    """How the points of the item go with those of the rest of the exam; None where `note` says why there is none."""
    note: str = ""
    instead: Instead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSum:
    """A class at one exam. Units: `mean` in percent of all points."""

    title: str
    candidates: int
    passed: int
    waiting: int
    """Results in which an essay that waits for a person could still decide."""
    mean: float
    items: tuple[ItemSum, ...]
