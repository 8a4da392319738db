"""Plain data back into values."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from sot_engine.domain.assessment import Assessment, plain
from sot_engine.domain.chart import Answer, BlocksUsed, Person, Signature
from sot_engine.domain.revive import revive
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import assess
from tests.known_packs import core, tiny
from tests.strategies import few, visits, whole_visits


@few
@given(visits(core()))
def test_every_assessment_comes_back_equal(visit: Visit) -> None:
    found = assess(core(), visit)
    assert revive(Assessment, json.loads(json.dumps(plain(found)))) == found


@few
@given(whole_visits(tiny()))
def test_every_visit_comes_back_equal(visit: Visit) -> None:
    assert revive(Visit, json.loads(json.dumps(plain(visit)))) == visit


def test_a_word_that_python_keeps_for_itself_is_read_under_its_plain_name() -> None:
    signature = Signature(by=Person(id="a", name="A"), as_="author", at="now", attests="x")
    told = json.loads(json.dumps(plain(signature)))
    assert told["as"] == "author"
    assert revive(Signature, told) == signature


def test_what_a_newer_writer_adds_is_left_out_and_what_has_a_default_may_be_missing() -> None:
    assert revive(Answer, {"suggestion": "side", "verdict": "accepted", "mood": "good"}) == Answer(
        suggestion="side", verdict="accepted"
    )


@pytest.mark.parametrize("told", [{}, {"position": "prone", "blocks": [{"side": "left"}]}, [], "prone", None])
def test_what_is_missing_or_of_another_shape_is_an_error(told: object) -> None:
    with pytest.raises((KeyError, TypeError, AttributeError)):
        revive(BlocksUsed, told)


def test_values_are_as_frozen_as_they_were() -> None:
    visit = Visit(examined_at="x", examiner="x", patient=replace(revive(Visit, plain(_visit())).patient))
    with pytest.raises(TypeError):
        revive(Visit, plain(visit)).findings["x"] = 1  # type: ignore[index]  # that is the point


def _visit() -> Visit:
    from sot_engine.domain.visit import Patient

    return Visit(examined_at="x", examiner="x", patient=Patient(ref="P", age_years=40))
