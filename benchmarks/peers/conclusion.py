"""What follows a decision, as steps like those of `decision.py`: the side, the placement, and what becomes of it.

No exam of the benchmark commits a category, so the decided category is the supported one.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

from benchmarks.peers.answer import Whole, in_order
from benchmarks.peers.decision import Expression
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Rule
from sot_engine.domain.truth import SIDES

DECIDED: Expression = ("!=", "category", ("none",))

VERBS = ("withholds", "modifies")
"""What is counted of the gates that fired."""


def counted(rule: Rule) -> str | None:
    """The count that a gate adds to; a caution and guidance add to none."""
    return rule.then.verb if rule.then.verb in VERBS else None


def either(parts: Sequence[Expression]) -> Expression:
    """One of these; never, when there are none."""
    return reduce(lambda one, two: ("or", one, two), parts) if parts else ("never",)


def side(pack: Pack) -> list[tuple[str, Expression]]:
    """The side of the decided category, from the sides of the rules that name it; `none` when they name none."""
    found: list[tuple[str, Expression]] = []
    for half in SIDES:
        named: list[Expression] = []
        for name in CATEGORIES:
            fired = [("in", ("word", rule), f"fired_{half}") for rule in pack.decision.side.get(name, ())]
            named.append(("and", ("==", "category", ("word", name)), either(fired)))
        found.append((f"names_{half}", either(named)))
    one: Expression = ("if", "names_right", ("word", "right"), ("word", "none"))
    one = ("if", "names_left", ("word", "left"), one)
    side = ("if", ("and", "names_left", "names_right"), ("word", "undetermined"), one)
    return [*found, ("side", ("if", DECIDED, side, ("none",)))]


STATUS: tuple[tuple[str, Expression], ...] = (
    ("placement_rule", ("only", "placed")),
    ("withheld", ("or", ("==", "placement_rule", ("none",)), (">", "withholds", 0))),
    (
        "placement",
        ("if", DECIDED,
         ("if", "withheld", ("word", "withheld"),
          ("if", (">", "modifies", 0), ("word", "modify"), ("word", "suggested"))), ("word", "none")),
    ),
)  # fmt: skip
"""The one placement that fits, none when several do, and what becomes of it after the gates."""

TALLIED = (*STRENGTHS, "opposes", "kept", "established")
TOLD = ("side", "placement", "placement_rule", *(f"{line}_{name}" for name in CATEGORIES for line in TALLIED))


def whole(concluded: Mapping[str, Any], firings: Iterable[tuple[str, str | None]]) -> Whole:
    """Everything beside the decision, in our words, from the values of all steps and every rule with its side."""
    tallies = tuple(tuple(concluded[f"{line}_{name}"] for line in TALLIED) for name in CATEGORIES)
    on = None if concluded.get("side") == "none" else concluded.get("side")
    fired = in_order(f"{rule} {half}" if half else rule for rule, half in firings)
    return Whole(tallies, on, concluded["placement"], concluded.get("placement_rule"), fired)
