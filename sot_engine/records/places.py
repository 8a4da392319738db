"""Where in its visit a row may stand: the first opens it, what is signed was reviewed, behind the seal come addenda."""

from typing import Any

SIGNED = frozenset({"attested", "sealed"})
"""Kinds of rows that are a signature."""
_READ = frozenset({"assessment", "review"})
"""What a review may come after."""


class Places:
    """Takes the rows of visits in their order, and says of each what is wrong with its place."""

    def __init__(self) -> None:
        """Nothing was taken yet."""
        self._steps: dict[str, int] = {}
        self._sealed: set[str] = set()
        self._last: dict[str, str] = {}
        """Of a visit that is not sealed yet: the last of exam, assessment and review."""

    def faults(self, visit: str, step: Any, kind: str) -> tuple[str, ...]:
        """What is wrong with the next row of a visit; nothing where it is all right."""
        expected = self._steps.get(visit, 0) + 1
        self._steps[visit] = step or expected
        found = []
        if step != expected:
            found.append(f"is step {step} of its visit, where step {expected} was due")
        if (kind == "opened") != (expected == 1):
            found.append("begins its visit once more" if kind == "opened" else "is of a visit that nothing has begun")
        if visit in self._sealed and kind != "addendum":
            found.append(f'is a row of the kind "{kind}" behind the seal, where only an addendum may come')
        elif kind in SIGNED and self._last.get(visit) != "review":
            found.append("signs what nobody has reviewed")
        self._pass(visit, kind)
        return tuple(found)

    def _pass(self, visit: str, kind: str) -> None:
        """Remember what the next row of the visit has to fit."""
        before = self._last.get(visit)
        if kind == "sealed":
            self._sealed.add(visit)
            self._last.pop(visit, None)
        elif kind == "exam" or (kind == "assessment" and before) or (kind == "review" and before in _READ):
            self._last[visit] = kind
