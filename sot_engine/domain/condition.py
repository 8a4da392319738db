"""Conditions: the closed vocabulary in which a rule says when it fires.

A condition is a tree of the values below, as written in the pack; `docs/pack-language.md` has the spelling of each.
Inside `EachSide` and `BothSides` a tree is read for one side of the body at a time, and `OtherSide` turns to the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Word: TypeAlias = str
Number: TypeAlias = int | float
Value: TypeAlias = str | int | float | tuple[str, ...]
"""A recorded value: a word, a number, or the words of a sequence in the order they were observed."""

THIS_SIDE = "this_side"
OTHER_SIDE = "other_side"


@dataclass(frozen=True, slots=True)
class Among:
    """The finding was recorded with one of these values."""

    finding: str
    values: tuple[Value, ...]
    after: bool = False


@dataclass(frozen=True, slots=True)
class Except:
    """The finding was recorded with a value other than these."""

    finding: str
    values: tuple[Value, ...]
    after: bool = False


@dataclass(frozen=True, slots=True)
class Bounds:
    """The finding was recorded with a number within these bounds."""

    finding: str
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    after: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """The recorded sequence starts with, ends with or contains these words."""

    finding: str
    how: Literal["starts_with", "ends_with", "contains"]
    words: tuple[Word, ...]
    after: bool = False


@dataclass(frozen=True, slots=True)
class PatientBounds:
    """The patient's age in years, or weeks of pregnancy, within these bounds."""

    field: Literal["age_years", "pregnancy_weeks"]
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class NOf:
    """At least that many of these hold."""

    at_least: int
    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class EachSide:
    """Holds on the left or on the right."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class BothSides:
    """Holds on the left and on the right."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Holds on the side opposite to the one that is read."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class Unless:
    """Not certainly true: false or not recorded."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """At least one of these findings was not recorded."""

    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fired:
    """At least one of these rules fired; inside a side, on that side."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotFired:
    """None of these rules fired."""

    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoCommonSide:
    """Both rules fired, and on no side in common."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Established:
    """The category is established, whatever the outcome."""

    category: str


@dataclass(frozen=True, slots=True)
class Decided:
    """The category is supported, or the practitioner committed it."""

    category: str


@dataclass(frozen=True, slots=True)
class CategorySide:
    """The side of the decided category is one of these words."""

    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class BlockUnder:
    """The placement in question puts a block under this landmark on the side that is read."""

    landmark: str


@dataclass(frozen=True, slots=True)
class Improved:
    """The finding was re-tested after blocking and is better."""

    finding: str


@dataclass(frozen=True, slots=True)
class NoneImproved:
    """Of the re-tested findings at least one was positive before, and none is better."""

    findings: tuple[str, ...]


Leaf: TypeAlias = Among | Except | Bounds | Pattern
Group: TypeAlias = All | AnyOf | NOf
Sided: TypeAlias = EachSide | BothSides | OtherSide
Concluded: TypeAlias = (
    Unless | NotRecorded | Fired | NotFired | NoCommonSide | Established | Decided | CategorySide | BlockUnder
    | Improved | NoneImproved
)  # fmt: skip
"""What only gates, placements and guidance may ask: what was concluded before them, or what was not recorded."""

Condition: TypeAlias = Leaf | PatientBounds | Group | Sided | Concluded

LEAVES = (Among, Except, Bounds, Pattern)
GROUPS = (All, AnyOf, NOf)
WRAPPERS = (EachSide, BothSides, OtherSide, Unless)
CONCLUDED: tuple[type, ...] = (
    Unless, NotRecorded, Fired, NotFired, NoCommonSide, Established, Decided, CategorySide, BlockUnder,
    Improved, NoneImproved,
)  # fmt: skip


def children(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside this one."""
    if isinstance(condition, GROUPS):
        return condition.of
    if isinstance(condition, WRAPPERS):
        return (condition.of,)
    return ()


def walk(condition: Condition) -> Iterator[Condition]:
    """This condition and everything inside it, in the order written."""
    yield condition
    for child in children(condition):
        yield from walk(child)


def findings_read(condition: Condition) -> tuple[str, ...]:
    """The findings that a condition reads before blocking, each once, in the order written."""
    seen: dict[str, None] = {}
    for node in walk(condition):
        if isinstance(node, LEAVES) and not node.after:
            seen[node.finding] = None
        elif isinstance(node, NotRecorded):
            seen.update(dict.fromkeys(node.findings))
    return tuple(seen)
