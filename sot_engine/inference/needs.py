"""What has to be known of an exam for a condition to hold: most rules lack it, and need not be asked."""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Vocabulary
from sot_engine.domain.truth import SIDES, Side, other, sure
from sot_engine.domain.visit import Visit
from sot_engine.inference.question import Test, value_test


class Passing(NamedTuple):
    """Under a key there is a value that passes the test of a leaf, as it reads on a side."""

    key: str
    leaf: c.Leaf
    side: Side | None


Need: TypeAlias = str | Passing
"""A passing value, `after.` and a key, `fired:` and a rule, `established:` and a category, or what is always known."""
Needs: TypeAlias = frozenset[Need]
FIRED, ESTABLISHED = "fired:", "established:"
ALWAYS: Needs = frozenset(("",))
"""What is always known."""
Asked: TypeAlias = int
"""Which of several rules are asked: the bit of each is its place among them."""
VALUES = 30
"""How many values under one key are remembered: a measure has a thousand."""


class ByValue(dict[c.Value, Asked]):
    """Which rules are asked by the value under one key; each value is tested when it is first met."""

    def __init__(self) -> None:
        """Start without tests."""
        super().__init__()
        self.tests: list[tuple[Test, Asked]] = []

    def __missing__(self, value: c.Value) -> Asked:
        """Test a value and remember what asks for it."""
        if len(self) >= VALUES:
            self.clear()
        asked = 0
        for test, rule in self.tests:
            if test(value):
                asked |= rule
        self[value] = asked
        return asked


class Index:
    """Which rules are asked, by what is known of an exam."""

    def __init__(self, needed: Iterable[Needs]) -> None:
        """Rules stand in the order in which their needs are given."""
        self._by_key: dict[str, ByValue] = {}
        self._known: dict[str, Asked] = {}
        """By what is known without a value."""
        for place, some in enumerate(needed):
            for need in some:
                self._add(need, 1 << place)

    def _add(self, need: Need, rule: Asked) -> None:
        if isinstance(need, Passing):
            test = value_test(need.leaf, need.side)
            self._by_key.setdefault(need.key, ByValue()).tests.append((test, rule))
        else:
            self._known[need] = self._known.get(need, 0) | rule

    def recorded(self, visit: Visit) -> Asked:
        """The rules of which a recorded value passes a test, or a re-test is there, or that need nothing."""
        asked, by_key = self._known.get("", 0), self._by_key
        for key, value in visit.findings.items():
            if key in by_key:
                asked |= by_key[key][value]
        for key in visit.after:
            asked |= self._known.get(f"after.{key}", 0)
        return asked

    def fired(self, rule: str) -> Asked:
        """The rules that need this one to have fired."""
        return self._known.get(FIRED + rule, 0)

    def established(self, category: str) -> Asked:
        """The rules that need this category to be established."""
        return self._known.get(ESTABLISHED + category, 0)


def needs(node: c.Condition, findings: Vocabulary) -> Needs:
    """Of what something has to be known for a condition to hold."""
    return _needs(node, None, findings) or ALWAYS


def _needs(node: c.Condition, side: Side | None, findings: Vocabulary) -> Needs | None:
    """The same on a side; None where nothing has to be known."""
    match node:
        case c.All(of):
            return _any_one([_needs(part, side, findings) for part in of])
        case c.BothSides(of):
            return _any_one([_needs(of, half, findings) for half in SIDES])
        case c.AnyOf(of) | c.NOf(_, of):
            return _any_of([_needs(part, side, findings) for part in of])
        case c.EachSide(of):
            return _any_of([_needs(of, half, findings) for half in SIDES])
        case c.OtherSide(of):
            return _needs(of, other(sure(side)), findings)
    return _of_one(node, side, findings)


def _of_one(node: c.Condition, side: Side | None, findings: Vocabulary) -> Needs | None:
    match node:
        case c.Among() | c.Except() | c.Bounds() | c.Pattern():
            key = findings[node.finding].key(side)
            return frozenset((f"after.{key}" if node.after else Passing(key, node, side),))
        case c.Improved(name):
            return frozenset((f"after.{findings[name].key(side)}",))
        case c.NoneImproved(names):
            return frozenset(f"after.{key}" for name in names for key in findings[name].keys)
        case c.Fired(rules):
            return frozenset(f"{FIRED}{name}" for name in rules)
        case c.Established(category):
            return frozenset((f"{ESTABLISHED}{category}",))
        case c.NoCommonSide(one):
            return frozenset((f"{FIRED}{one}",))
    return None


def _any_one(needed: list[Needs | None]) -> Needs | None:
    """What one of them needs, where all must hold: the fewest, as they are the rarest."""
    return min([one for one in needed if one is not None], key=len, default=None)


def _any_of(needed: list[Needs | None]) -> Needs | None:
    """What any of them needs, unless one needs nothing."""
    found = [one for one in needed if one is not None]
    return frozenset().union(*found) if len(found) == len(needed) else None
