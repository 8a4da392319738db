"""The difficulties of cases: which rules an exam is drawn towards, and what it has to come to before it is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, TypeAlias, get_args

from sot_engine.domain.pack import Outcome
from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Category, Rule
from sot_engine.practice.terrain import Terrain, reads_patient

Difficulty: TypeAlias = Literal["clear", "noisy", "mixed", "insufficient", "contradictory", "stop", "withheld"]
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)

SAYS: Mapping[Difficulty, str] = {
    "clear": "one category, clearly",
    "noisy": "one category among signs of the others, and tests that were not done",
    "mixed": "the signs of more than one category",
    "insufficient": "not enough for any category",
    "contradictory": "findings that cannot both be true",
    "stop": "a reason to refer, hidden among ordinary findings",
    "withheld": "one category, and an age or a pregnancy that withholds the placement",
}
"""What each difficulty holds, for a person who chooses one."""

OUTCOME: Mapping[Difficulty, Outcome] = {
    "clear": "supported",
    "noisy": "supported",
    "mixed": "mixed",
    "insufficient": "insufficient",
    "contradictory": "contradictory",
    "stop": "refer",
    "withheld": "supported",
}
"""What every case of a difficulty comes to."""

WITHOUT_CATEGORY: tuple[Difficulty, ...] = ("contradictory", "stop")
"""The difficulties whose cases end before any category is named, so that none can be wished for."""

NOISE = 2
"""How many rules of other categories fire at least in a noisy case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one exam is drawn towards: rules in the order in which they are recorded."""

    rules: tuple[Rule, ...]
    category: Category
    severity: tuple[float, float]
    skipped: float
    """Which part of the tests stays unrecorded."""
    stray: float = 0.0
    """How often a sign lies on the other side."""


def plan(difficulty: Difficulty, category: Category, terrain: Terrain, chance: Random) -> Plan | None:
    """Choose the rules of one exam; None where the pack has none for this difficulty and category."""
    return _PLANS[difficulty](terrain, category, chance)


def fits(difficulty: Difficulty, wished: Category | None, reading: Reading, terrain: Terrain) -> bool:
    """Whether an exam came out as its difficulty and the wished category promise."""
    if reading.outcome != OUTCOME[difficulty]:
        return False
    if wished and reading.outcome == "supported" and reading.category != wished:
        return False
    if wished and reading.outcome == "mixed" and wished not in reading.candidates:
        return False
    if wished and reading.outcome == "insufficient" and reading.lean != wished:
        return False
    kept = _KEPT.get(difficulty)
    return kept is None or kept(reading, terrain)


def _some(chance: Random, rules: Sequence[Rule], low: int, high: int) -> tuple[Rule, ...]:
    """Between so many and so many of these rules, as far as there are any."""
    number = min(chance.randint(low, high), len(rules))
    return tuple(chance.sample(rules, number))


def _pattern(terrain: Terrain, category: Category, chance: Random, counts: Sequence[tuple[int, int]]) -> list[Rule]:
    """Rules that speak for a category: so many hallmarks, supporting and weak ones."""
    return [
        rule
        for strength, (low, high) in zip(STRENGTHS, counts, strict=True)
        for rule in _some(chance, terrain.supporting(category, strength), low, high)
    ]


def _rivals(category: Category) -> tuple[Category, ...]:
    return tuple(name for name in CATEGORIES if name != category)


def _clear(terrain: Terrain, category: Category, chance: Random) -> Plan:
    pattern = _pattern(terrain, category, chance, ((2, 4), (1, 3), (0, 2)))
    placing = _some(chance, terrain.placing(category), 1, 1)
    return Plan(rules=(*pattern, *placing), category=category, severity=(0.4, 1.0), skipped=0.0)


def _noisy(terrain: Terrain, category: Category, chance: Random) -> Plan:
    pattern = _pattern(terrain, category, chance, ((1, 2), (1, 2), (0, 2)))
    noise = [rule for rival in _rivals(category) for rule in terrain.supporting(rival, "supporting", "weak")]
    gates = _some(chance, terrain.gates("modifies", "cautions", by_patient=False), 0, 1)
    placing = _some(chance, terrain.placing(category), 1, 1)
    rules = (*pattern, *_some(chance, noise, 2, 5), *gates, *placing)
    return Plan(rules=rules, category=category, severity=(0.0, 0.5), skipped=0.15, stray=0.1)


def _mixed(terrain: Terrain, category: Category, chance: Random) -> Plan:
    rival = chance.choice(_rivals(category))
    both = [
        *_pattern(terrain, category, chance, ((1, 2), (0, 2), (0, 2))),
        *_pattern(terrain, rival, chance, ((1, 2), (0, 2), (0, 2))),
    ]
    return Plan(rules=tuple(both), category=category, severity=(0.2, 0.9), skipped=0.05)


def _insufficient(terrain: Terrain, category: Category, chance: Random) -> Plan:
    """Signs without a hallmark, a hallmark alone, or a hallmark that another finding cancels."""
    way = chance.choice(("no hallmark", "alone", "cancelled"))
    hallmarks, supporting = {"no hallmark": (0, 2), "alone": (1, 0), "cancelled": (1, 1)}[way]
    pattern = _pattern(terrain, category, chance, ((hallmarks, hallmarks), (0, supporting), (1, 3)))
    against = _some(chance, terrain.opposing(category), 1, 1) if way == "cancelled" else ()
    noise = [rule for rival in _rivals(category) for rule in terrain.supporting(rival, "weak")]
    rules = (*pattern, *against, *_some(chance, noise, 0, 2))
    return Plan(rules=rules, category=category, severity=(0.0, 0.7), skipped=0.3)


def _contradictory(terrain: Terrain, category: Category, chance: Random) -> Plan | None:
    wrong = _some(chance, terrain.pack.strata["contradiction"], 1, 1)
    if not wrong:
        return None
    pattern = _pattern(terrain, category, chance, ((1, 2), (1, 2), (0, 2)))
    return Plan(rules=(*wrong, *pattern), category=category, severity=(0.2, 0.9), skipped=0.05)


def _stop(terrain: Terrain, category: Category, chance: Random) -> Plan | None:
    stops = _some(chance, terrain.pack.strata["stop"], 1, 1)
    if not stops:
        return None
    pattern = _pattern(terrain, category, chance, ((2, 3), (1, 2), (0, 2)))
    placing = _some(chance, terrain.placing(category), 1, 1)
    return Plan(rules=(*stops, *pattern, *placing), category=category, severity=(0.3, 1.0), skipped=0.05)


def _withheld(terrain: Terrain, category: Category, chance: Random) -> Plan | None:
    position = next((rule.then.placement.position for rule in terrain.placing(category) if rule.then.placement), None)
    gates = [
        rule
        for rule in terrain.gates("withholds", by_patient=True)
        if rule.then.on in {"any", category, position}
    ]  # fmt: skip
    if not gates:
        return None
    pattern = _pattern(terrain, category, chance, ((2, 3), (1, 2), (0, 2)))
    placing = _some(chance, terrain.placing(category), 1, 1)
    rules = (chance.choice(gates), *pattern, *placing)
    return Plan(rules=rules, category=category, severity=(0.3, 1.0), skipped=0.0)


_PLANS: Mapping[Difficulty, Callable[[Terrain, Category, Random], Plan | None]] = {
    "clear": _clear,
    "noisy": _noisy,
    "mixed": _mixed,
    "insufficient": _insufficient,
    "contradictory": _contradictory,
    "stop": _stop,
    "withheld": _withheld,
}


def _is_clear(reading: Reading, terrain: Terrain) -> bool:
    """A placement is shown, the side is not in doubt, and no strong sign speaks for another category."""
    shown = reading.placement == "suggested" and reading.side != "undetermined"
    return shown and not _of_rivals(reading, terrain, "hallmark", "supporting")


def _is_noisy(reading: Reading, terrain: Terrain) -> bool:
    return len(_of_rivals(reading, terrain, "supporting", "weak")) >= NOISE


def _is_withheld(reading: Reading, terrain: Terrain) -> bool:
    """The placement is withheld, and by nothing but what is known of the patient."""
    withheld = [terrain.pack.rule[firing.rule] for firing in reading.gates]
    rules = [rule for rule in withheld if rule.then.verb == "withholds"]
    return reading.placement == "withheld" and bool(rules) and all(reads_patient(rule) for rule in rules)


def _of_rivals(reading: Reading, terrain: Terrain, *strengths: str) -> list[Firing]:
    """What fired for another category than the supported one."""
    rule = terrain.pack.rule
    return [
        firing for firing in reading.evidence
        if rule[firing.rule].then.strength in strengths and rule[firing.rule].category != reading.category
    ]  # fmt: skip


_KEPT: Mapping[Difficulty, Callable[[Reading, Terrain], bool]] = {
    "clear": _is_clear,
    "noisy": _is_noisy,
    "withheld": _is_withheld,
}
