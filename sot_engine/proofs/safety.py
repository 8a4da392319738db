"""Theorems about what must never be concluded together."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import z3

from sot_engine.domain import condition as c
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.proofs.exam import only
from sot_engine.proofs.symbolic import Symbolic
from sot_engine.proofs.theorem import PROBE, Claim, Ground, Seen, Sight, Theorem

SHOWN = ("suggested", "modify")


def _after_a_stop(ground: Ground) -> Iterator[Claim]:
    found = ground.all
    concluded = [*found.category.values(), *found.candidates.values(), *found.lean.values(), found.any_decided]
    for rule in ground.pack.strata["stop"]:
        formula = z3.And(found.fires[rule.id].yes, z3.Or(*concluded, z3.Not(found.status["none"])))
        says = f"{rule.id} stops, and something is concluded all the same"
        yield _never(ground, (rule.id,), says, Sight(formula, _concludes_after_a_stop))


def _concludes_after_a_stop(readings: Sequence[Reading]) -> bool:
    one = readings[0]
    return bool(one.stops and (one.category or one.lean or one.candidates or one.placement != "none"))


def _withheld(ground: Ground) -> Iterator[Claim]:
    """A gate that withholds must do so for every placement of its category, or in its position."""
    found, pack = ground.all, ground.pack
    for gate in pack.strata["gate"]:
        if gate.then.verb == "withholds":
            meant = [found.placed[rule.id] for rule in pack.strata["placement"] if _is_meant(gate, rule)]
            formula = z3.And(found.holds(gate.when), found.shown, z3.Or(meant))
            says = f"{gate.id} holds for a placement that is shown all the same"
            yield _never(ground, (gate.id,), says, Sight(formula, _shows_under(gate, pack), gate.when))


def _is_meant(gate: Rule, placement: Rule) -> bool:
    position = placement.then.placement.position if placement.then.placement else None
    return gate.then.on in {"any", placement.category, position}


def _shows_under(gate: Rule, pack: Pack) -> Seen:
    def seen(readings: Sequence[Reading]) -> bool:
        one = readings[0]
        rule = pack.rule[one.placement_rule] if one.placement_rule else None
        return rule is not None and _is_meant(gate, rule) and one.placement in SHOWN and is_probed(one)

    return seen


def _one_placement(ground: Ground) -> Iterator[Claim]:
    found = ground.all
    for one, two in combinations(ground.pack.strata["placement"], 2):
        if one.category and one.category == two.category:
            formula = z3.And(found.fires[one.id].yes, found.fires[two.id].yes)
            says = f"{one.id} and {two.id} both fit, so neither is shown"
            sight = Sight(formula, _probed_in(one), c.All((one.when, two.when)))
            yield _never(ground, (one.id, two.id), says, sight)


def _probed_in(rule: Rule) -> Seen:
    return lambda readings: is_probed(readings[0]) and rule.category in {readings[0].category, readings[0].committed}


def _not_both(ground: Ground) -> Iterator[Claim]:
    found = ground.all
    for rule in ground.pack.strata["contradiction"]:
        formula = z3.And(found.fires[rule.id].yes, z3.Or(found.any_decided, found.outcome["supported"]))
        says = f"{rule.id} finds a contradiction, and a category is concluded all the same"
        yield _never(ground, (rule.id,), says, Sight(formula, _decided_and_contradictory))


def _decided_and_contradictory(readings: Sequence[Reading]) -> bool:
    return bool(readings[0].contradictions and (readings[0].category or readings[0].committed))


def _history_alone(ground: Ground) -> Iterator[Claim]:
    exam = only(ground.exam, "history")
    found = Symbolic(ground.pack, exam)
    for name in CATEGORIES:
        says = f"history alone establishes category {name}"

        def seen(readings: Sequence[Reading], name: str = name) -> bool:
            return readings[0].tallies[name].established  # type: ignore[index]  # one of the three

        sight = Sight(found.established[name], seen)
        yield Claim(about=(name,), says=says, must="never", sight=sight, exams=(exam,))


def is_probed(reading: Reading) -> bool:
    """Whether the condition that was asked along with a reading holds."""
    return any(firing.rule == PROBE for firing in reading.guidance)


def _never(ground: Ground, about: tuple[str, ...], says: str, sight: Sight) -> Claim:
    return Claim(about=about, says=says, must="never", sight=sight, exams=(ground.exam,))


SAFETY = (
    Theorem(name="stop", says="No exam with a stop gives a category or a placement", claims=_after_a_stop),
    Theorem(name="withheld", says="No withheld placement is ever shown", claims=_withheld),
    Theorem(name="one-placement", says="No two placements at once", claims=_one_placement),
    Theorem(name="contradictory", says="No exam is both supported and contradictory", claims=_not_both),
    Theorem(name="history", says="History alone never establishes a category", claims=_history_alone),
)
