"""Two packs side by side over every possible exam."""

from dataclasses import replace
from typing import Any

import pytest

from sot_engine.domain import condition as c
from sot_engine.domain.pack import Pack
from sot_engine.inference.direct import Direct
from sot_engine.proofs.difference import difference

from .exams import pack_named
from .seeded import FOLDER, read_defect


def with_when(rule: str, when: c.Condition) -> Pack:
    pack = pack_named("sot-core")
    return pack.with_rule(replace(pack.rule[rule], when=when))


def test_a_pack_reads_every_exam_as_itself() -> None:
    assert difference(pack_named("sot-core"), pack_named("sot-core")) is None


def test_the_same_condition_in_other_words_makes_no_difference() -> None:
    """An angle has one decimal, so below 70 is at most 69.9."""
    angle = c.Bounds("straight_leg_raise_deg", at_most=69.9)
    sign = c.Among("straight_leg_raise", ("present",))
    said_again = c.AnyOf((c.EachSide(angle), c.EachSide(sign)))
    sided = with_when("C3-05", c.EachSide(c.AnyOf((angle, sign))))
    assert difference(pack_named("sot-core"), sided) is None
    unsided = with_when("C3-05", said_again)
    assert difference(pack_named("sot-core"), unsided, ("outcome", "category", "status")) is None
    assert difference(pack_named("sot-core"), unsided) is not None


@pytest.mark.parametrize(
    "name",
    ["second-category-overlooked", "one-side-forgotten", "weeks-between-two-limits", "supported-before-contradictory"],
)
def test_a_difference_is_shown_by_an_exam_that_the_direct_reading_confirms(name: str) -> None:
    whole, changed = pack_named("sot-core"), read_defect(FOLDER / f"{name}.yaml", pack_named("sot-core")).pack
    witness = difference(whole, changed)
    assert witness
    (visit,) = witness.visits
    readings = [Direct(pack).read(visit, witness.commit) for pack in (whole, changed)]  # type: ignore[arg-type]  # a category
    assert readings[0] != readings[1]


def test_a_pack_on_top_of_another_shows_where_it_differs() -> None:
    witness = difference(pack_named("sot-core"), pack_named("ak-variants"), ("lean",))
    assert witness
    assert set(witness.visits[0].findings) in ({"obturator_pain.left"}, {"obturator_pain.right"})


@pytest.mark.parametrize(
    ("finding", "change"),
    [
        ("sciatic_calf_pain", {"improves": "to_negative"}),
        ("sciatic_calf_pain", {"improves": "up"}),
        ("dollar_sign_tighter_side", {"negative": "left"}),
    ],
)
def test_a_retest_that_is_read_otherwise_makes_a_difference(finding: str, change: dict[str, Any]) -> None:
    """Both packs fill the same boxes of an exam, and each reads them by its own finding."""
    pack = pack_named("sot-core")
    gate = next(rule for rule in pack.strata["gate"] if (rule.then.verb, rule.then.on) == ("withholds", "any"))
    one = with_when(gate.id, c.NoneImproved((finding,)))
    read = one.findings[finding]
    assert read.retest
    improves = change.get("improves", read.retest.improves)
    other = replace(
        read, retest=replace(read.retest, improves=improves), negative=change.get("negative", read.negative)
    )
    two = replace(one, findings={**one.findings, finding: other})
    witness = difference(one, two, ("status",))
    assert witness
    (visit,) = witness.visits
    readings = [Direct(pack).read(visit, witness.commit) for pack in (one, two)]  # type: ignore[arg-type]  # a category
    assert readings[0].placement != readings[1].placement
