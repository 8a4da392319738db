"""Answers, memories and attempts as rows of a progress file, and back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sot_engine.domain.study import CardAnswer, Known, Memory
from sot_engine.practice.attempt import Attempt, load, plain

ANSWER = ("id", "deck", "card", "content", "rating", "at", "took_ms", "recall")
KNOWN = ("deck", "card", "content", "since", "state", "step", "stability", "difficulty", "due", "last")
YEARS = range(1900, 2200)
"""The years in which somebody can have answered."""


def time_text(at: datetime) -> str:
    """A time in UTC, always in one form, so that times sort as text."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def read_time(text: str) -> datetime:
    """A time with its zone, in UTC.

    Errors: ValueError for a text that is no time, or as for `in_utc`.
    """
    return in_utc(datetime.fromisoformat(text))


def in_utc(at: datetime) -> datetime:
    """The same time in UTC.

    Errors: ValueError for one without a zone, or of a year from which no day of a card can be worked out.
    """
    if at.tzinfo is None:
        message = f"{at.isoformat()} has no time zone"
        raise ValueError(message)
    if at.year not in YEARS:
        message = f"{at.isoformat()} is not of our time"
        raise ValueError(message)
    return at.astimezone(UTC)


def answer_row(answer: CardAnswer) -> dict[str, Any]:
    """One answer under the names of `ANSWER`."""
    return {name: getattr(answer, name) for name in ANSWER} | {"at": time_text(answer.at)}


def read_answer(row: Mapping[str, Any]) -> CardAnswer:
    """One answer of a row."""
    return CardAnswer(**{**{name: row[name] for name in ANSWER}, "at": read_time(row["at"])})


def known_row(deck: str, known: Known) -> dict[str, Any]:
    """What is known of a card under the names of `KNOWN`."""
    memory = known.memory
    return {
        "deck": deck, "card": known.card, "content": known.content, "since": time_text(known.since),
        "state": memory.state, "step": memory.step, "stability": memory.stability, "difficulty": memory.difficulty,
        "due": time_text(memory.due), "last": time_text(memory.last),
    }  # fmt: skip


def read_known(row: Mapping[str, Any]) -> Known:
    """What is known of a card."""
    memory = Memory(
        state=row["state"], step=row["step"], stability=row["stability"], difficulty=row["difficulty"],
        due=read_time(row["due"]), last=read_time(row["last"]),
    )  # fmt: skip
    return Known(card=row["card"], content=row["content"], since=read_time(row["since"]), memory=memory)


def attempt_row(attempt: Attempt) -> dict[str, Any]:
    """One attempt: its id, when it ended, and all of it as JSON."""
    return {"id": attempt.id, "ended": time_text(read_time(attempt.ended_at)), "body": json.dumps(plain(attempt))}


def read_attempt(row: Mapping[str, Any]) -> Attempt:
    """One attempt of a row.

    Errors: ValueError for one that is damaged.
    """
    return load(json.loads(row["body"]))
