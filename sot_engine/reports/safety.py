"""What stands before a category: stops, contradictions, cautions, and the questions that were not asked."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment, Sentence, Stop
from sot_engine.domain.finding import spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.reports import wording as w
from sot_engine.reports.evidence import facts_words, ground_words
from sot_engine.reports.grounds import Grounds
from sot_engine.reports.names import fact_words, name_words
from sot_engine.reports.sheet import Entry, Section

AFTER = "A stop question was answered after blocking, and not with no. No rule reads it there: record a new exam first."

UNDECIDED = "No category is decided, so no rule that withholds or changes a placement was asked. Recorded all the same:"


def stops_words(found: Assessment, visit: Visit, pack: Pack) -> str:
    """How many stop rules fired, and how many of the stop questions were asked."""
    asked = sum(any(key in visit.findings for key in one.keys) for one in pack.stop_questions)
    fired = f"{w.number(len(found.stops), 'stop rule').capitalize()} fired"
    return f"{fired}; {asked} of {asked + len(found.not_asked)} stop questions were asked"


def stop_sections(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    """The reasons to refer, the most urgent first."""
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


def contradiction_sections(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    """The recorded findings that cannot both be true."""
    if found.contradictions:
        entries = tuple(sentence_entry(said, found, visit, pack, "re-test") for said in found.contradictions)
        yield Section("These cannot both be true", entries)


def sentence_entry(said: Sentence, found: Assessment, visit: Visit, pack: Pack, label: str) -> Entry:
    """What a rule says, with the findings behind it and its source."""
    head = f"{said.rule} {pack.rule[said.rule].title}"
    return Entry(head, "!", label, (said.says, ground_words(said, found, visit, pack), _source(said, pack)))


def after_words(visit: Visit, pack: Pack) -> Iterator[str]:
    """The stop questions that were answered after blocking with anything but no; no stop rule reads a re-test."""
    for one in pack.stop_questions:
        for key in one.keys:
            value = visit.after.get(key)
            if value is not None and value != one.negative_value:
                yield fact_words(f"after.{key}", spoken(value), pack)


def _unclear(found: Assessment, visit: Visit, pack: Pack) -> Iterator[str]:
    """The answers to stop questions that are not negative and that no stop rule fired on."""
    behind = {fact.partition(" = ")[0] for stop in found.stops for fact in stop.findings}
    for one in pack.stop_questions:
        for key in one.keys:
            value = visit.findings.get(key)
            if value is not None and value != one.negative_value and key not in behind:
                yield fact_words(key, spoken(value), pack)


def _unweighed(found: Assessment, visit: Visit, pack: Pack) -> Iterator[str]:
    """What was recorded and a placement would be weighed against, where none is due; stop questions stand elsewhere."""
    told = {fact.partition(" = ")[0] for said in found.cautions for fact in said.findings}
    told |= {key for one in pack.stop_questions for key in one.keys}
    patient = {"patient.age_years": visit.patient.age_years, "patient.pregnancy_weeks": visit.patient.pregnancy_weeks}
    recorded = {**patient, **visit.findings, **{f"after.{key}": value for key, value in visit.after.items()}}
    for key in Grounds(found, visit, pack).unweighed():
        value = recorded.get(key)
        if key not in told and value is not None:
            yield fact_words(key, spoken(value), pack)


def safety_section(found: Assessment, visit: Visit, pack: Pack) -> Section:
    """The stop questions in numbers, the cautions, and what was not asked by name."""
    entries = [Entry(f"{stops_words(found, visit, pack)}.", "!" if found.stops else "", "stop" if found.stops else "")]
    entries += [sentence_entry(said, found, visit, pack, "caution") for said in found.cautions]
    later = tuple(after_words(visit, pack))
    if later:
        entries.append(Entry(AFTER, "!", "after blocking", later))
    unclear = tuple(_unclear(found, visit, pack))
    if unclear:
        entries.append(Entry("Stop questions answered neither yes nor no:", "!", "unclear", unclear))
    unweighed = () if found.decided else tuple(_unweighed(found, visit, pack))
    if unweighed:
        entries.append(Entry(UNDECIDED, "!", "not weighed", unweighed))
    if found.not_asked:
        names = tuple(f"{name_words(name, pack)}" for name in found.not_asked)
        entries.append(Entry("Stop questions that were not asked:", "o", "not asked", names))
    if not found.cautions:
        entries.append(Entry("No caution rule fired. What was not recorded was not looked at."))
    return Section("Safety", tuple(entries))
