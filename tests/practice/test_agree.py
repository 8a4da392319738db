"""Agreement of students, held against scikit-learn and against counting by hand."""

from dataclasses import replace

import pytest
from sklearn.metrics import cohen_kappa_score

from sot_engine.practice.agree import Pair, compare_pairs, pair_again, pair_students
from sot_engine.practice.attempt import Answer, Attempt
from sot_engine.practice.stats import PASSED_STOP, answered
from tests.practice.test_attempt import WHOLE

ONES = ("I", "II", "II", "III", "mixed", "I", "II", "refer")
OTHERS = ("I", "II", "III", "III", "II", "I", "I", None)


def attempt(case: int, label: str | None, *grounds: str) -> Attempt:
    given = None
    if label in {"I", "II", "III"}:
        given = Answer(outcome="supported", category=label, side="left", grounds=grounds)  # type: ignore[arg-type]  # a category
    elif label:
        given = Answer(outcome=label, grounds=grounds)  # type: ignore[arg-type]  # an outcome
    return replace(WHOLE, id=f"{case}{label}", case=f"case-{case}", answer=given, passed_stop=given is None)


PAIRS = tuple(
    Pair(attempt(number, one, "heel_tension"), attempt(number, other, *(("heel_tension",) if number % 2 else ())))
    for number, (one, other) in enumerate(zip(ONES, OTHERS, strict=True))
)


def test_agreement_and_kappa_of_the_answers() -> None:
    line = next(line for line in compare_pairs(PAIRS) if line.item == "answer")
    agreed, kappa, ac1 = line.estimates
    assert (line.patients, line.rows, line.examiners) == (8, 8, 2)
    assert agreed.value == pytest.approx(4 / 8)
    ones, others = [answered(pair.first) for pair in PAIRS], [answered(pair.second) for pair in PAIRS]
    assert kappa.value == pytest.approx(cohen_kappa_score(ones, others), abs=1e-9)
    assert ac1.value is not None
    assert kappa.value is not None
    assert ac1.value > kappa.value
    assert all(one.low is not None for one in line.estimates)


def test_each_category_the_side_and_the_placement_are_lines_of_their_own() -> None:
    lines = {line.item: line for line in compare_pairs(PAIRS) if line.group == "conclusion"}
    assert list(lines) == ["answer", "category I", "category II", "category III", "side", "placement"]
    said = [
        ("yes" if one == "II" else "no", "yes" if other == "II" else "no")
        for one, other in zip(ONES, OTHERS, strict=True)
    ]
    kappa = lines["category II"].estimate("kappa")
    assert kappa
    assert kappa.value == pytest.approx(cohen_kappa_score(*zip(*said, strict=True)), abs=1e-9)
    assert (lines["side"].rows, lines["side"].alone) == (6, 1)


def test_what_the_answers_were_rested_on_is_compared_finding_by_finding() -> None:
    (line,) = (line for line in compare_pairs(PAIRS) if line.group == "finding")
    agreed = line.estimate("agreement")
    assert line.item == "heel_tension"
    assert agreed
    assert agreed.value == pytest.approx(3 / 8)


def test_a_stop_that_was_walked_past_is_an_answer_too() -> None:
    assert answered(PAIRS[-1].second) == PASSED_STOP


def test_cases_are_matched_by_pack_and_case_and_the_first_time_counts() -> None:
    mine = (attempt(1, "I"), attempt(1, "II"), attempt(2, "III"))
    theirs = (attempt(1, "III"), replace(attempt(2, "III"), pack_sha256="1" * 64), attempt(3, "I"))
    assert pair_students(mine, theirs) == (Pair(mine[0], theirs[0]),)


def test_one_student_is_compared_with_the_first_and_the_last_time() -> None:
    mine = (attempt(1, "I"), attempt(2, "I"), attempt(1, "II"), attempt(1, "III"))
    assert pair_again(mine) == (Pair(mine[0], mine[3]),)


def test_a_single_case_gives_sentences_and_no_number_that_means_nothing() -> None:
    line = compare_pairs(PAIRS[:1])[0]
    agreed, kappa, ac1 = line.estimates
    assert agreed.value == 1
    assert (kappa.value, ac1.value) == (None, None)
    assert kappa.note == "one patient is not enough"
