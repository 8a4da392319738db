"""A visit as the text of a file that reads back into an equal one."""

import json
from collections.abc import Mapping
from typing import Any

from sot_engine.domain.condition import Value
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.intake.visit_file import MAX_BYTES, SCHEMA


def write_visit(visit: Visit, pack: Pack) -> dict[str, Any]:
    """A visit as plain data that reads back into an equal one."""
    patient: dict[str, Any] = {"ref": visit.patient.ref}
    if visit.patient.birth_date:
        patient["birth_date"] = visit.patient.birth_date
    else:
        patient["age_years"] = visit.patient.age_years
    if visit.patient.pregnancy_weeks is not None:
        patient["pregnancy_weeks"] = visit.patient.pregnancy_weeks
    plain: dict[str, Any] = {
        "schema": SCHEMA,
        "visit": {"examined_at": visit.examined_at, "examiner": visit.examiner},
        "patient": patient,
    }
    if visit.complaint:
        plain["complaint"] = visit.complaint
    plain["findings"] = _by_finding(visit.findings, pack)
    if visit.after:
        plain["after_blocking"] = {"findings": _by_finding(visit.after, pack)}
    for name in ("not_done", "confidence"):
        if getattr(visit, name):
            plain[name] = dict(getattr(visit, name))
    return plain


def _by_finding(readings: Mapping[str, Value], pack: Pack) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in readings.items():
        finding, side = pack.keys.by_key[key]
        plain = list(value) if isinstance(value, tuple) else value
        if side:
            found.setdefault(finding.id, {})[side] = plain
        else:
            found[finding.id] = plain
    return found


def visit_json(visit: Visit, pack: Pack) -> str:
    """A visit file as JSON text."""
    return json.dumps(write_visit(visit, pack), ensure_ascii=False, indent=2)


def visit_yaml(visit: Visit, pack: Pack) -> str:
    """A visit file as YAML text."""
    from io import StringIO

    from ruamel.yaml import YAML

    yaml, text = YAML(), StringIO()
    yaml.width = MAX_BYTES  # no line is folded: behind a tab or an escaped sign a fold would come back as a blank
    yaml.dump(_escaped(write_visit(visit, pack)), text)
    return text.getvalue()


def _escaped(plain: Any) -> Any:
    """The same, a next-line sign told by name: written as it is, YAML would read a blank in its place."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(plain, dict):
        return {name: _escaped(value) for name, value in plain.items()}
    return DoubleQuotedScalarString(plain) if isinstance(plain, str) and "\x85" in plain else plain
