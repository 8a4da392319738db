"""A blueprint, a clock that a test sets, and an exam that somebody sits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sot_engine.practice.attempt import Answer
from sot_engine.practice.paper import CaseItem, ChoiceItem
from sot_engine.workflow.practice.sit_exam import Sitting, sit_exam
from tests.known_packs import core

BLUEPRINT = """\
schema: sot-exam-blueprint/1
title: A spring examination
minutes: 30
pass_mark: 60
cases: {supported II: 1, refer: 1}
choices: 2
essays:
  - ask: Why is what was not recorded never negative?
    rubric: [{says: Not tested is not absent, points: 2}, {says: An example, points: 1}]
"""


NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **by: float) -> None:
        self.now += timedelta(**by)


@contextmanager
def sat(blueprint: Path, clock: Callable[[], datetime] | None = None, **more: Any) -> Iterator[Sitting]:
    options: dict[str, Any] = {"seed": 7, "candidate": "Ann Example", "out": blueprint.with_name("ann.json"), **more}
    out, candidate = options.pop("out"), options.pop("candidate")
    with sit_exam(blueprint, core(), out, candidate, clock=clock or Clock(), **options) as sitting:
        yield sitting


def answer_all(sitting: Sitting) -> None:
    """Every item answered right, the essay with a sentence."""
    for item in sitting.exam.paper.items:
        if isinstance(item, ChoiceItem):
            sitting.choose(item.id, item.question.right)
        elif isinstance(item, CaseItem):
            case = sitting.case(item.id)
            says = item.case.says
            case.answer(Answer(outcome=says.outcome, category=says.category, side=says.side, placement=says.placement,
                               placement_status=says.placement_status, confidence=80))  # fmt: skip
        else:
            sitting.write(item.id, "Because it was not tested.")


def handed_in(blueprint: Path) -> dict[str, Any]:
    with sat(blueprint) as sitting:
        answer_all(sitting)
        return sitting.end("handed in", "I sat this exam myself: Ann Example")
