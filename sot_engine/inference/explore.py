"""What would be concluded if something else had been recorded: what every explanation is verified with.

Only the values that some rule tells apart are tried, and only the rules that read a changed finding are asked again;
the questions and the decision are the reference reading's own.
"""

from collections.abc import Iterable, Iterator
from itertools import product

from sot_engine.domain import condition as c
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
        self._told = self._as_told(visit.findings)
        self._asked = {read.rule.id: read for key in ("", *self._told) for read in ground.reads.get(key, ())}
        self.truths = {**ground.blank, **{name: self._truth(read, NOTHING) for name, read in self._asked.items()}}
        self.fired = {name for name, truth in self.truths.items() if truth is True}
        self.tallied = self._tally(self.fired)
        self.verdict = self.decide(self.tallied)

    def _as_told(self, findings: Changes) -> Changes:
        """Values as the rules tell them apart; what no rule reads is left out."""
        tests, tell = self.ground.tests, self.ground.tell
        return {key: tell(key, value) for key, value in findings.items() if key.partition(".")[0] in tests}

    def _truth(self, read: Read, changes: Changes) -> Truth:
        """Whether a rule fires after these changes, which are told values."""
        ground, name, told = self.ground, read.rule.id, self._told
        if name not in ground.by_findings:
            return read.truth(Exam(self.visit.patient, {**told, **changes}, {}, {}, {}))
        keys = ground.rule_keys[name]
        values = tuple([changes[key] if key in changes else told.get(key) for key in keys])
        known = ground.truths.setdefault(name, {})
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
        told, fired, readers = self._as_told(changes), self.fired, self.ground.readers
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

    def needs(self, read: Read) -> tuple[str, ...]:
        """The findings any one of which, recorded on its unrecorded sides, could make the rule fire."""
        name, told = read.rule.id, self._told.get
        recorded = tuple([told(key) for key in self.ground.rule_keys[name]]) if name in self._asked else None
        asked = (name, recorded)
        found = self.ground.needs.get(asked)
        if found is None:
            findings = c.findings_read(read.rule.when)
            found = tuple(finding for finding in findings if self._can_fire(read, finding))
            if name in self.ground.by_findings:
                self.ground.needs[asked] = found
        return found

    def _can_fire(self, read: Read, name: str) -> bool:
        """Whether recording this finding alone could make the rule fire."""
        finding = self.ground.direct.pack.findings[name]
        return any(self._truth(read, changes) is True for changes in self.recordings(finding))

    def fires_after(self, read: Read, changes: Changes) -> bool:
        """Whether a rule would fire if these values had been recorded."""
        return self._truth(read, self._as_told(changes)) is True

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
