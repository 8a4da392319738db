"""Conjunctions that the live engine can ask as one: what differs in a single literal is alternatives.

Every condition of every case makes a session of the engine larger, and a session is made and deleted for each exam.
Alternatives are written as `$or`, which fires once for each operand that holds; so no two alternatives may be tests
that one fact could pass, and a case fires once for each set of facts, as its conjunctions would one by one.
"""

from collections.abc import Iterable, Iterator
from itertools import product
from typing import TypeAlias

from sot_engine.inference.expand import Conjunction, Interval

MAX_ALTERNATIVES = 14
"""The C core keeps 32 steps of a condition: two for each alternative, and two around them."""

Literal: TypeAlias = tuple[str, Interval]
Choice: TypeAlias = tuple[Literal, ...]
"""One condition of a case: literals that exclude each other, one of which must hold."""
Case: TypeAlias = tuple[Choice, ...]

Beside: TypeAlias = dict[frozenset[Choice], dict[Case, Choice]]
"""Cases by all their conditions but one, with that one."""


def cases(conjunctions: Iterable[Conjunction]) -> list[Case]:
    """The fewest cases found that hold exactly when one of the conjunctions does, in their order."""
    found: dict[Case, None] = {}
    beside: Beside = {}
    for conjunction in {frozenset(one.items()): one for one in conjunctions}.values():
        new: Case = tuple((literal,) for literal in conjunction.items())
        while (joined := _joined(new, beside)) is not None:
            taken, new = joined
            del found[taken]
            for _, others in _apart(taken):
                del beside[others][taken]
        found[new] = None
        for choice, others in _apart(new):
            beside.setdefault(others, {})[new] = choice
    return list(found)


def _apart(case: Case) -> Iterator[tuple[Choice, frozenset[Choice]]]:
    """Each condition of a case, and all its others."""
    return ((choice, frozenset((*case[:place], *case[place + 1 :]))) for place, choice in enumerate(case))


def _joined(new: Case, beside: Beside) -> tuple[Case, Case] | None:
    """A case that differs from a new one in one condition, which no fact could meet in both, and the two as one."""
    for choice, others in _apart(new):
        for known, theirs in beside.get(others, {}).items():
            if len(theirs) + len(choice) <= MAX_ALTERNATIVES and not _meet(theirs, choice):
                both = (*theirs, *choice)
                return known, tuple(both if one == theirs else one for one in known)
    return None


def _meet(one: Choice, two: Choice) -> bool:
    """Whether some fact could meet both."""
    if {code for code, _ in one}.isdisjoint([code for code, _ in two]):
        return False
    return any(_overlap(*pair) for pair in product(one, two))


def _overlap(one: Literal, two: Literal) -> bool:
    (code, (low, high)), (other, (lowest, highest)) = one, two
    return code == other and max(low, lowest) <= min(high, highest)
