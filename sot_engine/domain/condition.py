"""Conditions: the closed vocabulary in which a rule says when it fires.

A condition is a tree of the values below, as written in the pack; `docs/pack-language.md` has the spelling of each.
Inside `EachSide` and `BothSides` a tree is read for one side of the body at a time, and `OtherSide` turns to the other.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self, TypeAlias, TypeVar, dataclass_transform

Word: TypeAlias = str
Number: TypeAlias = int | float
Value: TypeAlias = str | int | float | tuple[str, ...]
"""A recorded value: a word, a number, or the words of a sequence in the order they were observed."""

Kind = TypeVar("Kind", bound=type[Any])


def distinct(kind: Kind) -> Kind:
    """Let values be equal only to values of their own kind; tuples of one content would be equal otherwise.

    Named tuples, because a start-up has a budget and they are made six times as fast as frozen dataclasses.
    """
    for name, method in (("__eq__", _is_same), ("__ne__", _differs), ("__hash__", _hashed)):
        setattr(kind, name, method)
    return kind


def _is_same(one: tuple[Any, ...], two: object) -> bool:
    return type(one) is type(two) and tuple.__eq__(one, two)


def _differs(one: tuple[Any, ...], two: object) -> bool:
    return not _is_same(one, two)


def _hashed(one: tuple[Any, ...]) -> int:
    return hash((type(one).__name__, *one))


if TYPE_CHECKING:

    @dataclass_transform(frozen_default=True)
    class Node:
        """What a condition is to a type checker, which takes minutes to tell two dozen recursive named tuples apart."""

        def _replace(self, **changes: Any) -> Self: ...
else:
    Node = NamedTuple

THIS_SIDE = "this_side"
OTHER_SIDE = "other_side"


@distinct
class Among(Node):
    """The finding was recorded with one of these values."""

    finding: str
    values: tuple[Value, ...]
    after: bool = False


@distinct
class Except(Node):
    """The finding was recorded with a value other than these."""

    finding: str
    values: tuple[Value, ...]
    after: bool = False


@distinct
class Bounds(Node):
    """The finding was recorded with a number within these bounds."""

    finding: str
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None
    after: bool = False


@distinct
class Pattern(Node):
    """The recorded sequence starts with, ends with or contains these words."""

    finding: str
    how: Literal["starts_with", "ends_with", "contains"]
    words: tuple[Word, ...]
    after: bool = False


@distinct
class PatientBounds(Node):
    """The patient's age in years, or weeks of pregnancy, within these bounds."""

    field: Literal["age_years", "pregnancy_weeks"]
    at_least: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    below: Number | None = None


@distinct
class All(Node):
    """Every one of these holds."""

    of: tuple["Condition", ...]


@distinct
class AnyOf(Node):
    """At least one of these holds."""

    of: tuple["Condition", ...]


@distinct
class NOf(Node):
    """At least that many of these hold."""

    at_least: int
    of: tuple["Condition", ...]


@distinct
class EachSide(Node):
    """Holds on the left or on the right."""

    of: "Condition"


@distinct
class BothSides(Node):
    """Holds on the left and on the right."""

    of: "Condition"


@distinct
class OtherSide(Node):
    """Holds on the side opposite to the one that is read."""

    of: "Condition"


@distinct
class Unless(Node):
    """Not certainly true: false or not recorded."""

    of: "Condition"


@distinct
class NotRecorded(Node):
    """At least one of these findings was not recorded."""

    findings: tuple[str, ...]


@distinct
class Fired(Node):
    """At least one of these rules fired; inside a side, on that side."""

    rules: tuple[str, ...]


@distinct
class NotFired(Node):
    """None of these rules fired."""

    rules: tuple[str, ...]


@distinct
class NoCommonSide(Node):
    """Both rules fired, and on no side in common."""

    first: str
    second: str


@distinct
class Established(Node):
    """The category is established, whatever the outcome."""

    category: str


@distinct
class Decided(Node):
    """The category is supported, or the practitioner committed it."""

    category: str


@distinct
class CategorySide(Node):
    """The side of the decided category is one of these words."""

    words: tuple[Word, ...]


@distinct
class BlockUnder(Node):
    """The placement in question puts a block under this landmark on the side that is read."""

    landmark: str


@distinct
class Improved(Node):
    """The finding was re-tested after blocking and is better."""

    finding: str


@distinct
class NoneImproved(Node):
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

if TYPE_CHECKING:
    Condition: TypeAlias = Leaf | PatientBounds | Group | Sided | Concluded
else:
    Condition = Any  # pydantic takes a condition as it is: its spelling has been read by then

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


def reads_findings_alone(condition: Condition) -> bool:
    """Whether a condition asks for nothing but what was recorded before blocking."""
    beside = (PatientBounds, *CONCLUDED)
    return not any(isinstance(node, beside) or (isinstance(node, LEAVES) and node.after) for node in walk(condition))


def findings_read(condition: Condition) -> tuple[str, ...]:
    """The findings that a condition reads before blocking, each once, in the order written."""
    seen: dict[str, None] = {}
    for node in walk(condition):
        if isinstance(node, LEAVES) and not node.after:
            seen[node.finding] = None
        elif isinstance(node, NotRecorded):
            seen.update(dict.fromkeys(node.findings))
    return tuple(seen)


def leaves_by_finding(conditions: Iterable[Condition]) -> dict[str, list[Leaf]]:
    """By finding, every test of a value in these conditions, in their order."""
    found: dict[str, list[Leaf]] = {}
    for node in (node for condition in conditions for node in walk(condition)):
        if isinstance(node, LEAVES):
            found.setdefault(node.finding, []).append(node)
    return found
