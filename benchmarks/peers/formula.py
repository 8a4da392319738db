"""The conditions of a pack in the few words that every rule engine has.

A condition becomes a tree of `Check`, `Every` and `Some` over flat facts, with the sides of the body written out. A
check of a value that was not recorded is false, which is all that stops, contradictions and evidence need: none of
their words asks for an absence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import Literal, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule, Stratum
from sot_engine.domain.truth import SIDES, Side, other
from sot_engine.domain.visit import Visit

Scalar: TypeAlias = str | int | float
Facts: TypeAlias = dict[str, Scalar]
"""What was recorded, by key; the words of a sequence are joined."""

Operator: TypeAlias = Literal["in", ">=", "<=", ">", "<"]
TRANSLATED: tuple[Stratum, ...] = ("stop", "contradiction", "evidence")


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of one fact: with a number, or with a list of values of which it must be one."""

    key: str
    operator: Operator
    operand: Scalar | tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """All of these hold."""

    of: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of these holds."""

    of: tuple["Formula", ...]


Formula: TypeAlias = Check | Every | Some
Row: TypeAlias = tuple[Check, ...]
"""Tests that must all hold: one row of a decision table, one left-hand side of a production."""


def facts(visit: Visit) -> Facts:
    """The recorded values of a visit under flat keys."""
    known: Facts = {key: flat(value) for key, value in visit.findings.items()}
    known.update((f"after.{key}", flat(value)) for key, value in visit.after.items())
    known["patient.age_years"] = visit.patient.age_years
    if visit.patient.pregnancy_weeks is not None:
        known["patient.pregnancy_weeks"] = visit.patient.pregnancy_weeks
    return known


def flat(value: c.Value) -> Scalar:
    """A recorded value as one word or number."""
    return "-".join(value) if isinstance(value, tuple) else value


def identifier(key: str) -> str:
    """A key as a name that every engine accepts."""
    return key.replace(".", "_")


def formulas(pack: Pack) -> Mapping[str, Formula]:
    """The formula of every stop, contradiction and evidence rule, by id."""
    return {rule.id: translate(pack, rule.when) for rule in translated(pack)}


def translate(pack: Pack, condition: c.Condition) -> Formula:
    """The formula of one condition.

    Errors: TypeError for one that asks what was concluded or not recorded.
    """
    return _Translator(pack).formula(condition, None)


def translated(pack: Pack) -> tuple[Rule, ...]:
    """The rules that the peers are given."""
    return tuple(rule for stratum in TRANSLATED for rule in pack.strata[stratum])


def rows(formula: Formula) -> list[Row]:
    """The alternatives of a formula, each a list of tests that must all hold."""
    if isinstance(formula, Check):
        return [(formula,)]
    if isinstance(formula, Some):
        return [row for part in formula.of for row in rows(part)]
    joined = product(*(rows(part) for part in formula.of))
    return [tuple(test for row in parts for test in row) for parts in joined]


def keys_read(found: Iterable[Formula]) -> tuple[str, ...]:
    """Every key that some formula reads, each once, in the order read."""
    return tuple(dict.fromkeys(test.key for formula in found for row in rows(formula) for test in row))


class _Translator:
    def __init__(self, pack: Pack) -> None:
        self._findings = pack.findings

    def formula(self, node: c.Condition, side: Side | None) -> Formula:
        match node:
            case c.All(of):
                return Every(tuple(self.formula(child, side) for child in of))
            case c.AnyOf(of):
                return Some(tuple(self.formula(child, side) for child in of))
            case c.NOf(number, of):
                parts = [self.formula(child, side) for child in of]
                return Some(tuple(Every(chosen) for chosen in combinations(parts, number)))
            case c.EachSide(of):
                return Some(tuple(self.formula(of, half) for half in SIDES))
            case c.BothSides(of):
                return Every(tuple(self.formula(of, half) for half in SIDES))
            case c.OtherSide(of):
                return self.formula(of, _turned(side))
            case c.PatientBounds(field):
                return _within(f"patient.{field}", node)
            case c.Among() | c.Except() | c.Bounds() | c.Pattern():
                return self._leaf(node, side)
        message = f"{type(node).__name__} asks for what was concluded or not recorded"
        raise TypeError(message)

    def _leaf(self, node: c.Leaf, side: Side | None) -> Formula:
        finding = self._findings[node.finding]
        key = finding.key(side)
        key = f"after.{key}" if node.after else key
        match node:
            case c.Bounds():
                return _within(key, node)
            case c.Pattern(_, how, words):
                return _among(key, (value for value in _every_value(finding) if _fits(value, how, words)))
            case c.Among(_, values):
                return _among(key, (_worded(value, side) for value in values))
            case c.Except(_, values) if finding.kind in NUMBERS:
                return _apart(key, sorted(values, key=float))  # type: ignore[arg-type]  # numbers only, by the vocabulary
            case c.Except(_, values):
                refused = {_worded(value, side) for value in values}
                return _among(key, (value for value in _every_value(finding) if value not in refused))


def _every_value(finding: Finding) -> Iterator[c.Value]:
    if finding.kind == "sequence" and finding.length:
        for size in range(finding.length[0], finding.length[1] + 1):
            yield from product(finding.values, repeat=size)
    else:
        yield from finding.words


def _fits(value: c.Value, how: str, words: tuple[str, ...]) -> bool:
    if how == "contains":
        return any(word in value for word in words)  # type: ignore[operator]  # sequences only
    size = len(words)
    part = value[:size] if how == "starts_with" else value[-size:]  # type: ignore[index]
    return part == words


def _among(key: str, values: Iterable[c.Value]) -> Check:
    return Check(key, "in", tuple(flat(value) for value in values))


def _apart(key: str, values: list[c.Value]) -> Formula:
    """Recorded, and none of these numbers."""
    edges = [flat(value) for value in values]
    between = [Every((Check(key, ">", low), Check(key, "<", high))) for low, high in pairwise(edges)]
    return Some((Check(key, "<", edges[0]), *between, Check(key, ">", edges[-1])))


def _within(key: str, node: c.Bounds | c.PatientBounds) -> Formula:
    bounds: tuple[tuple[Operator, c.Number | None], ...] = (
        (">=", node.at_least), ("<=", node.at_most), (">", node.above), ("<", node.below),
    )  # fmt: skip
    tests = tuple(Check(key, operator, bound) for operator, bound in bounds if bound is not None)
    return tests[0] if len(tests) == 1 else Every(tests)


def _worded(value: c.Value, side: Side | None) -> c.Value:
    if value == c.THIS_SIDE:
        return side or "left"
    return _turned(side) if value == c.OTHER_SIDE else value


def _turned(side: Side | None) -> Side:
    if side is None:
        message = "a condition on a side stands outside each_side and both_sides"
        raise ValueError(message)
    return other(side)
