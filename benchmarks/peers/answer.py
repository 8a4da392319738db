"""What every peer must answer, and what a peer is."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any, ClassVar, NamedTuple, Protocol

from sot_engine.domain.pack import Outcome, Pack
from sot_engine.domain.reading import CategorySide, PlacementStatus, Reading
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.visit import Visit


class Whole(NamedTuple):
    """What a reading holds beside the decision: tallies, side, placement, and every firing with its side."""

    tallies: tuple[tuple[Any, ...], ...]
    side: CategorySide | None
    placement: PlacementStatus
    placement_rule: str | None
    firings: tuple[str, ...]


class Answer(NamedTuple):
    """The decision, and the ids of the stops, contradictions and evidence rules that fired, in order.

    `whole` is the rest of a reading, for a peer that was given the rules of every stratum.
    """

    outcome: Outcome
    category: Category | None
    lean: Category | None
    candidates: tuple[Category, ...]
    fired: tuple[str, ...]
    whole: Whole | None = None


class Peer(Protocol):
    """A rule engine that was given the rules of a pack.

    `prepare` and `answer` are not timed: a peer is handed its facts in the form that suits it best; only `run` counts.
    """

    name: ClassVar[str]
    package: ClassVar[str | None]
    is_whole: ClassVar[bool]
    """Whether it was given every stratum, and not the first ones and the decision alone."""

    def __init__(self, pack: Pack) -> None:
        """Translate the rules and have the engine make them ready; not timed."""

    def prepare(self, visit: Visit) -> Any:
        """The recorded values in the form that this engine reads fastest."""

    def run(self, prepared: Any) -> Any:
        """Every rule weighed and the decision made: what is timed."""

    def answer(self, found: Any) -> Answer:
        """What the engine concluded, in our words."""


def reference(reading: Reading, *, is_whole: bool) -> Answer:
    """The answer of the direct reading: all of it, or what a peer with the first strata can know."""
    first = (*reading.stops, *reading.contradictions, *reading.evidence)
    return Answer(
        reading.outcome,
        reading.category,
        reading.lean,
        reading.candidates,
        in_order(firing.rule for firing in first),
        _whole(reading) if is_whole else None,
    )


def _whole(reading: Reading) -> Whole:
    firings = (*reading.stops, *reading.contradictions, *reading.evidence, *reading.gates, *reading.guidance)
    told = (f"{firing.rule} {side}" if side else firing.rule for firing in firings for side in firing.sides or (None,))
    tallies = tuple(tuple(reading.tallies[name]) for name in CATEGORIES)
    return Whole(tallies, reading.side, reading.placement, reading.placement_rule, in_order(told))


def library(name: str) -> Any:
    """The module of a peer, imported when the peer is built: none of them is needed for anything else."""
    return import_module(name)


def in_order(rules: Iterable[str]) -> tuple[str, ...]:
    """Rule ids sorted, each once."""
    return tuple(sorted(set(rules)))
