"""rule-engine: an expression language for Python objects. It has no firing, counting or chaining of its own.

A compiled expression stands for each rule; Python loops over them and counts, and compiled expressions decide.
"""

from typing import Any, ClassVar

from benchmarks.peers import decision
from benchmarks.peers.answer import Answer, library
from benchmarks.peers.formula import Check, Every, Formula, facts, formulas, identifier, keys_read, translated
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit


class RuleLanguage:
    """An expression for each rule, compiled once."""

    name: ClassVar[str] = "rule-engine"
    package: ClassVar[str | None] = "rule-engine"

    def __init__(self, pack: Pack) -> None:
        """Compile every rule and every step of the decision."""
        rule_engine = library("rule_engine")
        context = rule_engine.Context(resolver=rule_engine.resolve_item)
        known = formulas(pack)
        self._rules = [
            (rule.id, decision.counted(rule), rule_engine.Rule(condition(known[rule.id]), context=context))
            for rule in translated(pack)
        ]
        self._nothing: dict[str, Any] = {identifier(key): None for key in keys_read(known.values())}
        self._steps = [
            (name, rule_engine.Rule(decision.infix(step, "rule-engine"), context=context))
            for name, step in decision.steps(pack)
        ]

    def prepare(self, visit: Visit) -> dict[str, Any]:
        """A flat dict with every name that is read: for a missing one rule-engine searches the nearest, slowly."""
        return self._nothing | {identifier(key): value for key, value in facts(visit).items()}

    def run(self, prepared: dict[str, Any]) -> dict[str, Any]:
        """Match every rule, count, and evaluate the steps."""
        found: dict[str, Any] = dict.fromkeys(decision.COUNTED, 0)
        fired = []
        for name, line, rule in self._rules:
            if rule.matches(prepared):
                fired.append(name)
                if line:
                    found[line] += 1
        for name, step in self._steps:
            found[name] = step.evaluate(found)
        found["fired"] = fired
        return found

    def answer(self, found: dict[str, Any]) -> Answer:
        """The last values."""
        return decision.answer(found, found["fired"])


def condition(formula: Formula) -> str:
    """A formula in the language of rule-engine, which refuses to compare a number with nothing."""
    if not isinstance(formula, Check):
        return "(" + (" and " if isinstance(formula, Every) else " or ").join(map(condition, formula.of)) + ")"
    name, operand = identifier(formula.key), formula.operand
    if isinstance(operand, tuple):
        return f"{name} == {operand[0]!r}" if len(operand) == 1 else f"{name} in {list(operand)!r}"
    return f"({name} != null and {name} {formula.operator} {operand!r})"
