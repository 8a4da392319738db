"""One visit under one pack: both readings, the check that they agree, and the assessment with its reasons."""

from collections import OrderedDict
from dataclasses import fields
from threading import Lock

from sot_engine import __version__
from sot_engine.domain.assessment import (
    Assessment,
    BlockResult,
    CategoryResult,
    EngineStamp,
    FiredRule,
    PackStamp,
    PlacementResult,
    Reason,
    Sentence,
    Stop,
)  # fmt: skip
from sot_engine.domain.condition import Value, findings_read
from sot_engine.domain.finding import spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.rule import CATEGORIES, Category, Rule
from sot_engine.domain.visit import Visit
from sot_engine.errors import CommitRefused, EnginesDisagree
from sot_engine.inference import durable, explain
from sot_engine.inference.direct import Direct
from sot_engine.inference.durable import Durable
from sot_engine.inference.explore import Explorer
from sot_engine.inference.ground import Ground

KEPT_READY = 4
"""Packs whose readings stay built; sot-core takes 5 MB, and 11 once every decision was met."""

ENGINE = EngineStamp(name="durable-rules", version=durable.VERSION, cross_checked=True, sot_engine=__version__)
"""Of every assessment, since none is made of readings that differ."""


class Readings:
    """The two readings of one pack, and the ground for explaining what they conclude."""

    def __init__(self, pack: Pack) -> None:
        """Build both readings once."""
        self.pack = pack
        self.direct = Direct(pack)
        self.durable = Durable(pack)
        self.ground = Ground.of(self.direct)

    def agree(self, visit: Visit, commit: Category | None = None) -> Reading:
        """What both readings conclude.

        Errors: EnginesDisagree when they differ in anything; EngineFailed when the live one stops early; PackLimit.
        """
        reference = self.direct.read(visit, commit)
        live = self.durable.read(visit, commit)
        if reference != live:
            raise EnginesDisagree(_difference(reference, live), hint="nothing is shown; please report the findings")
        return reference


_ready: "OrderedDict[int, Readings]" = OrderedDict()
_lock = Lock()


def readings(pack: Pack) -> Readings:
    """The readings of a pack, built when it is first used and kept for the next exam."""
    with _lock:
        known = _ready.get(id(pack))
        if known is None:
            known = _ready[id(pack)] = Readings(pack)
        _ready.move_to_end(id(pack))
        while len(_ready) > KEPT_READY:
            _ready.popitem(last=False)[1].durable.close()
        return known


def assess(pack: Pack, visit: Visit, *, commit: Category | None = None, explained: bool = True) -> Assessment:
    """Weigh every rule of a pack against the findings of one visit.

    Shapes: rules x findings -> one Assessment; inputs are not changed.
    `commit` names the category that the practitioner chose among the candidates of a mixed exam; `explained` adds
    what next and why not.
    Errors: EnginesDisagree when the two readings differ, EngineFailed, CommitRefused, MachineLacks, PackLimit.
    """
    ready = readings(pack)
    reading = ready.agree(visit, commit)
    if commit and reading.committed != commit:
        listed = ", ".join(reading.candidates) or "none: the outcome is " + reading.outcome
        message = f"category {commit} cannot be committed; candidates are {listed}"
        hint = "commit one of the candidates" if reading.candidates else "only a mixed exam takes a commitment"
        raise CommitRefused(message, hint=hint)
    return _Teller(pack, visit, reading, Explorer(ready.ground, visit, reading)).assessment(explained=explained)


class _Teller:
    """Puts a reading into words: every line with its rule, its source and its findings."""

    def __init__(self, pack: Pack, visit: Visit, reading: Reading, explorer: Explorer) -> None:
        self.pack, self.visit, self.reading, self.explorer = pack, visit, reading, explorer

    def assessment(self, *, explained: bool) -> Assessment:
        reading, pack = self.reading, self.pack
        return Assessment(
            schema="sot-assessment/1",
            outcome=reading.outcome,
            category=reading.category,
            lean=reading.lean,
            side=reading.side,
            candidates=reading.candidates,
            committed=reading.committed,
            rivals_not_examined=explain.rivals_not_examined(self.explorer),
            not_asked=explain.not_asked(self.explorer),
            categories=self._categories(),
            stops=tuple(self._stop(firing) for firing in reading.stops),
            contradictions=tuple(self._sentence(firing) for firing in reading.contradictions),
            cautions=tuple(self._sentence(firing) for firing in self._gates("cautions")),
            guidance=tuple(self._sentence(firing) for firing in self._guidance()),
            placement=self._placement(),
            next=explain.next_tests(self.explorer) if explained else (),
            why_not=explain.why_not(self.explorer) if explained else {},
            explained=explained,
            orders=pack.orders if reading.outcome == "mixed" else (),
            notices=pack.notices,
            pack=PackStamp(id=pack.id, version=pack.version, sha256=pack.sha256, status=pack.status, with_=pack.with_),
            engine=ENGINE,
        )

    def _categories(self) -> dict[Category, CategoryResult]:
        fired: dict[Category, list[FiredRule]] = {name: [] for name in CATEGORIES}
        for firing in self.reading.evidence:
            rule = self.pack.rule[firing.rule]
            fired[rule.then.on].append(self._fired(rule, firing))  # type: ignore[index]  # evidence speaks of a category
        return {name: self._category(name, tuple(fired[name])) for name in CATEGORIES}

    def _category(self, name: Category, fired: tuple[FiredRule, ...]) -> CategoryResult:
        tally = self.reading.tallies[name]
        return CategoryResult(
            hallmarks=tally.hallmark,
            supporting=tally.supporting,
            weak=tally.weak,
            opposes=tally.opposes,
            kept=tally.kept,
            established=tally.established,
            fired=fired,
            open=self.explorer.open_rules(name),
        )

    def _fired(self, rule: Rule, firing: Firing) -> FiredRule:
        return FiredRule(
            rule=rule.id,
            effect=rule.then.verb,  # type: ignore[arg-type]  # the evidence stratum holds these three
            strength=rule.then.strength,
            sides=firing.sides,
            findings=self._findings(firing),
            says=rule.says,
            cite=rule.cite,
            grade=rule.evidence.grade,
            basis=rule.basis,
        )

    def _findings(self, firing: Firing) -> tuple[str, ...]:
        return tuple(f"{key} = {self._shown(key)}" for key in sorted(firing.facts, key=self.pack.order.__getitem__))

    def _shown(self, key: str) -> str:
        found = self.visit.findings.get(key)
        return spoken(self._beside(key) if found is None else found)

    def _beside(self, key: str) -> Value:
        """What was recorded beside the findings: of the patient, or at the re-test."""
        whose, _, name = key.partition(".")
        found: Value = getattr(self.visit.patient, name) if whose == "patient" else self.visit.after[name]
        return found

    def _sentence(self, firing: Firing) -> Sentence:
        rule = self.pack.rule[firing.rule]
        return Sentence(rule=rule.id, findings=self._findings(firing), says=rule.says, cite=rule.cite)

    def _stop(self, firing: Firing) -> Stop:
        rule = self.pack.rule[firing.rule]
        return Stop(
            rule=rule.id,
            findings=self._findings(firing),
            says=rule.says,
            cite=rule.cite,
            urgency=rule.then.urgency or "emergency",
            send=rule.then.send or "",
        )

    def _gates(self, verb: str) -> list[Firing]:
        return [firing for firing in self.reading.gates if self.pack.rule[firing.rule].then.verb == verb]

    def _guidance(self) -> list[Firing]:
        """What speaks of stopping first, then the rest in the order of rule ids."""
        return sorted(self.reading.guidance, key=lambda firing: not self.pack.rule[firing.rule].then.first)

    def _placement(self) -> PlacementResult:
        shown = self.reading.placement in {"suggested", "modify"}
        rule = self.pack.rule[self.reading.placement_rule] if shown and self.reading.placement_rule else None
        placement = rule.then.placement if rule else None
        reasons = [*self._reasons("withholds"), *self._reasons("modifies")]
        if rule:
            read = self._recorded(rule)
            reasons.append(Reason(rule=rule.id, effect="places", findings=read, says=rule.says, cite=rule.cite))
        return PlacementResult(
            status=self.reading.placement,
            id=rule.id if rule else None,
            position=placement.position if placement else None,
            blocks=tuple(
                BlockResult(
                    side=block.side, landmark=block.landmark, direction_deg=block.direction_deg, basis=block.basis
                )
                for block in (placement.blocks if placement else ())
            ),
            reasons=tuple(reasons),
            confidence=placement.confidence if placement else None,
            monitor=placement.monitor if placement else None,
            time=placement.time if placement else None,
            end_point=placement.end_point if placement else None,
            variants=placement.variants if placement else (),
        )

    def _reasons(self, verb: str) -> list[Reason]:
        said = map(self._sentence, self._gates(verb))
        return [
            Reason(rule=one.rule, effect=verb, findings=one.findings, says=one.says, cite=one.cite)  # type: ignore[arg-type]  # one of its two words
            for one in said
        ]

    def _recorded(self, rule: Rule) -> tuple[str, ...]:
        """The recorded values of the findings that a rule reads."""
        keys = (key for name in findings_read(rule.when) for key in self.pack.findings[name].keys)
        return tuple(f"{key} = {self._shown(key)}" for key in keys if key in self.visit.findings)


def _difference(reference: Reading, live: Reading) -> str:
    """Where two readings differ, in one line."""
    for field in fields(Reading):
        one, two = getattr(reference, field.name), getattr(live, field.name)
        if one != two:
            return f"the two engines differ in {field.name}: {_brief(one)} against {_brief(two)}"
    return "the two engines differ"


def _brief(value: object) -> str:
    if isinstance(value, tuple) and value and isinstance(value[0], Firing):
        return ", ".join(f"{firing.rule}{list(firing.sides) or ''}" for firing in value)
    return str(value or "nothing")
