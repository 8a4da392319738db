"""Who did what, when and with which rules: the making of the entry, each signature, each addendum."""

from collections.abc import Iterator

from sot_engine.domain.chart import Addendum, ChartEntry, Person, Signature
from sot_engine.exchange import names as n
from sot_engine.exchange.export import Export
from sot_engine.exchange.guidance import has_guidance
from sot_engine.exchange.moment import instant, latest, timed
from sot_engine.exchange.names import Json

MADE, REVIEWED, SIGNED, ADDED = "record", "review", "sign", "add"
"""The kinds of acts."""


def provenance(export: Export) -> Iterator[tuple[str, Json]]:
    """Every act, in the order in which it was done."""
    yield "provenance/made", _made(export)
    for number, person in enumerate(export.entry.reviewers):
        yield f"provenance/review/{number}", _reviewed(export, person)
    for number, signature in enumerate(export.entry.signatures):
        yield f"provenance/signature/{number}", _signed(export, signature)
    for number, addendum in enumerate(export.entry.addenda):
        yield f"provenance/addendum/{number}", _added(export, number, addendum)


def last_change(entry: ChartEntry) -> str:
    """When anything of the entry was last recorded, answered, signed or added, as it was written there."""
    acts = (entry.answers.values(), entry.signatures, entry.addenda)
    times = (one.at for part in acts for one in part)
    return latest((entry.opened_at, entry.visit.examined_at, entry.committed_at, *times))


def _made(export: Export) -> Json:
    """Who opened the entry with which software, the pack by its content, and the seal of the records."""
    entry = export.entry
    return {
        "resourceType": "Provenance",
        "target": [export.to("composition"), *([export.to("guidance")] if has_guidance(entry) else [])],
        **timed("occurredDateTime", entry.opened_at, "opening the entry"),
        "recorded": instant(last_change(entry), "the last change"),
        "activity": n.concept(n.coding(n.DATA_OPERATION, "CREATE", "create"), n.coding(n.ACTIVITY, MADE, MADE)),
        "agent": [
            {"type": _agent("author", "Author"), "who": export.to_person(entry.opened_by)},
            {"type": _agent("assembler", "Assembler"), "who": export.to_software()},
        ],
        "entity": list(_sources(export)),
    }


def _sources(export: Export) -> Iterator[Json]:
    pack, found = export.pack, export.entry.assessment
    used = (found.pack.sha256, found.pack.version) if found else (pack.sha256, pack.version)
    yield _source(n.pack_system(pack, "sha256"), used[0], f"the rules of {n.pack_name(pack)} {used[1]}")
    if export.entry.seal:
        yield _source(n.SEAL, export.entry.seal, "the hash of the records at which the entry was sealed")


def _source(system: str, value: str, display: str) -> Json:
    return {"role": "source", "what": {"identifier": n.identifier(system, value), "display": display}}


def _reviewed(export: Export, person: Person) -> Json:
    """Somebody committed a category or answered suggestions; each answer in the review names who gave it."""
    entry = export.entry
    own = [answer.at for answer in entry.answers.values() if answer.by == person.id]
    times = [entry.committed_at, *own] if entry.committed_by == person.id else own
    return {
        "resourceType": "Provenance",
        "target": [export.to("impression")],
        **timed("recorded", latest(times or [entry.opened_at]), "a review"),
        "activity": n.concept(n.coding(n.DATA_OPERATION, "APPEND", "append"), n.coding(n.ACTIVITY, REVIEWED, REVIEWED)),
        "agent": [{"type": _agent("verifier", "Verifier"), "who": export.to_person(person)}],
    }


def _signed(export: Export, signature: Signature) -> Json:
    """A typed attestation. It is tamper-evident in the records that it comes from, and no legal signature."""
    activity = n.concept(n.coding(n.ACTIVITY, SIGNED, SIGNED), text=signature.attests or None)
    kind = n.concept(
        n.coding(n.ACTIVITY, signature.as_, signature.as_), n.coding(n.PARTICIPANT, "attester", "Attester")
    )
    return {
        "resourceType": "Provenance",
        "target": [export.to("composition")],
        **timed("recorded", signature.at, "a signature"),
        "activity": activity,
        "agent": [{"type": kind, "who": export.to_person(signature.by)}],
    }


def _added(export: Export, number: int, addendum: Addendum) -> Json:
    operation = ("NULLIFY", "nullify") if addendum.kind == "entered_in_error" else ("APPEND", "append")
    return {
        "resourceType": "Provenance",
        "target": [export.to("composition")],
        **timed("recorded", addendum.at, "an addendum"),
        **({"reason": [{"text": addendum.reason}]} if addendum.reason else {}),
        "activity": n.concept(n.coding(n.DATA_OPERATION, *operation), n.coding(n.ACTIVITY, ADDED, ADDED)),
        "agent": [{"type": _agent("author", "Author"), "who": export.to_person(addendum.by)}],
        "entity": [{"role": "source", "what": export.to(f"addendum/{number}")}],
    }


def _agent(code: str, display: str) -> Json:
    return n.concept(n.coding(n.PARTICIPANT, code, display))
