"""The reference reading: each word of the pack language, three-valued truth, sides and boundaries."""

from collections.abc import Mapping

import pytest

from sot_engine.domain.condition import Value
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct
from sot_engine.inference.explore import Explorer
from sot_engine.inference.ground import Ground
from tests.known_packs import rule, tiny_with, visit

WEAK = "{supports: III, as: weak}"
Recorded = Mapping[str, Value]


def firing(pack: Pack, exam: Visit, name: str = "T", commit: str | None = None) -> Firing | None:
    """The firing of one rule of any stratum, or None."""
    reading = Direct(pack).read(exam, commit)  # type: ignore[arg-type]  # one of the categories
    return {found.rule: found for found in all_firings(reading)}.get(name)


def all_firings(reading: Reading) -> tuple[Firing, ...]:
    return (*reading.stops, *reading.contradictions, *reading.evidence, *reading.gates, *reading.guidance)


def truth(when: str, exam: Visit) -> bool | None:
    """What is known of a condition: yes, no, or None for not known."""
    pack = tiny_with(rule("T", when, WEAK))
    return Explorer(Ground.of(Direct(pack)), exam).truths["T"]


@pytest.mark.parametrize(
    ("when", "value", "holds"),
    [
        ("{rigid: present}", "present", True),
        ("{rigid: present}", "absent", False),
        ("{rigid: present}", "equivocal", False),
        ("{rigid: absent}", "equivocal", False),
        ("{rigid: [present, absent]}", "absent", True),
        ("{rigid: positive}", "present", True),
        ("{twist: [left_posterior, right_posterior]}", "right_posterior", True),
        ("{twist: {not: none}}", "none", False),
        ("{twist: {not: none}}", "left_posterior", True),
        ("{twist: {not: [none, left_posterior]}}", "left_posterior", False),
        ("{line: 3}", 3, True),
        ("{line: 3}", 4, False),
        ("{line: [1, 3]}", 2, False),
        ("{line: {not: 3}}", 3, False),
        ("{line: {not: 3}}", 0, True),
        ("{drift: 12.5}", 12.5, True),
        ("{drift: {at_least: 12.5}}", 12.5, True),
        ("{drift: {at_least: 12.5}}", 12.4, False),
        ("{drift: {above: 12.5}}", 12.5, False),
        ("{drift: {above: 12.5}}", 12.6, True),
        ("{drift: {at_most: 0}}", 0, True),
        ("{drift: {at_most: 0}}", 0.1, False),
        ("{drift: {below: 0}}", 0, False),
        ("{drift: {below: 0}}", -0.1, True),
        ("{drift: {at_least: 1, below: 2}}", 1.9, True),
        ("{drift: {at_least: 1, below: 2}}", 2, False),
    ],
)
def test_a_test_of_one_finding_holds_within_its_bounds_and_not_beside_them(
    when: str, value: Value, *, holds: bool
) -> None:
    name = when[1 : when.index(":")]
    assert truth(when, visit({name: value})) is holds
    assert truth(when, visit()) is None


@pytest.mark.parametrize(
    ("when", "words", "holds"),
    [
        ("{is: [same, same, better]}", ("same", "same", "better"), True),
        ("{is: [same, same, better]}", ("same", "same"), False),
        ("{is: [[same], [better]]}", ("better",), True),
        ("{is: [[same], [better]]}", ("worse",), False),
        ("{starts_with: [better]}", ("better", "worse"), True),
        ("{starts_with: [better]}", ("same", "better"), False),
        ("{starts_with: [same, better]}", ("same",), False),
        ("{ends_with: [worse]}", ("same", "worse"), True),
        ("{ends_with: [worse, worse]}", ("worse", "worse"), True),
        ("{ends_with: [worse, worse]}", ("worse",), False),
        ("{contains: [worse]}", ("same", "worse", "same"), True),
        ("{contains: [worse, better]}", ("same", "better"), True),
        ("{contains: [worse]}", ("same",), False),
        ("{not: [[same]]}", ("same", "same"), True),
        ("{not: [[same]]}", ("same",), False),
    ],
)
def test_a_sequence_is_compared_from_its_beginning_its_end_or_as_a_whole(
    when: str, words: tuple[str, ...], *, holds: bool
) -> None:
    condition = f"{{each_side: {{hold: {when}}}}}"
    assert (truth(condition, visit({"hold.left": words})) is True) is holds
    assert truth(condition, visit({"hold.left": words, "hold.right": words})) is holds


NOTHING: Recorded = {}
YES, NO, UNKNOWN = {"rigid": "present"}, {"rigid": "absent"}, NOTHING
ALSO, NOT, UNASKED = {"line": 5}, {"line": 0}, NOTHING


@pytest.mark.parametrize(
    ("one", "two", "both", "either"),
    [
        (YES, ALSO, True, True),
        (YES, NOT, False, True),
        (YES, UNASKED, None, True),
        (NO, NOT, False, False),
        (NO, UNASKED, False, None),
        (UNKNOWN, UNASKED, None, None),
    ],
)
def test_all_and_any_follow_three_valued_logic(
    one: Recorded, two: Recorded, *, both: bool | None, either: bool | None
) -> None:
    exam = visit({**one, **two})
    assert truth("{all: [{rigid: present}, {line: {at_least: 3}}]}", exam) is both
    assert truth("{any: [{rigid: present}, {line: {at_least: 3}}]}", exam) is either
    assert truth("{n_of: {at_least: 2, of: [{rigid: present}, {line: {at_least: 3}}]}}", exam) is both
    assert truth("{n_of: {at_least: 1, of: [{rigid: present}, {line: {at_least: 3}}]}}", exam) is either


def test_n_of_is_unknown_until_enough_hold_or_too_few_can() -> None:
    when = "{n_of: {at_least: 2, of: [{rigid: present}, {line: 1}, {drift: 0}]}}"
    assert truth(when, visit({"rigid": "present", "line": 1})) is True
    assert truth(when, visit({"rigid": "present", "line": 2})) is None
    assert truth(when, visit({"rigid": "absent", "line": 2})) is False


def test_each_side_names_the_sides_on_which_it_fired() -> None:
    pack = tiny_with(rule("T", "{each_side: {rib: {at_least: 4}}}", WEAK))
    assert firing(pack, visit({"rib.left": 4, "rib.right": 3})) == Firing("T", ("left",), frozenset({"rib.left"}))
    both = firing(pack, visit({"rib.right": 9, "rib.left": 4}))
    assert both == Firing("T", ("left", "right"), frozenset({"rib.left", "rib.right"}))
    assert firing(pack, visit({"rib.left": 3})) is None


def test_only_a_rule_that_is_one_each_side_has_sides() -> None:
    pack = tiny_with(rule("T", "{all: [{each_side: {rib: {at_least: 4}}}]}", WEAK))
    assert firing(pack, visit({"rib.left": 4})) == Firing("T", (), frozenset({"rib.left"}))


def test_both_sides_waits_for_the_other_side() -> None:
    when = "{both_sides: {sway: absent}}"
    assert truth(when, visit({"sway.left": "absent", "sway.right": "absent"})) is True
    assert truth(when, visit({"sway.left": "absent"})) is None
    assert truth(when, visit({"sway.right": "present"})) is False


def test_other_side_reads_the_opposite_side_and_turns_back_when_it_stands_twice() -> None:
    pack = tiny_with(rule("T", "{each_side: {all: [{rib: {at_least: 4}}, {other_side: {rib: {below: 4}}}]}}", WEAK))
    found = firing(pack, visit({"rib.left": 3, "rib.right": 6}))
    assert found == Firing("T", ("right",), frozenset({"rib.left", "rib.right"}))
    assert firing(pack, visit({"rib.right": 6})) is None
    twice = tiny_with(rule("T", "{each_side: {other_side: {other_side: {sway: present}}}}", WEAK))
    assert firing(twice, visit({"sway.left": "present"})) == Firing("T", ("left",), frozenset({"sway.left"}))


def test_this_side_and_other_side_stand_for_the_word_of_the_side_that_is_read() -> None:
    this = tiny_with(rule("T", "{each_side: {short_leg: this_side}}", WEAK))
    assert firing(this, visit({"short_leg": "right"})) == Firing("T", ("right",), frozenset({"short_leg"}))
    opposite = tiny_with(rule("T", "{each_side: {short_leg: other_side}}", WEAK))
    assert firing(opposite, visit({"short_leg": "right"})) == Firing("T", ("left",), frozenset({"short_leg"}))
    excluded = tiny_with(rule("T", "{each_side: {short_leg: {not: this_side}}}", WEAK))
    assert firing(excluded, visit({"short_leg": "right"})) == Firing("T", ("left",), frozenset({"short_leg"}))


def test_the_facts_of_any_are_all_of_the_parts_that_hold() -> None:
    pack = tiny_with(rule("T", "{any: [{rigid: present}, {line: 1}, {all: [{drift: 0}, {twist: none}]}]}", WEAK))
    found = firing(pack, visit({"rigid": "present", "line": 1, "drift": 0}))
    assert found == Firing("T", (), frozenset({"rigid", "line"}))


@pytest.mark.parametrize(("age", "fires"), [(11, True), (12, False)])
def test_the_age_of_the_patient_is_read_as_a_whole_number(age: int, *, fires: bool) -> None:
    pack = tiny_with(rule("T", "{patient.age_years: {below: 12}}", WEAK))
    found = firing(pack, visit(age=age))
    assert (found == Firing("T", (), frozenset({"patient.age_years"}))) is fires


def test_a_pregnancy_that_was_not_asked_for_is_unknown_and_not_zero() -> None:
    when = "{patient.pregnancy_weeks: {at_most: 0}}"
    assert truth(when, visit()) is None
    assert truth(when, visit(weeks=0)) is True
    assert truth(when, visit(weeks=1)) is False


def test_unless_holds_when_its_condition_is_false_or_not_known() -> None:
    pack = tiny_with(rule("T", "{unless: {rigid: present}}"))
    assert firing(pack, visit()) == Firing("T", (), frozenset())
    assert firing(pack, visit({"rigid": "absent"})) is not None
    assert firing(pack, visit({"rigid": "present"})) is None


def test_not_recorded_holds_while_one_of_the_list_is_missing_and_a_side_counts_alone() -> None:
    pack = tiny_with(rule("T", "{not_recorded: [rigid, line]}") + rule("U", "{each_side: {not_recorded: rib}}"))
    assert firing(pack, visit({"rigid": "equivocal"})) is not None
    assert firing(pack, visit({"rigid": "equivocal", "line": 0})) is None
    assert firing(pack, visit({"rib.left": 0}), "U") == Firing("U", ("right",), frozenset())
    assert firing(pack, visit({"rib.left": 0, "rib.right": 0}), "U") is None


def test_fired_reads_one_of_a_list_and_inside_a_side_that_side() -> None:
    pack = tiny_with(rule("T", "{fired: [E1-1, E2-1]}") + rule("U", "{each_side: {fired: E2-1}}"))
    assert firing(pack, visit({"rib.left": 5})) == Firing("T", (), frozenset())
    assert firing(pack, visit({"rib.left": 5}), "U") == Firing("U", ("left",), frozenset())
    assert firing(pack, visit({"rib.left": 3})) is None


def test_not_fired_asks_that_none_of_a_list_fired() -> None:
    pack = tiny_with(rule("T", "{not_fired: [E1-1, E2-1]}"))
    assert firing(pack, visit()) is not None
    assert firing(pack, visit({"rigid": "absent"})) is not None
    assert firing(pack, visit({"rigid": "present"})) is None


def test_no_common_side_needs_both_rules_and_no_shared_side() -> None:
    pack = tiny_with(rule("T", "{no_common_side: [E2-1, E3-1]}"))
    hold: Value = ("same", "same", "better")
    assert firing(pack, visit({"rib.left": 5, "hold.right": hold})) is not None
    assert firing(pack, visit({"rib.left": 5, "hold.left": hold})) is None
    assert firing(pack, visit({"rib.left": 5, "rib.right": 5, "hold.left": hold})) is None
    assert firing(pack, visit({"rib.left": 5})) is None


SUPPORTED_II: Recorded = {"rib.left": 5, "drift": 20}
MIXED: Recorded = {"rigid": "present", "rib.left": 5, "drift": 20}


def test_established_and_decided_differ_where_the_outcome_is_mixed() -> None:
    pack = tiny_with(rule("T", "{established: II}") + rule("U", "{decided: II}"))
    assert firing(pack, visit(SUPPORTED_II)) is not None
    assert firing(pack, visit(SUPPORTED_II), "U") is not None
    assert firing(pack, visit(MIXED)) is not None
    assert firing(pack, visit(MIXED), "U") is None
    assert firing(pack, visit(MIXED), "U", commit="II") is not None
    assert firing(pack, visit({"rib.left": 5})) is None


@pytest.mark.parametrize(
    ("findings", "word"),
    [
        ({"rib.left": 5, "drift": 20}, "left"),
        ({"rib.right": 5, "drift": 20}, "right"),
        ({"rib.left": 5, "rib.right": 5, "drift": 20}, "undetermined"),
        ({"rigid": "present", "heel.left": 3}, "none"),
    ],
)
def test_the_side_of_a_category_is_one_of_four_words(findings: Recorded, word: str) -> None:
    for asked in ("left", "right", "undetermined", "none"):
        pack = tiny_with(rule("T", f"{{category_side: {asked}}}"))
        assert (firing(pack, visit(findings)) is not None) is (asked == word)
    assert firing(tiny_with(rule("T", "{category_side: none}")), visit()) is None


def test_block_under_reads_the_blocks_of_the_placement_on_the_side_that_is_read() -> None:
    pack = tiny_with(rule("T", "{each_side: {block_under: greater_trochanter}}"))
    found = firing(pack, visit({**SUPPORTED_II, "short_leg": "left"}))
    assert found == Firing("T", ("right",), frozenset())
    assert firing(pack, visit(SUPPORTED_II)) is None


def test_a_re_test_is_read_from_what_was_recorded_after_blocking() -> None:
    pack = tiny_with(rule("T", "{each_side: {after.heel: 0}}"))
    assert firing(pack, visit({"heel.left": 0})) is None
    assert firing(pack, visit({}, {"heel.left": 0})) == Firing("T", ("left",), frozenset({"after.heel.left"}))


@pytest.mark.parametrize(
    ("name", "before", "now", "better"),
    [
        ("heel", 2, 1, True),
        ("heel", 2, 2, False),
        ("heel", 1, 2, False),
        ("angle", 40, 40.1, True),
        ("angle", 40, 40, False),
        ("sway", "present", "absent", True),
        ("sway", "present", "equivocal", False),
        ("sway", "absent", "absent", False),
        ("hold", ("worse", "worse"), ("worse", "same", "same"), True),
        ("hold", ("worse",), ("same", "worse"), False),
    ],
)
def test_what_counts_as_better_is_the_findings_own(name: str, before: Value, now: Value, *, better: bool) -> None:
    pack = tiny_with(rule("T", f"{{each_side: {{improved: {name}}}}}"))
    found = firing(pack, visit({f"{name}.left": before}, {f"{name}.left": now}))
    keys = frozenset({f"{name}.left", f"after.{name}.left"})
    assert found == (Firing("T", ("left",), keys) if better else None)


def test_nothing_is_better_that_was_not_tested_before_and_after() -> None:
    pack = tiny_with(rule("T", "{each_side: {improved: heel}}"))
    assert firing(pack, visit({"heel.left": 3}, {"heel.right": 0})) is None


def test_none_improved_asks_for_one_that_was_positive_and_no_better_one() -> None:
    pack = tiny_with(rule("T", "{none_improved: [heel, short_leg]}"))
    same = visit({"heel.left": 2, "short_leg": "even"}, {"heel.left": 2, "short_leg": "even"})
    facts = frozenset({"heel.left", "after.heel.left"})
    assert firing(pack, same) == Firing("T", (), facts), "what was not positive before is not behind it"
    assert firing(pack, visit({"heel.left": 0}, {"heel.left": 0})) is None
    assert firing(pack, visit({"heel.left": 2, "short_leg": "left"}, {"heel.left": 2, "short_leg": "even"})) is None
    assert firing(pack, visit({"heel.left": 2}, {})) is None
