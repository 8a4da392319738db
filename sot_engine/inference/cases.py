"""Conjunctions of one rule that the live engine can ask as one: what differs in a single literal is alternatives.

Every condition of every case makes a session of the engine larger, and a session is made and deleted for each exam.
Alternatives are written as `$or`, which fires once for each operand that holds; so no two alternatives may be tests
that one fact could pass, and a case fires once for each set of facts, as its conjunctions would one by one.
"""

from collections.abc import Iterable
from itertools import product
from typing import TypeAlias

from sot_engine.inference.expand import Conjunction, Interval

MAX_ALTERNATIVES = 14
"""The C core keeps 32 steps of a condition: two for each alternative, and two around them."""

Literal: TypeAlias = tuple[str, Interval]
Choice: TypeAlias = tuple[Literal, ...]
"""One condition of a case: literals that exclude each other, one of which must hold."""
Case: TypeAlias = tuple[Choice, ...]


def cases(conjunctions: Iterable[Conjunction]) -> list[Case]:
    """The fewest cases found that hold exactly when one of the conjunctions does, in their order."""
    found: list[Case] = []
    for conjunction in {frozenset(one.items()): one for one in conjunctions}.values():
        case: Case | None = tuple((literal,) for literal in conjunction.items())
        while case is not None:
            case = _taken_in(found, case)
    return found


def _taken_in(found: list[Case], new: Case) -> Case | None:
    """Add a case; what it became together with one that was there is taken out again, to be added in its turn."""
    for place, known in enumerate(found):
        joined = _joined(known, new)
        if joined is not None:
            del found[place]
            return joined
    found.append(new)
    return None


def _joined(one: Case, two: Case) -> Case | None:
    """Both as one case, where they differ in one condition alone and no fact could meet it in both."""
    apart = [choice for choice in one if choice not in two], [choice for choice in two if choice not in one]
    if len(one) != len(two) or len(apart[0]) != 1:
        return None
    (left,), (right,) = apart
    if len(left) + len(right) > MAX_ALTERNATIVES or any(map(_overlap, *zip(*product(left, right), strict=True))):
        return None
    return tuple((*left, *right) if choice == left else choice for choice in one)


def _overlap(one: Literal, two: Literal) -> bool:
    (code, (low, high)), (other, (lowest, highest)) = one, two
    return code == other and max(low, lowest) <= min(high, highest)
