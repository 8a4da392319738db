"""Why, why not and what next: each held against a search that tries everything."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby

import pytest
from hypothesis import given

from benchmarks.exams import exams
from sot_engine.domain.condition import Value
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.visit import Visit
from sot_engine.inference import explain
from sot_engine.inference.assess import assess
from sot_engine.inference.explore import Explorer
from tests.inference.brute_force import Brute, every_value
from tests.known_packs import core, readings_of, rule, tiny, tiny_with, visit
from tests.strategies import few, law, visits

EVERY = {
    name: {finding.id: every_value(pack, finding) for finding in pack.findings.values()}
    for name, pack in {"tiny": tiny(), "core": core()}.items()
}
PRACTICE = exams(core(), 3, seed=11)


def looked_at(name: str, exam: Visit) -> tuple[Explorer, Brute]:
    """An exam as the explanations see it, and as the search does."""
    ready = readings_of(name)
    return Explorer(ready.ground, exam), Brute(ready.direct, exam, EVERY[name])


def check_next(name: str, exam: Visit) -> None:
    explorer, brute = looked_at(name, exam)
    expected = {finding: sorted(_label(*told) for told in leads) for finding, leads in brute.next_tests().items()}
    assert {test.finding: sorted(test.could_lead_to) for test in explain.next_tests(explorer)} == expected
    assert bool(assess(readings_of(name).pack, exam).next) is bool(expected)


def _label(outcome: str, category: str | None) -> str:
    if outcome == "supported":
        return f"supported {category}"
    return f"{outcome} (lean {category})" if category else outcome


def check_open(name: str, exam: Visit) -> None:
    explorer, brute = looked_at(name, exam)
    listed = [one for category in CATEGORIES for one in explorer.open_rules(category)]
    assert {one.rule: set(one.needs) for one in listed} == brute.open_rules()


def check_why_not(name: str, exam: Visit, most: int) -> None:
    """Every change that is named must do what it says, and nothing smaller may.

    The search joins as many changes as `most`; where that is more than one, of each finding it tries only the values
    that some rule tells apart, which the searches for single changes show to be enough.
    """
    explorer, brute = looked_at(name, exam)
    if most > 1:
        brute.every = dict(explorer.ground.telling)
    smallest = {} if brute.verdict.outcome == "refer" else brute.smallest(most)
    for category, why in explain.why_not(explorer).items():
        changes = {change.finding: change.to for change in why.changes}
        altered = sum(change.was is not None for change in why.changes)
        if changes:
            check_verified(name, exam, category, changes)
        if len(changes) <= most:
            assert ((len(changes), altered) if changes else None) == smallest.get(category)
        else:
            assert category not in smallest


def check_verified(name: str, exam: Visit, category: str, changes: Mapping[str, Value]) -> None:
    pack = readings_of(name).pack
    safety = {finding.id for finding in pack.findings.values() if finding.position == "safety"}
    assert 1 <= len(changes) <= 3
    assert not {key.partition(".")[0] for key in changes} & safety
    for key, value in changes.items():
        assert pack.keys.by_key[key][0].read(value) == value
    changed = readings_of(name).agree(replace(exam, findings={**exam.findings, **changes}))
    assert (changed.outcome, changed.category) == ("supported", category)


@pytest.mark.no_cover
@few
@given(visits(tiny()))
def test_what_next_is_what_a_search_over_every_finding_finds(exam: Visit) -> None:
    check_next("tiny", exam)


@pytest.mark.no_cover
@few
@given(visits(tiny()))
def test_the_open_rules_are_what_a_search_over_every_finding_finds(exam: Visit) -> None:
    check_open("tiny", exam)


@few
@given(visits(tiny(), most=6))
def test_why_not_is_the_smallest_change_that_a_search_finds(exam: Visit) -> None:
    check_why_not("tiny", exam, most=1)


@pytest.mark.no_cover
@few
@given(visits(tiny(), most=6))
def test_why_not_is_the_smallest_pair_of_changes_that_a_search_finds(exam: Visit) -> None:
    check_why_not("tiny", exam, most=2)


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("name", "exam"),
    [
        ("tiny", visit({"angle.right": 120})),
        ("core", visit({"lateral_sway.left": "present", "upper_cervical_fixation": "present",
                        "arm_fossa_upper.left": "present", "arm_fossa_upper.right": "present"})),
        ("core", visit({"lateral_sway_mm": 31, "arm_fossa_lower.left": "present", "heel_tension.left": 1,
                        "heel_tension.right": 0, "sacral_nutation": "absent"})),
    ],
    ids=["two sides fire one rule", "one undoes what the other contradicts", "one only avoids a contradiction"],
)  # fmt: skip
def test_why_not_joins_changes_that_do_not_simply_add_up(name: str, exam: Visit) -> None:
    check_why_not(name, exam, most=2)


@pytest.mark.no_cover
@pytest.mark.parametrize("number", range(3))
def test_an_exam_of_sot_core_is_explained_as_a_search_explains_it(number: int) -> None:
    check_next("core", PRACTICE[number])
    check_open("core", PRACTICE[number])
    check_why_not("core", PRACTICE[number], most=1)
    check_why_not("core", PRACTICE[number], most=2)


@few
@given(visits(core()))
def test_every_change_that_why_not_names_is_verified_by_running_it(exam: Visit) -> None:
    for category, why in assess(core(), exam).why_not.items():
        if why.changes:
            check_verified("core", exam, category, {change.finding: change.to for change in why.changes})
            assert all(change.was == exam.findings.get(change.finding) for change in why.changes)


@pytest.mark.no_cover
@law
@given(visits(core()))
def test_next_names_no_stop_question_and_nothing_that_was_recorded_on_every_side(exam: Visit) -> None:
    assessment = assess(core(), exam)
    stops = {finding.id for finding in core().stop_questions}
    for test in assessment.next:
        assert test.finding not in stops
        assert test.position == core().findings[test.finding].position
        assert any(key not in exam.findings for key in core().findings[test.finding].keys)
    positions = [position for position, _ in groupby(assessment.next, key=lambda test: test.position)]
    assert len(positions) == len(set(positions))


def test_the_most_decisive_finding_stands_first_and_the_patient_is_turned_once() -> None:
    listed = assess(tiny(), visit({"rigid": "present"})).next
    assert [(test.finding, test.position) for test in listed] == [
        ("heel", "prone"),
        ("hold", "prone"),
        ("rib", "seated"),
        ("angle", "supine"),
        ("sway", "standing"),
    ]
    assert listed[0].could_lead_to == ("supported I",)


def test_nothing_is_left_to_test_when_no_finding_can_change_the_outcome() -> None:
    exam = visit({
        "rigid": "present", "heel.left": 3, "heel.right": 0, "rib.left": 0, "rib.right": 0, "sway.left": "absent",
        "sway.right": "absent", "hold.left": ("same",), "hold.right": ("same",), "angle.left": 80, "angle.right": 80,
    })  # fmt: skip
    settled = assess(tiny(), exam)
    assert (settled.category, settled.next, settled.explained) == ("I", (), True)
    assert settled.not_asked == ("loss",)
    assert assess(tiny(), visit({"rigid": "present"})).next


def test_a_contradiction_is_explained_by_what_would_undo_it() -> None:
    assessment = assess(tiny(), visit({"rigid": "present", "sway.left": "present", "rib.left": 5}))
    assert assessment.outcome == "contradictory"
    changes = [(change.finding, change.to, change.was) for change in assessment.why_not["II"].changes]
    assert changes in ([("rigid", "absent", "present")], [("rigid", "equivocal", "present")])


def test_a_number_is_changed_no_further_than_the_rules_ask() -> None:
    exam = visit(
        {"lateral_sway.left": "present", "first_rib_pain.left": 6, "soto_test.left": ("same", "same", "better")}
    )
    changes = {change.finding: (change.was, change.to) for change in assess(core(), exam).why_not["III"].changes}
    assert changes["first_rib_pain.left"] == (6, 3)


def test_values_that_are_not_recorded_are_preferred_to_values_that_would_be_different() -> None:
    changes = assess(tiny(), visit({"rigid": "present", "heel.left": 0})).why_not["I"].changes
    assert [(change.finding, change.to, change.was) for change in changes] == [("heel.right", 2, None)]


def test_a_category_out_of_the_reach_of_three_changes_has_none() -> None:
    """I is in play by two hallmarks, and three changes cannot take them away and bring another category in."""
    rigid = rule("T", "{all: [{twist: none}, {line: 0}]}", "{supports: I, as: hallmark}")
    more = rule("U", "{each_side: {heel: 0}}", "{supports: I, as: hallmark}")
    pack = tiny_with(rigid + more)
    exam = visit({"rigid": "present", "twist": "none", "line": 0, "heel.left": 0, "heel.right": 0})
    assessment = assess(pack, exam)
    assert (assessment.outcome, set(assessment.why_not)) == ("supported", {"II", "III"})
    assert assessment.why_not["II"].changes == ()


@pytest.mark.parametrize(
    ("findings", "rivals"),
    [
        ({}, ("I", "II", "III")),
        ({"rigid": "absent"}, ("II", "III")),
        ({"rigid": "equivocal", "rib.right": 0}, ("III",)),
        ({"angle.left": 80, "heel.left": 3}, ("I", "II")),
        ({"rigid": "present", "heel.left": 2}, ("II", "III")),
        ({"rib.left": 5, "rib.right": 5, "drift": 20, "rigid": "absent"}, ("III",)),
    ],
)
def test_a_rival_counts_as_examined_when_one_hallmark_finding_was_recorded(
    findings: Mapping[str, Value], rivals: tuple[str, ...]
) -> None:
    assert assess(tiny(), visit(findings)).rivals_not_examined == rivals


ALWAYS = (
    "bladder_bowel_change", "saddle_numbness", "sexual_dysfunction_new", "bilateral_leg_deficit",
    "progressive_weakness", "suspected_fracture", "cancer_warning", "infection_warning", "pulsatile_abdominal_mass",
    "myelopathy_signs",
)  # fmt: skip


@pytest.mark.parametrize(
    ("age", "weeks", "more"),
    [
        (40, None, ()),
        (40, 0, ()),
        (40, 12, ("obstetric_warning",)),
        (18, None, ()),
        (17, None, ("child_protection_concern",)),
        (17, 1, ("obstetric_warning", "child_protection_concern")),
    ],
)
def test_the_stop_questions_that_apply_are_listed_until_they_are_recorded(
    age: int, weeks: int | None, more: tuple[str, ...]
) -> None:
    assert assess(core(), visit(age=age, weeks=weeks)).not_asked == (*ALWAYS, *more)
    asked = visit({"saddle_numbness": "equivocal"}, age=age, weeks=weeks)
    assert assess(core(), asked).not_asked == tuple(name for name in (*ALWAYS, *more) if name != "saddle_numbness")


def test_a_question_that_was_not_done_was_not_asked() -> None:
    skipped = replace(visit(), not_done={"saddle_numbness": "refused"})
    assert "saddle_numbness" in assess(core(), skipped).not_asked


@pytest.mark.parametrize(
    ("when", "needs"),
    [
        ("{line: 5}", "line"),
        ("{line: [2, 6]}", "line"),
        ("{line: {at_least: 0}}", "line"),
        ("{line: {above: 2, below: 4}}", "line"),
        ("{drift: 3.3}", "drift"),
        ("{drift: {above: 3, below: 3.2}}", "drift"),
        ("{twist: {not: [none, left_posterior]}}", "twist"),
        ("{short_leg: [even, left, right]}", "short_leg"),
        ("{each_side: {hold: {ends_with: [worse, worse]}}}", "hold"),
    ],
)
def test_a_rule_that_asks_for_one_value_of_many_is_open_and_next(when: str, needs: str) -> None:
    pack = tiny_with(rule("T", when, "{supports: III, as: hallmark}"))
    assessment = assess(pack, visit({"twist": "none"} if needs != "twist" else {}))
    assert ("T", (needs,)) in [(open_.rule, open_.needs) for open_ in assessment.categories["III"].open]
    assert needs in [test.finding for test in assessment.next]
