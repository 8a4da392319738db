"""What would be concluded if something else had been recorded: the ground on which every explanation stands.

Only the values between which some rule distinguishes are tried, and only the rules that read a changed finding are
asked again; the decision is the reference reading's own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.rule import CATEGORIES, Category, Rule
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.direct import Direct, Read, Verdict, decide
from sot_engine.inference.question import Exam, Question, value_test

Changes: TypeAlias = Mapping[str, c.Value]
Tallied: TypeAlias = tuple[int, ...]
"""Stops, contradictions, then hallmark, supporting, weak and opposes of I, II and III."""

LINES = ("hallmark", "supporting", "weak", "opposes")
MEMORY = 20_000
_LOOKED_AT = ("stop", "contradiction", "evidence")


@dataclass(frozen=True, slots=True)
class Ground:
    """One pack made ready: which rules read a key, and which values of a finding any rule tells apart."""

    direct: Direct
    readers: Mapping[str, tuple[tuple[Read, int], ...]]
    telling: Mapping[str, tuple[c.Value, ...]]
    rule_keys: Mapping[str, tuple[str, ...]]
    safety: frozenset[str]
    evidence: Mapping[Category, tuple[Read, ...]]
    asked_when: Mapping[str, Question]
    needs: dict[object, tuple[str, ...]] = field(default_factory=dict)
    verdicts: dict[Tallied, Verdict] = field(default_factory=dict)
    joint: dict[str, tuple[Changes, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, direct: Direct) -> "Ground":
        """Look at every stop, contradiction and evidence rule once."""
        reads = [read for stratum in _LOOKED_AT for read in direct.strata[stratum]]
        pack = direct.pack
        rule_keys = {
            read.rule.id: tuple(key for name in c.findings_read(read.rule.when) for key in pack.findings[name].keys)
            for read in reads
        }
        readers: dict[str, list[tuple[Read, int]]] = {}
        for read in reads:
            place = place_of(read.rule)
            for key in rule_keys[read.rule.id] if place is not None else ():
                readers.setdefault(key, []).append((read, place or 0))
        tested: dict[str, list[c.Leaf]] = {}
        for node in (node for read in reads for node in c.walk(read.rule.when)):
            if isinstance(node, c.LEAVES):
                tested.setdefault(node.finding, []).append(node)
        return cls(
            direct,
            {key: tuple(found) for key, found in readers.items()},
            {name: telling_values(finding, tested.get(name, ())) for name, finding in pack.findings.items()},
            rule_keys,
            frozenset(finding.id for finding in pack.stop_questions),
            {
                name: tuple(read for read in direct.strata["evidence"] if read.rule.category == name)
                for name in CATEGORIES
            },
            {
                finding.id: direct.question(finding.asked_when)
                for finding in pack.findings.values()
                if finding.asked_when
            },
        )

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


def joins(condition: c.Condition) -> bool:
    """Whether a condition can need more than one recorded value to hold."""
    return any(isinstance(node, c.All | c.NOf | c.BothSides) for node in c.walk(condition))


def place_of(rule: Rule) -> int | None:
    """Which number of a tally a rule adds to; a contrast adds to none."""
    if rule.stratum != "evidence":
        return 0 if rule.stratum == "stop" else 1
    if rule.then.verb == "contrasts" or rule.category is None:
        return None
    return 2 + len(LINES) * CATEGORIES.index(rule.category) + LINES.index(rule.then.strength or "opposes")


def telling_values(finding: Finding, leaves: Collection[c.Leaf]) -> tuple[c.Value, ...]:
    """One value for each way in which these tests can read a finding, nearest to where the readings part.

    A finding that nothing tests has one.
    """
    tests = [value_test(leaf, side) for leaf in leaves for side in SIDES]
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


class Explorer:
    """One exam from which others are imagined."""

    def __init__(self, ground: Ground, visit: Visit) -> None:
        """Read the exam as it is; every question is then about a change to it."""
        self.ground, self.visit = ground, visit
        self._exam = Exam(visit.patient, visit.findings, visit.after, {}, {})
        self.truths = {
            read.rule.id: read.truth(self._exam) for stratum in _LOOKED_AT for read in ground.direct.strata[stratum]
        }
        self.fired = {name for name, truth in self.truths.items() if truth is True}
        self.tallied = self._tally(self.fired)
        self.verdict = self.decide(self.tallied)

    def _tally(self, fired: Iterable[str]) -> Tallied:
        totals = [0] * (2 + len(LINES) * len(CATEGORIES))
        for name in fired:
            place = place_of(self.ground.direct.pack.rule[name])
            if place is not None:
                totals[place] += 1
        return tuple(totals)

    def decide(self, tallied: Tallied) -> Verdict:
        """What these counts decide."""
        found = self.ground.verdicts.get(tallied)
        if found is None:
            counts = {
                name: dict(zip(LINES, tallied[2 + len(LINES) * place :], strict=False))
                for place, name in enumerate(CATEGORIES)
            }
            found = decide(self.ground.direct.pack.decision, counts, tallied[0], tallied[1])
            _remember(self.ground.verdicts, tallied, found)
        return found

    def turned(self, changes: Changes) -> dict[str, tuple[int, int]]:
        """The rules that would fire or no longer fire: which count each moves, and by one up or down."""
        exam, fired, readers = self._with(changes), self.fired, self.ground.readers
        asked = {read.rule.id: (read, place) for key in changes for read, place in readers.get(key, ())}
        found = {}
        for name, (read, place) in asked.items():
            step = (read.truth(exam) is True) - (name in fired)
            if step:
                found[name] = (place, step)
        return found

    def tally_after(self, changes: Changes) -> Tallied:
        """The counts if these values had been recorded."""
        totals = list(self.tallied)
        for place, step in self.turned(changes).values():
            totals[place] += step
        return tuple(totals)

    def verdict_after(self, changes: Changes) -> Verdict:
        """What would be concluded if these values had been recorded."""
        return self.decide(self.tally_after(changes))

    def recordings(self, finding: Finding) -> Iterator[Changes]:
        """Every way that matters of recording one finding on its unrecorded sides, one of them or all."""
        keys = [key for key in finding.keys if key not in self.visit.findings]
        values = self.ground.telling[finding.id]
        for chosen in product((None, *values), repeat=len(keys)):
            changes = {key: value for key, value in zip(keys, chosen, strict=True) if value is not None}
            if changes:
                yield changes

    def needs(self, read: Read) -> tuple[str, ...]:
        """The findings any one of which, recorded on its unrecorded sides, could make the rule fire."""
        recorded, patient = self.visit.findings.get, self.visit.patient
        values = tuple([recorded(key) for key in self.ground.rule_keys[read.rule.id]])
        asked = (read.rule.id, values, patient.age_years, patient.pregnancy_weeks)
        found = self.ground.needs.get(asked)
        if found is None:
            names = c.findings_read(read.rule.when)
            found = tuple(name for name in names if self._can_fire(read, name))
            _remember(self.ground.needs, asked, found)
        return found

    def _can_fire(self, read: Read, name: str) -> bool:
        """Whether recording this finding alone could make the rule fire."""
        finding = self.ground.direct.pack.findings[name]
        return any(read.truth(self._with(changes)) is True for changes in self.recordings(finding))

    def _with(self, changes: Changes) -> Exam:
        return Exam(self.visit.patient, {**self.visit.findings, **changes}, self.visit.after, {}, {})

    def fires_after(self, read: Read, changes: Changes) -> bool:
        """Whether a rule would fire if these values had been recorded."""
        return read.truth(self._with(changes)) is True

    def is_asked(self, finding: Finding) -> bool:
        """Whether a question applies to this patient."""
        question = self.ground.asked_when.get(finding.id)
        return question is None or question(self._exam) is True


def _remember(memory: dict[Any, Any], asked: Any, found: Any) -> None:
    """Keep an answer; a memory that grew too large starts again, so that a long run stays small."""
    if len(memory) >= MEMORY:
        memory.clear()
    memory[asked] = found


def label(verdict: Verdict) -> str:
    """A conclusion in words, as `could_lead_to` lists it."""
    named: Category | None = verdict.category or verdict.lean
    if verdict.outcome == "supported":
        return f"supported {named}"
    return f"{verdict.outcome} (lean {named})" if verdict.lean else verdict.outcome
