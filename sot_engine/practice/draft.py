"""An exam while it is drawn: first what chosen rules ask for, then a quiet value for everything else.

All of it leans to one side of the body and to one severity, so that what is recorded agrees with itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from sot_engine.domain import condition as c
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.rule import Category
from sot_engine.domain.truth import Side, other
from sot_engine.domain.visit import Patient, Readings
from sot_engine.inference.question import Exam, value_test
from sot_engine.practice.terrain import Terrain, findings_of

SPREAD = 0.12
"""How much the numbers of one exam differ from its severity."""
SEVERE = ("grade", "pain", "measure")
"""The kinds of which more is worse."""
YEARS = (19, 79)
"""The ages of adults in invented cases."""
YOUNGEST = 6
"""An invented child can stand still and answer."""
LONGEST = 40
"""The weeks of the longest invented complaint and pregnancy."""


UNSURE = "equivocal"
"""The word of a sign that was looked at without an answer; it is recorded only where a rule takes note of it."""


class CannotDraw(Exception):
    """What was to be recorded excludes what stands already; another drawing may do."""


class Draft:
    """One exam on its way."""

    def __init__(self, terrain: Terrain, chance: Random, side: Side, severity: float) -> None:
        """Nothing is recorded yet. `severity` runs from 0, just enough to count, to 1."""
        self.terrain, self.chance, self.side, self.severity = terrain, chance, side, severity
        self.findings: dict[str, Value] = {}
        self.stray = 0.0
        """How often a sign is drawn on the other side."""
        self.patient: dict[str, Any] = {"age_years": chance.randint(*YEARS)}
        self.wanted: frozenset[str] = frozenset()
        """The contradictions that are drawn on purpose."""

    def towards(self, condition: c.Condition, side: Side | None = None) -> None:
        """Record what makes a condition hold.

        Errors: CannotDraw where that is not possible beside what is recorded, or in recorded values at all.
        """
        match condition:
            case c.Among() | c.Except() | c.Bounds() | c.Pattern() if not condition.after:
                self._leaf(condition, side)
            case c.PatientBounds():
                self._patient(condition)
            case c.All(of):
                self._every(of, side)
            case c.AnyOf(of):
                self._enough(of, 1, side)
            case c.NOf(number, of):
                self._enough(of, number, side)
            case c.EachSide(of):
                self.towards(of, other(self.side) if self.chance.random() < self.stray else self.side)
            case c.BothSides(of):
                self._every([of], "left")
                self._every([of], "right")
            case c.OtherSide(of) if side:
                self.towards(of, other(side))
            case c.Unless():
                pass  # what is not recorded is not certainly true
            case _:
                raise CannotDraw

    def _every(self, conditions: Iterable[c.Condition], side: Side | None) -> None:
        for condition in conditions:
            self.towards(condition, side)

    def _enough(self, of: Sequence[c.Condition], number: int, side: Side | None) -> None:
        """Make that many of the parts hold, in an order left to chance."""
        made = 0
        for condition in self.chance.sample(of, len(of)):
            before = dict(self.findings), dict(self.patient)
            try:
                self.towards(condition, side)
            except CannotDraw:
                self.findings, self.patient = before
                continue
            made += 1
            if made == number:
                return
        raise CannotDraw

    def _leaf(self, leaf: c.Leaf, side: Side | None) -> None:
        finding = self.terrain.pack.findings[leaf.finding]
        key, fits = finding.key(side), value_test(leaf, side)
        if finding.asked_when is not None:
            self.towards(finding.asked_when)
        if key in self.findings:
            if not fits(self.findings[key]):
                raise CannotDraw
            return
        fitting = [value for value in self.terrain.telling[finding.id] if fits(value)]
        if not fitting:
            raise CannotDraw
        alike = self.terrain.like(finding, self.chance.choice(fitting))
        self.findings[key] = self._as_severe(finding, [value for value in alike if fits(value)])

    def _as_severe(self, finding: Finding, alike: Sequence[Value]) -> Value:
        """Of values that the rules take alike: a number as severe as the exam is, or any word."""
        if finding.kind not in SEVERE:
            return self.chance.choice(alike)
        at = min(max(self.chance.gauss(self.severity, SPREAD), 0.0), 1.0)
        return alike[round(at * (len(alike) - 1))]

    def _patient(self, bounds: c.PatientBounds) -> None:
        """An age, or weeks of a pregnancy, within bounds."""
        low, high = (YOUNGEST, YEARS[1]) if bounds.field == "age_years" else (0, LONGEST)
        fits = value_test(c.Bounds("", bounds.at_least, bounds.at_most, bounds.above, bounds.below), None)
        if bounds.field in self.patient and fits(self.patient[bounds.field]):
            return
        fitting = [number for number in range(low, high + 1) if fits(number)]
        if not fitting:
            raise CannotDraw
        self.patient[bounds.field] = self.chance.choice(fitting)
        if bounds.field == "pregnancy_weeks":
            self._suit_age()

    def _suit_age(self) -> None:
        """Another age where the pack keeps this one apart from what else is known of the patient."""
        ages = [age for age in range(YEARS[0], YEARS[1] + 1) if not self._odd({**self.patient, "age_years": age}, {})]
        if not ages:
            raise CannotDraw
        if self.patient["age_years"] not in ages:
            self.patient["age_years"] = self.chance.choice(ages)

    def _odd(self, patient: Mapping[str, Any], findings: Readings) -> bool:
        exam = Exam(Patient(ref="", **patient), findings, {}, {}, {})
        return any(clash.holds(exam) is True for clash in self.terrain.apart)

    def fill(self, skipped: Iterable[str], agreeing: Category | None) -> None:
        """Record a quiet value wherever nothing stands, measures last; `skipped` are findings that stay unrecorded.

        A finding whose every value would be kept apart from what stands is not recorded.
        A measure that has to agree with something found takes part in it, where a rule of the category reads it.
        """
        left_out = set(skipped)
        findings = [one for one in self.terrain.pack.findings.values() if one.id not in left_out]
        for finding in sorted(findings, key=lambda one: (one.id not in self.terrain.leant_on, one.kind == "measure")):
            if self._is_asked(finding):
                for key in finding.keys:
                    if key not in self.findings:
                        self._fill_key(finding, key, agreeing)
        if self._odd(self.patient, self.findings):
            raise CannotDraw

    def _is_asked(self, finding: Finding) -> bool:
        if finding.asked_when is None:
            return True
        patient = Patient(ref="", **self.patient)
        return self.terrain.direct.question(finding.asked_when)(Exam(patient, self.findings, {}, {}, {})) is True

    def _fill_key(self, finding: Finding, key: str, agreeing: Category | None) -> None:
        for value in self._candidates(finding, agreeing):
            self.findings[key] = value
            if not self._clashes(finding, key):
                return
            del self.findings[key]

    def _candidates(self, finding: Finding, agreeing: Category | None) -> Iterator[Value]:
        """Values to try in turn: what is quiet, then what is not; for a measure of something found the other way."""
        quiet = self.terrain.quiet[finding.id]
        if not self.terrain.tests[finding.id] and finding.position == "history":
            yield from self._history(finding)
            return
        loud = [value for value in self.terrain.telling[finding.id] if value not in quiet] if quiet else []
        if finding.kind == "measure":
            found = agreeing is not None and self._kin_found(finding, agreeing)
            yield from (self._alike(finding, value) for value in ((*loud, *quiet) if found else (*quiet, *loud)))
            return
        yield from self.chance.sample(quiet, len(quiet)) if len(quiet) > 1 else quiet
        yield from (self._alike(finding, value) for value in loud)
        if quiet and finding.kind in {"sign", "choice"}:
            yield from (word for word in finding.words if word not in {*quiet, *loud, UNSURE})

    def _alike(self, finding: Finding, value: Value) -> Value:
        return self._as_severe(finding, self.terrain.like(finding, value))

    def _history(self, finding: Finding) -> Iterator[Value]:
        """What the patient tells though no rule reads it: any word, a number as severe as the exam is, or near it."""
        if finding.kind in {"pain", "grade"}:
            alike = self.terrain.like(finding, self.terrain.telling[finding.id][0])
            first = alike.index(self._as_severe(finding, alike))
            yield from (alike[place] for place in sorted(range(len(alike)), key=lambda place: abs(place - first)))
        elif finding.kind in NUMBERS and finding.range:
            low, high = finding.range
            yield int(low) + int(self.chance.triangular(1, min(high - low, LONGEST), 3))
        elif finding.kind == "choice":
            yield from self.chance.sample(finding.words, len(finding.words))

    def _kin_found(self, finding: Finding, category: Category) -> bool:
        """Whether something that has to agree with a finding was found and speaks for the category."""
        speaking = findings_of(self.terrain.supporting(category, "hallmark", "supporting", "weak"))
        return finding.id in speaking and any(
            self.findings.get(key) not in {None, *self.terrain.quiet[kin]}
            for kin in self.terrain.kin[finding.id] & speaking
            for key in self.terrain.pack.findings[kin].keys
        )

    def _clashes(self, finding: Finding, key: str) -> bool:
        """Whether what may not hold began to with the value of this key, save a contradiction drawn on purpose."""
        patient = Patient(ref="", **self.patient)
        now = Exam(patient, self.findings, {}, {}, {})
        held = [clash for clash in self.terrain.clashes[finding.id] if clash.holds(now) is True]
        if all(clash.id in self.wanted for clash in held):
            return False
        before = Exam(patient, {name: value for name, value in self.findings.items() if name != key}, {}, {}, {})
        return any(clash.holds(before) is not True for clash in held if clash.id not in self.wanted)

    def recorded(self) -> Mapping[str, Value]:
        """What was recorded, in the order of the vocabulary."""
        return {key: self.findings[key] for key in self.terrain.pack.keys.by_key if key in self.findings}
