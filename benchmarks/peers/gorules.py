"""GoRules Zen (`zen-engine`): the rules as a JSON decision model.

::

    input → decision table, hit policy collect, a row for each rule → expressions that count and decide → output

Zen parses a decision anew at every call of `create_decision(…).evaluate`, as its quick start shows; given through a
static loader it is compiled once and is three times faster. Both ways are timed. So are two shapes of the table: a
row for each rule with its condition in one cell, which is the fastest found that keeps the rules in a table (a table
for each category is slower, expressions alone are a tenth faster with the trace on), and a column for each finding
with a row for each alternative, where the trace of a row names the findings behind it, as our firings do.
"""

import json
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, ClassVar

from benchmarks.peers import decision
from benchmarks.peers.answer import Answer, library
from benchmarks.peers.formula import (
    Check,
    Every,
    Facts,
    Formula,
    Row,
    Scalar,
    facts,
    formulas,
    identifier,
    rows,
    translated,
)  # fmt: skip
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit

Json = dict[str, Any]


class Zen:
    """A row for each rule, compiled once, without a trace."""

    name: ClassVar[str] = "GoRules Zen"
    package: ClassVar[str | None] = "zen-engine"
    trace: ClassVar[bool] = False
    columns: ClassVar[bool] = False

    def __init__(self, pack: Pack) -> None:
        """Write the decision model and have it compiled."""
        self._options = {"trace": self.trace}
        table = _columns(pack) if self.columns else _cells(pack)
        model = _graph(table, _expressions(pack, _by_rule(pack) if self.columns else _by_tag()))
        self._evaluate = self._ready(library("zen"), model)

    def _ready(self, zen: Any, model: Json) -> Any:
        engine = zen.ZenEngine({"loader": {"type": "static", "content": {"pack": model}}})
        return lambda facts, options: engine.evaluate("pack", facts, options)

    def prepare(self, visit: Visit) -> Facts:
        """A flat dict, which Zen reads as fast as bytes of JSON."""
        return {identifier(key): value for key, value in facts(visit).items()}

    def run(self, prepared: Facts) -> Json:
        """Evaluate the model."""
        found: Json = self._evaluate(prepared, self._options)
        return found

    def answer(self, found: Json) -> Answer:
        """The collected rows and the last values."""
        result = found["result"]
        return decision.answer(result, [row["rule"] for row in result["rows"]])


class ZenTraced(Zen):
    """With a trace of every node."""

    name = "GoRules Zen, trace"
    trace = True


class ZenTracedColumns(ZenTraced):
    """With a trace that names the findings behind each row."""

    name = "GoRules Zen, trace with the findings"
    columns = True


class ZenQuickStart(ZenTraced):
    """The way that its quick start shows: the model is parsed anew for each exam."""

    name = "GoRules Zen, trace, as its quick start"

    def _ready(self, zen: Any, model: Json) -> Any:
        return zen.ZenEngine().create_decision(json.dumps(model)).evaluate


def _graph(table: Json, expressions: list[Json]) -> Json:
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "rules", "name": "rules", "type": "decisionTableNode", "content": table},
        {"id": "decide", "name": "decide", "type": "expressionNode",
         "content": {"expressions": expressions, "passThrough": True}},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]  # fmt: skip
    ends = ("in", "rules", "decide", "out")
    edges = [{"id": f"{one}-{two}", "sourceId": one, "targetId": two, "type": "edge"} for one, two in pairwise(ends)]
    return {"nodes": nodes, "edges": edges}


def _table(inputs: list[Json], rules: list[Json], outputs: tuple[str, ...]) -> Json:
    return {
        "hitPolicy": "collect", "outputPath": "rows", "executionMode": "single", "passThrough": False,
        "inputs": inputs, "outputs": [{"id": name, "name": name, "field": name} for name in outputs], "rules": rules,
    }  # fmt: skip


def _cells(pack: Pack) -> Json:
    """A row for each rule: its whole condition in one cell, its id, and the count that it adds to."""
    known = formulas(pack)
    rules = [
        {"_id": rule.id, "when": _condition(known[rule.id]), "rule": _shown(rule.id),
         "counts": _shown(decision.counted(rule) or "none")}
        for rule in translated(pack)
    ]  # fmt: skip
    return _table([{"id": "when", "name": "when"}], rules, ("rule", "counts"))


def _columns(pack: Pack) -> Json:
    """A row for each alternative of a rule: a column for each finding, and the id of the rule."""
    alternatives = [(name, row) for name, formula in formulas(pack).items() for row in rows(formula)]
    rules = [
        {"_id": f"{name}|{place}", "rule": _shown(name), **_row(row)} for place, (name, row) in enumerate(alternatives)
    ]
    keys = dict.fromkeys(identifier(test.key) for _, row in alternatives for test in row)
    return _table([{"id": key, "name": key, "field": key} for key in keys], rules, ("rule",))


def _row(row: Row) -> dict[str, str]:
    cells: dict[str, str] = {}
    for test in row:
        key = identifier(test.key)
        text = _unary(test)
        cells[key] = f"{cells[key]} and {text}" if key in cells else text
    return cells


def _by_tag() -> Mapping[str, str]:
    return {line: f"count(rows, #.counts == '{line}')" for line in decision.COUNTED}


def _by_rule(pack: Pack) -> Mapping[str, str]:
    """A rule counts once, however many of its alternatives are met."""
    of: dict[str, list[str]] = {line: [] for line in decision.COUNTED}
    for rule in translated(pack):
        line = decision.counted(rule)
        if line:
            of[line].append(_shown(rule.id))
    return {line: f"count([{', '.join(names)}], # in $.fired)" for line, names in of.items()}


def _expressions(pack: Pack, counts: Mapping[str, str]) -> list[Json]:
    written = {"fired": "map(rows, #.rule)"} if any("$.fired" in text for text in counts.values()) else {}
    written.update(counts)
    written.update((name, decision.infix(step, "zen", "$.")) for name, step in decision.steps(pack))
    return [{"id": name, "key": name, "value": text} for name, text in written.items()]


def _condition(formula: Formula) -> str:
    """A formula in Zen's expression language; a comparison with a fact that was not recorded would end the row."""
    if not isinstance(formula, Check):
        return "(" + (" and " if isinstance(formula, Every) else " or ").join(map(_condition, formula.of)) + ")"
    name, operand = identifier(formula.key), formula.operand
    if isinstance(operand, tuple):
        return f"{name} == {_shown(operand[0])}" if len(operand) == 1 else f"{name} in {_listed(operand)}"
    return f"({name} != null and {name} {formula.operator} {operand})"


def _unary(test: Check) -> str:
    if isinstance(test.operand, tuple):
        return f"$ in {_listed(test.operand)}" if len(test.operand) > 1 else f"== {_shown(test.operand[0])}"
    return f"{test.operator} {test.operand}"


def _listed(values: tuple[Scalar, ...]) -> str:
    return f"[{', '.join(map(_shown, values))}]"


def _shown(value: Scalar) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)
