"""A pack: the findings, the rules, the sources, and how a category is decided from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeAlias

from sot_engine.domain.condition import Condition
from sot_engine.domain.finding import Finding, Keys, Vocabulary
from sot_engine.domain.rule import Category, Effect, Grade, Rule, Status, Stratum

Outcome: TypeAlias = Literal["refer", "contradictory", "mixed", "supported", "insufficient"]
Counted: TypeAlias = Literal["hallmark", "supporting", "weak", "opposes"]
Count: TypeAlias = Literal["hallmark", "supporting", "weak", "opposes", "kept"]
OUTCOMES: tuple[Outcome, ...] = ("refer", "contradictory", "mixed", "supported", "insufficient")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is left of one count when another is taken away, never below zero."""

    count: Counted
    less: Counted


@dataclass(frozen=True, slots=True, kw_only=True)
class InPlay:
    """How much must be kept for a category to be in play."""

    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """The sum of these counts reaches at least that number."""

    of: tuple[Count, ...]
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """How the evidence that fired becomes an outcome: the pack's choice, never the engine's."""

    kept: Kept
    in_play: InPlay
    established: tuple[Threshold, ...]
    outcomes: tuple[Outcome, ...]
    lean: tuple[Count, ...]
    side: Mapping[Category, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who wrote it, where it is, and what of it was seen."""

    author: str
    title: str
    year: int | str
    address: str
    kind: Grade
    seen: str
    checked: str = ""
    """The day or month in which somebody last opened it, as 2026-11-23 or 2026-11; empty when it was not noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryPage:
    """What a category is said to be, with the sources that say so."""

    name: str
    says: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One documented order of treatment when several categories are in play; none is preferred."""

    says: str
    cite: tuple[str, ...]
    grade: Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A named person who read rules of this pack, and when."""

    name: str
    date: str
    rules: tuple[str, ...]
    read: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    """The mark of each rule as it was read; a review that was written by hand may have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What a pack says of every possible exam: where a condition holds, these words are never, or always, concluded."""

    id: str
    title: str
    why: str
    when: Condition
    holds: Literal["never", "always"]
    of: Literal["outcome", "placement"]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exemption:
    """Where a theorem that holds for every pack need not hold for these rules of this one, and why that is right."""

    theorem: str
    rules: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A remark of `sot rules lint` that the authors of a pack let stand, about what, and why."""

    check: str
    about: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """Findings that no case for practice holds together, because of what the words mean; no assessment reads it."""

    id: str
    title: str
    why: str
    when: Condition
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Everything that an assessment needs, in the order of the pack's files; rules in the order of their ids."""

    id: str
    version: str
    title: str
    status: Status
    purpose: str
    use: str
    misuse: str
    sha256: str
    findings: Vocabulary
    rules: tuple[Rule, ...]
    sources: Mapping[str, Source]
    decision: Decision
    categories: Mapping[Category, CategoryPage]
    notices: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    questions: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()
    reviewed_by: tuple[Review, ...] = ()
    theorems: tuple[Promise, ...] = ()
    exceptions: tuple[Exemption, ...] = ()
    apart: tuple[Apart, ...] = ()
    with_: tuple[str, ...] = ()
    differs: str = ""
    extends: str | None = None
    retired: tuple[str, ...] = field(default=())

    @cached_property
    def keys(self) -> Keys:
        """Every key under which a visit can record something."""
        return Keys.of(self.findings)

    @cached_property
    def rule(self) -> Mapping[str, Rule]:
        """The rules by id."""
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def strata(self) -> Mapping[Stratum, tuple[Rule, ...]]:
        """The rules of each stratum, in the order of their ids."""
        strata: dict[Stratum, list[Rule]] = {
            "stop": [], "contradiction": [], "evidence": [], "placement": [], "gate": [], "guidance": [],
        }  # fmt: skip
        for rule in self.rules:
            strata[rule.stratum].append(rule)
        return {name: tuple(rules) for name, rules in strata.items()}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of every key in the vocabulary, so that facts are always listed alike."""
        keys = ["patient.age_years", "patient.pregnancy_weeks", *self.keys.by_key]
        return {key: place for place, key in enumerate([*keys, *(f"after.{key}" for key in self.keys.by_key)])}

    @cached_property
    def stop_questions(self) -> tuple[Finding, ...]:
        """The findings that a stop rule reads, in the order of the vocabulary."""
        from sot_engine.domain.condition import findings_read

        read = {name for rule in self.strata["stop"] for name in findings_read(rule.when)}
        return tuple(finding for finding in self.findings.values() if finding.id in read)

    def asked_and_done(self, name: str) -> tuple[Condition, Effect] | None:
        """What a rule asks and does, without the words about it; None for a rule that the pack does not have."""
        rule = self.rule.get(name)
        return (rule.when, rule.then) if rule else None

    def with_rule(self, rule: Rule) -> "Pack":
        """The same pack with the rule of this id written otherwise."""
        return replace(self, rules=tuple(rule if one.id == rule.id else one for one in self.rules))
