"""An assessment as a sheet: the outcome first, then why, then safety, placement and what to test next."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment, Change
from sot_engine.domain.finding import Finding, spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.reports import wording as w
from sot_engine.reports.evidence import evidence_sections, in_order
from sot_engine.reports.names import clean, fact_words, name_words, time_words, value_words
from sot_engine.reports.placed import guidance_sections, order_sections, placement_section
from sot_engine.reports.safety import (
    AFTER,
    after_words,
    contradiction_sections,
    safety_section,
    stop_sections,
    stops_words,
)
from sot_engine.reports.sheet import Entry, Section, Sheet


def result_sheet(found: Assessment, visit: Visit, pack: Pack, *, with_exam: bool = False) -> Sheet:
    """Everything that is said of one exam, in the order in which it is read; `with_exam` adds what was recorded."""
    sections = [
        *stop_sections(found, visit, pack),
        *contradiction_sections(found, visit, pack),
        *evidence_sections(found, visit, pack),
        safety_section(found, visit, pack),
        *order_sections(found),
        placement_section(found, visit, pack),
        *guidance_sections(found, visit, pack),
        *_why_not(found, pack),
        *_next(found, pack),
        *_not_done(visit, pack),
        *(_exam(visit, pack) if with_exam else ()),
    ]
    return Sheet(
        word=found.outcome.upper(),
        title=w.outcome_sentence(found),
        lead=(*w.outcome_lead(found), *_first(found, visit, pack)),
        glance=tuple(_glance(found, visit, pack)),
        legend=w.LEGEND,
        sections=tuple(sections),
        footer=w.footer(found, pack),
    )


def _first(found: Assessment, visit: Visit, pack: Pack) -> Iterator[str]:
    """What speaks of stopping, and a warning sign on the blocks, stand beside the outcome."""
    if any(after_words(visit, pack)):
        yield AFTER
    yield from (said.says for said in found.guidance if pack.rule[said.rule].then.first)


def _glance(found: Assessment, visit: Visit, pack: Pack) -> Iterator[tuple[str, str]]:
    patient, at = visit.patient, time_words(visit.examined_at)
    yield "Exam", f"{clean(patient.ref)}, {patient.age_years} years; {at}; {clean(visit.examiner)}"
    if visit.complaint:
        yield "Complaint", clean(visit.complaint)
    for name in in_order(found) if w.is_open(found) else ():
        yield pack.categories[name].name, w.standing(name, found, pack)
    yield "Stops", stops_words(found, visit, pack)
    yield "Placement", w.placement_words(found)
    if found.next:
        tests = w.number(len(found.next), "finding")
        yield "Next", f"{tests} not recorded could change this; {w.POSITIONS[found.next[0].position].lower()} first"
    elif found.explained:
        yield "Next", w.settled_words(found)


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
        entries.append(Entry(name_words(test.finding, pack), "o", "", (f"could lead to {w.lead_words(found, test)}",)))
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
