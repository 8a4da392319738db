"""How the evidence that fired becomes an outcome, a lean, a side and a placement; both readings of the tiny pack."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from sot_engine.domain.condition import Value
from sot_engine.domain.reading import Reading
from sot_engine.inference.assess import Readings
from tests.known_packs import readings_of, tiny, visit

I_HALLMARK: Mapping[str, Value] = {"rigid": "present"}
I_SUPPORT: Mapping[str, Value] = {"heel.left": 2}
II_HALLMARK: Mapping[str, Value] = {"rib.left": 4}
II_SUPPORT: Mapping[str, Value] = {"drift": 20}
III_SIDED: Mapping[str, Value] = {"hold.right": ("same", "same", "better")}
III_ANGLE: Mapping[str, Value] = {"angle.left": 30, "angle.right": 80}
OPPOSES_I: Mapping[str, Value] = {"sway.left": "present"}


def agreed(findings: Mapping[str, Value], commit: str | None = None) -> Reading:
    return readings_of("tiny").agree(visit(findings), commit)  # type: ignore[arg-type]  # one of the categories


@pytest.mark.parametrize(
    ("findings", "outcome", "category", "lean"),
    [
        ({}, "insufficient", None, None),
        (I_HALLMARK, "insufficient", None, "I"),
        (I_SUPPORT, "insufficient", None, "I"),
        ({**I_HALLMARK, **I_SUPPORT}, "supported", "I", None),
        ({**II_HALLMARK, **II_SUPPORT}, "supported", "II", None),
        ({**III_SIDED, **III_ANGLE}, "supported", "III", None),
        ({**I_HALLMARK, **II_HALLMARK}, "mixed", None, None),
        ({**I_SUPPORT, **II_SUPPORT}, "insufficient", None, None),
        ({"twist": "left_posterior", **II_SUPPORT}, "insufficient", None, "II"),
        ({"twist": "left_posterior", "rib.left": 1}, "insufficient", None, None),
        ({**I_HALLMARK, **OPPOSES_I}, "contradictory", None, None),
        ({**I_HALLMARK, **I_SUPPORT, "loss": "present"}, "refer", None, None),
        ({**I_HALLMARK, **OPPOSES_I, "bleeding": "present"}, "refer", None, None),
    ],
)
def test_the_first_outcome_that_applies_is_the_outcome(
    findings: Mapping[str, Value], outcome: str, category: str | None, lean: str | None
) -> None:
    reading = agreed(findings)
    assert (reading.outcome, reading.category, reading.lean) == (outcome, category, lean)


def test_what_opposes_a_category_cancels_one_hallmark_and_never_more() -> None:
    assert agreed({**I_HALLMARK, **OPPOSES_I}).tallies["I"].kept == 0
    tally = agreed(OPPOSES_I).tallies["I"]
    assert (tally.hallmark, tally.opposes, tally.kept) == (0, 1, 0)


def test_a_rule_counts_once_on_however_many_sides_it_fired() -> None:
    reading = agreed({"rib.left": 9, "rib.right": 9})
    assert reading.tallies["II"].hallmark == 1
    assert [firing.sides for firing in reading.evidence] == [("left", "right")]


def test_a_contrast_is_listed_and_never_counted() -> None:
    reading = agreed({"rib.left": 0, "rib.right": 0})
    assert [firing.rule for firing in reading.evidence] == ["E3-4"]
    tally = reading.tallies["III"]
    assert (tally.hallmark, tally.supporting, tally.weak, tally.opposes) == (0, 0, 0, 0)


def test_two_kept_hallmarks_establish_a_category_without_a_supporting_rule() -> None:
    assert agreed({**III_SIDED, **III_ANGLE}).tallies["III"].established


def test_an_established_category_in_a_mixed_exam_is_not_supported() -> None:
    reading = agreed({**I_HALLMARK, **II_HALLMARK, **II_SUPPORT})
    assert reading.tallies["II"].established
    assert (reading.outcome, reading.category, reading.candidates) == ("mixed", None, ("I", "II"))


def test_side_and_placement_follow_the_committed_category() -> None:
    findings = {**I_HALLMARK, **I_SUPPORT, **II_HALLMARK, "short_leg": "left", "loss": "absent"}
    assert (agreed(findings).side, agreed(findings).placement) == (None, "none")
    first, second = agreed(findings, "I"), agreed(findings, "II")
    assert (first.category, first.committed, first.side, first.placement_rule) == (None, "I", None, "P1-L")
    assert (second.category, second.committed, second.side, second.placement_rule) == (None, "II", "left", "P2-L")


def test_a_category_that_is_no_candidate_is_not_committed() -> None:
    assert agreed({**I_HALLMARK, **II_HALLMARK}, "III").committed is None
    assert agreed({**I_HALLMARK, **I_SUPPORT}, "I").committed is None


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"short_leg": "left", "loss": "absent"}, "suggested"),
        ({"short_leg": "even", "loss": "absent"}, "withheld"),
        ({"loss": "absent"}, "withheld"),
        ({"short_leg": "left"}, "withheld"),
        ({"short_leg": "left", "loss": "equivocal"}, "withheld"),
        ({"short_leg": "left", "loss": "absent", "implant.right": "present"}, "modify"),
        ({"short_leg": "left", "loss": "absent", "implant.left": "present"}, "suggested"),
    ],
)
def test_withheld_beats_modify_beats_suggested(more: Mapping[str, Value], status: str) -> None:
    assert agreed({**II_HALLMARK, **II_SUPPORT, **more}).placement == status


def test_a_category_without_a_placement_of_its_own_is_withheld() -> None:
    reading = agreed({**III_SIDED, **III_ANGLE, "loss": "absent", "short_leg": "left"})
    assert (reading.category, reading.placement, reading.placement_rule) == ("III", "withheld", None)


def test_a_gate_on_a_position_reaches_only_categories_that_are_placed_in_it() -> None:
    first = {**I_HALLMARK, **I_SUPPORT, "short_leg": "left", "loss": "absent"}
    second = {**II_HALLMARK, **II_SUPPORT, "short_leg": "left", "loss": "absent"}
    ready = readings_of("tiny")
    assert ready.agree(visit(first, weeks=8)).placement == "modify"
    assert ready.agree(visit(second, weeks=8)).placement == "suggested"


def test_without_a_decided_category_only_cautions_for_any_are_given() -> None:
    assert [firing.rule for firing in agreed({"implant.left": "present"}).gates] == ["W-7"]


@pytest.mark.parametrize(
    ("order", "outcome"),
    [
        (("refer", "contradictory", "mixed", "supported", "insufficient"), "contradictory"),
        (("refer", "mixed", "supported", "contradictory", "insufficient"), "supported"),
    ],
)
def test_another_school_may_order_the_outcomes_otherwise(order: tuple[str, ...], outcome: str) -> None:
    decision = replace(tiny().decision, outcomes=order)  # type: ignore[arg-type]  # the five outcomes
    ready = Readings(replace(tiny(), decision=decision, sha256="another school"))
    findings = {**I_HALLMARK, **OPPOSES_I, "heel.left": 2, **II_HALLMARK}
    assert ready.agree(visit(findings)).outcome == outcome
