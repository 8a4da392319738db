"""Exams as a practice might record them, drawn by a seed from the vocabulary of a pack.

Only the kind of a finding decides how it is drawn; nothing here knows what a finding means. What rules ask for is
tested more often, most of what is tested is negative, the stop questions are nearly always answered, and findings that
the pack calls contradictory are mostly tested again, which is to say left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count, islice
from random import Random
from types import MappingProxyType
from typing import Any

from sot_engine.domain.condition import Value, findings_read
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.direct import Direct

SEED = 20_260_314
FEWEST, MOST = 20, 40
"""Findings recorded in one exam, a sided finding counted once."""


def exams(pack: Pack, number: int, seed: int = SEED) -> list[Visit]:
    """That many exams in the words of a pack; the same seed gives the same exams, in every process."""
    return list(islice(endless(pack, seed), number))


def endless(pack: Pack, seed: int = SEED) -> Iterator[Visit]:
    """Exams one after another, without an end, so that a long run need not hold them all."""
    draw = _Draw(pack, Random(seed))  # noqa: S311  # the same exams for everyone, and nothing to keep secret
    return (draw.visit(place) for place in count())


def document(visit: Visit) -> dict[str, Any]:
    """A visit as the map that a visit file (`sot-visit/1`) holds."""
    patient = {"ref": visit.patient.ref, "age_years": visit.patient.age_years}
    if visit.patient.pregnancy_weeks is not None:
        patient["pregnancy_weeks"] = visit.patient.pregnancy_weeks
    written: dict[str, Any] = {
        "schema": "sot-visit/1",
        "visit": {"examined_at": visit.examined_at, "examiner": visit.examiner},
        "patient": patient,
        "findings": _by_finding(visit.findings),
    }
    if visit.after:
        written["after_blocking"] = {"findings": _by_finding(visit.after)}
    return written


def _by_finding(readings: Mapping[str, Value]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in readings.items():
        name, _, side = key.partition(".")
        plain = list(value) if isinstance(value, tuple) else value
        if side:
            found.setdefault(name, {})[side] = plain
        else:
            found[name] = plain
    return found


class _Draw:
    """Draws one exam after another from one generator."""

    def __init__(self, pack: Pack, random: Random) -> None:
        self._random = random
        self._findings = pack.findings
        self._stops = pack.stop_questions
        stops = {finding.id for finding in self._stops}
        rest = [finding for finding in pack.findings.values() if finding.id not in stops]
        self._safety = [finding for finding in rest if finding.position == "safety"]
        self._tests = [finding for finding in rest if finding.position != "safety"]
        self._asked = _times_read(pack)
        self._order = pack.order
        self._direct = Direct(pack)

    def visit(self, place: int) -> Visit:
        random = self._random
        patient = self._patient(place)
        positive = random.uniform(0.1, 0.65)
        values = dict(self._values(positive))
        findings = {key: values[key] for key in sorted(values, key=self._order.__getitem__)}
        after = dict(self._again(findings, positive)) if random.random() < 0.2 else {}
        visit = Visit(
            examined_at="2026-03-14T09:30:00-08:00",
            examiner="A. Example, DC",
            patient=patient,
            findings=MappingProxyType(findings),
            after=MappingProxyType(after),
        )
        return self._without_contradictions(visit) if random.random() < 0.95 else visit

    def _patient(self, place: int) -> Patient:
        random = self._random
        weeks = random.choice((0, 0, 0, random.randint(1, 40))) if random.random() < 0.2 else None
        return Patient(ref=f"P-{place:06}", age_years=int(random.triangular(8, 90, 40)), pregnancy_weeks=weeks)

    def _values(self, positive: float) -> Iterator[tuple[str, Value]]:
        random = self._random
        answered = 1.0 if random.random() < 0.7 else 0.8
        asked = [finding for finding in self._stops if random.random() < answered]
        for finding in asked:
            yield from self._recorded(finding, 0.006)
        safety = [finding for finding in self._safety if random.random() < 0.3]
        for finding in safety:
            yield from self._recorded(finding, 0.05)
        number = random.randint(FEWEST, MOST) - len(asked) - len(safety)
        for finding in self._chosen(min(max(number, 0), len(self._tests))):
            yield from self._recorded(finding, positive)

    def _chosen(self, number: int) -> list[Finding]:
        """That many findings, each once, those that more rules read before others."""
        drawn = [(self._random.random() ** (1 / (1 + self._asked[finding.id])), finding) for finding in self._tests]
        drawn.sort(key=lambda pair: pair[0], reverse=True)
        return [finding for _, finding in drawn[:number]]

    def _recorded(self, finding: Finding, positive: float) -> Iterator[tuple[str, Value]]:
        """A finding with its sides: mostly both, and mostly at most one of them positive."""
        random = self._random
        if not finding.sided:
            yield finding.id, self._value(finding, positive)
            return
        first, second = random.sample(SIDES, 2)
        yield finding.key(first), self._value(finding, positive)
        if random.random() < 0.85:
            yield finding.key(second), self._value(finding, positive / 2)

    def _value(self, finding: Finding, positive: float) -> Value:
        random = self._random
        if finding.kind == "sign" and random.random() < 0.02:
            return "equivocal"
        if random.random() >= positive and finding.negative_value is not None:
            return finding.negative_value
        if finding.kind == "sequence" and finding.length:
            return tuple(random.choices(finding.values, k=random.randint(*finding.length)))
        if finding.kind in NUMBERS:
            return self._number(finding)
        others = [word for word in finding.words if word not in {finding.negative_value, "equivocal"}]
        return random.choice(others)

    def _number(self, finding: Finding) -> Value:
        """A number of the range; the higher, the rarer. A measure has a decimal now and then."""
        low, high = finding.range or (0, 0)
        drawn = low + (high - low) * self._random.betavariate(1.5, 2.5)
        if finding.kind == "measure" and self._random.random() < 0.2:
            tenths = round(drawn, 1)
            return int(tenths) if tenths == int(tenths) else tenths
        return round(drawn)

    def _without_contradictions(self, visit: Visit) -> Visit:
        refused = {key for firing in self._direct.read(visit).contradictions for key in firing.facts}
        if not refused:
            return visit
        findings, after = (
            MappingProxyType({key: value for key, value in part.items() if key not in refused})
            for part in (visit.findings, visit.after)
        )
        return replace(visit, findings=findings, after=after)

    def _again(self, findings: Mapping[str, Value], positive: float) -> Iterator[tuple[str, Value]]:
        """What was tested again after blocking: some of what can be, more of it negative."""
        for key in findings:
            finding = self._findings[key.partition(".")[0]]
            if finding.retest and self._random.random() < 0.7:
                yield key, self._value(finding, positive / 2)


def _times_read(pack: Pack) -> Counter[str]:
    """How many rules of the pack read each finding."""
    return Counter(name for rule in pack.rules for name in findings_read(rule.when))
