"""One pack made ready to be explained: which rules read a finding, and which of its values any rule tells apart."""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from operator import itemgetter
from typing import NamedTuple, TypeAlias, TypeVar

from sot_engine.domain import condition as c
from sot_engine.domain.assessment import OpenRule
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Outcome, Pack
from sot_engine.domain.rule import CATEGORIES, Category, Rule
from sot_engine.domain.truth import SIDES, Truth
from sot_engine.domain.visit import Patient
from sot_engine.inference.direct import LINES, Direct, Read, Values, judge
from sot_engine.inference.needs import VALUES
from sot_engine.inference.question import Exam, Question, Test, value_test

T = TypeVar("T")
Changes: TypeAlias = Mapping[str, c.Value]
Tallied: TypeAlias = tuple[int, ...]
"""Stops, contradictions, then hallmark, supporting, weak and opposes of I, II and III."""

MEMORY = 800
"""How many sums of counts are remembered with what they decide; then the memory starts again."""

Pick: TypeAlias = Callable[[Mapping[str, c.Value | None]], Values]
Brief: TypeAlias = Callable[[Mapping[str, c.Value | None]], Hashable]
"""What was recorded under several keys, or under the only one, to be remembered by."""
Opening: TypeAlias = tuple[Read, Brief, dict[Hashable, OpenRule | None]]
"""A rule, how to look at what was recorded of all that it reads, and by that how it is open, if it is."""
LOOKED_AT = ("stop", "contradiction", "evidence")


class Alike(dict[c.Value, c.Value]):
    """The values seen so far under one key, each with the telling value that every rule reads as it reads this one."""

    def __init__(self, telling: Iterable[c.Value], tests: Iterable[Test]) -> None:
        """Values are told apart by these tests."""
        super().__init__()
        self._tests = tuple(tests)
        self._read = {tuple([test(value) for test in self._tests]): value for value in telling}

    def __missing__(self, value: c.Value) -> c.Value:
        """Find the telling value and keep it."""
        if len(self) >= VALUES:
            self.clear()
        self[value] = self._read[tuple([test(value) for test in self._tests])]
        return self[value]


class Told(NamedTuple):
    """What is concluded, without the counts behind it."""

    outcome: Outcome
    category: Category | None
    lean: Category | None
    candidates: tuple[Category, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """One pack made ready: which rules read a key, and which values of a finding any rule tells apart.

    What was once worked out is remembered by how the rules read a value, never by the value itself: a long run stays
    as small as the pack is.
    """

    direct: Direct
    reads: Mapping[str, tuple[Read, ...]]
    """By key the rules that read it; under no key, those that also read the patient."""
    blank: Mapping[str, Truth]
    """Whether each rule fires on an exam in which nothing was recorded."""
    readers: Mapping[str, tuple[tuple[Read, int], ...]]
    telling: Mapping[str, tuple[c.Value, ...]]
    rule_keys: Mapping[str, tuple[str, ...]]
    picks: Mapping[str, Pick]
    """By rule: what was recorded of all that it reads, out of what was recorded under every key."""
    nothing: Mapping[str, None]
    """Every key, with nothing recorded."""
    by_findings: frozenset[str]
    safety: Mapping[str, tuple[str, ...]]
    """The stop questions, in the order of the vocabulary, with the keys under which an answer is recorded."""
    hallmarks: Mapping[Category, tuple[str, ...]]
    """The keys that the hallmark rules of each category read."""
    contradictable: frozenset[str]
    """The keys that the contradictions read."""
    asked_when: Mapping[str, Question]
    alike: Mapping[str, Alike]
    """By key, for those that some rule reads: how the values seen so far are told apart."""
    truths: Mapping[str, dict[Values, Truth]]
    """By rule and by what was recorded of all that it reads: whether it fires."""
    open: Mapping[Category, tuple[Opening, ...]]
    """By category its evidence rules."""
    places: Mapping[str, int]
    """By rule, to which number of a tally it adds; a contrast adds to none."""
    verdicts: dict[Tallied, Told] = field(default_factory=dict)
    joint: dict[str, tuple[Changes, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, direct: Direct) -> "Ground":
        """Look at every stop, contradiction and evidence rule once."""
        pack, evidence = direct.pack, direct.strata["evidence"]
        reads = [read for stratum in LOOKED_AT for read in direct.strata[stratum]]
        nothing = Exam(Patient(ref="", age_years=0), {}, {}, {}, {})
        of_patient = [read for read in reads if _asks_the_patient(read.rule)]
        rule_keys = {read.rule.id: _keys(read.rule, pack) for read in reads}
        picks = {name: _pick(keys) for name, keys in rule_keys.items()}
        places = {read.rule.id: place for read in reads if (place := _place(read.rule)) is not None}
        tested = c.leaves_by_finding(read.rule.when for read in reads)
        hallmarks = [read for read in evidence if read.rule.then.strength == "hallmark"]
        telling = {name: telling_values(finding, tested.get(name, ())) for name, finding in pack.findings.items()}
        return cls(
            direct=direct,
            reads={"": tuple(of_patient), **_by_key(rule_keys, ((read.rule.id, read) for read in reads))},
            blank={read.rule.id: read.truth(nothing) for read in reads},
            readers=_by_key(
                rule_keys,
                ((one.rule.id, (one, places[one.rule.id])) for one in reads if one.rule.id in places),
            ),
            telling=telling,
            rule_keys=rule_keys,
            picks=picks,
            nothing=dict.fromkeys(key for keys in rule_keys.values() for key in keys),
            by_findings=frozenset(rule_keys) - {read.rule.id for read in of_patient},
            safety={finding.id: finding.keys for finding in pack.stop_questions},
            hallmarks={
                name: tuple(key for read in hallmarks if read.rule.category == name for key in rule_keys[read.rule.id])
                for name in CATEGORIES
            },
            contradictable=frozenset(key for read in direct.strata["contradiction"] for key in rule_keys[read.rule.id]),
            asked_when={one.id: direct.question(one.asked_when) for one in pack.findings.values() if one.asked_when},
            alike={
                key: Alike(telling[name], tests_of(leaves))
                for name, leaves in tested.items()
                for key in pack.findings[name].keys
            },
            truths={name: {} for name in rule_keys},
            open={
                name: tuple(_opening(read, rule_keys[read.rule.id]) for read in evidence if read.rule.category == name)
                for name in CATEGORIES
            },
            places=places,
        )

    def as_told(self, findings: Changes) -> Changes:
        """Values as the rules tell them apart; what no rule reads is left out."""
        alike = self.alike
        return {key: alike[key][value] for key, value in findings.items() if key in alike}

    def tell(self, key: str, value: c.Value) -> c.Value:
        """The telling value that every rule reads as it reads this one."""
        return self.alike[key][value]

    def decide(self, tallied: Tallied) -> Told:
        """What these counts decide."""
        found = self.verdicts.get(tallied)
        if found is None:
            counted = (tallied[place : place + len(LINES)] for place in range(2, len(tallied), len(LINES)))
            tallies = dict(zip(CATEGORIES, map(self.direct.tallies.__getitem__, counted), strict=True))
            verdict = judge(self.direct.pack.decision, tallies, tallied[0], tallied[1])
            found = Told(verdict.outcome, verdict.category, verdict.lean, verdict.candidates)
            if len(self.verdicts) >= MEMORY:
                self.verdicts.clear()
            self.verdicts[tallied] = found
        return found

    def joint_firings(self, read: Read) -> tuple[Changes, ...]:
        """The smallest sets of two or three values that fire a rule on a blank exam and that no fewer would."""
        name = read.rule.id
        if name not in self.joint:
            self.joint[name] = tuple(self._joint_firings(read)) if joins(read.rule.when) else ()
        return self.joint[name]

    def _joint_firings(self, read: Read) -> Iterator[Changes]:
        finding_of = self.direct.pack.keys.by_key
        keys = self.rule_keys[read.rule.id]
        blank = Patient(ref="", age_years=0)
        smaller: list[Changes] = []
        for size in range(1, 4):
            for chosen in combinations(keys, size):
                for values in product(*(self.telling[finding_of[key][0].id] for key in chosen)):
                    changes = dict(zip(chosen, values, strict=True))
                    if any(known.items() <= changes.items() for known in smaller):
                        continue
                    if read.truth(Exam(blank, changes, {}, {}, {})) is True:
                        smaller.append(changes)
        yield from (changes for changes in smaller if len(changes) > 1)


def _pick(keys: tuple[str, ...]) -> Pick:
    if len(keys) > 1:
        return itemgetter(*keys)
    return lambda recorded: tuple([recorded[key] for key in keys])


def _opening(read: Read, keys: tuple[str, ...]) -> Opening:
    return read, itemgetter(*keys) if keys else lambda _: (), {}


def _asks_the_patient(rule: Rule) -> bool:
    return any(isinstance(node, c.PatientBounds) for node in c.walk(rule.when))


def _keys(rule: Rule, pack: Pack) -> tuple[str, ...]:
    """Every key that a rule reads."""
    return tuple(key for name in c.findings_read(rule.when) for key in pack.findings[name].keys)


def _by_key(rule_keys: Mapping[str, tuple[str, ...]], found: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    """What belongs to a rule, under every key that the rule reads."""
    listed: dict[str, list[T]] = {}
    for rule, one in found:
        for key in rule_keys[rule]:
            listed.setdefault(key, []).append(one)
    return {key: tuple(several) for key, several in listed.items()}


def joins(condition: c.Condition) -> bool:
    """Whether a condition can need more than one recorded value to hold."""
    return any(isinstance(node, c.All | c.NOf | c.BothSides) for node in c.walk(condition))


def _place(rule: Rule) -> int | None:
    """Which number of a tally a rule adds to; a contrast adds to none."""
    if rule.stratum != "evidence":
        return 0 if rule.stratum == "stop" else 1
    if rule.then.verb == "contrasts" or rule.category is None:
        return None
    return 2 + len(LINES) * CATEGORIES.index(rule.category) + LINES.index(rule.then.strength or "opposes")


def tests_of(leaves: Iterable[c.Leaf]) -> tuple[Test, ...]:
    """Every question that some rule asks of a value, on either side."""
    return tuple(value_test(leaf, side) for leaf in leaves for side in SIDES)


def telling_values(finding: Finding, leaves: Collection[c.Leaf]) -> tuple[c.Value, ...]:
    """One value for each way in which these tests can read a finding, nearest to where the readings part.

    A finding that nothing tests has one.
    """
    tests = tests_of(leaves)
    edges = sorted({edge for leaf in leaves for edge in _edges(leaf)})
    found: dict[tuple[bool, ...], c.Value] = {}
    for value in sorted(_values(finding, edges), key=lambda value: _distance(value, edges)):
        found.setdefault(tuple(test(value) for test in tests), value)
    return tuple(sorted(found.values(), key=_number if finding.kind in NUMBERS else str))


def _values(finding: Finding, edges: list[float]) -> Iterator[c.Value]:
    if finding.kind == "sequence" and finding.length:
        for size in range(finding.length[0], finding.length[1] + 1):
            yield from product(finding.values, repeat=size)
    elif finding.kind not in NUMBERS:
        yield from finding.words
    elif finding.range:
        low, high = finding.range
        step = 0.1 if finding.kind == "measure" else 1
        near = {round(edge + shift, 1) for edge in edges for shift in (-1, -step, 0, step, 1)}
        whole = {int(value) if value == int(value) else value for value in {low, high, *near}}
        fitting = (value for value in whole if low <= value <= high)
        yield from sorted(value for value in fitting if finding.kind == "measure" or isinstance(value, int))


def _distance(value: c.Value, edges: list[float]) -> tuple[bool, float]:
    if not isinstance(value, int | float) or not edges:
        return (False, 0.0)
    return (not isinstance(value, int), min(abs(value - edge) for edge in edges))


def _number(value: c.Value) -> float:
    return float(value)  # type: ignore[arg-type]  # numbers only, by the caller


def _edges(leaf: c.Leaf) -> Iterator[float]:
    """The numbers at which a test of a number may turn."""
    if isinstance(leaf, c.Bounds):
        yield from (bound for bound in (leaf.at_least, leaf.at_most, leaf.above, leaf.below) if bound is not None)
    elif isinstance(leaf, c.Among | c.Except):
        yield from (value for value in leaf.values if isinstance(value, int | float))
