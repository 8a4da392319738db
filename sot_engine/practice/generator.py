"""Cases drawn from a pack: the same seed under the same pack always gives the same case.

A case is drawn towards rules of the pack, read by both readings, and shown only when it came out as was wished.
"""

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from types import MappingProxyType

from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import CaseRefused
from sot_engine.inference.assess import readings
from sot_engine.practice.case import Case, answer_of
from sot_engine.practice.difficulty import WITHOUT_CATEGORY, Difficulty, Plan, fits, plan
from sot_engine.practice.draft import CannotDraw, Draft
from sot_engine.practice.story import complaint, history, invented_name
from sot_engine.practice.terrain import Terrain

TRIES = 200
"""How many drawings for one category are tried; a pack that needs more can hardly hold such a case."""
EXAMINED_AT = "2000-01-01T09:00:00+00:00"
"""Invented cases bear one date, so that a seed gives the same case on every day."""
SOME = 0.2
"""How often a patient is one of whom a gate takes note, whatever the case is about: else to see one were to know it."""
NOT_DONE = "not done in this invented case"


class Generator:
    """Draws cases from one pack."""

    def __init__(self, pack: Pack) -> None:
        """Make the pack ready once."""
        self.pack = pack
        self._ready = readings(pack)
        self._terrain = Terrain(pack, self._ready.direct)

    def draw(self, difficulty: Difficulty, seed: int, category: Category | None = None) -> Case:
        """Draw one case and have both readings agree on it.

        A supported case is of the wished category, a mixed one has it among its candidates, an insufficient one leans.
        Errors: CaseRefused when the pack holds no case of that kind; EnginesDisagree, EngineFailed.
        """
        if category and difficulty in WITHOUT_CATEGORY:
            message = f"a {difficulty} case ends before any category, so that none can be wished for"
            raise CaseRefused(message, hint="leave the category out")
        for visit, reading in self._tries(difficulty, seed, category):
            if fits(difficulty, category, reading, self._terrain):
                verified = self._ready.agree(visit)
                return Case(
                    id=case_id(difficulty, seed, category),
                    origin="drawn",
                    difficulty=difficulty,
                    visit=visit,
                    says=answer_of(verified),
                    seed=seed,
                    complaint=visit.complaint or "",
                    history=history(self.pack, visit.findings),
                )
        about = f"{difficulty} case of Category {category}" if category else f"{difficulty} case"
        message = f"the pack {self.pack.id} gives no {about}"
        raise CaseRefused(message, hint="choose another difficulty or category")

    def _tries(self, difficulty: Difficulty, seed: int, category: Category | None) -> Iterator[tuple[Visit, Reading]]:
        chance = Random(f"{self.pack.sha256} {difficulty} {category} {seed}")  # noqa: S311  # a seed has to give the same case
        aims = (category,) if category else chance.sample(CATEGORIES, len(CATEGORIES))
        for aim in (aim for aim in aims for _ in range(TRIES)):
            chosen = plan(difficulty, aim, self._terrain, chance)
            if chosen is None:
                continue
            try:
                visit = self._drawn(chosen, chance)
            except CannotDraw:
                continue
            yield visit, self._ready.direct.read(visit)

    def _drawn(self, chosen: Plan, chance: Random) -> Visit:
        """One exam towards the rules of a plan."""
        draft = Draft(self._terrain, chance, chance.choice(SIDES), chance.uniform(*chosen.severity))
        draft.wanted = frozenset(rule.id for rule in chosen.rules if rule.stratum == "contradiction")
        draft.stray = chosen.stray
        if self._terrain.of_patients and chance.random() < SOME:
            draft.towards(chance.choice(self._terrain.of_patients))
        for rule in chosen.rules:
            draft.towards(rule.when)
        skipped = self._skipped(chosen, draft, chance)
        draft.fill(skipped, chosen.category)
        patient = Patient(ref=invented_name(chance), **draft.patient)
        visit = Visit(
            examined_at=EXAMINED_AT,
            examiner="invented",
            patient=patient,
            findings=MappingProxyType(draft.recorded()),
            not_done=MappingProxyType(dict.fromkeys(skipped, NOT_DONE)),
        )
        return replace(visit, complaint=complaint(self.pack, patient, visit.findings, f"{patient.ref} (invented)"))

    def _skipped(self, chosen: Plan, draft: Draft, chance: Random) -> tuple[str, ...]:
        """Tests that stay undone: of those that can be examined and that no rule of the plan needed."""
        needed = {key.partition(".")[0] for key in draft.findings}
        free = [
            finding.id for finding in self.pack.findings.values()
            if finding.id not in needed and finding.position not in {"safety", "history"}
        ]  # fmt: skip
        return tuple(name for name in free if chance.random() < chosen.skipped)


def case_id(difficulty: Difficulty, seed: int, category: Category | None) -> str:
    """How a drawn case is called: `clear-7`, or `clear-II-7` where its category was wished."""
    return "-".join(str(part) for part in (difficulty, category, seed) if part is not None)
