"""The reference reading: what a rule means, written to be read.

The pack is walked as it is written. Each condition becomes a function of the exam, once per pack; an exam is then
read stratum by stratum, and each stratum sees only what the earlier ones concluded::

    contradictions, stops → evidence → decision → placement → gates → guidance

Nothing here is shared with the live engine (`durable.py`): no normal form, no counting, no decision.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Decision, Outcome, Pack
from sot_engine.domain.reading import CategorySide, Firing, PlacementStatus, Reading, Tally
from sot_engine.domain.rule import CATEGORIES, Category, Rule
from sot_engine.domain.truth import SIDES, Side, Truth, at_least, every, other, some
from sot_engine.domain.visit import Patient, Readings, Visit

Counts: TypeAlias = Mapping[str, Mapping[str, int]]
"""For each category, how many rules fired as hallmark, supporting, weak and opposes."""


@dataclass(slots=True)
class Exam:
    """What is known so far of one exam: the recorded values, and then what each stratum concluded."""

    patient: Patient
    findings: Readings
    after: Readings
    fired: dict[str, Firing]
    tallies: Mapping[Category, Tally]
    decided: Category | None = None
    side: CategorySide | None = None
    blocks: frozenset[tuple[str, Side]] = frozenset()


Question: TypeAlias = Callable[[Exam], Truth]
Answer: TypeAlias = Callable[[Exam], Iterable[str]]


class Verdict(NamedTuple):
    """What the counts decide."""

    outcome: Outcome
    category: Category | None
    lean: Category | None
    candidates: tuple[Category, ...]
    tallies: Mapping[Category, Tally]


class Read(NamedTuple):
    """A rule made ready: the questions to ask, each with its side, and the keys behind a yes."""

    rule: Rule
    asked: tuple[tuple[Side | None, Question, Answer], ...]

    def truth(self, exam: Exam) -> Truth:
        """Whether the rule fires, as far as is known."""
        return some(question(exam) for _, question, _ in self.asked)

    def firing(self, exam: Exam) -> Firing | None:
        """The firing with its sides and facts, when the rule certainly fires."""
        yes = [(side, facts) for side, question, facts in self.asked if question(exam) is True]
        if not yes:
            return None
        sides = tuple(side for side, _ in yes if side)
        return Firing(self.rule.id, sides, frozenset(key for _, facts in yes for key in facts(exam)))


class Direct:
    """The reference reading of one pack."""

    def __init__(self, pack: Pack) -> None:
        """Make every rule of the pack ready to be asked."""
        self.pack = pack
        self._ask = _Asker(pack)
        self.strata: Mapping[str, tuple[Read, ...]] = {
            name: tuple(self._ask.rule(rule) for rule in rules) for name, rules in pack.strata.items()
        }

    def question(self, condition: c.Condition) -> Question:
        """A condition of the pack that stands outside a rule, ready to be asked."""
        return self._ask.question(condition, None)

    def read(self, visit: Visit, commit: Category | None = None) -> Reading:
        """Weigh every rule of the pack against the findings of one visit.

        Shapes: rules x recorded findings -> one Reading; the visit is not changed.
        """
        exam = Exam(visit.patient, visit.findings, visit.after, {}, {})
        stops, contradictions, evidence = (
            self._fire(stratum, exam) for stratum in ("stop", "contradiction", "evidence")
        )
        counts = count(self.pack.rule[firing.rule] for firing in evidence)
        verdict = decide(self.pack.decision, counts, len(stops), len(contradictions))
        exam.tallies = verdict.tallies
        committed = commit if commit in verdict.candidates else None
        exam.decided = verdict.category or committed
        exam.side = _side(self.pack.decision, exam) if exam.decided else None
        rule = self._placement(exam)
        exam.blocks = _blocks(rule)
        gates = self._gates(exam)
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
        found = tuple(firing for read in self.strata[stratum] if (firing := read.firing(exam)))
        exam.fired.update((firing.rule, firing) for firing in found)
        return found

    def _placement(self, exam: Exam) -> Rule | None:
        reads = [read for read in self.strata["placement"] if read.rule.then.on == exam.decided]
        fitting = [read.rule for read in reads if read.truth(exam) is True]
        return fitting[0] if len(fitting) == 1 else None

    def _gates(self, exam: Exam) -> tuple[Firing, ...]:
        position = self._position(exam.decided)

        def concerns(rule: Rule) -> bool:
            if exam.decided is None:
                return rule.then.verb == "cautions" and rule.then.on == "any"
            return rule.then.on in {"any", exam.decided, position}

        asked = (read for read in self.strata["gate"] if concerns(read.rule))
        return tuple(firing for read in asked if (firing := read.firing(exam)))

    def _position(self, category: Category | None) -> str | None:
        """The position in which the pack places blocks for a category; `check` sees to it that there is one."""
        for read in self.strata["placement"]:
            if read.rule.then.on == category and read.rule.then.placement:
                return read.rule.then.placement.position
        return None

    def _status(self, exam: Exam, rule: Rule | None, gates: tuple[Firing, ...]) -> PlacementStatus:
        if exam.decided is None:
            return "none"
        verbs = {self.pack.rule[firing.rule].then.verb for firing in gates}
        if rule is None or "withholds" in verbs:
            return "withheld"
        return "modify" if "modifies" in verbs else "suggested"


def count(fired: Iterable[Rule]) -> Counts:
    """Count the rules that fired for each category; a rule counts once, on however many sides it fired."""
    counts = {name: {"hallmark": 0, "supporting": 0, "weak": 0, "opposes": 0} for name in CATEGORIES}
    for rule in fired:
        if rule.then.verb != "contrasts" and rule.then.on:
            counts[rule.then.on][rule.then.strength or "opposes"] += 1
    return counts


def decide(decision: Decision, counts: Counts, stops: int, contradictions: int) -> Verdict:
    """Decide an outcome from what was counted, in the pack's own order of outcomes."""
    tallies = {name: _tally(decision, counts[name]) for name in CATEGORIES}
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


def _tally(decision: Decision, counts: Mapping[str, int]) -> Tally:
    kept = max(counts[decision.kept.count] - counts[decision.kept.less], 0)
    known = {**counts, "kept": kept}
    established = all(sum(known[name] for name in line.of) >= line.at_least for line in decision.established)
    return Tally(counts["hallmark"], counts["supporting"], counts["weak"], counts["opposes"], kept, established)


def _lean(decision: Decision, tallies: Mapping[Category, Tally]) -> Category | None:
    scores = {name: tuple(getattr(tallies[name], line) for line in decision.lean) for name in CATEGORIES}
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


class _Asker:
    """Turns the conditions of a pack into questions, and into the keys behind a yes."""

    def __init__(self, pack: Pack) -> None:
        self._findings = pack.findings

    def rule(self, rule: Rule) -> Read:
        if isinstance(rule.when, c.EachSide):
            inner = rule.when.of
            return Read(rule, tuple((side, self.question(inner, side), self.answer(inner, side)) for side in SIDES))
        return Read(rule, ((None, self.question(rule.when, None), self.answer(rule.when, None)),))

    def question(self, node: c.Condition, side: Side | None) -> Question:
        """A function of the exam that answers yes, no or unknown."""
        if isinstance(node, c.LEAVES):
            return self._leaf(node, side)
        if isinstance(node, c.GROUPS):
            return self._group(node, side)
        if isinstance(node, c.EachSide | c.BothSides):
            halves = [self.question(node.of, half) for half in SIDES]
            join = some if isinstance(node, c.EachSide) else every
            return lambda exam: join(half(exam) for half in halves)
        if isinstance(node, c.OtherSide):
            return self.question(node.of, other(_here(side)))
        if isinstance(node, c.PatientBounds):
            field, within = node.field, _within(node)
            return lambda exam: None if (value := getattr(exam.patient, field)) is None else within(value)
        return self._concluded(node, side)

    def _leaf(self, node: c.Leaf, side: Side | None) -> Question:
        key, test = self._key(node.finding, side), value_test(node, side)
        if node.after:
            return lambda exam: None if (value := exam.after.get(key)) is None else test(value)
        return lambda exam: None if (value := exam.findings.get(key)) is None else test(value)

    def _group(self, node: c.Group, side: Side | None) -> Question:
        questions = [self.question(child, side) for child in node.of]
        if isinstance(node, c.NOf):
            number = node.at_least
            return lambda exam: at_least(number, (question(exam) for question in questions))
        join = every if isinstance(node, c.All) else some
        return lambda exam: join(question(exam) for question in questions)

    def _concluded(self, node: c.Condition, side: Side | None) -> Question:  # noqa: C901, PLR0911  # one line a word of the language
        match node:
            case c.Unless(of):
                inner = self.question(of, side)
                return lambda exam: inner(exam) is not True
            case c.NotRecorded(findings):
                keys = [self._key(name, side) for name in findings]
                return lambda exam: any(key not in exam.findings for key in keys)
            case c.Fired(rules):
                return lambda exam: any(_fired_on(exam, name, side) for name in rules)
            case c.NotFired(rules):
                return lambda exam: not any(name in exam.fired for name in rules)
            case c.NoCommonSide(first, second):
                return lambda exam: _no_common_side(exam, first, second)
            case c.Established(category):
                return lambda exam: exam.tallies[category].established  # type: ignore[index]  # the reader admits only categories
            case c.Decided(category):
                return lambda exam: exam.decided == category
            case c.CategorySide(words):
                return lambda exam: exam.decided is not None and (exam.side or "none") in words
            case c.BlockUnder(landmark):
                return lambda exam: (landmark, _here(side)) in exam.blocks
            case c.Improved(finding):
                return lambda exam: self._improved(exam, self._findings[finding], self._key(finding, side))
            case c.NoneImproved(findings):
                return self._none_improved(findings)
        message = f"no reading of {type(node).__name__}"
        raise TypeError(message)

    def _none_improved(self, findings: tuple[str, ...]) -> Question:
        keys = [(self._findings[name], key) for name in findings for key in self._findings[name].keys]
        positive = {key: self._positive(finding, key) for finding, key in keys}

        def question(exam: Exam) -> Truth:
            again = [(finding, key) for finding, key in keys if key in exam.findings and key in exam.after]
            was_positive = any(positive[key](exam) is True for _, key in again)
            return was_positive and not any(self._improved(exam, finding, key) for finding, key in again)

        return question

    def _positive(self, finding: Finding, key: str) -> Question:
        if finding.retest is None:
            return lambda _: False
        side = key.partition(".")[2]
        return self.question(finding.retest.positive, "left" if side == "left" else "right" if side else None)

    def _improved(self, exam: Exam, finding: Finding, key: str) -> bool:
        before, now = exam.findings.get(key), exam.after.get(key)
        if before is None or now is None or finding.retest is None:
            return False
        match finding.retest.improves:
            case "down":
                return now <= before - 1  # type: ignore[operator]  # the reader admits numbers only
            case "up":
                return now > before  # type: ignore[operator]
            case "to_negative":
                return now == finding.negative_value and self._positive(finding, key)(exam) is True
            case "fewer":
                word = finding.retest.word
                return now.count(word) < before.count(word)  # type: ignore[union-attr,arg-type]  # sequences only

    def answer(self, node: c.Condition, side: Side | None) -> Answer:
        """A function of the exam that names the keys behind a yes; absence has no keys."""
        match node:
            case c.Among() | c.Except() | c.Bounds() | c.Pattern():
                key = self._key(node.finding, side)
                named = (f"after.{key}" if node.after else key,)
                return lambda _: named
            case c.PatientBounds(field):
                named = (f"patient.{field}",)
                return lambda _: named
            case c.All(of) | c.AnyOf(of) | c.NOf(_, of):
                return self._union([(child, side) for child in of])
            case c.EachSide(of) | c.BothSides(of):
                return self._union([(of, half) for half in SIDES])
            case c.OtherSide(of):
                return self.answer(of, other(_here(side)))
            case c.Improved(finding):
                key = self._key(finding, side)
                named = (key, f"after.{key}")
                return lambda _: named
            case c.NoneImproved(findings):
                keys = [key for name in findings for key in self._findings[name].keys]
                return lambda exam: _retested(exam, keys)
        return lambda _: ()

    def _union(self, parts: list[tuple[c.Condition, Side | None]]) -> Answer:
        """The keys of every part that is certainly true."""
        pairs = [(self.question(node, side), self.answer(node, side)) for node, side in parts]
        return lambda exam: [
            key for question, answer in pairs if question(exam) is True for key in answer(exam)
        ]

    def _key(self, finding: str, side: Side | None) -> str:
        return self._findings[finding].key(side)


def _here(side: Side | None) -> Side:
    if side is None:
        message = "a condition on a side stands outside each_side and both_sides"
        raise ValueError(message)
    return side


def value_test(node: c.Leaf, side: Side | None) -> Callable[[c.Value], bool]:
    match node:
        case c.Among(_, values):
            allowed = frozenset(_worded(value, side) for value in values)
            return lambda value: value in allowed
        case c.Except(_, values):
            refused = frozenset(_worded(value, side) for value in values)
            return lambda value: value not in refused
        case c.Bounds():
            return _within(node)
        case c.Pattern(_, how, words):
            size = len(words)
            if how == "starts_with":
                return lambda value: value[:size] == words  # type: ignore[index]  # sequences only
            if how == "ends_with":
                return lambda value: value[-size:] == words  # type: ignore[index]
            return lambda value: any(word in value for word in words)  # type: ignore[operator]


def _worded(value: c.Value, side: Side | None) -> c.Value:
    if value == c.THIS_SIDE:
        return _here(side)
    return other(_here(side)) if value == c.OTHER_SIDE else value


def _within(node: c.Bounds | c.PatientBounds) -> Callable[[c.Value], bool]:
    least, most, above, below = node.at_least, node.at_most, node.above, node.below

    def within(value: c.Value) -> bool:
        number = float(value)  # type: ignore[arg-type]  # numbers only, by the vocabulary
        return (
            (least is None or number >= least)
            and (most is None or number <= most)
            and (above is None or number > above)
            and (below is None or number < below)
        )

    return within


def _fired_on(exam: Exam, rule: str, side: Side | None) -> bool:
    firing = exam.fired.get(rule)
    return firing is not None and (side is None or side in firing.sides)


def _no_common_side(exam: Exam, first: str, second: str) -> bool:
    one, two = exam.fired.get(first), exam.fired.get(second)
    return one is not None and two is not None and not set(one.sides) & set(two.sides)


def _retested(exam: Exam, keys: list[str]) -> list[str]:
    again = [key for key in keys if key in exam.findings and key in exam.after]
    return [*again, *(f"after.{key}" for key in again)]
