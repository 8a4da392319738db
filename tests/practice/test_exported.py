"""Exported progress reads back as it was; what is damaged is refused with its line, and nothing is taken in."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.study import RATINGS, CardAnswer
from sot_engine.errors import ProgressUnreadable
from sot_engine.practice.exported import Exported, read_exported, write_exported
from tests.practice.test_attempt import ATTEMPTS, WHOLE
from tests.practice.test_progress import given as answer
from tests.strategies import few, texts

TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 # zones are drawn
ENDED = st.builds(
    lambda attempt, at, turns: replace(attempt, ended_at=at.isoformat(), turns=turns),
    ATTEMPTS,
    TIMES,
    st.integers(0, 99),
)
ANSWERS = st.builds(
    CardAnswer,
    id=texts(), deck=texts(), card=texts(), content=texts(), rating=st.sampled_from(RATINGS), at=TIMES,
    took_ms=st.none() | st.integers(0, 10**6), recall=st.none() | st.floats(0, 1),
)  # fmt: skip


@few
@given(texts(), st.lists(ANSWERS, max_size=5).map(tuple), st.lists(ENDED, max_size=2).map(tuple))
def test_progress_reads_back_as_it_was_exported(learner: str, answers: Any, attempts: Any) -> None:
    exported = Exported(learner, answers, attempts)
    text = write_exported(exported)
    assert read_exported(text, "a.json") == exported
    assert write_exported(read_exported(text, "a.json")) == text


def test_a_time_of_another_zone_is_the_same_time() -> None:
    raw = json.loads(write_exported(Exported("me", (answer(1),), ())))
    raw["answers"][0]["at"] = "2026-03-14T01:30:00-08:00"
    (read,) = read_exported(json.dumps(raw), "a.json").answers
    assert read.at == answer(1).at
    assert read.at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda raw: raw["answers"][0].update(rating="perfect"), "answers.0.rating: input should be"),
        (
            lambda raw: raw["answers"][0].update(at="2026-03-14T09:30:00"),
            "answers.0.at: 2026-03-14T09:30:00 has no time zone",
        ),
        (lambda raw: raw["answers"][0].update(at="9999-12-31T23:59:59+00:00"), "answers.0.at: 9999-12-31T23:59:59"),
        (lambda raw: raw["answers"][0].update(at="0001-01-01T00:00:00+05:00"), "answers.0.at: 0001-01-01T00:00:00"),
        (lambda raw: raw["attempts"][0].update(ended_at="9999-12-31T23:59:59-01:00"), "is not of our time"),
        (lambda raw: raw["answers"][0].pop("card"), "answers.0.card: "),
        (lambda raw: raw["answers"].insert(0, 7), "answers.0: input should be"),
        (lambda raw: raw["attempts"][0].update(turns="many"), "attempts.0: turns: "),
        (
            lambda raw: raw["attempts"][0].update(ended_at="2026-03-14T09:30:00"),
            "attempts.0: 2026-03-14T09:30:00 has no",
        ),
        (lambda raw: raw["attempts"][0].update(ended_at="yesterday"), "attempts.0: invalid isoformat"),
        (lambda raw: raw.update(schema="sot-progress/9"), "the schema is sot-progress/9, and only sot-progress/1"),
        (lambda raw: raw.update(schema="sot-visit/1"), "this is no exported progress"),
        (lambda raw: raw.pop("answers"), '"answers" is missing or of the wrong kind'),
        (lambda raw: raw.update(learner=7), '"learner" is missing or of the wrong kind'),
    ],
)
def test_what_is_damaged_is_refused_with_what_is_wrong(change: Any, says: str) -> None:
    raw = json.loads(write_exported(Exported("me", (answer(1),), (WHOLE,))))
    change(raw)
    with pytest.raises(ProgressUnreadable, match=says.replace(".", r"\.")):
        read_exported(json.dumps(raw), "a.json")


@pytest.mark.parametrize("text", ["", "[]", "{", "nonsense", '{"schema": "sot-progress/1", "schema": 1}'])
def test_what_is_no_export_at_all_is_refused(text: str) -> None:
    with pytest.raises(ProgressUnreadable):
        read_exported(text, "a.json")


def test_every_fault_is_named_with_its_line() -> None:
    raw = json.loads(write_exported(Exported("me", tuple(answer(number) for number in range(9)), ())))
    for one in raw["answers"]:
        one["rating"] = "perfect"
    with pytest.raises(ProgressUnreadable) as refused:
        read_exported(json.dumps(raw, indent=1), "a.json")
    assert str(refused.value.where) == "a.json:10"
    assert refused.value.context.startswith("line 20: answers.1.rating")
    assert refused.value.context.endswith("; 3 more")
