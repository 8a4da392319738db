"""Law 2: swapping left and right in every finding swaps the side of the answer and nothing else."""

from typing import Any

import pytest
from hypothesis import given

from sot_engine.domain.assessment import Assessment, plain
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.domain.truth import other
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import Readings, assess
from tests.known_packs import core, readings_of, with_ak
from tests.laws.mirror import (
    mirrored_key,
    mirrored_reading,
    mirrored_rule,
    mirrored_side,
    mirrored_sides,
    mirrored_visit,
)
from tests.strategies import few, law, visits

PLACED = [rule for rule in core().rules if rule.stratum == "placement"]


@law
@given(visits(with_ak()))
def test_a_mirrored_exam_is_read_as_the_mirror_of_its_reading(visit: Visit) -> None:
    ready = readings_of("with_ak")
    reading = ready.direct.read(visit)
    assert ready.agree(mirrored_visit(ready.pack, visit)) == mirrored_reading(reading)


@few
@given(visits(with_ak()))
def test_a_committed_category_is_mirrored_too(visit: Visit) -> None:
    ready: Readings = readings_of("with_ak")
    reflected = mirrored_visit(ready.pack, visit)
    for category in ready.direct.read(visit).candidates:
        assert ready.agree(reflected, category) == mirrored_reading(ready.direct.read(visit, category))


@few
@given(visits(core()))
def test_a_mirrored_exam_gives_the_mirrored_assessment(visit: Visit) -> None:
    one, two = assess(core(), visit), assess(core(), mirrored_visit(core(), visit))
    assert _without_sides(one, core()) == _without_sides(two, core())
    assert two.side == mirrored_side(one.side)
    assert two.placement.id == mirrored_rule(one.placement.id)
    for category in CATEGORIES:
        fired = [(rule.rule, mirrored_sides(rule.sides)) for rule in one.categories[category].fired]
        assert [(rule.rule, rule.sides) for rule in two.categories[category].fired] == fired
    blocks = {(other(block.side), block.landmark, block.direction_deg) for block in one.placement.blocks}
    assert {(block.side, block.landmark, block.direction_deg) for block in two.placement.blocks} == blocks


def _without_sides(assessment: Assessment, pack: Pack) -> dict[str, Any]:
    """An assessment less the places where a side may stand; each of these has a line of its own above."""
    found: dict[str, Any] = plain(assessment)
    del found["side"], found["placement"]["id"], found["placement"]["blocks"]
    found["placement"]["reasons"] = [
        reason["rule"] for reason in found["placement"]["reasons"] if reason["effect"] != "places"
    ]
    for category in found["categories"].values():
        for fired in category["fired"]:
            del fired["sides"]
    for listed in (found["stops"], found["contradictions"], found["cautions"], found["guidance"],
                   *(category["fired"] for category in found["categories"].values())):  # fmt: skip
        for line in listed:
            line["findings"] = sorted(_without_side(said, pack) for said in line["findings"])
    found["why_not"] = {
        name: [len(why["changes"]), sum(change["was"] is not None for change in why["changes"])]
        for name, why in found["why_not"].items()
    }
    return found


def _without_side(said: str, pack: Pack) -> tuple[str, ...]:
    """A finding with its value, told alike for both of the keys and both of the words that mirror each other."""
    key, _, value = said.partition(" = ")
    finding = pack.keys.by_key.get(key.removeprefix("after."))
    value = min(value, str(finding[0].mirrored(value))) if finding else value
    return min(key, mirrored_key(key)), value


@pytest.mark.parametrize("rule", PLACED, ids=lambda rule: rule.id)
def test_a_placement_is_the_mirror_of_the_one_for_the_other_leg(rule: Rule) -> None:
    twin = core().rule[str(mirrored_rule(rule.id))]
    one, two = rule.then.placement, twin.then.placement
    assert one is not None
    assert two is not None
    assert (one.position, one.time, one.end_point, one.monitor) == (two.position, two.time, two.end_point, two.monitor)
    drawn = {(other(block.side), block.landmark, (-block.at[0], block.at[1]), block.direction_deg, block.range_deg)
             for block in one.blocks}  # fmt: skip
    twins = {(block.side, block.landmark, block.at, block.direction_deg, block.range_deg) for block in two.blocks}
    assert twins == drawn
