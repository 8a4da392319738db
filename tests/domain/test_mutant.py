"""Conditions with one part changed."""

import pytest
from hypothesis import given

from sot_engine.domain import condition as c
from sot_engine.domain.mutant import ALWAYS, flipped, leaves, mutants, swapped
from sot_engine.domain.rule import RECORDED_ONLY
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct
from sot_engine.inference.question import Exam
from tests.known_packs import rule, tiny, tiny_with
from tests.strategies import few, visits

EITHER = c.AnyOf((c.Among("sway", ("present",)), c.NotRecorded(("heel",))))
TREE = c.EachSide(c.All((c.Bounds("rib", at_least=4), EITHER)))
DIRECT = Direct(tiny())
EXACT = {
    "{line: 3}": "{line: {not: 3}}",
    "{drift: {at_least: 1, below: 5}}": "{any: [{drift: {below: 1}}, {drift: {at_least: 5}}]}",
    "{drift: {above: 1}}": "{drift: {at_most: 1}}",
    "{drift: {at_most: 1}}": "{drift: {above: 1}}",
    "{twist: {not: none}}": "{twist: none}",
    "{patient.age_years: {below: 12}}": "{patient.age_years: {at_least: 12}}",
}


def test_every_leaf_is_found_with_the_way_to_it() -> None:
    assert [spot for spot, _ in leaves(TREE)] == [(0, 0), (0, 1, 0), (0, 1, 1)]


def test_each_leaf_is_flipped_once_and_deleted_once() -> None:
    found = list(mutants(TREE, tiny().findings))
    assert [(mutant.what, type(mutant.leaf).__name__) for mutant in found] == [
        ("flipped", "Bounds"), ("deleted", "Bounds"), ("flipped", "Among"), ("deleted", "Among"),
        ("flipped", "NotRecorded"), ("deleted", "NotRecorded"),
    ]  # fmt: skip


def test_deleting_takes_a_part_out_of_its_list_and_leaves_always_where_there_is_no_list() -> None:
    without = swapped(TREE, (0, 0), None)
    assert repr(without) == repr(c.EachSide(c.All((EITHER,))))
    assert repr(swapped(c.EachSide(c.Among("sway", ("present",))), (0,), None)) == repr(c.EachSide(ALWAYS))
    assert repr(swapped(c.Among("rigid", ("present",)), (), None)) == repr(ALWAYS)


def test_n_of_never_asks_for_more_than_are_left() -> None:
    two = c.NOf(2, (c.Among("rigid", ("present",)), c.Among("line", (1,))))
    assert repr(swapped(two, (0,), None)) == repr(c.NOf(1, (c.Among("line", (1,)),)))


@pytest.mark.parametrize("when", EXACT)
def test_a_test_is_flipped_to_the_one_that_holds_where_it_does_not(when: str) -> None:
    pack = tiny_with(rule("A", when, "{supports: I, as: weak}") + rule("B", EXACT[when], "{supports: I, as: weak}"))
    assert repr(flipped(pack.rule["A"].when, pack.findings)) == repr(pack.rule["B"].when)


def test_a_sequence_is_flipped_to_every_other_sequence() -> None:
    other = flipped(c.Pattern("hold", "starts_with", ("same",)), tiny().findings)
    assert isinstance(other, c.Among)
    assert len(other.values) == 2 + 6 + 18
    contains = flipped(c.Pattern("hold", "contains", ("same", "worse")), tiny().findings)
    assert isinstance(contains, c.Among)
    assert contains.values == (("better",), ("better",) * 2, ("better",) * 3)


def test_what_asks_for_an_absence_or_a_conclusion_is_flipped_by_unless() -> None:
    assert repr(flipped(c.Fired(("E1-1",)), tiny().findings)) == repr(c.Unless(c.Fired(("E1-1",))))


@few
@given(visits(tiny()))
def test_a_flipped_test_of_a_value_is_known_when_the_test_is_and_says_the_contrary(visit: Visit) -> None:
    exam = Exam(visit.patient, visit.findings, visit.after, {}, {})
    for known in (one for stratum in RECORDED_ONLY for one in tiny().strata[stratum]):
        for _, leaf in leaves(known.when):
            if isinstance(leaf, c.LEAVES) and not tiny().findings[leaf.finding].sided:
                now, then = (DIRECT.question(asked)(exam) for asked in (leaf, flipped(leaf, tiny().findings)))
                assert then is (None if now is None else not now)
