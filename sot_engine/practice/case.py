"""A case: an exam that a student may ask about, test by test, and what the engine says of the whole of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sot_engine.domain.pack import Apart, Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import readings
from sot_engine.inference.question import Exam
from sot_engine.practice.attempt import Answer

Origin: TypeAlias = Literal["drawn", "pack", "own"]
"""Drawn by the generator, a golden case of the pack, or a teacher's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. What `visit` does not record cannot be asked of it; `title` and `note` are for afterwards."""

    id: str
    origin: Origin
    difficulty: str
    visit: Visit
    says: Answer
    seed: int | None = None
    complaint: str = ""
    history: str = ""
    title: str = ""
    note: str = ""
    cite: tuple[str, ...] = ()


def engine_answer(pack: Pack, visit: Visit) -> Answer:
    """What both readings conclude of a visit, as an answer.

    Errors: EnginesDisagree, EngineFailed.
    """
    return answer_of(readings(pack).agree(visit))


def answer_of(reading: Reading) -> Answer:
    """What a reading comes to, as an answer that a student could have given."""
    shown = reading.placement in {"suggested", "modify"}
    return Answer(
        outcome=reading.outcome,
        category=reading.category,
        side=reading.side,
        placement=reading.placement_rule if shown else None,
        placement_status=reading.placement,
    )


def odd_together(pack: Pack, visit: Visit) -> tuple[Apart, ...]:
    """What a visit holds together though the pack keeps it apart in cases that are invented."""
    ask = readings(pack).direct.question
    exam = Exam(visit.patient, visit.findings, visit.after, {}, {})
    return tuple(one for one in pack.apart if ask(one.when)(exam) is True)


def differs(says: Answer, expected: Mapping[str, Any]) -> str | None:
    """Where an answer is not what somebody expects of it, in words; None where it is."""
    for name, wanted in expected.items():
        came = getattr(says, name)
        if came != wanted:
            return f"{name} is {came or 'none'}, not {wanted or 'none'}"
    return None


__all__ = ["Case", "Origin", "answer_of", "differs", "engine_answer", "odd_together"]
