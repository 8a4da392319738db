"""Branches as the parts of a Parameters resource, and back."""

from collections.abc import Iterable, Iterator

from sot_engine.exchange.names import Json
from sot_engine.exchange.tree import Branch


def parameters(branches: Iterable[Branch]) -> list[Json]:
    """The parameters that hold these branches."""
    return [_part(branch) for branch in branches]


def _part(branch: Branch) -> Json:
    if branch.parts:
        return {"name": branch.name, "part": parameters(branch.parts)}
    return {"name": branch.name, value_field(branch): branch.value}


def value_field(branch: Branch) -> str:
    """The element that holds the value of a branch."""
    value = branch.value
    if isinstance(value, bool):
        return "valueBoolean"
    if isinstance(value, int):
        return "valueInteger"
    if isinstance(value, float):
        return "valueDecimal"
    return "valueCode" if branch.is_word else "valueString"


def branches_of(parts: Iterable[Json], at: str) -> Iterator[Branch]:
    """The branches that these parameters hold; `at` is their path in the bundle."""
    for number, part in enumerate(parts):
        here = f"{at}[{number}]"
        value = next((found for field, found in part.items() if field.startswith("value")), None)
        below = tuple(branches_of(part.get("part", ()), f"{here}.part"))
        yield Branch(part["name"], value, parts=below, at=here)
