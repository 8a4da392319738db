"""What a sentence rests on: the recorded values, the rules that fired, and what only a placement is weighed against.

Conditions are asked of the exam again, with what was concluded of it, so that only the parts that hold are named.
"""

from collections.abc import Iterator

from sot_engine.domain import condition as c
from sot_engine.domain.assessment import Assessment
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Tally
from sot_engine.domain.truth import SIDES, Side, other, sure
from sot_engine.domain.visit import Visit
from sot_engine.inference.question import Asker, Exam


class Grounds:
    """One exam with what was concluded of it, ready to be asked what a rule rests on."""

    def __init__(self, found: Assessment, visit: Visit, pack: Pack) -> None:
        """Nothing is concluded here; everything is taken from the assessment."""
        self._pack, self._ask = pack, Asker(pack.findings)
        self._exam = Exam(
            visit.patient,
            visit.findings,
            visit.after,
            fired={
                one.rule: Firing(one.rule, one.sides, frozenset())
                for result in found.categories.values()
                for one in result.fired
            },
            tallies={
                name: Tally(of.hallmarks, of.supporting, of.weak, of.opposes, of.kept, of.established)
                for name, of in found.categories.items()
            },
            decided=found.decided,
            side=found.side,
            blocks=frozenset((block.landmark, block.side) for block in found.placement.blocks),
        )

    def rules(self, rule: str) -> dict[str, tuple[Side, ...]]:
        """The rules that fired and that a rule asks for where it holds, by id, each with its sides."""
        names = set(self._behind(self._pack.rule[rule].when, None))
        return {name: self._exam.fired[name].sides for name in sorted(names & self._exam.fired.keys())}

    def _behind(self, node: c.Condition, side: Side | None) -> Iterator[str]:
        if isinstance(node, c.Unless) or self._ask.question(node, side)(self._exam) is not True:
            return
        match node:
            case c.Fired(rules):
                yield from (name for name in rules if side is None or side in self._sides(name))
            case c.NoCommonSide(first, second):
                yield from (first, second)
            case c.CategorySide() if self._exam.decided:
                yield from self._pack.decision.side.get(self._exam.decided, ())
            case c.EachSide(of) | c.BothSides(of):
                for half in SIDES:
                    yield from self._behind(of, half)
            case c.OtherSide(of):
                yield from self._behind(of, other(sure(side)))
            case _:
                for inner in c.children(node):
                    yield from self._behind(inner, side)

    def _sides(self, name: str) -> tuple[Side, ...]:
        return self._exam.fired[name].sides if name in self._exam.fired else ()

    def unweighed(self) -> tuple[str, ...]:
        """The keys of what was recorded and what a rule that withholds or changes a placement would look at."""
        keys: set[str] = set()
        for rule in self._pack.strata["gate"]:
            if rule.then.verb != "cautions":
                keys.update(self._ask.behind(rule.when, None)(self._exam) or ())
        return tuple(sorted(keys, key=self._pack.order.__getitem__))
