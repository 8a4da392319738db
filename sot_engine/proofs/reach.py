"""Theorems about what must be possible: no dead rule, no rule that another makes idle, no outcome out of reach."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations

import z3

from sot_engine.domain.pack import OUTCOMES
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.proofs.theorem import Claim, Ground, Seen, Sight, Theorem


def fired_in(reading: Reading) -> set[str]:
    """The ids of every rule that fired, and of the placement in question."""
    strata = (reading.stops, reading.contradictions, reading.evidence, reading.gates, reading.guidance)
    return {*(firing.rule for stratum in strata for firing in stratum), reading.placement_rule or ""}


def _every_rule(ground: Ground) -> Iterator[Claim]:
    """Evidence must be able to fire where it counts: in an exam that is neither referred nor contradictory."""
    found = ground.all
    barred = z3.Or(found.outcome["refer"], found.outcome["contradictory"])
    for rule in ground.pack.rules:
        fires = found.fires[rule.id].yes
        counts = rule.stratum == "evidence"
        sight = Sight(z3.And(fires, z3.Not(barred)) if counts else fires, _fires(rule))
        says = f"{rule.id} can never fire{' where it would count' if counts else ''}"
        yield _some(ground, (rule.id,), says, sight, Sight(fires, _fires(rule)) if counts else None)


def _fires(rule: Rule) -> Seen:
    return lambda readings: rule.id in fired_in(readings[0])


def _no_shadow(ground: Ground) -> Iterator[Claim]:
    """Two rules of one kind: some exam fires the one and not the other. A rule that never fires is told elsewhere."""
    found = ground.all
    for one, two in permutations(ground.pack.rules, 2):
        if _kind(one) != _kind(two):
            continue
        fires, other = found.fires[one.id].yes, found.fires[two.id].yes
        says = f"whenever {one.id} fires, {two.id} fires too"
        apart = Sight(z3.And(fires, z3.Not(other)), _apart(one, two))
        claim = _some(ground, (one.id, two.id), says, apart, Sight(fires, _together(one, two)))
        yield replace(claim, of_example=True)


def _kind(rule: Rule) -> tuple[str, str | None]:
    """The effect of a rule, with its category where it has one; gates of one kind are compared with each other."""
    return rule.then.verb, rule.then.on if rule.stratum in {"evidence", "placement"} else None


def _apart(one: Rule, two: Rule) -> Seen:
    return lambda readings: one.id in fired_in(readings[0]) and two.id not in fired_in(readings[0])


def _together(one: Rule, two: Rule) -> Seen:
    return lambda readings: {one.id, two.id} <= fired_in(readings[0])


def _reachable(ground: Ground) -> Iterator[Claim]:
    found = ground.all
    for outcome in OUTCOMES:
        yield _to(ground, outcome, found.outcome[outcome], "outcome", outcome)
    for name in CATEGORIES:
        yield _to(ground, f"supported {name}", found.category[name], "category", name)
        yield _to(ground, f"lean {name}", found.lean[name], "lean", name)
        yield _to(ground, f"committed {name}", found.committed[name], "committed", name)
    for word, formula in found.side.items():
        yield _to(ground, f"side {word}", formula, "side", word)
    for status, formula in found.status.items():
        yield _to(ground, f"placement {status}", formula, "placement", status)
    for rule, formula in found.placed.items():
        yield _to(ground, rule, z3.And(formula, found.shown), "placement_rule", rule)


def _to(ground: Ground, about: str, formula: z3.BoolRef, field: str, word: str) -> Claim:
    def seen(readings: Sequence[Reading]) -> bool:
        return bool(getattr(readings[0], field) == word)

    return _some(ground, (about,), f"no exam leads to: {about}", Sight(formula, seen))


def _some(ground: Ground, about: tuple[str, ...], says: str, sight: Sight, example: Sight | None = None) -> Claim:
    return Claim(about=about, says=says, must="some", sight=sight, exams=(ground.exam,), example=example)


REACH = (
    Theorem(name="fires", says="Every rule can fire", claims=_every_rule),
    Theorem(name="shadow", says="No rule is shadowed by another of the same category and effect", claims=_no_shadow),
    Theorem(name="reachable", says="Every outcome, category and placement can be reached", claims=_reachable),
)
