"""What the golden cases of a pack exercise: each condition both ways, and every slip that somebody could make in it.

A slip is a mutant: one condition flipped, loosened or tightened by one step, or deleted. A pack whose cases notice
every one of them is tested; a mutant that they let pass either says the same as the rule, or wants a case::

    mutant of one rule ── asked alone in every case ──▶ fires otherwise? ──▶ the exam is read again ──▶ a case fails?
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.mutant import Mutant, leaves, mutants
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule
from sot_engine.domain.step import stepped
from sot_engine.domain.truth import SIDES, Side
from sot_engine.inference.direct import Direct
from sot_engine.inference.question import Asker, Question
from sot_engine.packs.cases import Case
from sot_engine.packs.equivalent import compare
from sot_engine.packs.failures import failures
from sot_engine.packs.scene import Scene, ready, scenes, sides_fired


class Exercised(NamedTuple):
    """One condition of a rule, and whether some case makes it hold, and some case not."""

    rule: str
    leaf: c.Condition
    holds: bool
    fails: bool


class Survivor(NamedTuple):
    """A mutant that no case catches: whether it says the same (None: not decided), and an exam that parts the two.

    `proved` is whether a proof over formulas says so too.
    """

    rule: str
    mutant: Mutant
    same: bool | None
    parting: Mapping[str, Any]
    proved: bool = False


@dataclass(frozen=True, kw_only=True)
class Cover:
    """How well the cases of a pack hold its rules."""

    pack: Pack
    cases: int
    exercised: tuple[Exercised, ...]
    mutants: int
    survivors: tuple[Survivor, ...]
    failing: tuple[str, ...] = ()
    """The cases that fail as the pack stands: they catch any slip, and so none."""

    @cached_property
    def uncovered(self) -> tuple[Exercised, ...]:
        """The conditions that no case makes hold, or none makes fail."""
        return tuple(one for one in self.exercised if not (one.holds and one.fails))

    @cached_property
    def equivalent(self) -> tuple[Survivor, ...]:
        """The survivors that say the same as the rule."""
        return tuple(survivor for survivor in self.survivors if survivor.same)

    @cached_property
    def uncaught(self) -> tuple[Survivor, ...]:
        """The survivors that want a case."""
        return tuple(survivor for survivor in self.survivors if not survivor.same)

    @property
    def is_complete(self) -> bool:
        """Whether no case fails, every condition is exercised both ways and every mutant is caught or says the same."""
        return not self.failing and not self.uncovered and not self.uncaught


def cover(pack: Pack, rules: Iterable[Rule], cases: Iterable[Case]) -> Cover:
    """Measure what cases catch of the slips in these rules of a pack.

    Shapes: rules x mutants x cases -> one Cover. Only a changed rule is asked again; the whole exam is read anew
    where that rule fires otherwise than before.
    """
    listed, seen = tuple(rules), scenes(pack, cases)
    made = [(rule, mutant) for rule in listed for mutant in _mutants(rule, pack)]
    hunt = Hunt(pack, seen)
    passed = [(rule, mutant) for rule, mutant in made if not hunt.catches(rule, mutant)]
    return Cover(
        pack=pack,
        cases=len(seen),
        exercised=tuple(one for rule in listed for one in _exercised(pack, rule, seen)),
        mutants=len(made),
        survivors=tuple(_survivor(pack, rule, mutant) for rule, mutant in passed),
        failing=tuple(scene.case.id for scene in seen if any(failures(scene.case, scene.reading))),
    )


def _mutants(rule: Rule, pack: Pack) -> Iterator[Mutant]:
    """Every mutant of a rule, each condition once."""
    known = {rule.when}
    for mutant in chain(mutants(rule.when, pack.findings), stepped(rule.when, pack.findings)):
        if mutant.condition not in known:
            known.add(mutant.condition)
            yield mutant


class Hunt:
    """Looks for a case that fails when one rule is changed."""

    def __init__(self, pack: Pack, seen: tuple[Scene, ...]) -> None:
        """Every case was read with the pack as it stands; a rule's own cases are looked at first."""
        self._pack, self._seen, self._direct = pack, seen, Direct(pack)
        self._before: dict[str, tuple[tuple[Side, ...] | None, ...]] = {}
        self._order: dict[str, tuple[int, ...]] = {}

    def catches(self, rule: Rule, mutant: Mutant) -> bool:
        """Whether some case fails under the mutant."""
        changed = replace(rule, when=mutant.condition)
        read, whole = ready(self._pack, changed), None
        before = self._fired(rule)
        for place in self._order[rule.id]:
            scene = self._seen[place]
            if sides_fired(read, scene.exam) == before[place]:
                continue
            whole = whole or self._direct.changed(changed)
            if any(failures(scene.case, whole.read(scene.case.visit, scene.case.commit))):
                return True
        return False

    def _fired(self, rule: Rule) -> tuple[tuple[Side, ...] | None, ...]:
        """How the rule as written fires in every case; asked once a rule."""
        if rule.id not in self._before:
            read = ready(self._pack, rule)
            self._before[rule.id] = tuple(sides_fired(read, scene.exam) for scene in self._seen)
            places = range(len(self._seen))
            self._order[rule.id] = tuple(sorted(places, key=lambda place: self._seen[place].case.rule != rule.id))
        return self._before[rule.id]


def _survivor(pack: Pack, rule: Rule, mutant: Mutant) -> Survivor:
    verdict = compare(pack, rule, mutant.condition)
    return Survivor(rule.id, mutant, verdict.same, verdict.parting)


def _exercised(pack: Pack, rule: Rule, seen: tuple[Scene, ...]) -> Iterator[Exercised]:
    ask = Asker(pack.findings)
    for spot, leaf in leaves(rule.when):
        asked = [ask.question(leaf, side) for side in _sides(rule.when, spot)]
        truths = {_is_true(asked, scene) for scene in seen}
        yield Exercised(rule.id, leaf, holds=True in truths, fails=False in truths)


def _is_true(asked: list[Question], scene: Scene) -> bool:
    return any(question(scene.exam) is True for question in asked)


def _sides(condition: c.Condition, spot: tuple[int, ...]) -> tuple[Side | None, ...]:
    """The sides on which the node at a spot is read: both when it stands inside a side, else none."""
    for step in spot:
        if isinstance(condition, c.EachSide | c.BothSides):
            return SIDES
        condition = c.children(condition)[step]
    return (None,)
