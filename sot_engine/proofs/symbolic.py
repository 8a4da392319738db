"""The symbolic reading: everything that a pack concludes, as formulas over every possible exam.

A fourth reading of the pack language, beside `direct`, `durable` and the columnar one, with no code of theirs::

    stops, contradictions → evidence → tallies → decision → side → placement → gates → guidance
"""

from collections.abc import Mapping
from typing import NamedTuple

import z3

from sot_engine.domain import condition as c
from sot_engine.domain.pack import OUTCOMES, Outcome, Pack
from sot_engine.domain.reading import CategorySide, PlacementStatus
from sot_engine.domain.rule import CATEGORIES, Category, Rule, Stratum
from sot_engine.domain.truth import SIDES, Side
from sot_engine.proofs.condition import NO, Meaning
from sot_engine.proofs.exam import Exam, any_exam

COUNTED = ("hallmark", "supporting", "weak", "opposes")


class Fires(NamedTuple):
    """When a rule fires, and when it does so on each side; a rule without sides has none."""

    yes: z3.BoolRef
    left: z3.BoolRef
    right: z3.BoolRef

    def on(self, side: Side | None) -> z3.BoolRef:
        """When it fires on this side, or at all when none is named."""
        return self.yes if side is None else self.left if side == "left" else self.right


NEVER = Fires(NO, NO, NO)


class Symbolic:
    """What one pack concludes of an exam, as formulas over its variables."""

    def __init__(self, pack: Pack, exam: Exam | None = None, given: Mapping[str, Fires] | None = None) -> None:
        """Read every stratum in order, each against what the earlier ones concluded.

        Rules in `given` are not read; they fire as it says.
        """
        self.pack, self.exam, self._given = pack, exam or any_exam(pack), given or {}
        self.fires: dict[str, Fires] = {}
        self._meaning = Meaning(pack, self.exam, self)
        self._earlier: dict[str, Fires] = {}
        for stratum in ("stop", "contradiction", "evidence"):
            self._read(stratum)
        self.tallies = {name: self._tally(name) for name in CATEGORIES}
        self.in_play = {name: self.tallies[name]["kept"] >= pack.decision.in_play.kept for name in CATEGORIES}
        self.established = {name: self._established(name) for name in CATEGORIES}
        self.outcome = self._outcomes()
        self.category = {name: z3.And(self.outcome["supported"], self.in_play[name]) for name in CATEGORIES}
        self.candidates = {name: z3.And(self.outcome["mixed"], self.in_play[name]) for name in CATEGORIES}
        self.lean = {name: z3.And(self.outcome["insufficient"], self._leads(name)) for name in CATEGORIES}
        self.committed = {name: z3.And(self.candidates[name], self.exam.commits(name)) for name in CATEGORIES}
        self.decided = {name: z3.Or(self.category[name], self.committed[name]) for name in CATEGORIES}
        self.any_decided = z3.Or(list(self.decided.values()))
        self.side = self._sides()
        self.placed = self._placements()
        for rule in pack.strata["gate"]:
            self.fires[rule.id] = self._gate(rule)
        self.status = self._statuses()
        self._read("guidance")

    # What conditions may ask.

    def fired(self, rule: str, side: Side | None) -> z3.BoolRef:
        """That a rule of an earlier stratum fired, on this side when one is named."""
        return self._earlier.get(rule, NEVER).on(side)

    def is_established(self, category: str) -> z3.BoolRef:
        """That a category is established, whatever the outcome."""
        return self.established[category]  # type: ignore[index]  # the reader admits only categories

    def is_decided(self, category: str) -> z3.BoolRef:
        """That a category is supported, or was committed."""
        return self.decided[category]  # type: ignore[index]  # likewise

    def on_side(self, word: str) -> z3.BoolRef:
        """That a category is decided and its side is this word; `none` when it has no side."""
        if word in self.side:
            return self.side[word]  # type: ignore[index]  # asked a line above
        return z3.And(self.any_decided, z3.Not(z3.Or(list(self.side.values()))))

    def has_block(self, landmark: str, side: Side) -> z3.BoolRef:
        """That the placement in question has a block under this landmark on this side."""
        return z3.Or([
            self.placed[rule.id] for rule in self.pack.strata["placement"]
            if rule.then.placement
            and any((block.landmark, block.side) == (landmark, side) for block in rule.then.placement.blocks)
        ])  # fmt: skip

    def holds(self, condition: c.Condition) -> z3.BoolRef:
        """That a condition which may ask everything is certainly true."""
        return self._meaning.of(condition).yes

    @property
    def shown(self) -> z3.BoolRef:
        """That a placement is shown, with or without a change."""
        return z3.Or(self.status["suggested"], self.status["modify"])

    # The strata.

    def _read(self, stratum: Stratum) -> None:
        found = {rule.id: self._given.get(rule.id) or self._fires(rule) for rule in self.pack.strata[stratum]}
        self.fires |= found
        self._earlier |= found

    def _fires(self, rule: Rule, when: z3.BoolRef | None = None) -> Fires:
        """When a rule fires; never, where `when` does not hold."""
        if not isinstance(rule.when, c.EachSide):
            yes = self._meaning.of(rule.when).yes
            return Fires(yes if when is None else z3.And(when, yes), NO, NO)
        halves = [self._meaning.of(rule.when.of, side).yes for side in SIDES]
        left, right = halves if when is None else (z3.And(when, half) for half in halves)
        return Fires(z3.Or(left, right), left, right)

    def _tally(self, category: Category) -> Mapping[str, z3.ArithRef]:
        """How many rules of each strength fired, and what is kept."""
        lines: dict[str, list[z3.ArithRef]] = {line: [] for line in COUNTED}
        for rule in self.pack.strata["evidence"]:
            if rule.then.on == category and rule.then.verb != "contrasts":
                line = "opposes" if rule.then.verb == "opposes" else str(rule.then.strength)
                lines[line].append(z3.If(self.fires[rule.id].yes, 1, 0))
        counts = {line: z3.Sum(terms) if terms else z3.IntVal(0) for line, terms in lines.items()}
        kept = self.pack.decision.kept
        rest = counts[kept.count] - counts[kept.less]
        return {**counts, "kept": z3.If(rest > 0, rest, z3.IntVal(0))}

    def _established(self, category: Category) -> z3.BoolRef:
        counts = self.tallies[category]
        lines = self.pack.decision.established
        return z3.And([z3.Sum([counts[name] for name in line.of]) >= line.at_least for line in lines])

    def _outcomes(self) -> Mapping[Outcome, z3.BoolRef]:
        """Each outcome: that it applies, and none that the pack puts before it."""
        playing = list(self.in_play.values())
        two = z3.PbGe([(one, 1) for one in playing], 2)
        alone = z3.Or([z3.And(self.in_play[name], self.established[name]) for name in CATEGORIES])
        applies: Mapping[Outcome, z3.BoolRef] = {
            "refer": self._any("stop"),
            "contradictory": self._any("contradiction"),
            "mixed": two,
            "supported": z3.And(z3.Not(two), alone),
            "insufficient": z3.BoolVal(val=True),
        }
        order = self.pack.decision.outcomes
        found = {
            name: z3.And(applies[name], *(z3.Not(applies[before]) for before in order[:place]))
            for place, name in enumerate(order)
        }
        return {name: found.get(name, NO) for name in OUTCOMES}

    def _any(self, stratum: Stratum) -> z3.BoolRef:
        return z3.Or([self.fires[rule.id].yes for rule in self.pack.strata[stratum]])

    def _leads(self, category: Category) -> z3.BoolRef:
        """That a category is ahead of both others; nothing is ahead of nothing."""
        return z3.And([self._ahead(category, rival) for rival in CATEGORIES if rival != category])

    def _ahead(self, one: Category, two: Category) -> z3.BoolRef:
        """That the first count in which two categories differ is the larger one of the first."""
        found: z3.BoolRef = NO
        for line in reversed(self.pack.decision.lean):
            mine, theirs = self.tallies[one][line], self.tallies[two][line]
            found = z3.Or(mine > theirs, z3.And(mine == theirs, found))
        return found

    def _sides(self) -> Mapping[CategorySide, z3.BoolRef]:
        """The side of the decided category."""
        left, right = (
            z3.Or([
                z3.And(self.decided[name], self.fired(rule, side))
                for name, rules in self.pack.decision.side.items() for rule in rules
            ])
            for side in SIDES
        )  # fmt: skip
        return {
            "left": z3.And(left, z3.Not(right)),
            "right": z3.And(right, z3.Not(left)),
            "undetermined": z3.And(left, right),
        }

    def _placements(self) -> Mapping[str, z3.BoolRef]:
        """Each placement: that it alone fits the decided category."""
        rules = self.pack.strata["placement"]
        fits = {rule.id: self._fires(rule, self.decided[rule.category]) for rule in rules if rule.category}
        self.fires |= fits
        return {
            name: z3.And(one.yes, *(z3.Not(two.yes) for rival, two in fits.items() if rival != name))
            for name, one in fits.items()
        }

    def _gate(self, rule: Rule) -> Fires:
        """A gate, where it concerns the decided category or the position in which the pack places its blocks."""
        on = rule.then.on
        reached = [self.decided[name] for name in CATEGORIES if on in {"any", name, self._position(name)}]
        if on == "any" and rule.then.verb == "cautions":
            return self._fires(rule)
        return self._fires(rule, z3.Or(reached))

    def _position(self, category: Category) -> str | None:
        """The position of the category's placements; the first one speaks for all."""
        placements = (rule.then.placement for rule in self.pack.strata["placement"] if rule.then.on == category)
        return next((placement.position for placement in placements if placement), None)

    def _statuses(self) -> Mapping[PlacementStatus, z3.BoolRef]:
        withheld = z3.Or(z3.Not(z3.Or(list(self.placed.values()))), self._gated("withholds"))
        changed = self._gated("modifies")
        decided = self.any_decided
        return {
            "none": z3.Not(decided),
            "withheld": z3.And(decided, withheld),
            "modify": z3.And(decided, z3.Not(withheld), changed),
            "suggested": z3.And(decided, z3.Not(withheld), z3.Not(changed)),
        }

    def _gated(self, verb: str) -> z3.BoolRef:
        return z3.Or([self.fires[rule.id].yes for rule in self.pack.strata["gate"] if rule.then.verb == verb])
