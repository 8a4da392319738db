"""Where in its visit a row may stand: the first opens it, and behind the seal only an addendum may come."""

from typing import Any


class Places:
    """Takes the rows of visits in their order, and says of each what is wrong with its place."""

    def __init__(self) -> None:
        """Nothing was taken yet."""
        self._steps: dict[str, int] = {}
        self._sealed: set[str] = set()

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
        if kind == "sealed":
            self._sealed.add(visit)
        return tuple(found)
