"""How the effect of a rule is spelled, read into the fields of an Effect with every fault named."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sot_engine.domain.rule import CATEGORIES, STRATUM_OF, STRENGTHS, Stratum
from sot_engine.errors import PackReference
from sot_engine.packs.spelling import LANDMARKS, POSITIONS, Scope
from sot_engine.source.document import Path
from sot_engine.source.nearest import did_you_mean


def read_effect(raw: Any, path: Path, scope: Scope) -> tuple[dict[str, Any], Stratum] | None:
    """Read `then` into the fields of an Effect, with the stratum that its verb belongs to."""
    verbs = [name for name in raw if name in STRATUM_OF] if isinstance(raw, dict) else []
    if len(verbs) != 1:
        first = str(next(iter(raw), "")) if isinstance(raw, dict) and not verbs else ""
        hint = did_you_mean(first, STRATUM_OF, "keep one of: " + ", ".join(verbs or STRATUM_OF))
        scope.fault(path, "`then` has one effect", hint)
        return None
    verb = verbs[0]
    rest = {name: value for name, value in raw.items() if name != verb}
    effect = _EFFECTS[verb](raw[verb], rest, path, scope)
    return None if effect is None else ({"verb": verb, **effect}, STRATUM_OF[verb])


def _one_of(value: Any, allowed: Iterable[str], path: Path, scope: Scope) -> bool:
    known = list(allowed)
    if value in known:
        return True
    scope.fault(path, f'"{path[-1]}" cannot be {value}', f"one of: {', '.join(known)}", PackReference)
    return False


def _only(rest: dict[str, Any], allowed: Iterable[str], path: Path, scope: Scope) -> bool:
    known = set(allowed)
    for name in rest:
        if name not in known:
            hint = did_you_mean(name, known, "known here: " + (", ".join(sorted(known)) or "nothing more"))
            scope.fault((*path, name), f'unknown key "{name}" in `then`', hint)
            return False
    missing = known - set(rest) - {"variants"}
    if missing:
        scope.fault(path, f"`then` lacks {', '.join(sorted(missing))}", "see the pack language, `then`")
        return False
    return True


def _supports(on: Any, rest: dict[str, Any], path: Path, scope: Scope) -> dict[str, Any] | None:
    fine = _one_of(on, CATEGORIES, (*path, "supports"), scope) and _only(rest, ("as",), path, scope)
    if not fine or not _one_of(rest["as"], STRENGTHS, (*path, "as"), scope):
        return None
    return {"on": on, "strength": rest["as"]}


def _against(verb: str) -> Callable[[Any, dict[str, Any], Path, Scope], dict[str, Any] | None]:
    def read(on: Any, rest: dict[str, Any], path: Path, scope: Scope) -> dict[str, Any] | None:
        fine = _one_of(on, CATEGORIES, (*path, verb), scope) and _only(rest, (), path, scope)
        return {"on": on} if fine else None

    return read


def _gate(verb: str) -> Callable[[Any, dict[str, Any], Path, Scope], dict[str, Any] | None]:
    def read(on: Any, rest: dict[str, Any], path: Path, scope: Scope) -> dict[str, Any] | None:
        fine = _one_of(on, ("any", *CATEGORIES, *POSITIONS), (*path, verb), scope) and _only(rest, (), path, scope)
        return {"on": on} if fine else None

    return read


def _stops(urgency: Any, rest: dict[str, Any], path: Path, scope: Scope) -> dict[str, Any] | None:
    fine = _one_of(urgency, ("emergency", "urgent", "prompt"), (*path, "stops"), scope)
    if not fine or not _only(rest, ("send",), path, scope):
        return None
    if not isinstance(rest["send"], str) or not rest["send"].strip():
        scope.fault((*path, "send"), "send says where to send the patient", "write send: emergency department")
        return None
    return {"urgency": urgency, "send": rest["send"].strip()}


def _contradicts(what: Any, rest: dict[str, Any], path: Path, scope: Scope) -> dict[str, Any] | None:
    fine = _one_of(what, ("re-test",), (*path, "contradicts"), scope) and _only(rest, (), path, scope)
    return {} if fine else None


def _advises(what: Any, rest: dict[str, Any], path: Path, scope: Scope) -> dict[str, Any] | None:
    fine = _one_of(what, ("note", "first"), (*path, "advises"), scope) and _only(rest, (), path, scope)
    return {"first": what == "first"} if fine else None


def _places(on: Any, rest: dict[str, Any], path: Path, scope: Scope) -> dict[str, Any] | None:
    keys = ("position", "blocks", "confidence", "monitor", "time", "end_point", "variants")
    if not _one_of(on, CATEGORIES, (*path, "places"), scope) or not _only(rest, keys, path, scope):
        return None
    blocks = rest["blocks"] if isinstance(rest["blocks"], list) else []
    landmarks = [block.get("landmark") if isinstance(block, dict) else None for block in blocks]
    for number, landmark in enumerate(landmarks):
        if not _one_of(landmark, LANDMARKS, (*path, "blocks", number, "landmark"), scope):
            return None
    return {"on": on, "placement": rest}


_EFFECTS: Mapping[str, Callable[[Any, dict[str, Any], Path, Scope], dict[str, Any] | None]] = {
    "supports": _supports,
    "opposes": _against("opposes"),
    "contrasts": _against("contrasts"),
    "stops": _stops,
    "contradicts": _contradicts,
    "withholds": _gate("withholds"),
    "modifies": _gate("modifies"),
    "cautions": _gate("cautions"),
    "advises": _advises,
    "places": _places,
}
