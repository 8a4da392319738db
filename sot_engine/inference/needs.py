"""What has to be known of an exam for a condition to hold: most rules lack it, and need not be asked."""

from typing import TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Vocabulary
from sot_engine.domain.truth import SIDES, Side, other, sure
from sot_engine.domain.visit import Visit
from sot_engine.inference.question import worded

Need: TypeAlias = str | tuple[str, c.Value]
"""A key, a key with a value, `after.` and a key, or `fired:` and a rule."""
Needs: TypeAlias = frozenset[Need]
ALWAYS: Needs = frozenset(("",))
"""What is always known."""


def recorded(visit: Visit) -> set[Need]:
    """What is known when an exam is begun: each key, each key with its value, and of a re-test the keys."""
    return {*ALWAYS, *visit.findings, *visit.findings.items(), *(f"after.{key}" for key in visit.after)}


def has_fired(rule: str) -> Need:
    """What is known when a rule has fired."""
    return f"fired:{rule}"


def needs(node: c.Condition, findings: Vocabulary) -> Needs:
    """Of what something has to be known for a condition to hold."""
    return _needs(node, None, findings) or ALWAYS


def _needs(node: c.Condition, side: Side | None, findings: Vocabulary) -> Needs | None:
    """The same on a side; None where nothing has to be known."""
    match node:
        case c.All(of):
            needed = [found for part in of if (found := _needs(part, side, findings)) is not None]
            return min(needed, key=len, default=None)
        case c.AnyOf(of) | c.NOf(_, of):
            return _any_of([_needs(part, side, findings) for part in of])
        case c.EachSide(of) | c.BothSides(of):
            return _any_of([_needs(of, half, findings) for half in SIDES])
        case c.OtherSide(of):
            return _needs(of, other(sure(side)), findings)
    return _of_one(node, side, findings)


def _of_one(node: c.Condition, side: Side | None, findings: Vocabulary) -> Needs | None:
    match node:
        case c.Among(name, values, False):
            key = findings[name].key(side)
            return frozenset((key, worded(value, side)) for value in values)
        case c.Among() | c.Except() | c.Bounds() | c.Pattern():
            key = findings[node.finding].key(side)
            return frozenset((f"after.{key}" if node.after else key,))
        case c.Improved(name):
            return frozenset((f"after.{findings[name].key(side)}",))
        case c.NoneImproved(names):
            return frozenset(f"after.{key}" for name in names for key in findings[name].keys)
        case c.Fired(rules):
            return frozenset(map(has_fired, rules))
        case c.NoCommonSide(one):
            return frozenset((has_fired(one),))
    return None


def _any_of(needed: list[Needs | None]) -> Needs | None:
    """What any of them needs, unless one needs nothing."""
    found = [one for one in needed if one is not None]
    return frozenset().union(*found) if len(found) == len(needed) else None
