"""An attempt survives being written and read; what is damaged is refused with the part that is wrong."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.pack import OUTCOMES
from sot_engine.domain.rule import CATEGORIES
from sot_engine.practice.attempt import CONFIDENCES, LABELS, Answer, Asked, Attempt, Points, load, plain
from tests.strategies import law, texts

ANSWERS = st.builds(
    Answer,
    outcome=st.sampled_from(OUTCOMES),
    category=st.sampled_from((None, *CATEGORIES)),
    side=st.sampled_from((None, "left", "right", "undetermined")),
    placement=st.none() | texts(),
    placement_status=st.sampled_from(("suggested", "modify", "withheld", "none")),
    confidence=st.sampled_from((None, *CONFIDENCES)),
    grounds=st.lists(texts(), max_size=3).map(tuple),
)
ASKED = st.builds(
    Asked, finding=texts(), position=st.sampled_from(("safety", "supine")), turns=st.integers(0, 9), at=texts()
)
POINTS = st.builds(Points, part=texts(), earned=st.integers(0, 40), of=st.integers(0, 40), why=texts())
ATTEMPTS = st.builds(
    Attempt,
    setting=st.sampled_from(("practice", "exam")),
    seed=st.none() | st.integers(0, 10**9),
    asked=st.lists(ASKED, max_size=4).map(tuple),
    answer=st.none() | ANSWERS,
    says=ANSWERS,
    path=st.lists(POINTS, max_size=4).map(tuple),
    missed=st.lists(texts(), max_size=2).map(tuple),
    over_read=st.lists(texts(), max_size=2).map(tuple),
)
RIGHT = Answer(outcome="supported", category="II", side="left", confidence=80)
WHOLE = Attempt(
    id="a1",
    setting="practice",
    case="clear-7",
    difficulty="clear",
    seed=7,
    pack="sot-core",
    pack_version="1.0.0",
    pack_sha256="0" * 64,
    started_at="2026-03-14T09:30:00+00:00",
    ended_at="2026-03-14T09:36:00+00:00",
    asked=(Asked(finding="heel_tension", position="prone", turns=1, at="2026-03-14T09:31:00+00:00"),),
    turns=1,
    answer=RIGHT,
    says=Answer(outcome="supported", category="II", side="left"),
    passed_stop=False,
    path=(Points(part="answer", earned=30, of=40), Points(part="turns", earned=5, of=10)),
)


@law
@given(ATTEMPTS)
def test_an_attempt_reads_back_as_it_was_written(attempt: Attempt) -> None:
    assert load(json.loads(json.dumps(plain(attempt)))) == attempt


def test_right_is_the_same_outcome_and_category() -> None:
    assert WHOLE.is_right
    assert (WHOLE.earned, WHOLE.possible) == (35, 50)


@pytest.mark.parametrize(
    "change",
    [
        {"answer": Answer(outcome="supported", category="III")},
        {"answer": Answer(outcome="mixed")},
        {"answer": None},
        {"passed_stop": True},
    ],
)
def test_anything_else_is_not_right(change: dict[str, Any]) -> None:
    from dataclasses import replace

    assert not replace(WHOLE, **change).is_right


def test_every_answer_comes_to_one_of_the_labels() -> None:
    assert {Answer(outcome=outcome).label for outcome in OUTCOMES if outcome != "supported"} < set(LABELS)
    assert RIGHT.label == "II"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"schema": "sot-attempt/9"}, "the schema is not sot-attempt/1"),
        ({"asked": {}}, "asked: input should be a valid array"),
        ({"asked": [3]}, "asked.0: "),
        ({"says": None}, "says: "),
        ({"says": {**plain(WHOLE)["says"], "outcome": "healed"}}, "says.outcome: input should be 'refer'"),
        ({"answer": {**plain(WHOLE)["says"], "confidence": 75}}, "answer.confidence: "),
        ({"turns": "3"}, "turns: input should be a valid integer"),
        ({"path": [{"part": "answer"}]}, "path.0.earned: field required"),
    ],
)
def test_what_is_damaged_is_refused_by_its_part(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        load({**plain(WHOLE), **change})


def test_what_is_missing_is_named() -> None:
    data = plain(WHOLE)
    del data["says"]
    with pytest.raises(ValueError, match="says: field required"):
        load(data)


def test_what_a_later_version_adds_is_left_aside() -> None:
    assert load({**plain(WHOLE), "mood": "calm"}) == WHOLE


def test_what_is_no_map_is_no_attempt() -> None:
    with pytest.raises(ValueError, match="the schema is not"):
        load([1])
