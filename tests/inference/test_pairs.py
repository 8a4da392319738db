"""Two findings told as one fact: the number of a pair says what a rule asks of both, and nothing else is paired."""

from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.condition import Value
from sot_engine.domain.reading import Firing
from sot_engine.inference.assess import Readings
from sot_engine.inference.expand import HIGHEST, LOWEST, Conjunction, Variant, number_of
from sot_engine.inference.pairs import Pair, Pairs
from sot_engine.inference.plan import Plan
from tests.known_packs import core, finding, rule, tiny, tiny_with, visit

WEAK = "{supports: III, as: weak}"
BOUND = st.integers(-4, 4)
INTERVAL = st.one_of(
    st.tuples(BOUND, BOUND).map(lambda ends: (min(ends), max(ends))),
    BOUND.map(lambda low: (low, HIGHEST)),
    BOUND.map(lambda high: (LOWEST, high)),
)


@given(st.lists(st.tuples(INTERVAL, INTERVAL), min_size=1, max_size=4))
def test_the_number_of_a_pair_says_what_is_asked_of_both(asked: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    conjunctions: list[Conjunction] = [{"a": one, "b": two} for one, two in asked]
    pair = Pair(conjunctions)
    for literals in conjunctions:
        spoken = [bounds for said in pair.conjunctions(literals) for bounds in said.values()]
        for a in range(-6, 7):
            for b in range(-6, 7):
                both = all(low <= value <= high for value, (low, high) in zip((a, b), literals.values(), strict=True))
                told = [low <= pair.number(a, b) <= high for low, high in spoken]
                assert any(told) is both
                assert sum(told) <= 1, "no two alternatives may be met by one fact"


def pairs(*conjunctions: str) -> Mapping[str, tuple[str, ...]]:
    """The pairs among conjunctions over these codes, of which `x` is no recorded finding."""
    variants = [Variant("T", None, dict.fromkeys(codes, (1, 1))) for codes in conjunctions]
    numbers: Mapping[str, Callable[[Value], int]] = dict.fromkeys("abcd", number_of(tiny().findings["line"]))
    return Pairs(variants, numbers).keys_of


@pytest.mark.parametrize(
    ("conjunctions", "found"),
    [
        (("ab",), {"a & b": ("a", "b")}),
        (("ab", "ba", "ab"), {"a & b": ("a", "b")}),
        (("ab", "a", "b"), {"a & b": ("a", "b")}),
        (("ab", "cd"), {"a & b": ("a", "b"), "c & d": ("c", "d")}),
        (("ab", "ac"), {}),
        (("ab", "abc"), {}),
        (("ab", "cd", "dx"), {"a & b": ("a", "b")}),
        (("ax",), {}),
        (("a", "b"), {}),
        (("abc",), {}),
    ],
)
def test_only_findings_that_are_joined_with_each_other_and_no_third_are_a_pair(
    conjunctions: tuple[str, ...], found: Mapping[str, tuple[str, ...]]
) -> None:
    assert pairs(*conjunctions) == found


@pytest.mark.parametrize(
    ("findings", "facts"),
    [
        ({"knock": "present", "push": "absent"}, {"knock", "push"}),
        ({"knock": "present", "push": "present"}, None),
        ({"knock": "absent", "push": "absent"}, None),
        ({"knock": "present"}, None),
        ({"push": "absent"}, None),
    ],
)
def test_a_pair_fires_when_both_are_recorded_as_asked_and_both_are_behind_it(
    findings: Mapping[str, Value], facts: set[str] | None
) -> None:
    asked = rule("T", "{all: [{knock: present}, {push: absent}]}", WEAK)
    pack = tiny_with(asked, finding("knock", "sign") + finding("push", "sign"))
    assert "knock & push" in Plan(pack).pairs.keys_of
    fired = [firing for firing in Readings(pack).agree(visit(findings)).evidence if firing.rule == "T"]
    assert fired == ([Firing("T", (), frozenset(facts))] if facts else [])


def test_findings_that_would_make_too_many_tests_of_one_number_stay_two_facts() -> None:
    """Every other number of one beside every other of the other is 25 tests; the live engine bears few of one code."""
    literals: list[Conjunction] = [
        {"a": (one, one), "b": (two, two)} for one in range(1, 10, 2) for two in range(1, 10, 2)
    ]
    assert Pair(literals).asks(literals) == len(literals) == 25
    variants = [Variant("T", None, one) for one in literals]
    number = number_of(tiny().findings["line"])
    assert not Pairs(variants, {"a": number, "b": number}).keys_of
    assert Pairs(variants[:4], {"a": number, "b": number}).keys_of


def test_a_contradiction_of_two_findings_of_the_core_pack_is_asked_of_one_fact() -> None:
    plan = Plan(core())
    joined = {
        one.rule for several in plan.weighing.asked.values() for one in several if len(one.literals) > 1
    } & {rule.id for rule in core().strata["contradiction"]}  # fmt: skip
    assert joined == {"X-01", "X-03"}, "the sway is read beside more than one"
    assert len(plan.pairs.keys_of) == 8
