"""Conjunctions that the engine is asked as one: the same that was asked, and nothing that one fact could meet twice."""

from collections.abc import Iterator
from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.pack import Pack
from sot_engine.inference.cases import MAX_ALTERNATIVES, Case, Literal, cases
from sot_engine.inference.expand import Conjunction
from sot_engine.inference.plan import Plan
from tests.known_packs import core, tiny, with_ak

INTERVALS = st.sampled_from([(0, 0), (1, 1), (0, 3), (2, 5), (4, 9)])
CONJUNCTIONS = st.lists(st.dictionaries(st.sampled_from("abcde"), INTERVALS, min_size=1, max_size=4), max_size=12)


def spelled(found: list[Case]) -> Iterator[frozenset[Literal]]:
    """Every conjunction that a list of cases stands for."""
    return (frozenset(literals) for case in found for literals in product(*case))


def meets_two(case: Case) -> bool:
    """Whether some fact could meet two alternatives of the case."""
    pairs = combinations(chain.from_iterable(case), 2)
    return any(one == two and max(low, lowest) <= min(high, highest)
               for (one, (low, high)), (two, (lowest, highest)) in pairs)  # fmt: skip


@given(CONJUNCTIONS)
def test_cases_stand_for_what_was_asked_and_for_nothing_else(asked: list[Conjunction]) -> None:
    found = list(spelled(cases(asked)))
    assert set(found) == {frozenset(one.items()) for one in asked}
    assert len(found) == len(set(found))


@given(CONJUNCTIONS)
def test_no_fact_meets_two_alternatives_of_a_case(asked: list[Conjunction]) -> None:
    assert not any(map(meets_two, cases(asked)))


@pytest.mark.parametrize("pack", [tiny(), core(), with_ak()], ids=["tiny", "core", "with ak"])
def test_the_rules_of_a_pack_are_asked_in_fewer_cases(pack: Pack) -> None:
    plan = Plan(pack)
    number = 0
    for variants in (several for stage in plan.stages() for several in stage.asked.values()):
        found = cases(one.literals for one in variants)
        assert set(spelled(found)) == {frozenset(one.literals.items()) for one in variants}
        assert not any(map(meets_two, found))
        number += len(variants)
    assert sum(len(stage.ruleset.rules) for stage in plan.stages()) < number


def test_what_is_asked_on_either_side_is_one_case() -> None:
    (case,) = cases([{"rib.left": (50, 100), "told": (1, 1)}, {"rib.right": (50, 100), "told": (1, 1)}])
    assert case == ((("rib.left", (50, 100)), ("rib.right", (50, 100))), (("told", (1, 1)),))


def test_tests_of_one_fact_that_overlap_stay_apart() -> None:
    assert len(cases([{"a": (0, 3)}, {"a": (3, 5)}])) == 2
    assert len(cases([{"a": (0, 3)}, {"a": (4, 5)}])) == 1


def test_a_case_has_no_more_alternatives_than_the_engine_bears() -> None:
    found = cases({f"f{number}": (1, 1)} for number in range(2 * MAX_ALTERNATIVES + 1))
    assert [len(choice) for (choice,) in found] == [MAX_ALTERNATIVES, MAX_ALTERNATIVES, 1]
