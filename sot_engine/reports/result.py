"""An assessment as a sheet: the outcome first, then why, then safety, placement and what to test next."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment, Change, PlacementResult, Sentence, Stop
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.reports import wording as w
from sot_engine.reports.evidence import evidence_sections, facts_words, in_order
from sot_engine.reports.names import clean, fact_words, listed, name_words, value_words
from sot_engine.reports.sheet import Entry, Mark, Section, Sheet


def result_sheet(found: Assessment, visit: Visit, pack: Pack, *, with_exam: bool = False) -> Sheet:
    """Everything that is said of one exam, in the order in which it is read; `with_exam` adds what was recorded."""
    sections = [
        *_stops(found, visit, pack),
        *_contradictions(found, visit, pack),
        *evidence_sections(found, visit, pack),
        _safety(found, visit, pack),
        *_orders(found),
        _placement(found, pack),
        *_guidance(found, visit, pack),
        *_why_not(found, pack),
        *_next(found, pack),
        *_not_done(visit, pack),
        *(_exam(visit, pack) if with_exam else ()),
    ]
    return Sheet(
        word=found.outcome.upper(),
        title=w.outcome_sentence(found),
        lead=(*w.outcome_lead(found), *_first(found, pack)),
        glance=tuple(_glance(found, visit, pack)),
        legend=w.LEGEND,
        sections=tuple(sections),
        footer=w.footer(found, pack),
    )


def _first(found: Assessment, pack: Pack) -> Iterator[str]:
    """What speaks of stopping on the blocks stands beside the outcome."""
    yield from (said.says for said in found.guidance if pack.rule[said.rule].then.first)


def _glance(found: Assessment, visit: Visit, pack: Pack) -> Iterator[tuple[str, str]]:
    patient = visit.patient
    yield "Exam", f"{clean(patient.ref)}, {patient.age_years} years; {visit.examined_at}; {clean(visit.examiner)}"
    if visit.complaint:
        yield "Complaint", clean(visit.complaint)
    for name in in_order(found) if w.is_open(found) else ():
        yield pack.categories[name].name, w.standing(name, found, pack)
    yield "Stops", _stops_words(found, visit, pack)
    yield "Placement", w.placement_words(found)
    if found.next:
        tests = w.number(len(found.next), "finding")
        yield "Next", f"{tests} not recorded could change this; {w.POSITIONS[found.next[0].position].lower()} first"
    elif found.explained:
        yield "Next", w.settled_words(found)


def _stops_words(found: Assessment, visit: Visit, pack: Pack) -> str:
    asked = sum(any(key in visit.findings for key in one.keys) for one in pack.stop_questions)
    fired = f"{w.number(len(found.stops), 'stop rule').capitalize()} fired"
    return f"{fired}; {asked} of {asked + len(found.not_asked)} stop questions were asked"


def _stops(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    if found.stops:
        yield Section("Refer first", tuple(_stop(stop, visit, pack) for stop in w.by_urgency(found.stops)))


def _stop(stop: Stop, visit: Visit, pack: Pack) -> Entry:
    head = f"{stop.rule} {pack.rule[stop.rule].title}"
    where = f"Send to: {stop.send}."
    return Entry(
        head, "!", stop.urgency, (where, stop.says, facts_words(stop.findings, visit, pack), _source(stop, pack))
    )


def _source(said: Sentence | Stop, pack: Pack) -> str:
    rule = pack.rule[said.rule]
    return f"Source {', '.join(said.cite)}; grade {rule.evidence.grade}; basis {rule.basis}."


def _contradictions(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    if found.contradictions:
        entries = tuple(_sentence(said, visit, pack, "re-test") for said in found.contradictions)
        yield Section("These cannot both be true", entries)


def _sentence(said: Sentence, visit: Visit, pack: Pack, label: str) -> Entry:
    head = f"{said.rule} {pack.rule[said.rule].title}"
    return Entry(head, "!", label, (said.says, facts_words(said.findings, visit, pack), _source(said, pack)))


def _safety(found: Assessment, visit: Visit, pack: Pack) -> Section:
    entries = [Entry(f"{_stops_words(found, visit, pack)}.", "!" if found.stops else "", "stop" if found.stops else "")]
    entries += [_sentence(said, visit, pack, "caution") for said in found.cautions]
    if found.not_asked:
        names = tuple(f"{name_words(name, pack)}" for name in found.not_asked)
        entries.append(Entry("Stop questions that were not asked:", "o", "not asked", names))
    if not found.cautions:
        entries.append(Entry("No caution rule fired. What was not recorded was not looked at."))
    return Section("Safety", tuple(entries))


def _orders(found: Assessment) -> Iterator[Section]:
    if not found.orders:
        return
    entries = [Entry(order.says, ">", "documented", (_cited(order.cite, order.grade),)) for order in found.orders]
    if not found.committed:
        entries.append(Entry(f"{w.COMMIT} {listed(found.candidates, 'or')}."))
    yield Section("Which first: documented orders, none preferred", tuple(entries))


def _cited(cite: tuple[str, ...], grade: str) -> str:
    return f"Source {', '.join(cite)}; grade {grade}."


def _placement(found: Assessment, pack: Pack) -> Section:
    placement = found.placement
    if placement.status == "none":
        why = w.NO_PLACEMENT.get(found.outcome, w.NO_CATEGORY).capitalize()
        return Section("Placement", (Entry(f"{why}, so no placement is shown."),))
    if placement.status == "withheld":
        head = Entry("No placement is shown.", "!", "withheld")
        return Section("Placement: withheld", (head, *_reasons(placement, pack)))
    changed = ", only with a change and a written reason" if placement.status == "modify" else ""
    entries = (*_reasons(placement, pack), *_blocks(placement), *_watch(placement))
    return Section(f"{w.REVIEW}: {placement.id}{changed}", entries)


def _reasons(placement: PlacementResult, pack: Pack) -> Iterator[Entry]:
    labels = {"places": "placement", "withholds": "withheld", "modifies": "change"}
    for reason in placement.reasons:
        rule = pack.rule[reason.rule]
        source = f"Source {', '.join(reason.cite)}; grade {rule.evidence.grade}; basis {rule.basis}."
        mark: Mark = ">" if reason.effect == "places" else "!"
        yield Entry(f"{rule.id} {rule.title}", mark, labels[reason.effect], (reason.says, source))


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


def _guidance(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    """Sentences that stop come first, then the re-test, then the rest."""
    said = [(_sentence(one, visit, pack, "guidance"), pack.rule[one.rule].then.first) for one in found.guidance]
    first = [entry._replace(label="first") for entry, is_first in said if is_first]
    rest = [entry._replace(mark=">") for entry, is_first in said if not is_first]
    again = [Entry(f"{_before_after(key, value, visit, pack)}.", "", "re-test") for key, value in visit.after.items()]
    if first or rest or again:
        yield Section("Guidance and re-test" if again else "Guidance", (*first, *again, *rest))


def _before_after(key: str, value: Value, visit: Visit, pack: Pack) -> str:
    finding, _ = pack.keys.by_key[key]
    before = value_words(finding, spoken(visit.findings[key])) if key in visit.findings else "not recorded"
    return f"{name_words(key, pack)}: before {before}, after blocking {value_words(finding, spoken(value))}"


def _why_not(found: Assessment, pack: Pack) -> Iterator[Section]:
    if found.outcome == "refer" or not found.why_not:
        return
    entries = []
    for name, answer in found.why_not.items():
        head = "would be the supported one with:" if answer.changes else w.NO_CHANGE
        label = pack.categories[name].name
        entries.append(Entry(head, "o", label, tuple(f"{_change(change, pack)}" for change in answer.changes)))
    yield Section("Why not another category", tuple(entries))


def _change(change: Change, pack: Pack) -> str:
    finding, _ = pack.keys.by_key[change.finding]
    now = value_words(finding, spoken(change.was)) if change.was is not None else "not recorded"
    return f"{fact_words(change.finding, spoken(change.to), pack)} (now {now})"


def _next(found: Assessment, pack: Pack) -> Iterator[Section]:
    """What could still change the outcome, by the patient's position so that the patient is turned once."""
    if not found.explained:
        return
    entries = []
    for test, before in zip(found.next, (None, *found.next), strict=False):
        if before is None or before.position != test.position:
            entries.append(Entry(f"{w.POSITIONS[test.position]}:"))
        leads = listed(map(w.lead_words, test.could_lead_to), "or")
        entries.append(Entry(name_words(test.finding, pack), "o", "", (f"could lead to {leads}",)))
    if not found.next:
        entries.append(Entry(w.settled_words(found)))
    if found.not_asked:
        entries.append(Entry(w.not_asked_words(found)))
    if found.rivals_not_examined:
        entries.append(Entry(w.rivals_words(found)))
    yield Section("What next", tuple(entries))


def _not_done(visit: Visit, pack: Pack) -> Iterator[Section]:
    if visit.not_done:
        entries = tuple(Entry(f"{name_words(key, pack)}: {clean(why)}") for key, why in visit.not_done.items())
        yield Section(w.NOT_DONE, entries)


def _exam(visit: Visit, pack: Pack) -> Iterator[Section]:
    """What was recorded, one finding a line, by the patient's position."""
    unsure = {name for name, word in visit.confidence.items() if word == "unsure"}
    told = [(finding.position, _told(finding, visit, unsure)) for finding in pack.findings.values()]
    groups = {name: tuple(words for where, words in told if where == name and words) for name in w.POSITIONS}
    entries = tuple(Entry(f"{w.POSITIONS[name]}:", body=words) for name, words in groups.items() if words)
    yield Section("What was recorded", entries or (Entry("Nothing."),))


def _told(finding: Finding, visit: Visit, unsure: set[str]) -> str:
    """One finding with both of its sides, or nothing when it was not recorded."""
    values = [
        f"{key.partition('.')[2]} {value_words(finding, spoken(visit.findings[key]))}".strip()
        for key in finding.keys if key in visit.findings
    ]  # fmt: skip
    doubt = " (recorded as unsure)" if finding.id in unsure else ""
    return f"{finding.name} [{finding.id}]: {', '.join(values)}{doubt}" if values else ""
