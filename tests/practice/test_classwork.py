"""A class at one exam: how hard an item was, and whether it tells who knows more."""

import json
from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from statistics import fmean, pstdev
from typing import Any

import pytest

from sot_engine.domain.classwork import ClassSum, Instead
from sot_engine.errors import BlueprintRefused, ResultBroken
from sot_engine.practice.attempt import plain
from sot_engine.practice.classwork import ALIKE, FEW, TOO_FEW, sum_up
from sot_engine.reports.block import block_lines
from sot_engine.reports.classwork import class_blocks
from sot_engine.workflow.practice.grade_exam import Marked, mark_essays, sum_up_class
from sot_engine.workflow.practice.sit_exam import part_file, write_result
from tests.practice.at_an_exam import BLUEPRINT, handed_in
from tests.practice.test_attempt import WHOLE


def result(*right: int, essay: int | None = None, case: str = "clear-7") -> dict[str, Any]:
    """A result of so many questions with one point, a case with none, and an essay of four points."""
    items: list[dict[str, Any]] = [
        {"item": f"question {n}", "kind": "choice", "given": 0 if one else 1, "points": one, "of": 1,
         "question": {"ask": f"Which {n}?", "options": ["this", "that"], "right": 0}}
        for n, one in enumerate(right, start=1)
    ]  # fmt: skip
    items.append({"item": "case 1", "kind": "case", "attempt": {**plain(WHOLE), "case": case}, "points": 0, "of": 2})
    items.append({"item": "essay 1", "kind": "essay", "essay": {"ask": "Why?"}, "points": None, "of": 4})
    markings = [] if essay is None else [{"essays": {"essay 1": {"points": [essay]}}}]
    blueprint = {"pass_mark": 50, "stop_fails": False}
    return {"title": "Spring", "items": items, "blueprint": blueprint, "markings": markings}


def named(found: ClassSum, says: str) -> Any:
    return next(item for item in found.items if item.says.startswith(says))


ANSWERS: Sequence[tuple[int, ...]] = [
    (0, 0, 0, 1), (0, 0, 1, 0), (0, 1, 0, 0), (0, 0, 1, 1), (1, 0, 0, 1), (0, 1, 1, 0),
    (1, 1, 0, 1), (1, 0, 1, 1), (1, 1, 1, 0), (1, 1, 1, 1), (1, 1, 1, 1), (0, 1, 1, 1),
]  # fmt: skip


def test_discrimination_is_the_point_biserial_correlation_with_the_rest() -> None:
    item = named(sum_up([result(*one) for one in ANSWERS]), "Which 1?")
    rest = {flag: [float(sum(one[1:])) for one in ANSWERS if one[0] == flag] for flag in (0, 1)}
    share = len(rest[1]) / len(ANSWERS)
    by_hand = (fmean(rest[1]) - fmean(rest[0])) / pstdev([*rest[0], *rest[1]]) * sqrt(share * (1 - share))
    assert (item.taken, item.share) == (12, share)
    assert item.discrimination == pytest.approx(by_hand, abs=1e-12)
    assert item.instead == Instead("that", 6)


def test_few_answers_and_answers_that_are_all_alike_give_a_sentence_and_no_number() -> None:
    few = sum_up([result(*one) for one in ANSWERS[: FEW - 1]])
    assert {item.note for item in few.items} == {TOO_FEW}
    assert {item.discrimination for item in few.items} == {None}
    alike = sum_up([result(1, *one) for one in ANSWERS])
    assert (named(alike, "Which 1?").discrimination, named(alike, "Which 1?").note) == (None, ALIKE)
    told = "\n".join(block_lines(class_blocks(alike)))
    assert f"(1) {ALIKE}." in " ".join(told.split())
    assert "nan" not in told.lower()


def test_an_essay_that_waits_is_left_out_and_a_marked_one_counts_by_its_points() -> None:
    found = sum_up([result(1, essay=2), result(1, essay=4), result(1)])
    assert (named(found, "Why?").taken, named(found, "Why?").share) == (2, 0.75)
    assert (found.candidates, found.passed, found.waiting) == (3, 1, 1)
    assert "Not marked yet: 1." in "\n".join(block_lines(class_blocks(found)))


def test_a_case_that_all_had_stands_alone_and_others_count_with_their_kind() -> None:
    same = sum_up([result(1), result(1)])
    assert named(same, "The case clear-7.").taken == 2
    apart = sum_up([result(1), result(1, case="clear-8")])
    assert named(apart, f"Drawn cases, {WHOLE.difficulty}, of {WHOLE.says.label}.").taken == 2


def test_questions_that_ask_alike_are_told_apart_by_what_is_right() -> None:
    one, two = result(1), result(1)
    two["items"][0]["question"] |= {"right": 1}
    found = sum_up([one, two])
    assert [item.taken for item in found.items if item.kind == "choice"] == [1, 1]
    assert "Not every paper had the same questions" in "\n".join(block_lines(class_blocks(found)))


def test_a_result_that_is_given_twice_counts_once_as_it_was_marked_last(blueprint: Path) -> None:
    once, before = blueprint.with_name("ann.json"), blueprint.with_name("ann-before.json")
    sealed = handed_in(blueprint)
    write_result(sealed, before)
    mark_essays(sealed, {"essay 1": Marked((2, 1))}, "T. Teacher", once, attests="T")
    found = sum_up_class([once, before, once])
    assert (found.candidates, found.mean) == (1, 100)


def test_results_of_different_exams_or_changed_ones_are_refused(blueprint: Path) -> None:
    ann, bob = (blueprint.with_name(name) for name in ("first.json", "second.json"))
    for file, mark in ((ann, 60), (bob, 70)):
        blueprint.write_text(BLUEPRINT.replace("pass_mark: 60", f"pass_mark: {mark}"))
        write_result(handed_in(blueprint), file)
        part_file(blueprint.with_name("ann.json")).unlink()
    with pytest.raises(BlueprintRefused, match="of another exam than the first") as refused:
        sum_up_class([ann, bob])
    assert str(refused.value.where) == bob.as_posix()
    bob.write_text(json.dumps({**json.loads(ann.read_text()), "candidate": "Bob"}))
    with pytest.raises(ResultBroken):
        sum_up_class([ann, bob])
