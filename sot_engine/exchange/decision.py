"""What the practitioner made of it: what was accepted, the placement as a proposal, the blocks as they were used."""

from collections.abc import Iterator

from sot_engine.domain.assessment import PlacementResult
from sot_engine.domain.chart import Answer, BlocksUsed, Suggestion
from sot_engine.exchange import names as n
from sot_engine.exchange.export import ERROR, Export
from sot_engine.exchange.moment import dated, fhir_time
from sot_engine.exchange.names import Json
from sot_engine.exchange.people import decider

ACCEPTED = "What the practitioner accepted, or chose in place, of the suggestions of the rules. It is not a diagnosis."


def impression(export: Export) -> Json:
    """What was accepted of the suggestions, or chosen in their place; what was rejected is in the review alone."""
    entry = export.entry
    found: Json = {
        "resourceType": "ClinicalImpression",
        "status": export.status("ClinicalImpression"),
        "description": ACCEPTED,
        **export.context,
        **dated("effectiveDateTime", entry.visit.examined_at),
        "assessor": export.to_person(decider(entry)),
        "investigation": [{"code": {"text": "Findings as recorded"}, "item": [export.to("exam")]}],
        "protocol": [f"{n.OWN}:pack:{n.pack_name(export.pack)}"],
    }
    kept = list(_kept(export))
    return {**found, "finding": kept} if kept else found


def _kept(export: Export) -> Iterator[Json]:
    entry = export.entry
    if entry.committed:
        basis = "committed" if entry.committed_by else "committed by the practitioner"  # as it was written once
        yield {"itemCodeableConcept": _category(export, entry.committed), "basis": basis}
    for suggestion in entry.suggestions:
        answer = entry.answers.get(suggestion.key)
        if answer and answer.verdict != "rejected":
            yield {"itemCodeableConcept": _chosen(export, suggestion, answer), "basis": _why(answer)}


def _category(export: Export, category: str) -> Json:
    page = export.pack.categories.get(category)  # type: ignore[call-overload]  # what a person chose may be any word
    name = page.name if page else category
    return n.concept(n.coding(n.pack_system(export.pack, "category"), category, name, export.pack.version), text=name)


def _chosen(export: Export, suggestion: Suggestion, answer: Answer) -> Json:
    chosen = answer.instead if answer.verdict == "changed" and answer.instead else suggestion.value
    if suggestion.kind == "category":
        return _category(export, chosen)
    return n.concept(n.coding(n.SUGGESTION, suggestion.kind, suggestion.kind), text=f"{suggestion.kind}: {chosen}")


def _why(answer: Answer) -> str:
    return f"{answer.verdict}: {answer.reason}" if answer.reason else answer.verdict


def requests(export: Export) -> Iterator[tuple[str, Json]]:
    """The documented placement, as a proposal that nobody has ordered; nothing where none is shown."""
    found = export.entry.assessment
    if found and found.placement.id and found.placement.blocks:
        yield "placement", _proposal(export, found.placement, found.placement.id)


def _proposal(export: Export, placement: PlacementResult, name: str) -> Json:
    own = n.coding(n.pack_system(export.pack, "placement"), name, name, export.pack.version)
    return {
        "resourceType": "ServiceRequest",
        "status": _proposal_status(export),
        "intent": "proposal",
        "code": n.concept(own, text="Documented placement for practitioner review"),
        "orderDetail": [{"text": _block_words(b.side, b.landmark, b.direction_deg)} for b in placement.blocks],
        **export.context,
        "requester": export.to_software(),
        "bodySite": [n.block_site(block.side, block.landmark) for block in placement.blocks],
        "supportingInfo": [export.to("guidance")],
        "note": [{"text": reason.says} for reason in placement.reasons],
    }


def _proposal_status(export: Export) -> str:
    """A proposal stays a draft, since nobody orders it here; one that was not accepted is revoked."""
    if export.entry.stage == "entered_in_error":
        return ERROR
    answer = export.entry.answers.get("placement")
    return "revoked" if answer and answer.verdict != "accepted" else "draft"


def _block_words(side: str, landmark: str, degrees: int | None, wedge: str = "") -> str:
    where = f"{side} {n.words_of(landmark)}"
    turned = "" if degrees is None else f", thin edge at {degrees} degrees (0 head, 90 midline, 180 feet)"
    return f"{where}{turned}, {wedge}" if wedge else f"{where}{turned}"


def procedures(export: Export) -> Iterator[tuple[str, Json]]:
    """The blocks as they were placed, from when to when, and what was seen."""
    if export.entry.blocks:
        yield "blocks", _procedure(export, export.entry.blocks)


def _procedure(export: Export, used: BlocksUsed) -> Json:
    found: Json = {
        "resourceType": "Procedure",
        "status": _procedure_status(export, used),
        "code": n.concept(n.coding(n.PROCEDURE, f"blocking-{used.position}"), text=f"Pelvic blocking, {used.position}"),
        **export.context,
        **_performed(used),
        "bodySite": [n.block_site(block.side, block.landmark) for block in used.blocks],
        "outcome": {"text": used.response},
        "complication": [{"text": used.adverse_response}] if used.adverse_response else [],
        "note": [{"text": _block_words(b.side, b.landmark, b.direction_deg, b.wedge)} for b in used.blocks],
    }
    if _is_followed(export, used):
        found["basedOn"] = [export.to("placement")]
    return {name: value for name, value in found.items() if value not in ([], {"text": ""})}


def _is_followed(export: Export, used: BlocksUsed) -> bool:
    """Whether the blocks rest on the proposal in the bundle, and not on another placement or a revoked one."""
    found, answer = export.entry.assessment, export.entry.answers.get("placement")
    proposed = found.placement.id if found and found.placement.blocks else None
    return used.placement is not None and used.placement == proposed and not (answer and answer.verdict != "accepted")


def _procedure_status(export: Export, used: BlocksUsed) -> str:
    if export.entry.stage == "entered_in_error":
        return ERROR
    if used.stopped_at:
        return "completed"
    return "unknown" if export.entry.is_sealed else "in-progress"


def _performed(used: BlocksUsed) -> Json:
    """From when to when; as words where a time was written that FHIR does not know."""
    times = {"start": used.started_at, "end": used.stopped_at}
    given = {name: text for name, text in times.items() if text}
    if not given:
        return {}
    if all(fhir_time(text) for text in given.values()):
        return {
            "performedPeriod": {key: part for name, text in given.items() for key, part in dated(name, text).items()}
        }
    return {"performedString": ", ".join(f"{name} {text}" for name, text in given.items())}
