"""The shape of a sealed result: what has to stand where before any of it is added up or shown.

A seal tells whether a file was changed, and anybody can seal anew: so what stands in it is held to its own rubric too.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from sot_engine.practice import attempt as attempts
from sot_engine.practice.blueprint import Blueprint, Essay, RubricLine
from sot_engine.practice.exam import EndedBy
from sot_engine.practice.paper import CASE_POINTS
from sot_engine.practice.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceShape:
    """A question, what was chosen of it, and its point."""

    item: str
    kind: Literal["choice"]
    question: Question
    given: int | None
    points: int
    of: Literal[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseShape:
    """A case as it was gone through, and its points."""

    item: str
    kind: Literal["case"]
    attempt: Mapping[str, Any]
    points: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EssayShape:
    """An essay with its rubric; its points stand in the markings."""

    item: str
    kind: Literal["essay"]
    essay: Essay
    given: str
    points: None
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a person gave an essay, line by line of its rubric."""

    points: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """One marking of all essays."""

    by: str
    at: str
    attestation: str
    essays: Mapping[str, Given]
    seal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """The pack of an exam."""

    id: str
    version: str
    sha256: str
    with_: Annotated[tuple[str, ...], Field(alias="with")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultShape:
    """A result; keys that are not known are left aside."""

    title: str
    candidate: str
    ended_at: str
    ended_by: EndedBy
    pack: Stamp
    blueprint: Blueprint
    items: tuple[Annotated[ChoiceShape | CaseShape | EssayShape, Field(discriminator="kind")], ...]
    markings: tuple[Marking, ...]


def misshapen(result: Mapping[str, Any]) -> Iterator[str]:
    """What of a result cannot stand as it does, in words; nothing where it can be read."""
    try:
        shape = TypeAdapter(ResultShape).validate_json(json.dumps(result), strict=True)
        for item in shape.items:
            if isinstance(item, CaseShape):
                attempts.load(dict(item.attempt))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        yield f"{where}: {first['msg'][:1].lower()}{first['msg'][1:]}"
    except ValueError as error:
        yield str(error)
    else:
        yield from _unfit(shape)


def _unfit(shape: ResultShape) -> Iterator[str]:
    """Numbers that the questions, the cases and the rubrics of the result do not allow."""
    essays: dict[str, Essay] = {}
    for item in shape.items:
        if isinstance(item, ChoiceShape):
            places = range(len(item.question.options))
            wrong = item.question.right not in places or (item.given is not None and item.given not in places)
        elif isinstance(item, CaseShape):
            wrong = item.of != CASE_POINTS
        else:
            essays[item.item], wrong = item.essay, item.of != item.essay.points
        if wrong:
            yield f"{item.item}: a number in it is none that it can have"
    if _kinds(shape) != _asked_for(shape.blueprint):
        yield "the items are not those that its blueprint asks for"
    for number, marking in enumerate(shape.markings, start=1):
        for name, given in marking.essays.items():
            if name not in essays or not fits_rubric(given.points, essays[name].rubric):
                yield f"marking {number}: the points of {name} do not fit its rubric"


def _kinds(shape: ResultShape) -> tuple[int, int, tuple[Essay, ...]]:
    """How many questions and cases a result holds, and its essays."""
    kinds = [item.kind for item in shape.items]
    essays = tuple(item.essay for item in shape.items if isinstance(item, EssayShape))
    return kinds.count("choice"), kinds.count("case"), essays


def _asked_for(blueprint: Blueprint) -> tuple[int, int, tuple[Essay, ...]]:
    return blueprint.choices, sum(blueprint.cases.values()) + len(blueprint.own_cases), blueprint.essays


def fits_rubric(points: Sequence[int], rubric: Sequence[RubricLine]) -> bool:
    """Whether each line of a rubric was given from 0 to its points."""
    return len(points) == len(rubric) and all(
        0 <= one <= line.points for one, line in zip(points, rubric, strict=True)
    )  # fmt: skip
