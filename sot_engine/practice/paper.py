"""The paper of one exam: the items that one candidate gets, drawn from a blueprint and a seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from sot_engine.domain.pack import Pack
from sot_engine.errors import BlueprintRefused
from sot_engine.practice.blueprint import ENDS, Blueprint, Essay
from sot_engine.practice.case import Case
from sot_engine.practice.generator import Generator
from sot_engine.practice.question import Question
from sot_engine.practice.question_kinds import draw_questions

CASE_POINTS = 2
"""One for the outcome and its category, one for side and placement; both for the outcome where no category is due."""
SEEDS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceItem:
    """A question with options."""

    id: str
    question: Question


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """A case, without hints and without a look back."""

    id: str
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class EssayItem:
    """A question that a person marks."""

    id: str
    essay: Essay


Item: TypeAlias = ChoiceItem | CaseItem | EssayItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One candidate's exam."""

    blueprint: Blueprint
    pack: Pack
    seed: int
    items: tuple[Item, ...]

    def item(self, name: str) -> Item | None:
        """An item by its id."""
        return next((item for item in self.items if item.id == name), None)


def draw_paper(pack: Pack, blueprint: Blueprint, seed: int, own: Sequence[Case] = ()) -> Paper:
    """Draw the items: the same blueprint, pack and seed give the same paper.

    Errors: BlueprintRefused when the pack gives too few questions; CaseRefused when it gives no such case.
    """
    chance = Random(f"{pack.sha256} {seed}")  # noqa: S311  # a seed has to give the same paper
    questions = draw_questions(pack, blueprint.choices, chance)
    if len(questions) < blueprint.choices:
        message = f"the pack gives {len(questions)} different questions, and the blueprint asks for {blueprint.choices}"
        raise BlueprintRefused(message, hint=f"ask for {len(questions)} choices at most")
    cases = [*own, *_cases(pack, blueprint, chance)]
    chance.shuffle(cases)
    items: list[Item] = [ChoiceItem(id=f"question {n}", question=one) for n, one in enumerate(questions, start=1)]
    items += [CaseItem(id=f"case {n}", case=one) for n, one in enumerate(cases, start=1)]
    items += [EssayItem(id=f"essay {n}", essay=one) for n, one in enumerate(blueprint.essays, start=1)]
    return Paper(blueprint=blueprint, pack=pack, seed=seed, items=tuple(items))


def _cases(pack: Pack, blueprint: Blueprint, chance: Random) -> Iterator[Case]:
    generator = Generator(pack)
    for name, number in blueprint.cases.items():
        difficulty, category = ENDS[name]
        for _ in range(number):
            yield generator.draw(difficulty or blueprint.difficulty, chance.randrange(SEEDS), category)
