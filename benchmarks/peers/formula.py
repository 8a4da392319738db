"""The conditions of a pack in the few words that every rule engine has.

A condition becomes a tree of `Check`, `Every` and `Some` over flat facts, with the sides of the body written out. A
check of a value that was not recorded is false, and its negation true: unknown is never yes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.visit import Visit

Scalar: TypeAlias = str | int | float
Facts: TypeAlias = dict[str, Scalar]
"""What was recorded, by key; the words of a sequence are joined."""

Operator: TypeAlias = Literal["in", ">=", "<=", ">", "<", "recorded", "has", "only", "apart"]
NUMERIC: tuple[Operator, ...] = (">=", "<=", ">", "<")


@dataclass(frozen=True, slots=True)
class Fact:
    """Another recorded number, moved by so much, to compare with."""

    key: str
    plus: int


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison of one fact: with a number, with another fact, or with values of which it must be one.

    `recorded` asks that the fact is there, `has` that a concluded list holds a word, `only` that it holds one alone and
    that among these; `apart` is a formula that stays in one piece where conditions are written as rows.
    """

    key: str
    operator: Operator
    operand: "Scalar | Fact | tuple[Scalar, ...] | Formula" = ()
    negated: bool = False


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


def negated(formula: Formula) -> Formula:
    """What holds when a formula does not certainly hold."""
    if isinstance(formula, Check):
        return replace(formula, negated=not formula.negated)
    turned = tuple(negated(part) for part in formula.of)
    return Some(turned) if isinstance(formula, Every) else Every(turned)


def rows(formula: Formula) -> list[Row]:
    """The alternatives of a formula, each a list of tests that must all hold."""
    if isinstance(formula, Check):
        return [(formula,)]
    if isinstance(formula, Some):
        return [row for part in formula.of for row in rows(part)]
    joined = product(*(rows(part) for part in formula.of))
    return [tuple(test for row in parts for test in row) for parts in joined]


def checks(formula: Formula) -> Iterator[Check]:
    """Every test of a formula, in the order written."""
    if isinstance(formula, Every | Some):
        yield from (test for part in formula.of for test in checks(part))
    elif isinstance(formula.operand, Check | Every | Some):
        yield from checks(formula.operand)
    else:
        yield formula


def keys_read(found: Iterable[Formula]) -> tuple[str, ...]:
    """Every key that some formula reads, each once, in the order read."""
    read: dict[str, None] = {}
    for test in (test for formula in found for test in checks(formula)):
        read[test.key] = None
        if isinstance(test.operand, Fact):
            read[test.operand.key] = None
    return tuple(read)
