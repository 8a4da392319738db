"""rule-engine: an expression language for Python objects. It has no firing, counting or chaining of its own.

A compiled expression stands for each rule, or for each side of one; Python loops over them and counts, and compiled
expressions decide.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, TypeAlias

from benchmarks.peers import conclusion, decision
from benchmarks.peers.answer import Answer, library
from benchmarks.peers.decision import Expression
from benchmarks.peers.formula import Formula, facts, identifier, keys_read
from benchmarks.peers.syntax import condition, infix
from benchmarks.peers.translation import CONCLUDED, FIRST, LATER, weighed
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Stratum
from sot_engine.domain.truth import Side
from sot_engine.domain.visit import Visit

Fired: TypeAlias = list[tuple[str, Side | None, str | None]]
"""The id of each rule that fired, its side, and the count that it adds to."""


class RuleLanguage:
    """An expression for each rule and side, compiled once."""

    name: ClassVar[str] = "rule-engine"
    package: ClassVar[str | None] = "rule-engine"
    is_whole: ClassVar[bool] = True

    def __init__(self, pack: Pack) -> None:
        """Compile every rule and every step."""
        self._engine = engine = library("rule_engine")
        self._context = engine.Context(resolver=engine.resolve_item)
        self._read: set[str] = set()
        self._first, self._placements, self._later = (
            self._rules(pack, *strata) for strata in (FIRST, ("placement",), LATER)
        )
        self._decide = self._steps([*decision.steps(pack), *conclusion.side(pack)])
        self._conclude = self._steps(conclusion.STATUS)
        counts = (*decision.COUNTED, *conclusion.VERBS)
        self._nothing: dict[str, Any] = {**dict.fromkeys(sorted(self._read)), **dict.fromkeys(counts, 0)}

    def _rules(self, pack: Pack, *strata: Stratum) -> list[tuple[str, Side | None, str | None, Any]]:
        found = []
        for one in weighed(pack, *strata):
            line = decision.counted(one.rule) if one.rule.stratum in FIRST else conclusion.counted(one.rule)
            found += [(one.rule.id, side, line, self._compiled(formula)) for side, formula in one.halves]
        return found

    def _compiled(self, formula: Formula) -> Any:
        self._read.update(identifier(key) for key in keys_read([formula]) if key not in CONCLUDED)
        return self._engine.Rule(condition(formula, "rule-engine"), context=self._context)

    def _steps(self, steps: Iterable[tuple[str, Expression]]) -> list[tuple[str, Any]]:
        return [(name, self._engine.Rule(infix(step, "rule-engine"), context=self._context)) for name, step in steps]

    def prepare(self, visit: Visit) -> dict[str, Any]:
        """A flat dict with every name that is read: for a missing one rule-engine searches the nearest, slowly."""
        return self._nothing | {identifier(key): value for key, value in facts(visit).items()}

    def run(self, prepared: dict[str, Any]) -> dict[str, Any]:
        """Match every rule, count, and evaluate the steps, stratum by stratum."""
        known = dict(prepared)
        first = _match(self._first, known)
        known["fired"] = [rule for rule, _, _ in first]
        for side in ("left", "right"):
            known[f"fired_{side}"] = [rule for rule, half, _ in first if half == side]
        _evaluate(self._decide, known)
        known["placed"] = [rule for rule, _, _ in _match(self._placements, known)]
        later = _match(self._later, known)
        _evaluate(self._conclude, known)
        known["firings"] = [(rule, side) for rule, side, _ in (*first, *later)]
        return known

    def answer(self, found: dict[str, Any]) -> Answer:
        """The last values."""
        return decision.answer(found, found["fired"])._replace(whole=conclusion.whole(found, found["firings"]))


def _match(rules: Iterable[tuple[str, Side | None, str | None, Any]], known: dict[str, Any]) -> Fired:
    """The rules that fire; one that fires on both sides counts once, which follows its other side in the list."""
    fired: Fired = []
    for name, side, line, rule in rules:
        if rule.matches(known):
            if line and not (fired and fired[-1][0] == name):
                known[line] += 1
            fired.append((name, side, line))
    return fired


def _evaluate(steps: Iterable[tuple[str, Any]], known: dict[str, Any]) -> None:
    for name, step in steps:
        known[name] = step.evaluate(known)
