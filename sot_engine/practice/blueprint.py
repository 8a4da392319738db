"""The blueprint of an exam, as a teacher writes it: which cases, how many questions, essays, time and pass mark."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.errors import BlueprintRefused, PracticeFaults, raise_faults
from sot_engine.practice.difficulty import Difficulty
from sot_engine.practice.faults import shaped
from sot_engine.source.document import Document
from sot_engine.source.nearest import did_you_mean

SCHEMA = "sot-exam-blueprint/1"
MOST = 200
"""The most cases of one kind, and the most questions, of one exam."""
LONGEST = 1_440
HELP = "its keys are schema, title, minutes, pass_mark, stop_fails, cases, difficulty, own_cases, choices and essays"

ENDS: Mapping[str, tuple[Difficulty | None, Category | None]] = {
    **{f"supported {name}": (None, name) for name in CATEGORIES},
    "mixed": ("mixed", None),
    "insufficient": ("insufficient", None),
    "contradictory": ("contradictory", None),
    "refer": ("stop", None),
}
"""What cases can be asked for, and the difficulty and category that they are drawn for; None where that is open."""


@dataclass(frozen=True, kw_only=True)
class RubricLine:
    """One thing that earns points in an essay."""

    says: str
    points: int


@dataclass(frozen=True, kw_only=True)
class Essay:
    """A question that a person marks."""

    ask: str
    rubric: tuple[RubricLine, ...]

    @property
    def points(self) -> int:
        """What it can earn."""
        return sum(line.points for line in self.rubric)


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """An exam before it is drawn."""

    schema: str
    title: str
    minutes: int | None = None
    """The time limit; None for none."""
    pass_mark: int = 100
    """In percent of all points."""
    stop_fails: bool = True
    """Whether walking past a stop fails the exam whatever else was earned."""
    cases: Mapping[str, int] = field(default_factory=dict)
    difficulty: Literal["clear", "noisy", "withheld"] = "noisy"
    """Of the cases in which a category is supported."""
    own_cases: tuple[str, ...] = ()
    """Case files of the teacher's own, as paths from the blueprint."""
    choices: int = 0
    essays: tuple[Essay, ...] = ()


def read_blueprint(document: Document) -> Blueprint:
    """A blueprint from its document.

    Errors: BlueprintRefused; PracticeFaults with all of them.
    """
    if not isinstance(document.data, dict):
        message = "a blueprint is a map of keys"
        raise BlueprintRefused(message, where=document.place(), hint=f"start with `schema: {SCHEMA}`")
    blueprint = shaped(Blueprint, document.data, document, (), BlueprintRefused, HELP)
    raise_faults(list(_Faults(blueprint, document).all()), PracticeFaults)
    return blueprint


class _Faults:
    """What is wrong with a blueprint beyond the shape of its keys."""

    def __init__(self, blueprint: Blueprint, document: Document) -> None:
        self._blueprint, self._document = blueprint, document

    def all(self) -> Iterator[BlueprintRefused]:
        blueprint = self._blueprint
        if blueprint.schema != SCHEMA:
            yield self._fault(f"the schema {blueprint.schema} is not known", f"use {SCHEMA}", "schema")
        yield from self._cases()
        yield from self._numbers()
        yield from self._essays()
        if not (sum(blueprint.cases.values()) or blueprint.own_cases or blueprint.choices or blueprint.essays):
            yield self._fault("the blueprint asks for nothing", "give it cases, own_cases, choices or essays")

    def _fault(self, message: str, hint: str, *path: str | int) -> BlueprintRefused:
        return BlueprintRefused(message, where=self._document.place(*path), hint=hint)

    def _cases(self) -> Iterator[BlueprintRefused]:
        for name, number in self._blueprint.cases.items():
            if name not in ENDS:
                hint = did_you_mean(name, ENDS, ", ".join(ENDS))
                yield self._fault(f'no case ends in "{name}"', hint, "cases", name)
            elif not 0 <= number <= MOST:
                hint = f"a number from 0 to {MOST}"
                yield self._fault(f"{number} cases of {name} cannot be drawn", hint, "cases", name)

    def _numbers(self) -> Iterator[BlueprintRefused]:
        for key, (low, high) in {"minutes": (1, LONGEST), "pass_mark": (1, 100), "choices": (0, MOST)}.items():
            value = getattr(self._blueprint, key)
            if value is not None and not low <= value <= high:
                yield self._fault(f"{key} cannot be {value}", f"a number from {low} to {high}", key)

    def _essays(self) -> Iterator[BlueprintRefused]:
        for number, essay in enumerate(self._blueprint.essays):
            if not essay.rubric or any(line.points < 1 for line in essay.rubric):
                message = "an essay needs a rubric, each line of it with at least one point"
                yield self._fault(message, "rubric: [{says: ..., points: 1}]", "essays", number)
