"""The first page of a document: what it is, who stands for it, and its sections with the words that people read."""

from collections.abc import Iterable, Iterator
from html import escape

from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.truth import Side
from sot_engine.exchange import names as n
from sot_engine.exchange.export import Export
from sot_engine.exchange.findings import said_value
from sot_engine.exchange.moment import dated
from sot_engine.exchange.names import Json
from sot_engine.exchange.provenance import last_change

SECTIONS = {
    "subjective": ("Subjective", ("exam",)),
    "objective": ("Objective: findings", ("finding/", "after/", "not_done/", "score/")),
    "assessment": ("Assessment, for practitioner review", ("guidance", "stop/", "review", "impression")),
    "plan": ("Plan", ("placement", "blocks")),
    "addenda": ("Addenda", ("addendum/",)),
    "about": ("What this is, and what it is not", ()),
}
"""Each section with its title and the roles of the resources that stand in it; a role that ends in / has many."""

NOTHING = "Nothing was recorded."


def composition(export: Export, roles: Iterable[str]) -> Json:
    """The first page over the resources that play these roles."""
    entry, listed = export.entry, tuple(roles)
    return {
        "resourceType": "Composition",
        "meta": {"tag": [n.coding(n.STAGE, entry.stage, n.words_of(entry.stage))]},
        "identifier": n.identifier(n.VISIT, entry.id),
        "status": export.status("Composition"),
        "type": n.concept(n.coding(n.DOCUMENT, "visit-note", "Visit note"), text="Visit note"),
        **export.context,
        **dated("date", last_change(entry)),
        "author": _authors(export),
        "title": "Sacro-Occipital Technique: visit note",
        **_attesters(export),
        "section": [found for name in SECTIONS if (found := _section(export, name, listed))],
    }


def _authors(export: Export) -> list[Json]:
    return [export.to_person(export.entry.opened_by)]


def _attesters(export: Export) -> Json:
    signatures = export.entry.signatures
    signed = [
        {"mode": "professional", **dated("time", signature.at), "party": export.to_person(signature.by)}
        for signature in signatures
    ]
    return {"attester": signed} if signed else {}


def _section(export: Export, name: str, roles: tuple[str, ...]) -> Json | None:
    title, held = SECTIONS[name]
    entries = [export.to(role) for role in roles if _is_held(role, held)]
    lines = list(_LINES[name](export))
    if name == "addenda" and not entries:
        return None
    found: Json = {"title": title, "code": n.concept(n.coding(n.SECTION, name, title)), "text": _narrative(lines)}
    return {**found, "entry": entries} if entries else found


def _is_held(role: str, held: tuple[str, ...]) -> bool:
    return any(role.startswith(name) if name.endswith("/") else role == name for name in held)


def _narrative(lines: list[str]) -> Json:
    inner = "".join(f"<p>{_printable(line)}</p>" for line in lines or [NOTHING])
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{inner}</div>'}


def _printable(text: str) -> str:
    """Text for XHTML, which has no control characters; the form as entered keeps them."""
    return escape("".join(letter if letter.isprintable() else " " for letter in text), quote=False)


def _subjective(export: Export) -> Iterator[str]:
    if export.entry.visit.complaint:
        yield f"Complaint: {export.entry.visit.complaint}"
    if export.entry.history:
        yield f"History: {export.entry.history}"


def _objective(export: Export) -> Iterator[str]:
    visit = export.entry.visit
    for key, value in visit.findings.items():
        unsure = " (unsure)" if visit.confidence.get(key.partition(".")[0]) == "unsure" else ""
        yield f"{_finding(export, key, said_value(value))}{unsure}"
    yield from (f"After blocking: {_finding(export, key, said_value(value))}" for key, value in visit.after.items())
    yield from (f"{_named(export, name)}: not done ({reason})" for name, reason in visit.not_done.items())
    yield from (f"{score.measure}, total: {score.value}" for score in export.entry.scores)


def _finding(export: Export, key: str, value: str) -> str:
    finding, _ = export.pack.keys.by_key[key]
    unit = f" {finding.unit}" if finding.unit else ""
    return f"{_named(export, key)}: {value}{unit}"


def _named(export: Export, name: str) -> str:
    base, _, side = name.partition(".")
    return f"{export.pack.findings[base].name}, {side}" if side else export.pack.findings[base].name


def _assessment(export: Export) -> Iterator[str]:
    entry = export.entry
    yield from export.words.outcome if entry.assessment else ("No assessment was made.",)
    if entry.committed:
        yield f"Category {entry.committed} was committed."
    for suggestion in entry.suggestions:
        answer = entry.answers.get(suggestion.key)
        said = "not reviewed" if answer is None else answer.verdict
        instead = f", instead: {answer.instead}" if answer and answer.instead else ""
        reason = f" ({answer.reason})" if answer and answer.reason else ""
        yield f"{suggestion.says} {said.capitalize()}{instead}{reason}."


def _plan(export: Export) -> Iterator[str]:
    entry = export.entry
    if entry.plan:
        yield entry.plan
    if entry.blocks:
        sites = ", ".join(f"{_side(block.side)} {n.words_of(block.landmark)}" for block in entry.blocks.blocks)
        yield f"Blocks used, {entry.blocks.position}: {sites}."
        told = (("Response", entry.blocks.response), ("Adverse response", entry.blocks.adverse_response))
        yield from (f"{name}: {text}" for name, text in told if text)


def _side(side: Side) -> str:
    return {"left": "left", "right": "right"}[side]


def _addenda(export: Export) -> Iterator[str]:
    for added in export.entry.addenda:
        head = f"{added.number}. {n.words_of(added.kind)}, {added.at}, {added.by.name}"
        yield f"{head}. Reason: {added.reason}. {added.text}"


def _about(export: Export) -> Iterator[str]:
    yield _standing(export.entry)
    yield from export.words.footer


def _standing(entry: ChartEntry) -> str:
    """Whether the note may be relied on, since a printed page does not show the status of a resource."""
    return {
        "draft": "This is a draft. It is not signed.",
        "reviewed": "This was reviewed. It is not signed.",
        "awaiting_cosignature": "This awaits the signature of a practitioner.",
        "signed": "This was signed.",
        "amended": "This was signed and added to later; the original stands as it was.",
        "entered_in_error": "This was entered in error.",
    }[entry.stage]


_LINES = {
    "subjective": _subjective, "objective": _objective, "assessment": _assessment,
    "plan": _plan, "addenda": _addenda, "about": _about,
}  # fmt: skip
