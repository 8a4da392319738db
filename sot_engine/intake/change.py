"""What one event changed, in the words of a visit: what a journal keeps beside the key."""

from collections.abc import Iterable, Mapping
from typing import Any

from sot_engine.intake.interview import Interview


def difference(before: Interview, after: Interview) -> dict[str, Any]:
    """What was set, by key; nothing stands for what was taken away."""
    parts = {
        "findings": _changed(before.recorded, after.recorded),
        "not_done": _changed(before.not_done, after.not_done),
        "unsure": _changed(dict.fromkeys(before.unsure, True), dict.fromkeys(after.unsure, True)),
    }
    return {name: part for name, part in parts.items() if part}


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    keys = [*before, *(key for key in after if key not in before)]
    return {key: _plain(after.get(key)) for key in keys if before.get(key) != after.get(key)}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def added_up(changes: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What all of these changes come to, as a visit file has it: findings by id and side, and the rest by name."""
    total: dict[str, dict[str, Any]] = {"findings": {}, "not_done": {}, "unsure": {}}
    for change in changes:
        for name, part in change.items():
            total[name] |= part
    kept = {name: {key: value for key, value in part.items() if value is not None} for name, part in total.items()}
    findings: dict[str, Any] = {}
    for key, value in kept["findings"].items():
        name, _, side = key.partition(".")
        if side:
            findings.setdefault(name, {})[side] = value
        else:
            findings[name] = value
    unsure = {name: "unsure" for name in kept["unsure"] if name in findings}
    return {"findings": findings, "not_done": kept["not_done"], "confidence": unsure}
