"""What durable-rules 2.0.28 really does: each hazard of docs/engine.md, made to happen.

A test here passes while the hazard is there, and its docstring says what keeps our engine out of its reach. When
one fails on another release, the hazard has gone or has moved: read its line in docs/engine.md before trusting it.
"""

import sys
from collections.abc import Callable
from importlib import metadata
from itertools import permutations
from pathlib import Path
from platform import libc_ver
from typing import TypeAlias

import pytest

from . import hazard_probes as probes
from .hazard_lab import Ending, Json, fact, fire, hash_of, make_comma_locale, run_apart, when

Build: TypeAlias = Callable[[int], Ending]
on_glibc = pytest.mark.skipif(libc_ver()[0] != "glibc", reason="needs the heap of glibc, filled by MALLOC_PERTURB_")


def test_these_are_the_habits_of_one_release() -> None:
    """Our engine pins this release."""
    assert metadata.version("durable-rules") == "2.0.28"


@pytest.mark.parametrize("exception", ["ValueError", "SystemExit", "KeyboardInterrupt"])
def test_an_exception_in_an_action_is_swallowed_into_the_state(exception: str) -> None:
    """Our engine registers no action: it reads the matches itself, and no code runs where an error can vanish."""
    ending = run_apart(probes.raise_in_an_action, exception)
    assert ending.said == ({"reached_the_caller": None, "kept_in_the_state": True},)


def test_one_irrelevant_fact_leaves_the_actions_to_a_timer_thread() -> None:
    """Our engine starts no Host, and reads every match itself whether or not a rule wanted all the facts."""
    raised, later = run_apart(probes.assert_an_irrelevant_fact).said
    assert raised == {"raised": "MessageNotHandledException", "ran": 0}
    assert later == {"ran": 1, "on_the_main_thread": False}


@pytest.mark.parametrize(
    "extra",
    [{"v": 1e-07}, {"v": 1e16}, {"v": float("inf")}, {f"p{n}": n for n in range(260)}],
    ids=["1e-07", "1e16", "inf", "260 properties"],
)
def test_a_fact_that_cannot_be_read_ends_its_batch_without_an_error(extra: Json) -> None:
    """Our engine sends integers only, and its sentinel is the last fact: a batch cut short never looks complete."""
    ending = fire({"r": when({"$ex": {"k": 1}})}, [fact(k="a"), fact(k="b", **extra), fact(k="sentinel")])
    assert ending.codes == [0]
    assert [matched["m0"]["k"] for matched in ending.values("matched")] == ["a"]


@pytest.mark.parametrize("batch", [[fact(k="a", v=1e-07), fact(k="sentinel")], []], ids=["unreadable", "empty"])
def test_a_batch_without_a_readable_first_fact_crashes_or_vanishes(batch: list[Json]) -> None:
    """Our engine checks every number before it is sent, and sends no batch without a sentinel."""
    ending = fire({"r": when({"k": "sentinel"})}, batch)
    assert ending.codes == [0]
    assert ending.is_crash or ending.fired == []


def test_none_fires_beside_the_fact_that_it_denies() -> None:
    """Our engine writes positive conjunctions only: "not" is a count, asserted between strata and compared."""
    rules = {"r": {"all": [{"m": {"k": "a"}}, {"n$not": {"k": "b"}}]}}
    assert fire(rules, [fact(k="a"), fact(k="b")]).fired == ["r"]
    assert fire(rules, [fact(k="b"), fact(k="a")]).fired == []


def test_a_rule_on_an_absent_property_fires_for_ever() -> None:
    """Our engine writes positive conjunctions only, and no test for absence: counts are asserted, zeros included."""
    assert run_apart(probes.fire_for_ever).said == ({"fired": probes.ENDLESS},)


def test_different_facts_whose_ids_share_a_hash_are_taken_for_one() -> None:
    """Our engine gives every fact an id of its own making, all checked for collisions when a pack is compiled."""
    one, other = probes.COLLIDING_IDS
    assert hash_of(one) == hash_of(other)
    ending = fire({"r": when({"$ex": {"k": 1}})}, fact(id=one, k=1), fact(id=other, k=2))
    assert ending.codes == [0, 2]
    assert ending.fired == ["r"]


def test_sessions_whose_names_share_a_hash_share_their_facts() -> None:
    """Our engine has one fixed session, emptied after each exam, so that there is no second one to share with."""
    assert run_apart(probes.share_facts_between_sessions).said == ({"sessions": list(probes.COLLIDING_IDS)},)


@on_glibc
def test_deleting_a_session_without_a_completed_action_is_fatal() -> None:
    """Our engine deletes its session only after the sentinel's action; the handle of an aborted run is abandoned."""
    unfired = run_apart(probes.delete_a_session, "unfired")
    assert unfired.said == ({"completed": 0},)
    assert unfired.is_crash
    assert run_apart(probes.delete_a_session, "fired").said == ({"completed": 1}, {"survived": True})


@on_glibc
def test_session_1025_is_refused_and_touching_it_again_is_fatal() -> None:
    """Our engine never has more than its one fixed session open."""
    ending = run_apart(probes.open_sessions, "1025")
    assert ending.said == ({"refused": 1025},)
    assert ending.is_crash


def test_a_session_is_forgotten_when_an_older_one_is_deleted() -> None:
    """Our engine has one fixed session, and asks for its matches by its offset, never through the dispatcher."""
    assert run_apart(probes.forget_a_session, "kept").values("offered") == [True]
    assert run_apart(probes.forget_a_session, "deleted").said == ({"offered": False}, {"waiting": True})


@on_glibc
def test_the_dispatcher_walks_into_a_deleted_session_and_at_best_finds_nothing() -> None:
    """Our engine calls neither the dispatcher nor the timers: it asks for the matches of its one session."""
    ending = run_apart(probes.walk_into_a_deleted_session)
    assert ending.is_crash or ending.said == ({"offered": False},)


def test_four_threads_on_one_host_crash_or_answer_wrongly() -> None:
    """Our engine holds one lock around an exam, and no thread of the library's own runs beside it."""
    ending = run_apart(probes.share_a_host, "4")
    assert ending.is_crash or ending.is_hang or ending.values("wrong") > [0]


def test_a_host_keeps_starting_threads_that_nothing_stops() -> None:
    """Our engine starts no Host and so no thread."""
    assert run_apart(probes.start_a_host).said == ({"keeps_starting_threads": True, "stops": []},)


def test_a_second_ruleset_of_the_same_name_replaces_or_is_ignored() -> None:
    """Our engine holds its ruleset by its own handle, and registers no name."""
    complaint, ran = run_apart(probes.register_a_name_twice).said
    assert complaint == {"complaint": "Ruleset with name lab already registered"}
    assert ran == {"ran": ["second", "second"]}


@pytest.mark.parametrize(
    ("test", "value", "fires"),
    [
        ({"x": "5"}, 5, True),
        ({"x": 5}, None, False),
        ({"$neq": {"x": 5}}, None, False),
        ({"x": 2**63 - 1}, 2**63 + 5, True),
        ({"x": "abc"}, "abc" + "x" * 65_532, False),
        ({"x": "abc"}, "abc" + "x" * 65_536, True),
    ],
    ids=["5 is '5'", "None is 5", "None is not 5", "2**63 + 5 is less", "65,535 letters", "65,539 letters are three"],
)
def test_values_compare_as_nobody_would_guess(test: Json, value: object, *, fires: bool) -> None:
    """Our engine sends integers only, checked to be small, beside short codes that are its own."""
    assert fire({"r": when(test)}, fact(x=value)).fired == (["r"] if fires else [])


def test_a_comma_locale_cuts_the_decimals_off(tmp_path: Path) -> None:
    """Our engine sends integers only: a measure goes in as whole tenths, which every locale reads alike."""
    name = make_comma_locale(tmp_path)
    ending = run_apart(probes.compare_under_locale, name, environment={"LOCPATH": str(tmp_path)})
    if ending.values("missing"):
        pytest.skip(f"no locale {name} here, and it cannot be made")
    assert ending.codes == [1]
    assert run_apart(probes.compare_under_locale, "C").codes == [0]


def test_a_slow_action_or_a_clock_jump_skips_the_rules_after_it() -> None:
    """Our engine registers no action and reads no clock, so that nothing is timed."""
    assert run_apart(probes.let_the_clock_jump, "9").said == ({"ran": 2, "told": 1},)
    assert run_apart(probes.let_the_clock_jump, "11").said == ({"ran": 1, "told": 0},)


def match_one_fact(count: int) -> Ending:
    """Let one fact meet the tests of this many rules."""
    return fire({f"r{n}": when({f"p{n}": 1}) for n in range(count)}, fact(**{f"p{n}": 1 for n in range(count)}))


def join_conditions(count: int) -> Ending:
    """Write one rule of this many conditions."""
    return fire({"r": when(*({"k": n} for n in range(count)))}, [fact(k=n) for n in range(count)])


def widen_a_fact(count: int) -> Ending:
    """Write one fact of this many properties, its session and its id among them."""
    return fire({"r": when({"p0": 0})}, fact(id="f", **{f"p{n}": n for n in range(count - 2)}))


def write_rules(count: int) -> Ending:
    """Write this many rules over forty codes."""
    return fire({f"r{n}": when({"$and": [{"c": n % 40}, {"v": n}]}) for n in range(count)}, fact(c=7, v=7))


def share_a_test(count: int) -> Ending:
    """Write this many rules on the same test."""
    return fire({f"r{n}": when({"k": 1}) for n in range(count)}, fact(k=1))


def branch_at_once(count: int) -> Ending:
    """Write this many first-level tests, one a rule."""
    return fire({f"r{n}": when({"c": n}) for n in range(count)}, fact(c=7), limit=4)


def offer_alternatives(count: int) -> Ending:
    """Write one condition of this many alternatives, each of two tests."""
    return fire({"r": when({"$or": [{"$and": [{"c": n}, {"v": 1}]} for n in range(count)]})}, fact(c=0, v=1))


def branch_from_one_test(count: int) -> Ending:
    """Let one fact meet the same alternative in this many rules."""
    return fire({f"r{n}": when({"$or": [{"c": 0}, {"c": n + 1}]}) for n in range(count)}, fact(c=0))


@pytest.mark.parametrize(
    ("build", "largest", "code"),
    [
        (match_one_fact, 64, 303), (join_conditions, 16, 304), (widen_a_fact, 254, 302), (write_rules, 4096, 106),
        (offer_alternatives, 14, 113), (branch_from_one_test, 64, 303),
    ],
)  # fmt: skip
def test_one_more_than_the_limit_is_an_error_with_a_number(build: Build, largest: int, code: int) -> None:
    """Our engine counts when a pack is compiled, stays below each of these caps, and refuses with a named error."""
    assert build(largest).codes == [0]
    assert build(largest + 1).codes == [code]


@on_glibc
def test_256_rules_on_one_test_crash() -> None:
    """Our engine caps the rules that share a condition when a pack is compiled, with a named error."""
    assert share_a_test(255).codes == [0]
    assert share_a_test(256).is_crash
    assert share_a_test(257).codes == [108]


def test_512_first_level_tests_hang() -> None:
    """Our engine caps the distinct codes when a pack is compiled, with a named error."""
    assert branch_at_once(511).fired == ["r7"]
    assert branch_at_once(512).is_hang


def test_or_fires_once_for_each_fact_when_no_fact_meets_two_of_its_alternatives() -> None:
    """Our engine writes `$or` of nothing else: tests of different codes, or of values apart (`cases.py`)."""
    either = {"$or": [{"$and": [{"c": 1}, {"v": 1}]}, {"$and": [{"c": 2}, {"$gte": {"v": 5}}]}]}
    apart = [fact(c=1, v=1), fact(c=2, v=7), fact(c=2, v=4), fact(c=1, v=0), fact(c=3, v=1)]
    for order in permutations(apart):
        ending = fire({"r": when(either, {"c": 3})}, list(order))
        assert sorted(matched["m0"]["c"] for matched in ending.values("matched")) == [1, 2]


def test_or_any_and_count_fire_more_or_less_often_than_once() -> None:
    """Our engine joins by `$or` only what no fact meets twice, and counts in Python between strata."""
    either = {"r": when({"$or": [{"a": 1}, {"b": 1}]})}
    any_of = {"r": {"any": [{"a": {"k": "a"}}, {"b": {"k": "b"}}]}}
    assert fire(either, fact(a=1, b=1)).fired == ["r"] * 2
    assert fire(any_of, [fact(k="a"), fact(k="b")]).fired == ["r"] * 3
    seven = [fact(k=1, n=n) for n in range(7)]
    assert [len(fire({"r": when({"k": 1}, count=n)}, seven).fired) for n in (2, 3, 4)] == [3, 2, 1]


def test_a_conclusion_outlives_the_premise_that_was_taken_back() -> None:
    """Our engine takes nothing back: each exam begins in an empty session."""
    assert run_apart(probes.retract_a_premise).said == ({"left": [2]},)


def test_priorities_begin_with_the_lowest_and_wrap() -> None:
    """Our engine gives every rule a priority between 0 and 65,535, and a sentinel the highest of its stratum."""
    priorities = {"negative": -1, "five": 5, "wraps to one": 65_537, "two": 2}
    rules = {name: when({"k": 1}, pri=priority) for name, priority in priorities.items()}
    order = fire({**rules, "none given": when({"k": 1})}, fact(k=1)).fired
    assert order == ["none given", "wraps to one", "two", "five", "negative"]


def test_several_matches_of_a_rule_fire_last_in_first_out() -> None:
    """Our engine asserts one fact a finding, so that a rule matches once and nothing hangs on this order."""
    ending = fire({"r": when({"k": 1})}, [fact(k=1, n=n) for n in range(4)])
    assert [matched["m0"]["n"] for matched in ending.values("matched")] == [3, 2, 1, 0]


@on_glibc
@pytest.mark.parametrize("what", ["session", "ruleset", "ruleset with a session"])
def test_what_is_not_deleted_costs_over_a_megabyte(what: str) -> None:
    """Our engine deletes its session after each exam, and its ruleset, empty by then, when it is closed."""
    (kept,) = run_apart(probes.weigh, what, "kept").values("megabytes")
    (deleted,) = run_apart(probes.weigh, what, "deleted").values("megabytes")
    assert kept > 1
    assert deleted < kept / 4


@pytest.mark.skipif(sys.version_info < (3, 12), reason="what the library calls is deprecated since 3.12")
def test_warnings_as_errors_stop_every_documented_action() -> None:
    """Our engine does not import the library's Python half, where the deprecated call is."""
    assert run_apart(probes.run_with_warnings_as_errors).said == ({"ran": 0, "told": "DeprecationWarning"},)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_positive_conjunctions_fire_alike_in_every_order_of_the_facts(order: tuple[int, ...]) -> None:
    """Our engine keeps to this part of the library: what a rule's order depends on is its priority and its place."""
    rules = {"last": when({"k": 0}, pri=2), "first": when({"k": 0}, {"k": 1}, pri=1), "second": when({"k": 2}, pri=1)}
    assert fire(rules, [fact(k=k) for k in order]).fired == ["first", "second", "last"]
