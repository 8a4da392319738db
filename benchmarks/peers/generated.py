"""The floor: the rules as straight-line Python, generated once. No engine; what the arithmetic alone costs."""

from collections.abc import Callable
from typing import Any, ClassVar, TypeAlias

from benchmarks.peers import decision
from benchmarks.peers.answer import Answer
from benchmarks.peers.formula import Check, Every, Facts, Formula, facts, formulas, identifier, keys_read, translated
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit

Weigh: TypeAlias = Callable[[Facts], dict[str, Any]]


class Generated:
    """One function without a loop."""

    name: ClassVar[str] = "generated Python, no engine"
    package: ClassVar[str | None] = None

    def __init__(self, pack: Pack) -> None:
        """Write the function and compile it."""
        space: dict[str, Any] = {}
        exec(compile(source(pack), "<generated>", "exec"), space)  # noqa: S102  # our own text, from a validated pack
        self._weigh: Weigh = space["weigh"]

    def prepare(self, visit: Visit) -> Facts:
        """A flat dict."""
        return facts(visit)

    def run(self, prepared: Facts) -> dict[str, Any]:
        """Call the function."""
        return self._weigh(prepared)

    def answer(self, found: dict[str, Any]) -> Answer:
        """The last values."""
        return decision.answer(found, found["fired"])


def source(pack: Pack) -> str:
    """The text of a function `weigh` that reads every fact once, weighs every rule, and decides."""
    known = formulas(pack)
    lines = ["def weigh(facts):", " fired = []", " get = facts.get", f" {' = '.join(decision.COUNTED)} = 0"]
    lines += [f" {identifier(key)} = get({key!r})" for key in keys_read(known.values())]
    for rule in translated(pack):
        lines += [f" if {condition(known[rule.id])}:", f"  fired.append({rule.id!r})"]
        line = decision.counted(rule)
        if line:
            lines.append(f"  {line} += 1")
    lines += [f" {name} = {decision.infix(expression, 'python')}" for name, expression in decision.steps(pack)]
    told = ", ".join(f"{name!r}: {name}" for name in ("fired", *decision.CONCLUDED))
    return "\n".join([*lines, f" return {{{told}}}"])


def condition(formula: Formula) -> str:
    """A formula as a Python condition; a fact that was not recorded is None and fails every test."""
    if not isinstance(formula, Check):
        word = " and " if isinstance(formula, Every) else " or "
        return "(" + word.join(map(condition, formula.of)) + ")"
    name = identifier(formula.key)
    if isinstance(formula.operand, tuple):
        return f"{name} in {formula.operand!r}"
    return f"({name} is not None and {name} {formula.operator} {formula.operand!r})"
