"""The decision of a pack as steps of plain arithmetic over what was counted, for engines that are given expressions.

Each step names a value that later steps may use. An expression is a name, a number, or an operator with its operands.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, TypeAlias

from benchmarks.peers.answer import Answer, in_order
from benchmarks.peers.translation import translated
from sot_engine.domain.pack import Decision, Outcome, Pack
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Category, Rule

Expression: TypeAlias = str | int | tuple[Any, ...]
"""A name, a number, or `("+", a, b)`; `("word", "refer")` is a constant and `("none",)` is nothing."""

COUNTED = ("stops", "contradictions", *(f"{line}_{name}" for name in CATEGORIES for line in (*STRENGTHS, "opposes")))
"""What is counted of the rules that fired, and what the steps start from."""

CONCLUDED = ("outcome", "category", "lean", *(f"in_play_{name}" for name in CATEGORIES))


def counted(rule: Rule) -> str | None:
    """The count that a rule adds to; a contrast adds to none."""
    if rule.stratum != "evidence":
        return "stops" if rule.stratum == "stop" else "contradictions"
    if rule.then.verb == "contrasts":
        return None
    return f"{rule.then.strength or 'opposes'}_{rule.then.on}"


def steps(pack: Pack) -> list[tuple[str, Expression]]:
    """From the counts to the outcome, one named value after another."""
    decision = pack.decision
    found: list[tuple[str, Expression]] = []
    for name in CATEGORIES:
        found += _category(decision, name, base=len(translated(pack)) + 1)
    found.append(("in_play", _sum([("if", f"in_play_{name}", 1, 0) for name in CATEGORIES])))
    established = [("and", f"in_play_{name}", f"established_{name}") for name in CATEGORIES]
    applies: dict[Outcome, Expression] = {
        "refer": (">", "stops", 0),
        "contradictory": (">", "contradictions", 0),
        "mixed": (">", "in_play", 1),
        "supported": ("and", ("==", "in_play", 1), _join("or", established)),
    }
    last = decision.outcomes.index("insufficient")
    outcome: Expression = ("word", "insufficient")
    for word in reversed(decision.outcomes[:last]):
        outcome = ("if", applies[word], ("word", word), outcome)
    found.append(("outcome", outcome))
    found.append(("category", _when("supported", {name: f"in_play_{name}" for name in CATEGORIES})))
    found.append(("lean", _when("insufficient", {name: _leads(name) for name in CATEGORIES})))
    return found


def _category(decision: Decision, name: Category, base: int) -> list[tuple[str, Expression]]:
    of, less = (f"{line}_{name}" for line in (decision.kept.count, decision.kept.less))
    established = [
        (">=", _sum([f"{line}_{name}" for line in threshold.of]), threshold.at_least)
        for threshold in decision.established
    ]
    score: Expression = f"{decision.lean[0]}_{name}"
    for line in decision.lean[1:]:
        score = ("+", ("*", score, base), f"{line}_{name}")
    return [
        (f"kept_{name}", ("if", (">", of, less), ("-", of, less), 0)),
        (f"in_play_{name}", (">=", f"kept_{name}", decision.in_play.kept)),
        (f"established_{name}", _join("and", established)),
        (f"score_{name}", score),
    ]


def _leads(name: Category) -> Expression:
    return _join("and", [(">", f"score_{name}", f"score_{rival}") for rival in CATEGORIES if rival != name])


def _when(outcome: Outcome, which: Mapping[Category, Expression]) -> Expression:
    """The first category of which this holds, when the outcome is that one."""
    found: Expression = ("none",)
    for name in reversed(CATEGORIES):
        found = ("if", which[name], ("word", name), found)
    return ("if", ("==", "outcome", ("word", outcome)), found, ("none",))


def _sum(parts: Sequence[Expression]) -> Expression:
    return reduce(lambda one, two: ("+", one, two), parts)


def _join(word: str, parts: Sequence[Expression]) -> Expression:
    return reduce(lambda one, two: (word, one, two), parts)


def answer(concluded: Mapping[str, Any], fired: Sequence[str]) -> Answer:
    """The answer in our words, from the values of the last steps."""
    outcome = concluded["outcome"]
    candidates = tuple(name for name in CATEGORIES if concluded[f"in_play_{name}"]) if outcome == "mixed" else ()
    return Answer(outcome, concluded.get("category"), concluded.get("lean"), candidates, in_order(fired))
