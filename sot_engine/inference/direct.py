"""The reference reading: what a rule means, written to be read.

The pack is walked as it is written. Each condition becomes a function of the exam, once per pack; an exam is then
read stratum by stratum, and each stratum sees only what the earlier ones concluded::

    contradictions, stops → evidence → decision → placement → gates → guidance

Nothing here is shared with the live engine (`durable.py`): no normal form, no counting, no decision.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.pack import Decision, Outcome, Pack
from sot_engine.domain.reading import CategorySide, Firing, PlacementStatus, Reading, Tally
from sot_engine.domain.rule import CATEGORIES, Category, Rule
from sot_engine.domain.truth import SIDES, Side
from sot_engine.domain.visit import Visit
from sot_engine.inference.needs import Asked, Index, Needs, needs
from sot_engine.inference.question import Asker, Behind, Exam, Question

Counts: TypeAlias = Mapping[Category, Mapping[str, int]]
"""For each category, how many rules fired as hallmark, supporting, weak and opposes."""

LINES = ("hallmark", "supporting", "weak", "opposes")
TALLIES = 800
"""How many tallies are kept, by their counts."""

Values: TypeAlias = tuple[c.Value | None, ...]
"""What was recorded under several keys, and nothing where nothing was."""
ANSWERS = 50
"""How many answers of one rule are kept."""
UNKNOWN = Firing("", (), frozenset())
"""Stands for an answer that is not kept."""


class Verdict(NamedTuple):
    """What the counts decide."""

    outcome: Outcome
    category: Category | None
    lean: Category | None
    candidates: tuple[Category, ...]
    tallies: Mapping[Category, Tally]


class Tallies(dict[tuple[int, ...], Tally]):
    """What follows of the counts of one category, whichever it is: hallmark, supporting, weak and opposes."""

    def __init__(self, decision: Decision) -> None:
        """It follows by this decision."""
        super().__init__()
        self._decision = decision

    def __missing__(self, counted: tuple[int, ...]) -> Tally:
        """Work one out and keep it."""
        if len(self) >= TALLIES:
            self.clear()
        self[counted] = found = tally(self._decision, dict(zip(LINES, counted, strict=True)))
        return found


class Read(NamedTuple):
    """A rule made ready: what it asks, and by side the keys behind a yes.

    Of `needs` something has to be known for it to fire, so that most rules need not be asked.
    """

    rule: Rule
    truth: Question
    """Whether it fires, as far as is known."""
    sides: tuple[tuple[Side | None, Behind], ...]
    needs: Needs
    keys: tuple[str, ...]
    """What it reads, if it reads recorded findings alone: whenever they are alike, so is its answer. Else empty."""
    kept: dict[Values, Firing | None]
    """The last answers, by what was recorded under these keys; of a rule without them none is kept."""

    def firing(self, exam: Exam) -> Firing | None:
        """The firing with its sides and facts, when the rule certainly fires."""
        if not self.keys:
            return self._firing(exam)
        values = tuple(map(exam.findings.get, self.keys))
        found = self.kept.get(values, UNKNOWN)
        if found is UNKNOWN:
            if len(self.kept) >= ANSWERS:
                self.kept.clear()
            found = self.kept[values] = self._firing(exam)
        return found

    def _firing(self, exam: Exam) -> Firing | None:
        on: list[Side | None] = []
        facts: list[str] = []
        for side, behind in self.sides:
            keys = behind(exam)
            if keys is not None:
                on.append(side)
                facts += keys
        return Firing(self.rule.id, tuple([side for side in on if side]), frozenset(facts)) if on else None


class Direct:
    """The reference reading of one pack."""

    def __init__(self, pack: Pack, ready: Mapping[str, Read] = MappingProxyType({})) -> None:
        """Make every rule of the pack ready to be asked, but for those that are, by id."""
        self.pack = pack
        self._ask = Asker(pack.findings)
        self.tallies = Tallies(pack.decision)
        self.strata: Mapping[str, tuple[Read, ...]] = {
            name: tuple(ready.get(rule.id) or self._ready(rule) for rule in rules)
            for name, rules in pack.strata.items()
        }
        self._reads = tuple(read for several in self.strata.values() for read in several)
        place = {read.rule.id: 1 << number for number, read in enumerate(self._reads)}
        self._strata = {name: _among(reads, place) for name, reads in self.strata.items()}
        self._gates = {category: _among(reads, place) for category, reads in _gates(self.strata).items()}

    @cached_property
    def _index(self) -> Index:
        """Which rules need be asked; made when a whole exam is first read, which not every use of a reading does."""
        return Index(read.needs for read in self._reads)

    def _ready(self, rule: Rule) -> Read:
        ask, findings = self._ask, self.pack.findings
        node, sides = (rule.when.of, SIDES) if isinstance(rule.when, c.EachSide) else (rule.when, (None,))
        read = c.findings_read(rule.when) if c.reads_findings_alone(rule.when) else ()
        return Read(
            rule,
            truth=ask.question(rule.when, None),
            sides=tuple((side, ask.behind(node, side)) for side in sides),
            needs=needs(rule.when, findings),
            keys=tuple(key for name in read for key in findings[name].keys),
            kept={},
        )

    def changed(self, rule: Rule) -> "Direct":
        """The reading of the same pack with one rule written otherwise; no other rule is made ready again."""
        reads = (read for several in self.strata.values() for read in several)
        return Direct(self.pack.with_rule(rule), {read.rule.id: read for read in reads if read.rule.id != rule.id})

    def question(self, condition: c.Condition) -> Question:
        """A condition of the pack that stands outside a rule, ready to be asked."""
        return self._ask.question(condition, None)

    def read(self, visit: Visit, commit: Category | None = None) -> Reading:
        """Weigh every rule of the pack against the findings of one visit.

        Shapes: rules x recorded findings -> one Reading; the visit is not changed.
        """
        exam = Exam(visit.patient, visit.findings, visit.after, {}, {}, asked=self._index.recorded(visit))
        stops, contradictions, evidence = (
            self._fire(stratum, exam) for stratum in ("stop", "contradiction", "evidence")
        )
        counts = count(self.pack.rule[firing.rule] for firing in evidence)
        exam.tallies = {name: self.tallies[tuple(counts[name].values())] for name in CATEGORIES}
        for name in CATEGORIES:
            if exam.tallies[name].established:
                exam.asked |= self._index.established(name)
        verdict = judge(self.pack.decision, exam.tallies, len(stops), len(contradictions))
        committed = commit if commit in verdict.candidates else None
        exam.decided = verdict.category or committed
        exam.side = _side(self.pack.decision, exam) if exam.decided else None
        rule = self._placement(exam) if exam.decided else None
        exam.blocks = _blocks(rule)
        gates = self._firings(self._gates[exam.decided], exam)
        return Reading(
            stops=stops,
            contradictions=contradictions,
            evidence=evidence,
            tallies=verdict.tallies,
            outcome=verdict.outcome,
            category=verdict.category,
            lean=verdict.lean,
            candidates=verdict.candidates,
            committed=committed,
            side=exam.side,
            placement=self._status(exam, rule, gates),
            placement_rule=rule.id if rule else None,
            gates=gates,
            guidance=self._fire("guidance", exam),
        )

    def _fire(self, stratum: str, exam: Exam) -> tuple[Firing, ...]:
        found = self._firings(self._strata[stratum], exam)
        for firing in found:
            exam.fired[firing.rule] = firing
            exam.asked |= self._index.fired(firing.rule)
        return found

    def _firings(self, among: Asked, exam: Exam) -> tuple[Firing, ...]:
        """Those of some rules that fire; most lack what they need, and are not asked."""
        left, found = among & exam.asked, []
        while left:
            lowest = left & -left
            firing = self._reads[lowest.bit_length() - 1].firing(exam)
            if firing:
                found.append(firing)
            left ^= lowest
        return tuple(found)

    def _placement(self, exam: Exam) -> Rule | None:
        reads = [read for read in self.strata["placement"] if read.rule.then.on == exam.decided]
        fitting = [read.rule for read in reads if read.truth(exam) is True]
        return fitting[0] if len(fitting) == 1 else None

    def _status(self, exam: Exam, rule: Rule | None, gates: tuple[Firing, ...]) -> PlacementStatus:
        if exam.decided is None:
            return "none"
        verbs = {self.pack.rule[firing.rule].then.verb for firing in gates}
        if rule is None or "withholds" in verbs:
            return "withheld"
        return "modify" if "modifies" in verbs else "suggested"


def _among(reads: Iterable[Read], place: Mapping[str, Asked]) -> Asked:
    return sum(place[read.rule.id] for read in reads)


def _gates(strata: Mapping[str, tuple[Read, ...]]) -> Mapping[Category | None, tuple[Read, ...]]:
    """The gates to ask, by the category that was decided."""
    reads = strata["gate"]
    undecided = tuple(read for read in reads if read.rule.then.verb == "cautions" and read.rule.then.on == "any")
    on = {category: {"any", category, _position(strata["placement"], category)} for category in CATEGORIES}
    return {
        None: undecided,
        **{category: tuple(read for read in reads if read.rule.then.on in on[category]) for category in CATEGORIES},
    }


def _position(reads: Iterable[Read], category: Category) -> str | None:
    """The position in which the pack places blocks for a category; the reader sees to it that there is one."""
    for read in reads:
        if read.rule.then.on == category and read.rule.then.placement:
            return read.rule.then.placement.position
    return None


def count(fired: Iterable[Rule]) -> Counts:
    """Count the rules that fired for each category; a rule counts once, on however many sides it fired."""
    counts = {name: dict.fromkeys(LINES, 0) for name in CATEGORIES}
    for rule in fired:
        if rule.then.verb != "contrasts" and (category := rule.category):
            counts[category][rule.then.strength or "opposes"] += 1
    return counts


def decide(decision: Decision, counts: Counts, stops: int, contradictions: int) -> Verdict:
    """Decide an outcome from what was counted, in the pack's own order of outcomes."""
    return judge(decision, {name: tally(decision, counts[name]) for name in CATEGORIES}, stops, contradictions)


def judge(decision: Decision, tallies: Mapping[Category, Tally], stops: int, contradictions: int) -> Verdict:
    """Decide an outcome from what follows of the counts of each category."""
    in_play = tuple(name for name in CATEGORIES if tallies[name].kept >= decision.in_play.kept)
    applies = {
        "refer": stops > 0,
        "contradictory": contradictions > 0,
        "mixed": len(in_play) > 1,
        "supported": len(in_play) == 1 and tallies[in_play[0]].established,
        "insufficient": True,
    }
    outcome = next(name for name in decision.outcomes if applies[name])
    return Verdict(
        outcome,
        in_play[0] if outcome == "supported" else None,
        _lean(decision, tallies) if outcome == "insufficient" else None,
        in_play if outcome == "mixed" else (),
        tallies,
    )


def tally(decision: Decision, counts: Mapping[str, int]) -> Tally:
    """What follows of the counts of one category: what it keeps, and whether it is established."""
    kept = max(counts[decision.kept.count] - counts[decision.kept.less], 0)
    known = {**counts, "kept": kept}
    established = all(sum(map(known.__getitem__, line.of)) >= line.at_least for line in decision.established)
    return Tally(counts["hallmark"], counts["supporting"], counts["weak"], counts["opposes"], kept, established)


def _lean(decision: Decision, tallies: Mapping[Category, Tally]) -> Category | None:
    scores = {name: tuple([getattr(tallies[name], line) for line in decision.lean]) for name in CATEGORIES}
    best = max(scores.values())
    leading = [name for name, score in scores.items() if score == best]
    return leading[0] if len(leading) == 1 and any(best) else None


def _side(decision: Decision, exam: Exam) -> CategorySide | None:
    rules = decision.side.get(exam.decided, ()) if exam.decided else ()
    sides = {side for name in rules if name in exam.fired for side in exam.fired[name].sides}
    return "undetermined" if len(sides) > 1 else next(iter(sides), None)


def _blocks(rule: Rule | None) -> frozenset[tuple[str, Side]]:
    placement = rule.then.placement if rule else None
    return frozenset((block.landmark, block.side) for block in placement.blocks) if placement else frozenset()
