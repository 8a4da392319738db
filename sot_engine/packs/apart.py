"""What `apart.yaml` says: findings that no case for practice holds together, in the words of the pack language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sot_engine.domain.pack import Apart
from sot_engine.packs.shape import shape
from sot_engine.packs.spelling import Scope, read_condition
from sot_engine.source.document import Path


@dataclass(frozen=True, kw_only=True)
class Stated:
    """One entry as it is written: its condition is read once the findings are known."""

    id: str
    title: str
    why: str
    when: dict[str, Any]
    cite: tuple[str, ...] = ()


def read_apart(
    entries: Iterable[tuple[Path, dict[str, Any]]], before: Iterable[Apart], scope: Scope
) -> tuple[tuple[Path, Apart], ...]:
    """Read every entry, each with its place; a fault is noted in the scope and leaves its entry out."""
    known = {one.id for one in before}
    found: list[tuple[Path, Apart]] = []
    for path, raw in entries:
        here = replace(scope, context=f"in {raw.get('id', 'an entry without an id')}")
        one = _entry(raw, path, here)
        if one and one.id in known:
            here.fault((*path, "id"), f'an entry is called "{one.id}" already', "give it another id")
        elif one:
            known.add(one.id)
            found.append((path, one))
    return tuple(found)


def _entry(raw: dict[str, Any], path: Path, scope: Scope) -> Apart | None:
    stated = shape(Stated, raw, scope.document, path, scope.context, scope.faults)
    if stated is None:
        return None
    when = read_condition(stated.when, (*path, "when"), scope)
    if when is None:
        return None
    return Apart(id=stated.id, title=stated.title, why=stated.why, when=when, cite=stated.cite)
