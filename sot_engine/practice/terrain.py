"""One pack as land to draw exams on: which values each finding has that rules tell apart, and which of them are quiet.

Nothing clinical is known here. A quiet value is the one that the pack declares as negative, or the one of which the
fewest rules take note; two findings belong together when a contradiction reads both.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Category, Rule, Strength
from sot_engine.inference.direct import Direct
from sot_engine.inference.ground import telling_values, tests_of
from sot_engine.inference.question import Question, Test

FAR = 0.25
"""How far beyond the edge of a rule a measure is drawn, as a part of its whole range."""


class Clash(NamedTuple):
    """Something that may not hold in an exam, by the id under which the pack states it."""

    id: str
    holds: Question


@dataclass(frozen=True)
class Terrain:
    """A pack made ready to draw exams from."""

    pack: Pack
    direct: Direct

    @cached_property
    def leaves(self) -> Mapping[str, tuple[c.Leaf, ...]]:
        """For every finding, what the rules ask of it before blocking; guidance aside, which concludes nothing."""
        found: dict[str, list[c.Leaf]] = {name: [] for name in self.pack.findings}
        rules = (rule for rule in self.pack.rules if rule.stratum != "guidance")
        for node in (node for rule in rules for node in c.walk(rule.when)):
            if isinstance(node, c.LEAVES) and not node.after:
                found[node.finding].append(node)
        return {name: tuple(nodes) for name, nodes in found.items()}

    @cached_property
    def tests(self) -> Mapping[str, tuple[Test, ...]]:
        """The same as questions that a value answers."""
        return {name: tests_of(nodes) for name, nodes in self.leaves.items()}

    @cached_property
    def telling(self) -> Mapping[str, tuple[Value, ...]]:
        """For every finding, one value for each way in which the rules can take it."""
        return {name: telling_values(finding, self.leaves[name]) for name, finding in self.pack.findings.items()}

    @cached_property
    def quiet(self) -> Mapping[str, tuple[Value, ...]]:
        """For every finding that has one, the values that mean nothing found."""
        return {name: self._quiet(finding) for name, finding in self.pack.findings.items()}

    def _quiet(self, finding: Finding) -> tuple[Value, ...]:
        if finding.negative_value is not None:
            return (finding.negative_value,)
        if not self.tests[finding.id]:
            return ()
        if finding.kind == "choice":
            return finding.words  # the pack names none of them as the negative, so that none is the usual one
        counts = {value: sum(test(value) for test in self.tests[finding.id]) for value in self.telling[finding.id]}
        least = min(counts.values())
        found = [value for value, count in counts.items() if count == least]
        return tuple(self._plainest(finding, value) for value in found)

    def _plainest(self, finding: Finding, value: Value) -> Value:
        """Of rows that the rules take alike: the fewest different words, the longest, the words that are listed first.

        Any other value stays as it is.
        """
        rows = [row for row in self.like(finding, value) if isinstance(row, tuple)]
        listed = finding.values.index
        return min(rows, key=lambda row: (len(set(row)), -len(row), [listed(word) for word in row])) if rows else value

    @cached_property
    def kin(self) -> Mapping[str, frozenset[str]]:
        """The findings that some contradiction reads together with a finding, so that their values have to agree."""
        found: dict[str, set[str]] = {name: set() for name in self.pack.findings}
        for rule in self.pack.strata["contradiction"]:
            names = c.findings_read(rule.when)
            for name in names:
                found[name].update(other for other in names if other != name)
        return {name: frozenset(kin) for name, kin in found.items()}

    @cached_property
    def clashes(self) -> Mapping[str, tuple[Clash, ...]]:
        """For every finding, what the contradictions and the entries of what is kept apart ask of it."""
        found: dict[str, list[Clash]] = {name: [] for name in self.pack.findings}
        stated = [(rule.id, rule.when) for rule in self.pack.strata["contradiction"]]
        for name, when in (*stated, *((one.id, one.when) for one in self.pack.apart)):
            clash = Clash(name, self.direct.question(when))
            for read in c.findings_read(when):
                found[read].append(clash)
        return {name: tuple(clashes) for name, clashes in found.items()}

    @cached_property
    def apart(self) -> tuple[Clash, ...]:
        """What the pack keeps apart, as questions of an exam."""
        return tuple(Clash(one.id, self.direct.question(one.when)) for one in self.pack.apart)

    @cached_property
    def leant_on(self) -> frozenset[str]:
        """The findings without which the pack lets others not stand: these are recorded first."""
        absences = [
            node for one in self.pack.apart for node in c.walk(one.when) if isinstance(node, c.Unless | c.NotRecorded)
        ]
        return frozenset(name for node in absences for name in c.findings_read(node))

    @cached_property
    def of_patients(self) -> tuple[c.Condition, ...]:
        """What gates ask of the patient, and for whom alone a question is meant; conditions that leave no choice."""
        gates = (rule.when for rule in self.gates("withholds", "modifies", "cautions", by_patient=True))
        meant = (finding.asked_when for finding in self.pack.findings.values() if finding.asked_when is not None)
        asked = (when for when in (*gates, *meant) if asks_patient(when))
        return tuple(when for when in asked if not any(isinstance(node, c.AnyOf | c.NOf) for node in c.walk(when)))

    def like(self, finding: Finding, value: Value) -> tuple[Value, ...]:
        """The values that every rule takes as it takes this one.

        Numbers stand in order, those of a measure from where the rules part outwards; of rows all have one length.
        """
        tests = self.tests[finding.id]
        seen = [test(value) for test in tests]
        alike = [one for one in self._all(finding, value) if [test(one) for test in tests] == seen]
        if finding.kind == "measure" and finding.range:
            near = sorted(alike, key=lambda one: abs(_as_number(one) - _as_number(value)))
            low, high = finding.range
            return tuple(near[: max(1, int((high - low) * FAR))]) or (value,)
        return tuple(alike) or (value,)

    @staticmethod
    def _all(finding: Finding, value: Value) -> Iterable[Value]:
        if finding.kind in NUMBERS and finding.range:
            return range(int(finding.range[0]), int(finding.range[1]) + 1)
        if finding.kind == "sequence" and finding.length:
            return product(finding.values, repeat=finding.length[1])
        return finding.words if finding.kind == "choice" else (value,)

    def supporting(self, category: Category, *strengths: Strength) -> tuple[Rule, ...]:
        """The rules that speak for a category with one of these strengths."""
        return tuple(
            rule for rule in self.pack.strata["evidence"]
            if rule.category == category and rule.then.verb == "supports" and rule.then.strength in strengths
        )  # fmt: skip

    def opposing(self, category: Category) -> tuple[Rule, ...]:
        """The rules that speak against a category."""
        return tuple(
            rule for rule in self.pack.strata["evidence"] if rule.category == category and rule.then.verb == "opposes"
        )

    def placing(self, category: Category) -> tuple[Rule, ...]:
        """The placements of a category."""
        return tuple(rule for rule in self.pack.strata["placement"] if rule.then.on == category)

    def gates(self, *verbs: str, by_patient: bool) -> tuple[Rule, ...]:
        """The gates that do this, those that read the patient or those that read findings alone."""
        return tuple(
            rule for rule in self.pack.strata["gate"]
            if rule.then.verb in verbs and reads_patient(rule) == by_patient and (by_patient or is_plain(rule.when))
        )  # fmt: skip


def reads_patient(rule: Rule) -> bool:
    """Whether a rule asks for the age or for a pregnancy."""
    return asks_patient(rule.when)


def asks_patient(condition: c.Condition) -> bool:
    """Whether a condition asks for the age or for a pregnancy."""
    return any(isinstance(node, c.PatientBounds) for node in c.walk(condition))


def is_plain(condition: c.Condition) -> bool:
    """Whether a condition reads recorded values alone."""
    return not any(isinstance(node, c.CONCLUDED) for node in c.walk(condition))


def findings_of(rules: Iterable[Rule]) -> frozenset[str]:
    """The findings that any of these rules reads."""
    return frozenset(name for rule in rules for name in c.findings_read(rule.when))


def _as_number(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
