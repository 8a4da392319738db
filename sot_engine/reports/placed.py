"""The documented placement for review, why it is suggested, changed or withheld, and the re-test."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment, PlacementResult
from sot_engine.domain.condition import Value
from sot_engine.domain.figure import documented_figure
from sot_engine.domain.finding import spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.reports import wording as w
from sot_engine.reports.evidence import ground_words
from sot_engine.reports.names import listed, name_words, value_words
from sot_engine.reports.safety import sentence_entry
from sot_engine.reports.sheet import Entry, Mark, Section

NOT_DRAWN = "The placement is not drawn, because the side is not determined."


def order_sections(found: Assessment) -> Iterator[Section]:
    """The documented orders of a mixed result; none is preferred."""
    if not found.orders:
        return
    entries = [Entry(order.says, ">", "documented", (_cited(order.cite, order.grade),)) for order in found.orders]
    if not found.committed:
        entries.append(Entry(f"{w.COMMIT} {listed(found.candidates, 'or')}."))
    yield Section("Which first: documented orders, none preferred", tuple(entries))


def _cited(cite: tuple[str, ...], grade: str) -> str:
    return f"Source {', '.join(cite)}; grade {grade}."


def placement_section(found: Assessment, visit: Visit, pack: Pack) -> Section:
    """The placement with its reasons and its figure, or why none is shown."""
    placement = found.placement
    if placement.status == "none":
        why = w.NO_PLACEMENT.get(found.outcome, w.NO_CATEGORY).capitalize()
        return Section("Placement", (Entry(f"{why}, so no placement is shown."),))
    if placement.status == "withheld":
        head = Entry("No placement is shown.", "!", "withheld")
        return Section("Placement: withheld", (head, *_reasons(found, visit, pack)))
    changed = ", only with a change and a written reason" if placement.status == "modify" else ""
    figure = documented_figure(found, pack)
    undrawn = () if figure else (Entry(NOT_DRAWN),)
    entries = (*_reasons(found, visit, pack), *_blocks(placement), *_watch(placement), *undrawn)
    return Section(f"{w.REVIEW}: {placement.id}{changed}", entries, figure)


def _reasons(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Entry]:
    labels = {"places": "placement", "withholds": "withheld", "modifies": "change"}
    for reason in found.placement.reasons:
        rule = pack.rule[reason.rule]
        source = f"Source {', '.join(reason.cite)}; grade {rule.evidence.grade}; basis {rule.basis}."
        told = (reason.says, ground_words(reason, found, visit, pack), source)
        mark: Mark = ">" if reason.effect == "places" else "!"
        yield Entry(f"{rule.id} {rule.title}", mark, labels[reason.effect], told)


def _blocks(placement: PlacementResult) -> Iterator[Entry]:
    for block in placement.blocks:
        yield Entry(w.block_words(block.side, block.landmark, block.direction_deg), ">", "block", (block.basis,))


def _watch(placement: PlacementResult) -> Iterator[Entry]:
    parts = (
        ("how sure", placement.confidence),
        ("watch", placement.monitor),
        ("time", placement.time),
        ("end point", placement.end_point),
    )
    yield from (Entry(text, ">", label) for label, text in parts if text)
    for variant in placement.variants:
        yield Entry(f"{variant.says} ({', '.join(variant.cite)})", ">", "variant")


def guidance_entries(found: Assessment, visit: Visit, pack: Pack) -> tuple[list[Entry], list[Entry]]:
    """The sentences that speak of stopping, and the rest."""
    first, rest = [], []
    for one in found.guidance:
        entry = sentence_entry(one, found, visit, pack, "guidance")
        if pack.rule[one.rule].then.first:
            first.append(entry._replace(label="first"))
        else:
            rest.append(entry._replace(mark=">"))
    return first, rest


def guidance_sections(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    """Sentences that stop come first, then the re-test, then the rest."""
    first, rest = guidance_entries(found, visit, pack)
    again = [Entry(f"{before_after(key, value, visit, pack)}.", "", "re-test") for key, value in visit.after.items()]
    if first or rest or again:
        yield Section("Guidance and re-test" if again else "Guidance", (*first, *again, *rest))


def before_after(key: str, value: Value, visit: Visit, pack: Pack) -> str:
    """A finding as it was, and as it was when it was tested again."""
    finding, _ = pack.keys.by_key[key]
    before = value_words(finding, spoken(visit.findings[key])) if key in visit.findings else "not recorded"
    return f"{name_words(key, pack)}: before {before}, after blocking {value_words(finding, spoken(value))}"
