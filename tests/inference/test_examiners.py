"""Examiners side by side: which lines there are, and what each of them counts."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from sot_engine.domain.agreement import Agreement, Estimate, Line, Measure
from sot_engine.domain.condition import Value
from sot_engine.domain.visit import Visit
from sot_engine.inference.examiners import POOLED, Panel, compare, compare_case
from sot_engine.inference.panel import ORDINALS, Recording, between, raters, within
from tests.inference.panels import NAMES, panel
from tests.known_packs import core, visit


def seen(*findings: Mapping[str, Value]) -> Panel:
    """Two examiners and one finding in each of several patients."""
    half = len(findings) // 2
    return {
        name: {f"P{place}": visit(found) for place, found in enumerate(of)}
        for name, of in (("one", findings[:half]), ("two", findings[half:]))
    }


def line(found: Agreement, group: str, item: str) -> Line:
    """One line, which has to be there."""
    return next(one for one in found.lines if (one.group, one.item) == (group, item))


def value(of: Line, measure: Measure) -> float:
    """The value of a measure, which has to be there."""
    found = of.estimate(measure)
    assert found is not None
    assert found.value is not None, found.note
    return found.value


def test_what_only_one_recorded_is_counted_and_not_compared() -> None:
    found = compare(core(), seen({"heel_tension.left": 2}, {}, {"heel_tension.left": 2}, {"heel_tension.left": 0}))
    of = line(found, "finding", "heel_tension.left")
    assert (of.patients, of.rows, of.alone) == (1, 1, 1)
    assert value(of, "agreement") == 1


def test_both_sides_count_together_and_each_side_alone() -> None:
    found = compare(core(), seen(*[{"heel_tension.left": 2, "heel_tension.right": 0}] * 4))
    assert line(found, "both_sides", "heel_tension").rows == 4
    assert line(found, "finding", "heel_tension.right").rows == 2
    assert line(found, "side", "left").rows == line(found, "side", "right").rows == 2


def test_a_number_on_a_ruler_is_in_no_family_and_has_its_own_measures() -> None:
    found = compare(core(), seen(*({"sit_and_reach_cm": size} for size in (10, 20, 30, 11, 21, 28))))
    of = line(found, "finding", "sit_and_reach_cm")
    assert value(of, "weighted_kappa") > 0.9
    assert of.estimate("kappa") == Estimate("kappa", None, note=of.estimate("ac1").note)  # type: ignore[union-attr] # it has both
    assert line(found, "all", "every finding").rows == 0
    assert found.group("family") == ()


def test_confidence_is_sure_where_all_who_recorded_said_so() -> None:
    both = seen(*[{"heel_tension.left": 2}] * 6)
    marks = {"one": ("sure", "sure", "unsure"), "two": ("sure", "unsure", "sure")}
    marked = {
        name: {
            patient: replace(of, confidence={"heel_tension": mark})  # type: ignore[dict-item] # one of two words
            for (patient, of), mark in zip(visits.items(), marks[name], strict=True)
        }
        for name, visits in both.items()
    }
    found = compare(core(), marked)
    assert [(one.item, one.rows) for one in found.group("confidence")] == [("sure", 1), ("unsure", 2)]
    unmarked = compare(core(), both)
    assert unmarked.group("confidence") == ()


def test_conclusions_are_those_of_the_pack_and_a_side_only_where_one_was_found() -> None:
    found = compare(core(), panel(core(), 2, 30))
    items = [one.item for one in found.group("conclusion")]
    assert items[:6] == ["outcome", "category", "lean", "category I", "category II", "category III"]
    assert line(found, "conclusion", "outcome").rows == 30
    assert sum(one.rows for one in found.group("conclusion") if one.item == "side") < 30


def test_of_three_examiners_each_pair_has_a_line() -> None:
    found = compare(core(), panel(core(), 3, 12))
    assert [one.item for one in found.group("examiners")] == [
        f"{NAMES[one]} and {NAMES[two]}" for one, two in ((0, 1), (0, 2), (1, 2))
    ]
    assert compare(core(), panel(core(), 2, 12)).group("examiners") == ()


def test_an_examiner_who_did_not_see_a_patient_is_no_disagreement() -> None:
    three = dict(panel(core(), 3, 12, unlike=0))
    three[NAMES[2]] = dict(list(three[NAMES[2]].items())[:3])
    found = compare(core(), three)
    assert found.patients == 12
    assert value(line(found, "all", "every finding"), "agreement") == 1


def test_more_disagreement_gives_less_agreement_by_every_measure() -> None:
    lines = [line(compare(core(), panel(core(), 2, 40, unlike=share)), "all", "every finding") for share in (0.05, 0.5)]
    for measure in POOLED:
        assert value(lines[0], measure) > value(lines[1], measure) + 0.2


def test_prevalence_and_bias_speak_of_positive_findings() -> None:
    words = ("present", "present", "absent", "present", "equivocal", "absent")
    found = compare(core(), seen(*({"psoas_weakness.left": word} for word in words)))
    of = line(found, "finding", "psoas_weakness.left")
    assert of.bias == pytest.approx(1 / 3)
    assert of.prevalence == pytest.approx(0.0)


def test_one_case_recorded_twice_counts_each_finding_once() -> None:
    one, two = (panel(core(), 2, 1)[name]["P-000"] for name in NAMES[:2])
    lines = compare_case(core(), {"first": one, "second": two})
    every = lines[0]
    shared = set(one.findings) & set(two.findings)
    measured = [key for key in shared if core().keys.by_key[key][0].kind == "measure"]
    assert (every.group, every.rows, every.patients) == ("all", len(shared) - len(measured), every.rows)
    signs = next(of for of in lines if of.item == "sign")
    assert value(signs, "ac1") <= 1
    assert signs.estimate("kappa") is not None
    assert compare_case(core(), {"first": visit(), "second": visit()})[0].rows == 0


# --- Panels ---


def recording(examiner: str, patient: str, at: str, word: str = "present") -> Recording:
    """One exam with one finding."""
    made = visit({"psoas_weakness.left": word})
    return Recording(examiner, patient, replace(made, examined_at=at, examiner=examiner))


def test_one_source_is_split_by_examiner_and_several_keep_their_names() -> None:
    one, two = recording("A", "P", "2026-01-01T09:00:00Z"), recording("B", "P", "2026-01-01T10:00:00Z")
    assert list(raters({"all": [two, one]})) == ["A", "B"]
    assert list(raters({"monday": [one], "tuesday": [two]})) == ["A", "B"]
    assert list(raters({"monday": [one], "tuesday": [one]})) == ["monday", "tuesday"]
    assert list(raters({"monday": [one, two], "tuesday": [two]})) == ["monday", "tuesday"]


def test_the_first_exam_of_a_patient_is_compared_between_and_all_of_them_within() -> None:
    early, late = (
        recording("A", "P", "2026-01-01T09:00:00+02:00", "absent"),
        recording("A", "P", "2026-01-01T08:00:00Z"),
    )
    other = recording("B", "P", "2026-01-02T08:00:00Z")
    compared = {"A": [late, early], "B": [other]}
    assert between(compared)["A"]["P"] is early.visit
    assert within(compared) == {"first": {"A\nP": early.visit}, "second": {"A\nP": late.visit}}


def test_more_exams_than_there_are_occasions_are_left_out() -> None:
    exams = [recording("A", "P", f"2026-01-0{day}T08:00:00Z") for day in range(1, 9)]
    assert list(within({"A": exams})) == list(ORDINALS)


def test_visits_are_what_a_panel_holds() -> None:
    assert all(isinstance(one, Visit) for visits in panel(core(), 1, 2).values() for one in visits.values())
