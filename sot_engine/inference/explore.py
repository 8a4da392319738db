"""What would be concluded if something else had been recorded: what every explanation is verified with.

Only the values that some rule tells apart are tried, and only the rules that read a changed finding are asked again;
the questions and the decision are the reference reading's own.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from sot_engine.domain import condition as c
from sot_engine.domain.assessment import OpenRule
from sot_engine.domain.finding import Finding
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.truth import Truth
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Read
from sot_engine.inference.ground import LINES, Changes, Ground, Tallied, Told, place_of
from sot_engine.inference.question import Exam

NOTHING: Changes = {}


class Explorer:
    """One exam from which others are imagined."""

    def __init__(self, ground: Ground, visit: Visit) -> None:
        """Read the exam as it is; every question is then about a change to it."""
        self.ground, self.visit = ground, visit
        self._exam = Exam(visit.patient, visit.findings, visit.after, {}, {})
        told = self._told = ground.as_told(visit.findings)
        asked = {read.rule.id: read for key in ("", *told) for read in ground.reads.get(key, ())}
        keys, known = ground.rule_keys, told.get
        self._recorded = {name: tuple([known(key) for key in keys[name]]) for name in asked}
        """What was recorded of all that a rule reads, for the rules of which something was."""
        self.truths = {**ground.blank, **{name: self._truth(read, NOTHING) for name, read in asked.items()}}
        self.fired = {name for name, truth in self.truths.items() if truth is True}
        self.tallied = self._tally(self.fired)
        self.verdict = self.decide(self.tallied)

    def _truth(self, read: Read, changes: Changes) -> Truth:
        """Whether a rule fires after these changes, which are told values."""
        ground, name, told = self.ground, read.rule.id, self._told
        if name not in ground.by_findings:
            return read.truth(Exam(self.visit.patient, {**told, **changes}, {}, {}, {}))
        keys, values = ground.rule_keys[name], self._recorded.get(name)
        if changes or values is None:
            values = tuple([changes[key] if key in changes else told.get(key) for key in keys])
        known = ground.truths[name]
        if values not in known:
            findings = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
            known[values] = read.truth(Exam(self.visit.patient, findings, {}, {}, {}))
        return known[values]

    def _tally(self, fired: Iterable[str]) -> Tallied:
        totals = [0] * (2 + len(LINES) * len(CATEGORIES))
        for name in fired:
            place = place_of(self.ground.direct.pack.rule[name])
            if place is not None:
                totals[place] += 1
        return tuple(totals)

    def decide(self, tallied: Tallied) -> Told:
        """What these counts decide."""
        return self.ground.decide(tallied)

    def turned(self, changes: Changes) -> dict[str, tuple[int, int]]:
        """The rules that would fire or no longer fire: which count each moves, and by one up or down."""
        told, fired, readers = self.ground.as_told(changes), self.fired, self.ground.readers
        asked = {read.rule.id: (read, place) for key in changes for read, place in readers.get(key, ())}
        found = {}
        for name, (read, place) in asked.items():
            step = (self._truth(read, told) is True) - (name in fired)
            if step:
                found[name] = (place, step)
        return found

    def tally_after(self, changes: Changes) -> Tallied:
        """The counts if these values had been recorded."""
        totals = list(self.tallied)
        for place, step in self.turned(changes).values():
            totals[place] += step
        return tuple(totals)

    def verdict_after(self, changes: Changes) -> Told:
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

    def open_rule(self, read: Read) -> OpenRule | None:
        """A rule of which it is not known whether it fires, with the findings any one of which could make it fire."""
        name = read.rule.id
        known, recorded = self.ground.open[name], self._recorded.get(name)
        if recorded in known:
            return known[recorded]
        found = self._open_rule(read)
        if name in self.ground.by_findings:
            known[recorded] = found
        return found

    def _open_rule(self, read: Read) -> OpenRule | None:
        if self.truths[read.rule.id] is not None:
            return None
        needs = tuple(name for name in c.findings_read(read.rule.when) if self._can_fire(read, name))
        return OpenRule(read.rule.id, needs) if needs else None

    def _can_fire(self, read: Read, name: str) -> bool:
        """Whether recording this finding alone could make the rule fire."""
        finding = self.ground.direct.pack.findings[name]
        return any(self._truth(read, changes) is True for changes in self.recordings(finding))

    def fires_after(self, read: Read, changes: Changes) -> bool:
        """Whether a rule would fire if these values had been recorded."""
        return self._truth(read, self.ground.as_told(changes)) is True

    def is_asked(self, finding: Finding) -> bool:
        """Whether a question applies to this patient."""
        question = self.ground.asked_when.get(finding.id)
        return question is None or question(self._exam) is True


def label(told: Told) -> str:
    """A conclusion in words, as `could_lead_to` lists it."""
    named: Category | None = told.category or told.lean
    if told.outcome == "supported":
        return f"supported {named}"
    return f"{told.outcome} (lean {named})" if told.lean else told.outcome
