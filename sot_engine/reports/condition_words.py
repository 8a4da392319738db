"""A condition in plain words: `first rib tubercle pain at least 4, on either side`."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding, spoken
from sot_engine.domain.pack import Pack
from sot_engine.reports.names import amount_words, listed

LONG = 150
"""A phrase longer than this is told as a list."""

_SEQUENCE = {"starts_with": "starts with", "ends_with": "ends with", "contains": "contains"}
_RELATIVE = {c.THIS_SIDE: "the same side", c.OTHER_SIDE: "the opposite side"}
_PATIENT = {"age_years": ("the patient's age is", "year"), "pregnancy_weeks": ("pregnancy is", "week")}


def condition_words(condition: c.Condition, pack: Pack) -> str:
    """The condition in one phrase."""
    return _Teller(pack).tell(condition)


def condition_lines(condition: c.Condition, pack: Pack) -> tuple[str, ...]:
    """The condition as a phrase, or, when that is long, as a line that says how the lines below it are joined."""
    phrase = condition_words(condition, pack)
    inner = condition.of if isinstance(condition, c.EachSide | c.BothSides) else condition
    if len(phrase) <= LONG or not isinstance(inner, c.GROUPS):
        return (phrase,)
    teller = _Teller(pack)
    where = teller.where(condition, as_start=True) if inner is not condition else ""
    return (f"{where}{teller.joint(inner)}:", *(f"- {teller.tell(part)}" for part in inner.of))


class _Teller:
    """Puts conditions into words with the names of one pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def tell(self, node: Any, *, inside: bool = False) -> str:
        """One condition; `inside` a group, another group is set in brackets."""
        phrase = self._how[type(node)](self, node)
        if inside and isinstance(node, c.GROUPS):
            return f"({phrase})"
        return phrase.replace(", on ", " on ") if inside else phrase

    @staticmethod
    def joint(node: Any) -> str:
        """How the parts of a group are joined."""
        if isinstance(node, c.NOf):
            return f"at least {node.at_least} of these"
        return "all of these" if isinstance(node, c.All) else "any of these"

    @staticmethod
    def where(node: Any, *, as_start: bool = False) -> str:
        """On which sides a condition is read, before or after it."""
        sides = "on both sides" if isinstance(node, c.BothSides) else "on either side"
        return f"{sides}, " if as_start else f", {sides}"

    def _parts(self, node: Any) -> list[str]:
        return [self.tell(part, inside=True) for part in node.of]

    def _all(self, node: c.All) -> str:
        return " and ".join(self._parts(node))

    def _any(self, node: c.AnyOf) -> str:
        return " or ".join(self._parts(node))

    def _n_of(self, node: c.NOf) -> str:
        return f"at least {node.at_least} of: {'; '.join(self._parts(node))}"

    def _sided(self, node: c.EachSide | c.BothSides) -> str:
        """What speaks of the other side, or joins two things, is told for one side, then for the other."""
        joined = any(isinstance(inner, (c.OtherSide, *c.GROUPS)) or _is_relative(inner) for inner in c.walk(node))
        if joined:
            return f"{self.where(node, as_start=True)}{self.tell(node.of)}"
        return f"{self.tell(node.of)}{self.where(node)}"

    def _other(self, node: c.OtherSide) -> str:
        return f"on the other side {self.tell(node.of, inside=True)}"

    def _among(self, node: c.Among) -> str:
        joint = {"sign": " ", "choice": " recorded as ", "sequence": " recorded as "}.get(
            self._finding(node).kind, " is "
        )
        return f"{self._subject(node)}{joint}{self._values(node)}"

    def _except(self, node: c.Except) -> str:
        return f"{self._subject(node)} recorded as anything but {self._values(node)}"

    def _bounds(self, node: c.Bounds) -> str:
        return f"{self._subject(node)} {_within(node, self._finding(node).unit)}"

    def _pattern(self, node: c.Pattern) -> str:
        return f"{self._subject(node)} {_SEQUENCE[node.how]} {spoken(node.words)}"

    def _patient(self, node: c.PatientBounds) -> str:
        subject, unit = _PATIENT[node.field]
        return f"{subject} {_within(node, unit)}"

    def _unless(self, node: c.Unless) -> str:
        return self._denied(node.of)

    def _denied(self, node: Any) -> str:
        """That a condition does not certainly hold: it is false, or was not recorded."""
        if isinstance(node, c.OtherSide):
            return f"on the other side {self._denied(node.of)}"
        if isinstance(node, c.Among):
            return f"{self._subject(node)} not recorded as {self._values(node)}"
        return f"it does not hold that {self.tell(node, inside=True)}"

    def _not_recorded(self, node: c.NotRecorded) -> str:
        if len(node.findings) == 1:
            return f"{self._name(node.findings[0])} is not recorded"
        return f"at least one of these is not recorded: {listed(map(self._name, node.findings))}"

    def _fired(self, node: c.Fired) -> str:
        return f"{listed(map(self._rule, node.rules), 'or')} fired"

    def _not_fired(self, node: c.NotFired) -> str:
        if len(node.rules) == 1:
            return f"{self._rule(node.rules[0])} did not fire"
        return f"none of {listed(map(self._rule, node.rules), 'or')} fired"

    def _no_common_side(self, node: c.NoCommonSide) -> str:
        return f"{self._rule(node.first)} and {self._rule(node.second)} fired, on no side in common"

    def _established(self, node: c.Established) -> str:
        return f"Category {node.category} is established"

    def _decided(self, node: c.Decided) -> str:
        return f"Category {node.category} is supported or committed"

    def _category_side(self, node: c.CategorySide) -> str:
        return f"the side of the category is {listed(node.words, 'or')}"

    def _block_under(self, node: c.BlockUnder) -> str:
        return f"the placement has a block under the {node.landmark.replace('_', ' ')} there"

    def _improved(self, node: c.Improved) -> str:
        return f"{self._name(node.finding)} is better after blocking"

    def _none_improved(self, node: c.NoneImproved) -> str:
        names = listed(map(self._name, node.findings))
        return f"at least one of these was positive and re-tested, and none is better after blocking: {names}"

    def _finding(self, node: c.Leaf) -> Finding:
        return self.pack.findings[node.finding]

    def _subject(self, node: c.Leaf) -> str:
        return f"{self._name(node.finding)}{' after blocking' if node.after else ''}"

    def _name(self, name: str) -> str:
        """The name of a finding as it stands within a sentence."""
        finding = self.pack.findings[name]
        flat = finding.name if "(" in finding.name else finding.name.replace(", ", " ")
        first = flat.split(" ", 1)[0]
        told = f"{finding.how} {finding.recorded} {finding.reliability}"
        is_letters = not first[1:].islower() and "/" not in first
        is_proper = is_letters or re.search(rf"[a-z,] {re.escape(first)}\b", told)
        return flat if is_proper else flat[0].lower() + flat[1:]

    def _values(self, node: c.Among | c.Except) -> str:
        return listed((self._value(node.finding, value) for value in node.values), "or")

    def _value(self, name: str, value: c.Value) -> str:
        if isinstance(value, tuple):
            return f'"{spoken(value)}"'
        if isinstance(value, str):
            return _RELATIVE.get(value, value.replace("_", " "))
        return amount_words(value, self.pack.findings[name].unit)

    def _rule(self, name: str) -> str:
        return f"{name} ({self.pack.rule[name].title})"

    _how: dict[type, Callable[["_Teller", Any], str]] = {  # noqa: RUF012  # never written after this line
        c.Among: _among, c.Except: _except, c.Bounds: _bounds, c.Pattern: _pattern, c.PatientBounds: _patient,
        c.All: _all, c.AnyOf: _any, c.NOf: _n_of,
        c.EachSide: _sided, c.BothSides: _sided, c.OtherSide: _other,
        c.Unless: _unless, c.NotRecorded: _not_recorded, c.Fired: _fired, c.NotFired: _not_fired,
        c.NoCommonSide: _no_common_side, c.Established: _established, c.Decided: _decided,
        c.CategorySide: _category_side, c.BlockUnder: _block_under, c.Improved: _improved,
        c.NoneImproved: _none_improved,
    }  # fmt: skip


def _within(node: c.Bounds | c.PatientBounds, unit: str | None) -> str:
    """Numeric bounds: `at least 4`, `from 1 to 3`, `above 12 mm`."""
    if node.at_least is not None and node.at_most is not None:
        return f"from {node.at_least} to {amount_words(node.at_most, unit)}"
    bounds = (("at least", node.at_least), ("at most", node.at_most), ("above", node.above), ("below", node.below))
    return listed(f"{word} {amount_words(value, unit)}" for word, value in bounds if value is not None)


def _is_relative(node: object) -> bool:
    """Whether a condition compares with the side that is read."""
    values: Iterable[object] = getattr(node, "values", ())
    return any(value in _RELATIVE for value in values if isinstance(value, str))
