"""Explanations found by trying everything: slow, simple, and without a thought of what any rule asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct, Verdict, count, decide
from sot_engine.inference.question import Exam

Changes: TypeAlias = Mapping[str, Value]
STRATA = ("stop", "contradiction", "evidence")


def every_value(pack: Pack, finding: Finding) -> tuple[Value, ...]:
    """Everything that a finding can hold; of a measure the whole numbers, and the tenths beside a bound."""
    if finding.kind in NUMBERS and finding.range:
        low, high = finding.range
        nodes = [node for rule in pack.rules for node in c.walk(rule.when) if isinstance(node, c.Bounds)]
        edges = {
            bound for node in nodes if node.finding == finding.id
            for bound in (node.at_least, node.at_most, node.above, node.below) if bound is not None
        }  # fmt: skip
        if finding.kind != "measure":
            return tuple(range(int(low), int(high) + 1))
        beside = {round(edge + shift, 1) for edge in edges for shift in (-0.1, 0, 0.1)}
        whole = {float(number) for number in range(int(low), int(high) + 1, max(1, int(high - low) // 40))}
        return tuple(sorted(number for number in {float(low), float(high), *whole, *beside} if low <= number <= high))
    if finding.kind == "sequence":
        low, high = finding.length or (1, 1)
        return tuple(words for size in range(int(low), int(high) + 1) for words in product(finding.words, repeat=size))
    return finding.words


@dataclass
class Brute:
    """One exam, and what would be concluded of it if any of its findings were otherwise."""

    direct: Direct
    visit: Visit
    every: dict[str, tuple[Value, ...]]
    _readers: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the exam as it is."""
        pack = self.direct.pack
        self._reads = {read.rule.id: read for stratum in STRATA for read in self.direct.strata[stratum]}
        for name, read in self._reads.items():
            for finding in c.findings_read(read.rule.when):
                for key in pack.findings[finding].keys:
                    self._readers.setdefault(key, []).append(name)
        self._fired = {name for name, read in self._reads.items() if read.truth(self._exam({})) is True}
        self.verdict = self._verdict(self._fired)
        self.safety = {finding.id for finding in pack.stop_questions}

    def _exam(self, changes: Changes) -> Exam:
        return Exam(self.visit.patient, {**self.visit.findings, **changes}, self.visit.after, {}, {})

    def fired(self, changes: Changes) -> set[str]:
        """The rules that fire after these changes; only those that read a changed finding are asked again."""
        exam = self._exam(changes)
        again = {name for key in changes for name in self._readers.get(key, ())}
        return (self._fired - again) | {name for name in again if self._reads[name].truth(exam) is True}

    def after(self, changes: Changes) -> Verdict:
        """What would be concluded after these changes."""
        return self._verdict(self.fired(changes))

    def _verdict(self, fired: set[str]) -> Verdict:
        rules = [self.direct.pack.rule[name] for name in fired]
        stops, contradictions = (sum(rule.stratum == kind for rule in rules) for kind in ("stop", "contradiction"))
        counts = count(rule for rule in rules if rule.stratum == "evidence")
        return decide(self.direct.pack.decision, counts, stops, contradictions)

    def recordings(self, finding: Finding) -> Iterator[Changes]:
        """Every way of recording a finding on its unrecorded sides, one of them or both."""
        keys = [key for key in finding.keys if key not in self.visit.findings]
        for values in product((None, *self.every[finding.id]), repeat=len(keys)):
            changes = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
            if changes:
                yield changes

    def next_tests(self) -> dict[str, set[tuple[str, Category | None]]]:
        """For every finding that could change what is concluded: to which outcomes, with the category or lean."""
        found: dict[str, set[tuple[str, Category | None]]] = {}
        for finding in self.direct.pack.findings.values():
            if finding.id in self.safety or self.verdict.outcome == "refer":
                continue
            for changes in self.recordings(finding):
                after = self.after(changes)
                if _told(after) != _told(self.verdict):
                    found.setdefault(finding.id, set()).add((after.outcome, after.category or after.lean))
        return found

    def open_rules(self) -> dict[str, set[str]]:
        """For every evidence rule that has not fired: the findings any one of which could make it fire."""
        found: dict[str, set[str]] = {}
        for finding in self.direct.pack.findings.values():
            for changes in self.recordings(finding):
                for name in self.fired(changes) - self._fired:
                    if self._reads[name].rule.stratum == "evidence":
                        found.setdefault(name, set()).add(finding.id)
        return found

    def singles(self) -> list[Changes]:
        """Every change of one value, recorded or not, that no safety finding is part of."""
        keys = self.direct.pack.keys.by_key
        return [
            {key: value} for key, (finding, _) in keys.items() if finding.id not in self.safety
            for value in self.every[finding.id] if self.visit.findings.get(key) != value
        ]  # fmt: skip

    def smallest(self, most: int) -> dict[Category, tuple[int, int]]:
        """For each category, how few changes would support it, and how few of them alter what was recorded."""
        found: dict[Category, tuple[int, int]] = {}
        read = [changes for changes in self.singles() if self._readers.get(next(iter(changes)))]
        for size in range(1, most + 1):
            for chosen in combinations(read, size):
                changes = {key: value for single in chosen for key, value in single.items()}
                after = self.after(changes)
                if len(changes) < size or after.outcome != "supported" or after.category is None:
                    continue
                cost = (size, sum(key in self.visit.findings for key in changes))
                found[after.category] = min(found.get(after.category, cost), cost)
            if len(found) == len(CATEGORIES):
                break
        return found


def _told(verdict: Verdict) -> tuple[object, ...]:
    return verdict.outcome, verdict.category, verdict.lean, verdict.candidates
