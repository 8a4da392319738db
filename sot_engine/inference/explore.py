"""What would be concluded if something else had been recorded: what every explanation is verified with.

Only the values that some rule tells apart are tried, and only the rules that read a changed finding are asked again;
the questions and the decision are the reference reading's own.
"""

from collections.abc import Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import product

from sot_engine.domain import condition as c
from sot_engine.domain.assessment import OpenRule
from sot_engine.domain.finding import Finding
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.truth import Truth
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import LINES, Read
from sot_engine.inference.ground import Changes, Ground, Tallied, Told
from sot_engine.inference.question import Exam

NOTHING: Changes = {}
UNSEEN = OpenRule("", ())
"""Stands for what was not worked out before."""


class Explorer:
    """One exam from which others are imagined."""

    def __init__(self, ground: Ground, visit: Visit, reading: Reading | None = None) -> None:
        """Read the exam as it is; every question is then about a change to it.

        `reading` is what both readings have concluded, where they were asked already.
        """
        self.ground, self.visit, self._reading = ground, visit, reading
        self._exam = Exam(visit.patient, visit.findings, visit.after, {}, {})
        self._told = ground.as_told(visit.findings)
        self._recorded = {**ground.nothing, **self._told}
        """What was recorded under every key that a rule reads."""
        self._turned: dict[tuple[tuple[str, c.Value], ...], dict[str, tuple[int, int]]] = {}
        """The changes that were asked for, with the rules that they turn."""

    @cached_property
    def fired(self) -> AbstractSet[str]:
        """The stops, contradictions and evidence rules that fire."""
        told = self._reading
        if told is None:
            return {name for name, truth in self.truths.items() if truth is True}
        return {firing.rule for firing in (*told.stops, *told.contradictions, *told.evidence)}

    @cached_property
    def tallied(self) -> Tallied:
        """How many of them add to each count."""
        totals = [0] * (2 + len(LINES) * len(CATEGORIES))
        places = self.ground.places
        for name in self.fired:
            if name in places:
                totals[places[name]] += 1
        return tuple(totals)

    @cached_property
    def verdict(self) -> Told:
        """What is concluded of the exam as it is."""
        told = self._reading
        if told is None:
            return self.decide(self.tallied)
        return Told(told.outcome, told.category, told.lean, told.candidates)

    @cached_property
    def truths(self) -> Mapping[str, Truth]:
        """Whether each stop, contradiction and evidence rule fires, as far as is known."""
        ground = self.ground
        asked = {read.rule.id: read for key in ("", *self._told) for read in ground.reads.get(key, ())}
        return {**ground.blank, **{name: self._truth(read, NOTHING) for name, read in asked.items()}}

    def _truth(self, read: Read, changes: Changes) -> Truth:
        """Whether a rule fires after these changes, which are told values."""
        ground, name, told = self.ground, read.rule.id, self._told
        if name not in ground.by_findings:
            return read.truth(Exam(self.visit.patient, {**told, **changes}, {}, {}, {}))
        keys = ground.rule_keys[name]
        if changes:
            values = tuple([changes[key] if key in changes else told.get(key) for key in keys])
        else:
            values = ground.picks[name](self._recorded)
        known = ground.truths[name]
        if values not in known:
            findings = {key: value for key, value in zip(keys, values, strict=True) if value is not None}
            known[values] = read.truth(Exam(self.visit.patient, findings, {}, {}, {}))
        return known[values]

    def decide(self, tallied: Tallied) -> Told:
        """What these counts decide."""
        return self.ground.decide(tallied)

    def turned(self, changes: Changes) -> dict[str, tuple[int, int]]:
        """The rules that would fire or no longer fire: which count each moves, and by one up or down."""
        known = tuple(changes.items())
        if known not in self._turned:
            self._turned[known] = self._turn(changes)
        return self._turned[known]

    def _turn(self, changes: Changes) -> dict[str, tuple[int, int]]:
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

    def open_rules(self, category: Category) -> tuple[OpenRule, ...]:
        """The evidence rules that may yet fire, each with the findings of which any one could make it."""
        recorded, listed = self._recorded, self.ground.open[category]
        stands = [known.get(brief(recorded), UNSEEN) for _, brief, known in listed]
        if UNSEEN in stands:
            stands = [
                self._remember(known, brief(recorded), read) if found is UNSEEN else found
                for found, (read, brief, known) in zip(stands, listed, strict=True)
            ]
        return tuple([one for one in stands if one])  # of its length at once: what shrinks into it is kept by Python

    def _remember(self, known: dict[Hashable, OpenRule | None], seen: Hashable, read: Read) -> OpenRule | None:
        found = self._open_rule(read)
        if read.rule.id in self.ground.by_findings:
            known[seen] = found
        return found

    def _open_rule(self, read: Read) -> OpenRule | None:
        if self._truth(read, NOTHING) is not None:
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

    def is_asked(self, finding: str) -> bool:
        """Whether a question applies to this patient."""
        question = self.ground.asked_when.get(finding)
        return question is None or question(self._exam) is True


def label(told: Told) -> str:
    """A conclusion in words, as `could_lead_to` lists it."""
    named: Category | None = told.category or told.lean
    if told.outcome == "supported":
        return f"supported {named}"
    return f"{told.outcome} (lean {named})" if told.lean else told.outcome
