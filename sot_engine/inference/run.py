"""One exam on its way through the live engine: its facts, what fired, and what each stratum concluded."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from sot_engine.domain.reading import CategorySide, Firing, PlacementStatus, Reading, Tally
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Category
from sot_engine.domain.truth import SIDES, Side
from sot_engine.domain.visit import Visit
from sot_engine.inference.expand import NUMBERED, SIDE_NUMBER
from sot_engine.inference.plan import Decided, Plan
from sot_engine.inference.stage import Layer, Stage

if TYPE_CHECKING:
    from sot_engine.inference.wire import Fired

TENTHS = 10
NAMED: Mapping[str, Category] = {name: name for name in CATEGORIES}
NOTHING: Mapping[str, int] = dict.fromkeys((*STRENGTHS, "opposes", "kept"), 0)
"""What is counted of a category, before anything is."""


class Run:
    """One exam on its way through the engine."""

    def __init__(self, plan: Plan, visit: Visit, commit: Category | None) -> None:
        """Start with what was recorded and nothing concluded."""
        self._plan, self._visit, self._commit = plan, visit, commit
        self._stage = plan.weighing
        self._fired: dict[str, list[Fired]] = {}
        """By rule, how it fired: once for each of its sides, or for each way in which it did."""
        self._flags: set[str] = set()
        self._in_play: list[Category] = []
        self._established: set[str] = set()
        self._outcome = ""
        self._lean: Category | None = None
        self._decided: Category | None = None
        self._side: CategorySide | None = None
        self._counts: dict[str, dict[str, int]] = {}

    def stages(self) -> Iterator[tuple[Stage, str]]:
        """Each session in its turn, with the facts that it starts from.

        It comes when the one before has run, since it follows from what that concluded; the last is one of several.
        """
        known = self._beside()
        yield self._stage, self._begin(known | self._plan.pairs.told(self._visit.findings))
        self._stage = self._plan.deciding
        yield self._stage, self._write(self._lines(self._count()), Layer.COUNTS)
        known |= self._decide()
        alone = self._established == ({self._decided} if self._decided else set())
        self._stage = stage = self._plan.settled(Decided(self._decided, alone))
        known |= self._flag_facts(Layer.VALUES)
        if self._visit.after:
            known |= self._improvements()
        fired, told = self._fired.keys(), stage.absences
        sides = {rule: self._sides(rule) for rule in told.rules & fired}
        yield stage, self._begin(known, told.facts(fired, sides, self._visit.findings.keys()))

    def _beside(self) -> dict[str, int]:
        """What was recorded beside the findings: the patient, and the re-test with what it is a re-test of."""
        visit, numbers = self._visit, self._plan.numbers
        known = {"patient.age_years": visit.patient.age_years}
        if visit.patient.pregnancy_weeks is not None:
            known["patient.pregnancy_weeks"] = visit.patient.pregnancy_weeks
        if visit.after:
            known.update((f"after.{key}", numbers[key](value)) for key, value in visit.after.items())
            known.update((f"before.{key}", numbers[key](value)) for key, value in visit.findings.items())
        return known

    def take(self, told: str) -> Layer | None:
        """Note one match in the engine's words; for a sentinel return the layer that it closes."""
        rules, flags, concludes, of = self._plan.matches[told]
        if concludes:
            return self._conclusion(concludes, of)
        for fired in rules:
            self._fired.setdefault(fired.firing.rule, []).append(fired)
        if flags:
            self._flags.update(flags)
        return None

    def _conclusion(self, what: str, of: str) -> Layer | None:
        if what == "end":
            return self._plan.closes[of]
        if what == "outcome":
            self._outcome = self._outcome or of
        elif what == "established":
            self._established.add(of)
        else:
            category = NAMED[of]
            if what == "in":
                self._in_play.append(category)
            else:
                self._lean = category
        return None

    def conclude(self, layer: Layer) -> str:
        """What the closed layer concluded, as the facts of the next one of its session."""
        if layer == Layer.COUNTS:
            facts = self._totals()
        elif layer == Layer.PLACEMENT:
            facts = self._placed()
        else:
            facts = self._flag_facts(layer)
        return self._write(self._lines(facts), self._stage.following[layer])

    def _count(self) -> dict[str, int]:
        self._counts = {"": {"stops": 0, "contradicts": 0}, **{name: dict(NOTHING) for name in CATEGORIES}}
        adds = self._plan.adds
        for rule in self._fired:
            if rule in adds:
                whose, count = adds[rule]
                self._counts[whose][count] += 1
        kept, facts = self._plan.pack.decision.kept, {}
        for name, (kept_code, sums) in self._plan.counted.items():
            counts = self._counts[name]
            counts["kept"] = facts[kept_code] = max(0, counts[kept.count] - counts[kept.less])
            for code, added in sums:
                facts[code] = sum([counts[line] for line in added])
        return facts

    def _improvements(self) -> dict[str, int]:
        """What a re-test says; where there was none, no rule that reads one can fire, and nothing is told."""
        facts = {code: int(self._improved(key)) for code, key in self._stage.improved}
        for group in self._stage.retested:
            again = list(self._retested(group.keys))
            facts[f"positive#{group.code}"] = sum(f"+{key}" in self._flags for key in again)
            facts[f"improved#{group.code}"] = min(1, sum(self._improved(key) for key in again))
        return facts

    def _totals(self) -> dict[str, int]:
        lean = self._plan.pack.decision.lean
        scores = {name: [self._counts[name][line] for line in lean] for name in CATEGORIES}
        facts = {
            ":stops": self._counts[""]["stops"],
            ":contradictions": self._counts[""]["contradicts"],
            ":in play": len(self._in_play),
            ":in play, established": sum(name in self._established for name in self._in_play),
        }
        for name, score in scores.items():
            facts[f"beats:{name}"] = sum([score > rival for rival in scores.values()])
        return facts

    def _decide(self) -> dict[str, int]:
        if self._outcome == "supported":
            self._decided = self._in_play[0]
        elif self._outcome == "mixed" and self._commit in self._in_play:
            self._decided = self._commit
        if self._decided:
            telling = self._plan.pack.decision.side.get(self._decided, ())
            found = {side for rule in telling if rule in self._fired for side in self._sides(rule)}
            both = len(found) == len(SIDES)
            self._side = "undetermined" if both else next((side for side in SIDES if side in found), None)
        return {
            **{f"established:{name}": 1 for name in self._established},
            ":decided": NUMBERED[self._decided] if self._decided else 0,
            ":side": SIDE_NUMBER[self._side],
        }

    def _placed(self) -> dict[str, int]:
        rule = self._placed_by()
        placement = self._plan.pack.rule[rule].then.placement if rule else None
        under = {f"block:{block.landmark}.{block.side}" for block in placement.blocks} if placement else set()
        return {code: int(code in under) for code in self._stage.blocks}

    def _placed_by(self) -> str | None:
        placed = self._plan.places & self._fired.keys()
        return next(iter(placed)) if len(placed) == 1 else None

    def _sides(self, rule: str) -> frozenset[Side]:
        """The sides on which a rule fired."""
        return frozenset(side for fired in self._fired[rule] for side in fired.firing.sides)

    def _firing(self, rule: str) -> Firing:
        """All matches of a rule that fired as one firing."""
        fired = self._fired[rule]
        if len(fired) == 1 and not fired[0].groups:
            return fired[0].firing
        on, facts = self._sides(rule), set[str]()
        for firing, groups in fired:
            facts |= firing.facts
            for group in groups:
                counted = (key for key in self._retested(group.keys) if f"+{key}" in self._flags)
                facts.update(part for key in counted for part in (key, f"after.{key}"))
        return Firing(rule, tuple(side for side in SIDES if side in on), frozenset(facts))

    def _flag_facts(self, layer: Layer) -> dict[str, int]:
        return {code: int(code in self._flags) for code in self._stage.flags[layer]}

    def _retested(self, keys: Iterable[str]) -> Iterator[str]:
        """Those of the keys that were recorded before and after."""
        found, again = self._visit.findings, self._visit.after
        return (key for key in keys if key in again and key in found) if again else iter(())

    def _improved(self, key: str) -> bool:
        retest = self._plan.pack.keys.by_key[key][0].retest
        if retest is None or key not in self._visit.findings or key not in self._visit.after:
            return False
        before: Any = self._visit.findings[key]
        now: Any = self._visit.after[key]
        if retest.improves == "fewer":
            now, before = (sum(word == retest.word for word in words) for words in (now, before))
            return bool(now < before)
        if retest.improves == "to_negative":
            return f"+{key}" in self._flags and bool(now == self._plan.pack.keys.by_key[key][0].negative_value)
        number = self._plan.numbers[key]
        gain = number(now) - number(before)
        return -gain >= TENTHS if retest.improves == "down" else gain > 0

    def _begin(self, known: Mapping[str, int], written: Iterable[str] = ()) -> str:
        """The facts that a session starts from: what was recorded, what else is known, and what is written already."""
        recorded = self._stage.ruleset.told(self._visit.findings)
        return self._write(chain(recorded, written, self._lines(known)), self._stage.layers[0])

    def _lines(self, facts: Mapping[str, int]) -> Iterator[str]:
        return map(self._stage.ruleset.lines.__getitem__, facts.items())

    def _write(self, lines: Iterable[str], layer: Layer) -> str:
        """Facts in the engine's words, those that no rule could read left out, the sentinel last."""
        told = list(filter(None, lines))
        told.append(self._plan.ends[layer])
        return f"[{','.join(told)}]"

    def reading(self) -> Reading:
        """What the engine concluded, in the order of rule ids."""
        pack = self._plan.pack
        by_stratum: dict[str, list[Firing]] = {name: [] for name in pack.strata}
        stratum_of = self._plan.stratum_of
        for name in sorted(self._fired):
            by_stratum[stratum_of[name]].append(self._firing(name))
        gates = tuple(by_stratum["gate"])
        return Reading(
            stops=tuple(by_stratum["stop"]),
            contradictions=tuple(by_stratum["contradiction"]),
            evidence=tuple(by_stratum["evidence"]),
            tallies={name: self._tally(name) for name in CATEGORIES},
            outcome=self._outcome,  # type: ignore[arg-type]  # the engine's rules carry the pack's outcomes
            category=self._decided if self._outcome == "supported" else None,
            lean=self._lean if self._outcome == "insufficient" else None,
            candidates=tuple(sorted(self._in_play, key=CATEGORIES.index)) if self._outcome == "mixed" else (),
            committed=self._decided if self._outcome == "mixed" else None,
            side=self._side,
            placement=self._status(gates),
            placement_rule=self._placed_by(),
            gates=gates,
            guidance=tuple(by_stratum["guidance"]),
        )

    def _tally(self, name: Category) -> Tally:
        counts = self._counts[name]
        return Tally(
            counts["hallmark"], counts["supporting"], counts["weak"], counts["opposes"], counts["kept"],
            name in self._established,
        )  # fmt: skip

    def _status(self, gates: tuple[Firing, ...]) -> PlacementStatus:
        if self._decided is None:
            return "none"
        verbs = [self._plan.pack.rule[firing.rule].then.verb for firing in gates]
        if "withholds" in verbs or self._placed_by() is None:
            return "withheld"
        return "modify" if "modifies" in verbs else "suggested"
