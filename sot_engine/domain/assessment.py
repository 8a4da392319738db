"""An assessment: what the findings of one visit match, why, and what was not tested (`sot-assessment/1`)."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, NamedTuple

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Position
from sot_engine.domain.pack import Order, Outcome
from sot_engine.domain.reading import CategorySide, PlacementStatus
from sot_engine.domain.rule import Basis, Category, Grade, Status, Strength, Variant
from sot_engine.domain.truth import Side

SCHEMA = "sot-assessment/1"


class FiredRule(NamedTuple):
    """An evidence rule that fired, with the findings behind it and who says so."""

    rule: str
    effect: Literal["supports", "opposes", "contrasts"]
    strength: Strength | None
    sides: tuple[Side, ...]
    findings: tuple[str, ...]
    says: str
    cite: tuple[str, ...]
    grade: Grade
    basis: Basis


class OpenRule(NamedTuple):
    """A rule that has not fired, and could by recording any one of the findings that it needs."""

    rule: str
    needs: tuple[str, ...]


class CategoryResult(NamedTuple):
    """The evidence for and against one category."""

    hallmarks: int
    supporting: int
    weak: int
    opposes: int
    kept: int
    established: bool
    fired: tuple[FiredRule, ...]
    open: tuple[OpenRule, ...]


class Stop(NamedTuple):
    """A reason to refer, how soon and where to."""

    rule: str
    findings: tuple[str, ...]
    says: str
    cite: tuple[str, ...]
    urgency: Literal["emergency", "urgent", "prompt"]
    send: str


class Sentence(NamedTuple):
    """What a rule that fired has to say, and the findings behind it."""

    rule: str
    findings: tuple[str, ...]
    says: str
    cite: tuple[str, ...]


class BlockResult(NamedTuple):
    """One wedge of the placement. Units: degrees of its thin edge, 0 head, 90 across to the midline, 180 feet."""

    side: Side
    landmark: str
    direction_deg: int
    basis: str


class Reason(NamedTuple):
    """Why a placement is suggested, changed or withheld."""

    rule: str
    effect: Literal["places", "withholds", "modifies"]
    says: str
    cite: tuple[str, ...]
    findings: tuple[str, ...] = ()
    """Records that were made before this was told have none."""


class PlacementResult(NamedTuple):
    """The placement documented for practitioner review; without blocks when it is withheld or none is due."""

    status: PlacementStatus
    id: str | None
    position: Literal["prone", "supine"] | None
    blocks: tuple[BlockResult, ...]
    reasons: tuple[Reason, ...]
    confidence: str | None
    monitor: str | None
    time: str | None
    end_point: str | None
    variants: tuple[Variant, ...]


class NextTest(NamedTuple):
    """A finding not recorded, a value of which would change what is concluded."""

    finding: str
    position: Position
    could_lead_to: tuple[str, ...]


class Change(NamedTuple):
    """One recorded value that would be different; `finding` names the side where there is one."""

    finding: str
    to: Value
    was: Value | None


class WhyNot(NamedTuple):
    """The smallest change of findings that would make a category supported; empty when three are not enough."""

    changes: tuple[Change, ...]


class PackStamp(NamedTuple):
    """Which pack was read, in which version and content."""

    id: str
    version: str
    sha256: str
    status: Status
    with_: tuple[str, ...]


class EngineStamp(NamedTuple):
    """Which engine ran, and that the reference reading agreed with it."""

    name: str
    version: str
    cross_checked: bool
    sot_engine: str


class Assessment(NamedTuple):
    """What one exam matches under one pack. It organises recorded findings; it is not a diagnosis."""

    schema: Literal["sot-assessment/1"]
    outcome: Outcome
    category: Category | None
    lean: Category | None
    side: CategorySide | None
    candidates: tuple[Category, ...]
    committed: Category | None
    rivals_not_examined: tuple[Category, ...]
    not_asked: tuple[str, ...]
    categories: Mapping[Category, CategoryResult]
    stops: tuple[Stop, ...]
    contradictions: tuple[Sentence, ...]
    cautions: tuple[Sentence, ...]
    guidance: tuple[Sentence, ...]
    placement: PlacementResult
    next: tuple[NextTest, ...]
    why_not: Mapping[Category, WhyNot]
    explained: bool
    orders: tuple[Order, ...]
    notices: tuple[str, ...]
    pack: PackStamp
    engine: EngineStamp

    @property
    def decided(self) -> Category | None:
        """The category that side and placement speak of: the supported one, or the one committed."""
        return self.category or self.committed


_FIELDS: dict[type[Any], tuple[tuple[str, str], ...] | None] = dict.fromkeys((str, int, float, bool, type(None)))
"""For each type the names of its fields, as they are in Python and in JSON; None for what JSON holds as it is."""


def plain(value: Any) -> Any:
    """A value as JSON can hold it: maps, lists, words and numbers. `with_` is written `with`."""
    kind = type(value)
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple((name, name.rstrip("_")) for name in _names(kind))
    names = _FIELDS[kind]
    if names is None:
        return value
    if names:
        return {told: plain(getattr(value, name)) for name, told in names}
    if isinstance(value, tuple):
        return [plain(part) for part in value]
    return {name: plain(part) for name, part in value.items()} if isinstance(value, Mapping) else value


def _names(kind: type[Any]) -> tuple[str, ...]:
    if hasattr(kind, "_fields"):
        return tuple(kind._fields)
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()
