"""Conjunctions that the live engine can ask as one: what differs in a single literal is alternatives.

Every condition of every case makes a session of the engine larger, and a session is made and deleted for each exam.
Alternatives are written as `$or`, which fires once for each operand that holds; so no two alternatives may be tests
that one fact could pass, and a case fires once for each set of facts, as its conjunctions would one by one.
"""

from collections.abc import Iterable, Iterator, Mapping
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
    found: dict[Case, None] = {}
    beside: dict[frozenset[Choice], dict[Case, None]] = {}
    for conjunction in {frozenset(one.items()): one for one in conjunctions}.values():
        new: Case = tuple((literal,) for literal in conjunction.items())
        while (joined := _joined(new, beside)) is not None:
            taken, new = joined
            del found[taken]
            for others in _but_one(taken):
                del beside[others][taken]
        found[new] = None
        for others in _but_one(new):
            beside.setdefault(others, {})[new] = None
    return list(found)


def _but_one(case: Case) -> Iterator[frozenset[Choice]]:
    """The conditions of a case without the first, without the second, and so on."""
    return (frozenset((*case[:place], *case[place + 1 :])) for place in range(len(case)))


def _joined(new: Case, beside: Mapping[frozenset[Choice], Iterable[Case]]) -> tuple[Case, Case] | None:
    """A case that differs from a new one in one condition alone, which no fact could meet in both, and the two as one.

    `beside` holds by the conditions of the known cases, but one, those cases.
    """
    for choice, others in zip(new, _but_one(new), strict=True):
        for known in beside.get(others, ()):
            (theirs,) = (one for one in known if one not in others)
            both = (*theirs, *choice)
            if len(both) <= MAX_ALTERNATIVES and not any(_overlap(*pair) for pair in product(theirs, choice)):
                return known, tuple(both if one == theirs else one for one in known)
    return None


def _overlap(one: Literal, two: Literal) -> bool:
    (code, (low, high)), (other, (lowest, highest)) = one, two
    return code == other and max(low, lowest) <= min(high, highest)
