"""What an exam comes to: points, percent, and passed or not, or that essays wait for a person."""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Marks(NamedTuple):
    """The sum of a result as it is marked now."""

    earned: int
    of: int
    waiting: int
    """Points of essays that nobody has marked."""
    passed_stop: bool
    pass_mark: int
    passed: bool | None
    """None while essays wait and could still decide."""

    @property
    def percent(self) -> float:
        """Of all points, those that wait counted as not earned."""
        return 100 * self.earned / self.of if self.of else 0.0


def marks(result: Mapping[str, Any]) -> Marks:
    """Add up a result with its last marking."""
    items, blueprint = result["items"], result["blueprint"]
    given = result["markings"][-1]["essays"] if result["markings"] else {}
    essays = [item for item in items if item["kind"] == "essay"]
    marked = [sum(given[item["item"]]["points"]) for item in essays if item["item"] in given]
    waiting = sum(item["of"] for item in essays if item["item"] not in given)
    earned = sum(item["points"] or 0 for item in items) + sum(marked)
    of = sum(item["of"] for item in items)
    passed_stop = any(item["kind"] == "case" and item["attempt"]["passed_stop"] for item in items)
    return Marks(
        earned, of, waiting, passed_stop, blueprint["pass_mark"],
        _passed(earned, of, waiting, blueprint, passed_stop=passed_stop),
    )  # fmt: skip


def _passed(earned: int, of: int, waiting: int, blueprint: Mapping[str, Any], *, passed_stop: bool) -> bool | None:
    """Whether it is passed already, cannot be any more, or is still open."""
    if passed_stop and blueprint["stop_fails"]:
        return False
    needed = blueprint["pass_mark"] * of
    if 100 * earned >= needed:
        return True
    return None if 100 * (earned + waiting) >= needed else False
