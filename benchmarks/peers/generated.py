"""The floor: the rules as straight-line Python, generated once. No engine; what the arithmetic alone costs."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, TypeAlias

from benchmarks.peers import conclusion, decision
from benchmarks.peers.answer import Answer
from benchmarks.peers.formula import Facts, facts, identifier, keys_read
from benchmarks.peers.syntax import condition, infix
from benchmarks.peers.translation import CONCLUDED, FIRST, LATER, Weighed, weighed
from sot_engine.domain.pack import Pack
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import Visit

Weigh: TypeAlias = Callable[[Facts], dict[str, Any]]
LISTS = ("fired", *(f"fired_{side}" for side in SIDES))
LATER_LISTS = tuple(f"later_{name}" for name in LISTS)


class Generated:
    """One function without a loop."""

    name: ClassVar[str] = "generated Python, no engine"
    package: ClassVar[str | None] = None
    is_whole: ClassVar[bool] = True

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
        return decision.answer(found, found["fired"])._replace(whole=conclusion.whole(found, firings(found)))


def firings(found: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """Every rule that fired, with its side where it has one, from the lists of all and of each side."""
    for every, *halves in (LISTS, LATER_LISTS):
        sided = [(rule, side) for name, side in zip(halves, SIDES, strict=True) for rule in found[name]]
        yield from sided
        yield from ((rule, None) for rule in found[every] if rule not in {rule for rule, _ in sided})


def source(pack: Pack) -> str:
    """The text of a function `weigh` that reads every fact once and weighs every rule of every stratum."""
    first, placements, later = (weighed(pack, *strata) for strata in (FIRST, ("placement",), LATER))
    read = keys_read(one.formula for one in (*first, *placements, *later))
    lines = ["def weigh(facts):", " get = facts.get"]
    lines += [f" {name} = []" for name in ("placed", *LISTS, *LATER_LISTS)]
    lines.append(f" {' = '.join((*decision.COUNTED, *conclusion.VERBS))} = 0")
    lines += [f" {identifier(key)} = get({key!r})" for key in read if key not in CONCLUDED]
    lines += [line for one in first for line in _rule(one, "fired", decision.counted(one.rule))]
    lines += _steps([*decision.steps(pack), *conclusion.side(pack)])
    lines += [line for one in placements for line in _rule(one, "placed", None)]
    lines += [line for one in later for line in _rule(one, "later_fired", conclusion.counted(one.rule))]
    lines += _steps(conclusion.STATUS)
    told = ", ".join(f"{name!r}: {name}" for name in (*LISTS, *LATER_LISTS, *decision.CONCLUDED, *conclusion.TOLD))
    return "\n".join([*lines, f" return {{{told}}}"])


def _rule(one: Weighed, where: str, counts: str | None) -> Iterator[str]:
    """The side is asked first, so that a rule on a side is weighed once for each."""
    lines = [f"{where}.append({one.rule.id!r})", *([f"{counts} += 1"] if counts else [])]
    if len(one.halves) == 1:
        yield f" if {condition(one.formula, 'python')}:"
    else:
        for side, formula in one.halves:
            yield f" {side} = {condition(formula, 'python')}"
            yield f" if {side}: {where}_{side}.append({one.rule.id!r})"
        yield " if left or right:"
    yield from (f"  {line}" for line in lines)


def _steps(steps: Any) -> list[str]:
    return [f" {name} = {infix(expression, 'python')}" for name, expression in steps]
