"""Each finding as an Observation: its code, its side, its value, or why it was not done. And the outcome scores."""

from collections.abc import Iterator

from sot_engine.domain.chart import Score
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.truth import Side
from sot_engine.exchange import names as n
from sot_engine.exchange.export import Export
from sot_engine.exchange.moment import dated
from sot_engine.exchange.names import Json


def observations(export: Export) -> Iterator[tuple[str, Json]]:
    """Every finding that was recorded, re-tested or not done, under its role in the bundle."""
    visit = export.entry.visit
    for key, value in visit.findings.items():
        yield f"finding/{key}", _tested(export, key, value)
    for key, value in visit.after.items():
        yield f"after/{key}", {**_tested(export, key, value, is_again=True), **_after(export)}
    for name, reason in visit.not_done.items():
        yield f"not_done/{name}", _not_done(export, name, reason)


def _tested(export: Export, key: str, value: Value, *, is_again: bool = False) -> Json:
    finding, side = export.pack.keys.by_key[key]
    found = {**_head(export, finding, side, is_again=is_again), **_value(finding, value, export.pack)}
    if not is_again and export.entry.visit.confidence.get(finding.id) == "unsure":
        found["note"] = [{"text": "The examiner was unsure of this finding."}]
    return found


def _head(export: Export, finding: Finding, side: Side | None, *, is_again: bool = False) -> Json:
    """What every finding says of itself: when, by whom, on whom, and from which form it was made."""
    phase = "after-blocking" if is_again else "exam"
    found: Json = {
        "resourceType": "Observation",
        "status": export.status("Observation"),
        "category": [
            n.concept(n.coding(n.OBSERVATION_CATEGORY, "exam", "Exam")),
            n.concept(n.coding(n.POSITION, finding.position, finding.position)),
            n.concept(n.coding(n.PHASE, phase, phase)),
        ],
        "code": n.finding_code(finding, export.pack),
        **export.context,
        **dated("effectiveDateTime", export.entry.visit.examined_at),
        **_performer(export),
        "derivedFrom": [export.to("exam")],
    }
    return {**found, "bodySite": n.side_concept(side)} if side else found


def _performer(export: Export) -> Json:
    return {} if export.is_deidentified else {"performer": [export.to_examiner()]}


def _after(export: Export) -> Json:
    return {"partOf": [export.to("blocks")]} if export.entry.blocks else {}


def _value(finding: Finding, value: Value, pack: Pack) -> Json:
    """A word as a code, a number with its unit where it has one, a sequence as numbered parts."""
    if isinstance(value, tuple):
        return {"component": [_step(finding, number, word, pack) for number, word in enumerate(value, start=1)]}
    if isinstance(value, str):
        return {"valueCodeableConcept": n.concept(n.word_coding(value, pack), text=n.words_of(value))}
    if finding.kind == "measure":
        return {"valueQuantity": {"value": value, **({"unit": finding.unit} if finding.unit else {})}}
    return {"valueInteger": value}


def _step(finding: Finding, number: int, word: str, pack: Pack) -> Json:
    code = n.finding_code(finding, pack)
    return {
        "code": {**code, "text": f"{finding.name}, {number}"},
        "valueCodeableConcept": n.concept(n.word_coding(word, pack), text=n.words_of(word)),
    }


def _not_done(export: Export, name: str, reason: str) -> Json:
    base, _, side = name.partition(".")
    of: Side | None = "left" if side == "left" else "right" if side else None
    absent = n.coding(n.ABSENT_REASON, "not-performed", "Not Performed")
    return {**_head(export, export.pack.findings[base], of), "dataAbsentReason": n.concept(absent, text=reason)}


def scores(export: Export) -> Iterator[tuple[str, Json]]:
    """The total of each outcome measure, never its questions."""
    for number, score in enumerate(export.entry.scores):
        yield f"score/{number}", _score(export, score)


def _score(export: Export, score: Score) -> Json:
    parts = (("answered", score.answered), ("items", score.items), ("previous", score.previous))
    found: Json = {
        "resourceType": "Observation",
        "status": export.status("Observation"),
        "category": [n.concept(n.coding(n.OBSERVATION_CATEGORY, "survey", "Survey"))],
        "code": n.concept(n.coding(n.MEASURE, score.measure, score.measure), text=f"{score.measure}, total"),
        **export.context,
        **dated("effectiveDateTime", score.at),
        "valueQuantity": {"value": score.value},
        "component": [_part(name, value) for name, value in parts if value is not None],
        "derivedFrom": [export.to("exam")],
    }
    return {name: value for name, value in found.items() if value != []}


def _part(name: str, value: float) -> Json:
    code = n.concept(n.coding(n.MEASURE, name, name), text=name)
    return {"code": code, "valueQuantity": {"value": value}}


def said_value(value: Value) -> str:
    """A recorded value in words, for people."""
    return n.words_of(spoken(value))
