"""The head of a visit, as it is typed."""

import pytest
from hypothesis import given

from sot_engine.domain.visit import Visit
from sot_engine.intake.about import ASKS, answers_of, fault_of, head, unanswered
from tests.intake.interviews import AT
from tests.known_packs import core
from tests.strategies import few, whole_visits


@pytest.mark.parametrize(
    ("name", "given_", "fault"),
    [
        ("ref", "", "this cannot be left out"),
        ("ref", "P-1", ""),
        ("age", "37", ""),
        ("age", "1989-02-01", ""),
        ("age", "131", '"age_years" cannot be 131: a whole number from 0 to 130'),
        ("age", "-3", '"age_years" cannot be -3: a whole number from 0 to 130'),
        ("age", "old", '"age_years" cannot be "old": a whole number from 0 to 130'),
        ("age", "1989-13-01", "this is not a date: write 1989-02-01"),
        ("age", "2030-01-01", "the exam is not within the 130 years after the birth: check both dates"),
        ("weeks", "", ""),
        ("weeks", "12", ""),
        ("weeks", "46", '"pregnancy_weeks" cannot be 46: a whole number from 0 to 45'),
        ("examiner", " ", "this cannot be left out"),
        ("complaint", "", ""),
    ],
)
def test_an_answer_is_checked_as_a_visit_file_would_be(name: str, given_: str, fault: str) -> None:
    assert fault_of(name, given_, {"age": "37"}, AT, core()) == fault


def test_what_was_answered_is_not_asked_again() -> None:
    assert [ask.name for ask in unanswered({"ref": "P", "weeks": ""})] == ["age", "examiner", "complaint"]
    assert [ask.name for ask in unanswered({ask.name: "" for ask in ASKS})] == []


@few
@given(whole_visits(core()))
def test_the_answers_of_a_visit_give_its_head_again(visit: Visit) -> None:
    found = head(answers_of(visit), visit.examined_at, core())
    assert (found.patient, found.examiner, found.complaint) == (visit.patient, visit.examiner, visit.complaint)
