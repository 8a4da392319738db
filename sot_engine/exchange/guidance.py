"""What the engine gave: a GuidanceResponse with the whole assessment as its parameters, and a DetectedIssue a stop."""

from collections.abc import Iterator
from typing import Literal

from sot_engine.domain.assessment import Assessment, Stop
from sot_engine.domain.chart import ChartEntry, Suggestion
from sot_engine.exchange import names as n
from sot_engine.exchange.export import ERROR, Export
from sot_engine.exchange.moment import dated
from sot_engine.exchange.names import Json
from sot_engine.exchange.parameters import parameters
from sot_engine.exchange.tree import Branch, grow

OUTPUT = "output"
SEVERITY: dict[Literal["emergency", "urgent", "prompt"], str] = {
    "emergency": "high", "urgent": "high", "prompt": "moderate",
}  # fmt: skip


def has_guidance(entry: ChartEntry) -> bool:
    """Whether the engine has said anything of this visit."""
    return entry.assessment is not None or bool(entry.suggestions)


def guidance(export: Export) -> Json:
    """The assessment and the suggestions, each part a named parameter; the words of `sot-assessment/1`."""
    entry, pack = export.entry, export.pack
    found = entry.assessment
    parts = parameters(tuple(_output(entry)))
    asked = _asked(found, export) if found else []
    said: Json = {
        "resourceType": "GuidanceResponse",
        "contained": [{"resourceType": "Parameters", "id": OUTPUT, "parameter": parts}],
        "moduleCanonical": f"{n.OWN}:pack:{n.pack_name(pack)}|{found.pack.version if found else pack.version}",
        "status": _status(export),
        **export.context,
        **dated("occurrenceDateTime", entry.visit.examined_at),
        "performer": export.to_software(),
        "outputParameters": {"reference": f"#{OUTPUT}"},
    }
    if export.words.outcome:
        said["note"] = [{"text": " ".join(export.words.outcome)}]
    return {**said, "dataRequirement": asked} if asked else said


def _output(entry: ChartEntry) -> Iterator[Branch]:
    yield from grow("assessment", entry.assessment, Assessment)
    yield from grow("suggestion", entry.suggestions, tuple[Suggestion, ...])


def _status(export: Export) -> str:
    """Whether the engine concluded; more findings are asked for where the recorded ones are not enough."""
    if export.entry.stage == "entered_in_error":
        return ERROR
    found = export.entry.assessment
    return "data-requested" if found and found.outcome == "insufficient" else "success"


def _asked(found: Assessment, export: Export) -> list[Json]:
    """The findings that could change what is concluded, the most useful first."""
    known = [export.pack.findings[test.finding] for test in found.next if test.finding in export.pack.findings]
    codes = [n.finding_code(finding, export.pack)["coding"] for finding in known]
    return [{"type": "Observation", "codeFilter": [{"path": "code", "code": code}]} for code in codes]


def issues(export: Export) -> Iterator[tuple[str, Json]]:
    """A reason to refer for every stop rule that fired, with the findings behind it."""
    found = export.entry.assessment
    for stop in found.stops if found else ():
        yield f"stop/{stop.rule}", _issue(export, stop)


def _issue(export: Export, stop: Stop) -> Json:
    behind = _behind(export, stop)
    issue: Json = {
        "resourceType": "DetectedIssue",
        "status": export.status("DetectedIssue"),
        "code": n.rule_code(stop.rule, export.pack),
        "severity": SEVERITY[stop.urgency],
        "patient": export.to_patient(),
        **dated("identifiedDateTime", export.entry.visit.examined_at),
        "author": export.to_software(),
        "detail": stop.says,
        "mitigation": [{"action": {"text": f"Refer ({stop.urgency}): {stop.send}"}}],
    }
    return {**issue, "implicated": behind} if behind else issue


def _behind(export: Export, stop: Stop) -> list[Json]:
    """The observations behind a stop; each is named in the assessment as `key = value`."""
    keys = (fact.partition(" = ")[0] for fact in stop.findings)
    return [export.to(f"finding/{key}") for key in keys if key in export.entry.visit.findings]
