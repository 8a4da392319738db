"""GoRules Zen (`zen-engine`): all rules of a pack as one JSON decision model.

::

    facts → first → decide → placed → later → conclude → output

`first`, `placed` and `later` are decision tables with the hit policy collect: stops, contradictions and evidence; the
placements; gates and guidance. `decide` and `conclude` are expressions that count and decide. Each node is handed what
it reads and no more, which is the fastest arrangement found: passing everything through is a twentieth slower with the
trace on, further nodes are slower too.

Zen parses a decision anew at every call of `create_decision(…).evaluate`, as its quick start shows; given through a
static loader it is compiled once and is several times faster. Both ways are timed. So are two shapes of the tables: a
row for each rule with its condition in one cell, and a column for each finding with a row for each alternative of a
rule on a side, where the trace of a row names the findings behind it, as our firings do.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, TypeAlias

from benchmarks.peers import conclusion, decision
from benchmarks.peers.answer import Answer, library
from benchmarks.peers.decision import Expression
from benchmarks.peers.formula import NUMERIC, Check, Every, Fact, Facts, Row, Some, facts, identifier, rows
from benchmarks.peers.syntax import condition, infix, test
from benchmarks.peers.translation import FIRST, LATER, Weighed, weighed
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule
from sot_engine.domain.truth import SIDES, Side
from sot_engine.domain.visit import Visit

Json: TypeAlias = dict[str, Any]
Counts: TypeAlias = Callable[[Rule], str | None]
Written: TypeAlias = Callable[[Iterable[Weighed], Counts], Json]
"""A table of rules, in one of the two shapes."""

FREE = "when"
"""The column without a finding: its cells are whole conditions."""

EDGES = (
    ("in", "first"), ("first", "decide"), ("in", "placed"), ("decide", "placed"),
    ("in", "later"), ("decide", "later"), ("placed", "later"),
    ("first", "conclude"), ("decide", "conclude"), ("placed", "conclude"), ("later", "conclude"), ("conclude", "out"),
)  # fmt: skip


class Zen:
    """A row for each rule, compiled once, without a trace."""

    name: ClassVar[str] = "GoRules Zen"
    package: ClassVar[str | None] = "zen-engine"
    is_whole: ClassVar[bool] = True
    trace: ClassVar[bool] = False
    columns: ClassVar[bool] = False

    def __init__(self, pack: Pack) -> None:
        """Write the decision model and have it compiled."""
        self._options = {"trace": self.trace}
        self._evaluate = self._ready(library("zen"), model(pack, columns=self.columns))

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
        decided = decision.answer(result, [row["rule"] for row in result["first"]])
        firings = [(row["rule"], side) for row in (*result["first"], *result["later"]) for side in _sides(row)]
        return decided._replace(whole=conclusion.whole(result, firings))


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


def _sides(row: Json) -> Iterator[Side | None]:
    """The sides of a collected row: one in a column, or a yes or no for each."""
    found = [side for side in SIDES if row.get(side) or row.get("side") == side]
    yield from found or (None,)


def model(pack: Pack, *, columns: bool) -> Json:
    """All rules of a pack in three tables, and the expressions after the first and the last of them."""
    first, placements, later = (weighed(pack, *strata) for strata in (FIRST, ("placement",), LATER))
    write = by_column if columns else by_rule
    decide = [*decision.steps(pack), *conclusion.side(pack)]
    gates = {verb: f"count(later, #.counts == '{verb}')" for verb in conclusion.VERBS}
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        _table("first", write(first, decision.counted)),
        _expressions("decide", _lists(columns=columns) | _counts(first, columns=columns), decide),
        _table("placed", write(placements, lambda _: None)),
        _table("later", write(later, conclusion.counted)),
        _expressions("conclude", gates, conclusion.STATUS, through=True),
        {"id": "out", "name": "out", "type": "outputNode"},
    ]  # fmt: skip
    edges = [{"id": f"{one}-{two}", "sourceId": one, "targetId": two, "type": "edge"} for one, two in EDGES]
    return {"nodes": nodes, "edges": edges}


def _table(name: str, content: Json) -> Json:
    """A table that collects the rows that hold under its own name."""
    how = {"hitPolicy": "collect", "outputPath": name, "executionMode": "single", "passThrough": False}
    return {"id": name, "name": name, "type": "decisionTableNode", "content": how | content}


def _expressions(
    name: str, written: Mapping[str, str], steps: Iterable[tuple[str, Expression]], *, through: bool = False
) -> Json:
    own = {*written, *(step for step, _ in steps)}
    texts = {**written, **{step: infix(expression, "zen", own) for step, expression in steps}}
    expressions = [{"id": name, "key": name, "value": text} for name, text in texts.items()]
    content = {"expressions": expressions, "passThrough": through}
    return {"id": name, "name": name, "type": "expressionNode", "content": content}


def by_rule(rules: Iterable[Weighed], counts: Counts) -> Json:
    """A row for each rule: its whole condition in one cell, its id, the count that it adds to, and its sides."""
    return {
        "inputs": [{"id": FREE, "name": FREE}],
        "outputs": _outputs("rule", "counts", *SIDES),
        "rules": [
            {"_id": one.rule.id, FREE: condition(one.formula, "zen"), "=rule": repr(one.rule.id),
             "=counts": repr(counts(one.rule) or "none"),
             **{f"={side}": condition(formula, "zen") for side, formula in one.halves if side}}
            for one in rules
        ],
    }  # fmt: skip


def by_column(rules: Iterable[Weighed], counts: Counts) -> Json:
    """A row for each alternative of a rule on a side: a column for each finding, the id, the side and the count."""
    written = [
        {"_id": f"{one.rule.id}|{side or ''}|{place}", "=rule": repr(one.rule.id), "=side": repr(side or "none"),
         "=counts": repr(counts(one.rule) or "none"), **_cells(row)}
        for one in rules for side, formula in one.halves for place, row in enumerate(rows(formula))
    ]  # fmt: skip
    columns = dict.fromkeys(name for row in written for name in row if name != "_id" and name[0] != "=")
    return {
        "inputs": [{"id": name, "name": name, **({"field": name} if name != FREE else {})} for name in columns],
        "outputs": _outputs("rule", "side", "counts"),
        "rules": written,
    }


def _outputs(*names: str) -> list[Json]:
    return [{"id": f"={name}", "name": name, "field": name} for name in names]


def _cells(row: Row) -> dict[str, str]:
    cells: dict[str, str] = {}
    for check in row:
        name, text = _cell(check)
        cells[name] = f"{cells[name]} and {text}" if name in cells else text
    return cells


def _cell(check: Check) -> tuple[str, str]:
    """A test in the column of its fact, where Zen writes the value as `$`; what joins tests stands in the free one.

    Zen reads a cell of a column that starts with a bracket as an interval, and `not (… and …)` in it never holds.
    """
    joins = isinstance(check.operand, Check | Every | Some) or check.operator == "only"
    if joins or (check.negated and check.operator not in {"in", "has", "recorded"}):
        return FREE, condition(check, "zen")
    is_bare = check.operator in NUMERIC and not isinstance(check.operand, Fact)
    return identifier(check.key), f"{check.operator} {check.operand}" if is_bare else test(check, "zen", "$")


def _lists(*, columns: bool) -> dict[str, str]:
    """The rules that fired, and those that fired on a side."""
    on = {side: f"#.side == '{side}'" if columns else f"#.{side} == true" for side in SIDES}
    halves = {f"fired_{side}": f"map(filter(first, {held}), #.rule)" for side, held in on.items()}
    return {"fired": "map(first, #.rule)", **halves}


def _counts(rules: Iterable[Weighed], *, columns: bool) -> dict[str, str]:
    """How many rules add to each count; one with several alternatives counts once, however many of them are met."""
    if not columns:
        return {line: f"count(first, #.counts == '{line}')" for line in decision.COUNTED}
    of: dict[str, list[str]] = {line: [] for line in decision.COUNTED}
    for one in rules:
        line = decision.counted(one.rule)
        if line:
            of[line].append(one.rule.id)
    return {line: f"count({names!r}, # in $.fired)" for line, names in of.items()}
