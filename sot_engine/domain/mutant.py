"""Conditions with one part changed: what near misses and golden cases are measured against."""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Vocabulary

Spot: TypeAlias = tuple[int, ...]
"""The way to a node: which child, at each level."""

ALWAYS, NEVER = c.All(()), c.AnyOf(())


class Mutant(NamedTuple):
    """A condition with one part changed, and what was done to which part."""

    what: str
    leaf: c.Condition
    condition: c.Condition


def leaves(condition: c.Condition, spot: Spot = ()) -> Iterator[tuple[Spot, c.Condition]]:
    """Every condition that holds no other, with the way to it."""
    inner = c.children(condition)
    if not inner:
        yield spot, condition
    for number, child in enumerate(inner):
        yield from leaves(child, (*spot, number))


def swapped(condition: c.Condition, spot: Spot, new: c.Condition | None) -> c.Condition:
    """The condition with the node at a spot replaced, or taken out of its list when `new` is None."""
    if not spot:
        return ALWAYS if new is None else new
    if isinstance(condition, c.WRAPPERS):
        return condition._replace(of=swapped(condition.of, spot[1:], new))
    of = list(c.children(condition))
    if len(spot) == 1 and new is None:
        del of[spot[0]]
    else:
        of[spot[0]] = swapped(of[spot[0]], spot[1:], new)
    return _regrouped(condition, tuple(of))


def _regrouped(condition: c.Condition, of: tuple[c.Condition, ...]) -> c.Condition:
    if isinstance(condition, c.NOf):
        return c.NOf(min(condition.at_least, max(len(of), 1)), of)
    return c.All(of) if isinstance(condition, c.All) else c.AnyOf(of)


def mutants(condition: c.Condition, vocabulary: Vocabulary) -> Iterator[Mutant]:
    """The condition with each of its parts flipped, and with each of them deleted."""
    for spot, leaf in leaves(condition):
        yield Mutant("flipped", leaf, swapped(condition, spot, flipped(leaf, vocabulary)))
        yield Mutant("deleted", leaf, swapped(condition, spot, None))


def flipped(leaf: c.Condition, vocabulary: Vocabulary) -> c.Condition:
    """A condition that holds when the finding was recorded and this one does not hold."""
    match leaf:
        case c.Among(finding, values, after):
            return c.Except(finding, values, after)
        case c.Except(finding, values, after):
            return c.Among(finding, values, after)
        case c.Bounds() | c.PatientBounds():
            return _outside(leaf)
        case c.Pattern(finding, _, _, after):
            every = _sequences(vocabulary, finding)
            return c.Among(finding, tuple(words for words in every if not _fits(words, leaf)), after)
    return c.Unless(leaf)


def _outside(leaf: c.Bounds | c.PatientBounds) -> c.Condition:
    blank = leaf._replace(at_least=None, at_most=None, above=None, below=None)
    turned = {"at_least": "below", "at_most": "above", "above": "at_most", "below": "at_least"}
    sides = [
        blank._replace(**{opposite: getattr(leaf, bound)})
        for bound, opposite in turned.items() if getattr(leaf, bound) is not None
    ]  # fmt: skip
    return sides[0] if len(sides) == 1 else c.AnyOf(tuple(sides))


def _sequences(vocabulary: Vocabulary, name: str) -> Iterator[tuple[str, ...]]:
    finding = vocabulary[name]
    low, high = finding.length or (1, 1)
    for size in range(low, high + 1):
        yield from product(finding.values, repeat=size)


def _fits(words: tuple[str, ...], leaf: c.Pattern) -> bool:
    if leaf.how == "contains":
        return any(word in words for word in leaf.words)
    size = len(leaf.words)
    return (words[:size] if leaf.how == "starts_with" else words[-size:]) == leaf.words


__all__ = ["ALWAYS", "NEVER", "Mutant", "flipped", "leaves", "mutants", "swapped"]
