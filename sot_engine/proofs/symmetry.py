"""Theorems about two exams: one mirrored, or with more recorded, beside the one as it was."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import z3

from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.rule import RECORDED_ONLY, Block, Rule
from sot_engine.domain.truth import SIDES, Side, other
from sot_engine.proofs.symbolic import Fires, Symbolic
from sot_engine.proofs.theorem import Claim, Ground, Seen, Sight, Theorem

CONCLUSIONS = ("outcome", "category", "lean", "candidates", "committed")
SIDES_TURNED: Mapping[Any, Any] = {"left": "right", "right": "left", "undetermined": "undetermined", None: None}


def _mirror(ground: Ground) -> Iterator[Claim]:
    """Every rule fires on the opposite side; then all that follows from the firings is the same, sides aside."""
    one = ground.all
    for rule in ground.pack.rules:
        if rule.stratum in RECORDED_ONLY:
            yield _turned(ground, rule.id, _rule_differs(one, ground.turned, rule), _rule_seen(rule))
    alike, exact = ground.turned_alike, ground.turned
    for rule in ground.pack.rules:
        if rule.stratum not in {*RECORDED_ONLY, "placement"}:
            yield _turned(
                ground, rule.id, _rule_differs(one, alike, rule), _rule_seen(rule), _rule_differs(one, exact, rule)
            )
    for name in CONCLUSIONS:
        yield _turned(ground, name, _differ(one, alike, name), _word_seen(name), _differ(one, exact, name))
    yield _turned(ground, "side", _sides_differ(one, alike), _side_seen, _sides_differ(one, exact))
    yield _turned(
        ground, "placement", _differ(one, alike, "status"), _word_seen("placement"), _differ(one, exact, "status")
    )
    for rule in ground.pack.strata["placement"]:
        images = [image for image in ground.pack.strata["placement"] if _is_image(image, rule)]
        formulas = (_not_mirrored(one, two, rule, images) for two in (alike, exact))
        yield _turned(ground, rule.id, next(formulas), _image_seen(rule, images), next(formulas))


def _turned(ground: Ground, about: str, formula: z3.BoolRef, seen: Seen, exact: z3.BoolRef | None = None) -> Claim:
    exams = (ground.exam, ground.turned.exam)
    says = f"{about} is not mirrored when left and right change places"
    return Claim(about=(about,), says=says, must="never", sight=Sight(formula, seen), exams=exams, exact=exact)


def _rule_differs(one: Symbolic, two: Symbolic, rule: Rule) -> z3.BoolRef:
    mine, theirs = one.fires[rule.id], two.fires[rule.id]
    return z3.Or(
        z3.Xor(mine.yes, theirs.yes), z3.Xor(mine.left, theirs.right), z3.Xor(mine.right, theirs.left)
    )  # fmt: skip


def _rule_seen(rule: Rule) -> Seen:
    def seen(readings: Sequence[Reading]) -> bool:
        one, two = (_sides(rule, reading) for reading in readings)
        return (one is None) != (two is None) or {other(side) for side in one or ()} != set(two or ())

    return seen


def _sides(rule: Rule, reading: Reading) -> tuple[Side, ...] | None:
    """The sides on which a rule fired, or None when it did not fire."""
    return next((firing.sides for firing in _firings(reading) if firing.rule == rule.id), None)


def _firings(reading: Reading) -> tuple[Firing, ...]:
    return (*reading.stops, *reading.contradictions, *reading.evidence, *reading.gates, *reading.guidance)


def _differ(one: Symbolic, two: Symbolic, name: str) -> z3.BoolRef:
    mine, theirs = getattr(one, name), getattr(two, name)
    return z3.Or([z3.Xor(mine[word], theirs[word]) for word in mine])


def _word_seen(name: str) -> Seen:
    return lambda readings: getattr(readings[0], name) != getattr(readings[1], name)


def _sides_differ(one: Symbolic, two: Symbolic) -> z3.BoolRef:
    return z3.Or([z3.Xor(one.side[word], two.side[SIDES_TURNED[word]]) for word in one.side])


def _side_seen(readings: Sequence[Reading]) -> bool:
    return bool(SIDES_TURNED[readings[0].side] != readings[1].side)


def _is_image(image: Rule, rule: Rule) -> bool:
    """Whether one placement is another with left and right exchanged."""
    one, two = image.then.placement, rule.then.placement
    if one is None or two is None or image.then.on != rule.then.on or one.position != two.position:
        return False
    return {_laid(block) for block in one.blocks} == {_laid(block, turned=True) for block in two.blocks}


def _laid(block: Block, *, turned: bool = False) -> tuple[Any, ...]:
    """Where a block lies, or where its mirror image would."""
    (x, y), side = block.at, block.side
    place = (-x, y, other(side)) if turned else (x, y, side)
    return (*place, block.landmark, block.direction_deg, block.range_deg)


def _not_mirrored(one: Symbolic, two: Symbolic, rule: Rule, images: list[Rule]) -> z3.BoolRef:
    return z3.And(one.placed[rule.id], z3.Not(z3.Or([two.placed[image.id] for image in images])))


def _image_seen(rule: Rule, images: list[Rule]) -> Seen:
    names = {image.id for image in images}
    return lambda readings: readings[0].placement_rule == rule.id and readings[1].placement_rule not in names


def _information(ground: Ground) -> Iterator[Claim]:
    """Whatever fires on recorded values alone still fires, on the same sides, when more is recorded."""
    exams = (ground.exam, ground.fuller.exam)
    for rule in ground.pack.rules:
        if rule.stratum in RECORDED_ONLY:
            formula = _lost(ground.all.fires[rule.id], ground.fuller.fires[rule.id])
            says = f"{rule.id} fires, and no longer does when more is recorded"
            yield Claim(about=(rule.id,), says=says, must="never", sight=Sight(formula, _lost_seen(rule)), exams=exams)


def _lost(one: Fires, two: Fires) -> z3.BoolRef:
    return z3.Or([z3.And(one.on(side), z3.Not(two.on(side))) for side in (None, *SIDES)])


def _lost_seen(rule: Rule) -> Seen:
    def seen(readings: Sequence[Reading]) -> bool:
        one, two = (_sides(rule, reading) for reading in readings)
        return one is not None and (two is None or bool(set(one) - set(two)))

    return seen


SYMMETRY = (
    Theorem(name="mirror", says="Exchanging left and right exchanges sides and nothing else", claims=_mirror),
    Theorem(
        name="information",
        says="Recording more never un-fires evidence, a stop or a contradiction",
        claims=_information,
    ),
)  # fmt: skip
