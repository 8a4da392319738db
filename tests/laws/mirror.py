"""An exam, and what was read of it, after left and right have changed places."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sot_engine.domain.condition import Value
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import CategorySide, Firing, Reading
from sot_engine.domain.truth import SIDES, Side, other
from sot_engine.domain.visit import Visit

_NAMED = {"L": "R", "R": "L"}


def mirrored_key(key: str) -> str:
    """The key of the other side; a key without a side stays as it is."""
    name, _, side = key.rpartition(".")
    return f"{name}.{'right' if side == 'left' else 'left'}" if side in SIDES else key


def mirrored_readings(pack: Pack, readings: Mapping[str, Value]) -> Mapping[str, Value]:
    """Recorded values under the keys of the other side, in the order of the vocabulary."""
    swapped = {mirrored_key(key): pack.keys.by_key[key][0].mirrored(value) for key, value in readings.items()}
    return MappingProxyType({key: swapped[key] for key in pack.keys.by_key if key in swapped})


def mirrored_visit(pack: Pack, visit: Visit) -> Visit:
    """The exam of a patient who is this one in the mirror."""
    return replace(visit, findings=mirrored_readings(pack, visit.findings), after=mirrored_readings(pack, visit.after))


def mirrored_rule(rule: str | None) -> str | None:
    """The rule of the other side, for a placement whose id ends in a side; any other is its own mirror."""
    name, dash, side = (rule or "").rpartition("-")
    return f"{name}{dash}{_NAMED[side]}" if side in _NAMED and name else rule


def mirrored_side(side: CategorySide | None) -> CategorySide | None:
    """The other side; `undetermined` and none are their own."""
    return other(side) if side == "left" or side == "right" else side  # noqa: PLR1714  # so that mypy knows it is a side


def mirrored_sides(sides: Iterable[Side]) -> tuple[Side, ...]:
    """The other sides, left first."""
    swapped = {other(side) for side in sides}
    return tuple(side for side in SIDES if side in swapped)


def mirrored_reading(reading: Reading) -> Reading:
    """What must be read of the mirrored exam: the sides have changed places, and nothing else."""
    return replace(
        reading,
        stops=_firings(reading.stops),
        contradictions=_firings(reading.contradictions),
        evidence=_firings(reading.evidence),
        gates=_firings(reading.gates),
        guidance=_firings(reading.guidance),
        side=mirrored_side(reading.side),
        placement_rule=mirrored_rule(reading.placement_rule),
    )


def _firings(firings: tuple[Firing, ...]) -> tuple[Firing, ...]:
    return tuple(
        Firing(firing.rule, mirrored_sides(firing.sides), frozenset(map(mirrored_key, firing.facts)))
        for firing in firings
    )
