"""Which exams two packs read differently, because of which rule, with a smallest example of each.

The exams come from outside: the golden cases of both packs and exams made of telling values (`telling_exams`); what
stores many exams, or proves over all of them, can hand in its own::

    exams ──▶ read under both ──▶ those that end otherwise ──▶ which rule alone does it? ──▶ smallest of each kind
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct
from sot_engine.packs.cases import ADULT, Case
from sot_engine.packs.ending import endings, laid_otherwise, mirrored

DECISION, RETEST = "decision", "re-test of "
"""What is named as the cause where the packs decide otherwise from the same evidence, or read a re-test otherwise."""
MOST_ALONE = 12
"""Up to so many changed rules each is tried alone on every exam; more at once are another school, no other version."""


class Imagined(NamedTuple):
    """An exam to read under both packs: its name, what was recorded, and which category was chosen."""

    name: str
    visit: Visit
    commit: Category | None


class Shift(NamedTuple):
    """Exams that end otherwise in one way, because of the same rules; the smallest of them, and the mirrored way."""

    rules: tuple[str, ...]
    before: str
    after: str
    exams: int
    example: Imagined
    mirrored: "Shift | None" = None


def exams_of(*packs_cases: Iterable[Case]) -> Iterator[Imagined]:
    """The exams of golden cases, each once."""
    seen: set[str] = set()
    for cases in packs_cases:
        for case in cases:
            content = repr(
                (sorted(case.visit.findings.items()), sorted(case.visit.after.items()), case.visit.patient, case.commit)
            )
            if content not in seen:
                seen.add(content)
                yield Imagined(case.id, case.visit, case.commit)


def held_as(finding: Finding) -> tuple[str, bool]:
    """What kind of value a finding holds, and whether on each side; where that differs no exam is read under both."""
    return "number" if finding.kind in NUMBERS else "list" if finding.kind == "sequence" else "word", finding.sided


def held_apart(before: Pack, after: Pack) -> tuple[str, ...]:
    """The findings that the two packs hold as different things."""
    both = sorted(before.findings.keys() & after.findings.keys())
    return tuple(name for name in both if held_as(before.findings[name]) != held_as(after.findings[name]))


class Difference:
    """Two packs, and what makes them end otherwise."""

    def __init__(self, before: Pack, after: Pack) -> None:
        """Nothing is read yet."""
        self.before, self.after = before, after
        self.laid = laid_otherwise(before, after)
        self._read = (Direct(before), Direct(after))

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """The rules whose reading was added, retired or changed, re-tests read otherwise, and the decision."""
        ids = sorted({*self.before.rule, *self.after.rule})
        rules = [name for name in ids if self.before.asked_and_done(name) != self.after.asked_and_done(name)]
        both = self.before.findings.keys() & self.after.findings.keys()
        compared = sorted((_compared_again(self.before) | _compared_again(self.after)) & both)
        again = [f"{RETEST}{name}" for name in compared if _again(self.before, name) != _again(self.after, name)]
        return (*rules, *again, *([DECISION] if self.before.decision != self.after.decision else []))

    @cached_property
    def alone(self) -> Mapping[str, Pack]:
        """The first pack with one of the causes taken over from the second."""
        return {name: _taken_over(self.before, self.after, name) for name in self.causes}

    @cached_property
    def _alone(self) -> Mapping[str, Direct]:
        return {name: Direct(pack) for name, pack in self.alone.items()}

    def shifts(self, exams: Iterable[Imagined]) -> tuple[Shift, ...]:
        """Every way in which exams end otherwise, with how many do and a smallest one; left and right told once."""
        found: dict[tuple[tuple[str, ...], str, str], list[Imagined]] = {}
        each = len(self.causes) <= MOST_ALONE
        for exam in exams if self.causes else ():
            before, after = self.ends(exam)
            if before != after:
                rules = self.because(exam) if each else ()
                found.setdefault((rules, before, after), []).append(exam)
        return _twinned(self, tuple(self._shift(way, listed) for way, listed in sorted(found.items())))

    def _shift(self, way: tuple[tuple[str, ...], str, str], listed: list[Imagined]) -> Shift:
        """One way; where too many rules changed to try each on every exam, those that change the smallest one."""
        rules, before, after = way
        example = self._smallest(listed, before, after)
        return Shift(rules or self.because(example), before, after, len(listed), example)

    def ends(self, exam: Imagined) -> tuple[str, str]:
        """How an exam ends under the one pack and under the other."""
        return self._ends(exam, self._read[1])

    def _ends(self, exam: Imagined, second: Direct) -> tuple[str, str]:
        both = (self._read[0], second)
        readings = tuple(direct.read(exam.visit, exam.commit) for direct in both)
        return endings(readings, tuple(direct.pack for direct in both), self.laid)

    def turned(self, exam: Imagined) -> Imagined:
        """The exam with left and right exchanged."""
        return exam._replace(visit=mirrored(exam.visit, {**self.after.findings, **self.before.findings}))

    def because(self, exam: Imagined) -> tuple[str, ...]:
        """The causes any one of which alone changes the end; all of them where none does so alone."""
        ends = {name: self._ends(exam, direct) for name, direct in self._alone.items()}
        return tuple(name for name, (before, after) in ends.items() if before != after) or self.causes

    def _smallest(self, exams: list[Imagined], before: str, after: str) -> Imagined:
        """The exam with the fewest findings, and then without each one, and anything of the patient, not needed."""
        exam = min(exams, key=lambda one: (len(one.visit.findings) + len(one.visit.after), one.name))
        for key in (*exam.visit.after, *exam.visit.findings):
            fewer = _without(exam, key)
            if self.ends(fewer) == (before, after):
                exam = fewer
        for plain in ({"pregnancy_weeks": None}, {"age_years": ADULT}):
            fewer = exam._replace(visit=replace(exam.visit, patient=replace(exam.visit.patient, **plain)))
            if self.ends(fewer) == (before, after):
                exam = fewer
        return exam


def _twinned(difference: Difference, shifts: tuple[Shift, ...]) -> tuple[Shift, ...]:
    """The same ways, each told once with its mirror image."""
    left = {(shift.rules, shift.before, shift.after): shift for shift in shifts}
    found = []
    while left:
        shift = left.pop(next(iter(left)))
        ends = difference.ends(difference.turned(shift.example))
        twin = next((way for way in left if way[1:] == ends and len(way[0]) == len(shift.rules)), None)
        found.append(shift._replace(mirrored=left.pop(twin) if twin else None))
    return tuple(found)


def _compared_again(pack: Pack) -> frozenset[str]:
    """The findings of which some rule asks whether a re-test was better."""
    nodes = [node for rule in pack.rules for node in c.walk(rule.when)]
    single = (node.finding for node in nodes if isinstance(node, c.Improved))
    several = (name for node in nodes if isinstance(node, c.NoneImproved) for name in node.findings)
    return frozenset((*single, *several))


def _again(pack: Pack, name: str) -> object:
    """How a re-test of a finding is read."""
    finding = pack.findings[name]
    return finding.retest and (finding.retest, finding.negative_value)


def _taken_over(before: Pack, after: Pack, name: str) -> Pack:
    if name == DECISION:
        return replace(before, decision=after.decision)
    if name.startswith(RETEST):
        finding = name.removeprefix(RETEST)
        read = after.findings[finding]
        own = replace(before.findings[finding], retest=read.retest, negative=read.negative)
        return replace(before, findings={**before.findings, finding: own})
    kept = tuple(rule for rule in before.rules if rule.id != name)
    added = (after.rule[name],) if name in after.rule else ()
    findings = {**after.findings, **before.findings}
    return replace(before, findings=findings, rules=tuple(sorted((*kept, *added), key=lambda rule: rule.id)))


def _without(exam: Imagined, key: str) -> Imagined:
    visit = exam.visit
    if key in visit.after:
        return exam._replace(
            visit=replace(visit, after={name: visit.after[name] for name in visit.after if name != key})
        )
    kept = {name: visit.findings[name] for name in visit.findings if name != key}
    return exam._replace(visit=replace(visit, findings=kept))


__all__ = ["DECISION", "MOST_ALONE", "Difference", "Imagined", "Shift", "exams_of", "held_apart", "held_as"]
