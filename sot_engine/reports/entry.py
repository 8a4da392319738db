"""A chart entry as a sheet: where it stands, what was suggested and decided, who signed, what was added."""

from collections.abc import Iterator, Sequence

from sot_engine.domain.chart import Addendum, ChartEntry, Person, Score, Suggestion
from sot_engine.domain.pack import Pack
from sot_engine.domain.review import signature_lacks
from sot_engine.reports import wording as w
from sot_engine.reports.entry_reasons import behind, reason_sections
from sot_engine.reports.names import clean, time_words
from sot_engine.reports.result import result_sheet
from sot_engine.reports.sheet import Entry, Section, Sheet

STAGES = {
    "draft": "draft, not reviewed",
    "reviewed": "reviewed, not signed",
    "awaiting_cosignature": "signed by a student, waits for a co-signature",
    "signed": "signed",
    "amended": "signed, and amended since",
    "entered_in_error": "entered in error",
}
KINDS = {
    "addendum": "addendum",
    "correction": "correction",
    "delayed_entry": "late entry",
    "entered_in_error": "entered in error",
    "moved": "moved from another chart",
    "merged": "merged from another record of the same patient",
}
NOT_LEGAL = (
    "A typed attestation and a chain of hashes make later changes evident. They are not a legal electronic signature."
)


def entry_sheet(entry: ChartEntry, pack: Pack, *, whole: bool = False) -> Sheet:
    """One entry with the rules and findings behind it; `whole` has every section of its assessment and the exam."""
    found = entry.assessment
    result = result_sheet(found, entry.visit, pack, with_exam=True) if found and whole else None
    why = reason_sections(found, entry.visit, pack) if found and not whole else ()
    sections = [
        *_missing(entry, pack), *_suggestions(entry, pack), *why, *_blocks(entry), *_scores(entry), *_words(entry),
        *_signatures(entry), *_addenda(entry), *(result.sections if result else ()),
    ]  # fmt: skip
    return Sheet(
        word=entry.stage.replace("_", " ").upper(),
        title=w.outcome_sentence(found) if found else "The exam, as it is now, was not assessed.",
        lead=w.outcome_lead(found) if found else (),
        glance=tuple(_glance(entry)),
        sections=tuple(sections),
        footer=(*(w.footer(found, pack) if found else ()), NOT_LEGAL),
    )


def person_words(person: Person) -> str:
    """A name with what stands behind it."""
    behind = f", {clean(person.credentials)}" if person.credentials and person.credentials not in person.name else ""
    return f"{clean(person.name)}{behind}{' (student)' if person.role == 'student' else ''}"


def _glance(entry: ChartEntry) -> Iterator[tuple[str, str]]:
    name = f", {clean(entry.patient.name)}" if entry.patient.name else ""
    yield "Visit", f"{entry.id}: {STAGES[entry.stage]}"
    yield "Patient", f"{clean(entry.patient.ref)}{name}; {entry.visit.patient.age_years} years at the exam"
    yield "Exam", f"{time_words(entry.visit.examined_at)}; {clean(entry.visit.examiner)}"
    yield "Opened", f"{time_words(entry.opened_at)}; {person_words(entry.opened_by)}"
    if entry.visit.complaint:
        yield "Complaint", clean(entry.visit.complaint)
    if entry.seal:
        yield "Seal", entry.seal


def _missing(entry: ChartEntry, pack: Pack) -> Iterator[Section]:
    if not entry.is_sealed:
        lacks = signature_lacks(entry, pack)
        told = tuple(Entry(f"{lack[0].upper()}{lack[1:]}.", "o", "missing") for lack in lacks)
        yield Section("Before it can be signed", told or (Entry("Nothing is missing.", "+", "ready"),))


def _suggestions(entry: ChartEntry, pack: Pack) -> Iterator[Section]:
    told = tuple(_suggestion(one, entry, pack) for one in entry.suggestions)
    if entry.committed:
        told = (Entry(f"Category {entry.committed} was committed by the practitioner.", ">", "committed"), *told)
    if told:
        yield Section("What was suggested, and what was decided", told)


def _suggestion(one: Suggestion, entry: ChartEntry, pack: Pack) -> Entry:
    head = one.key if one.kind == "modification" else f"{one.key}: {one.value}"
    rules, answer = behind(one, entry, pack), entry.answers.get(one.key)
    if answer is None:
        return Entry(head, "o", "not reviewed", tuple(filter(None, (one.says, rules))))
    decided = f"Decided by {w.known_person(answer.by, entry)}, {time_words(answer.at)}."
    instead = f"Instead: {clean(answer.instead)}." if answer.instead else ""
    reason = f"Reason: {clean(answer.reason)}" if answer.reason else ""
    mark = {"accepted": "+", "changed": ">", "rejected": "-"}[answer.verdict]
    return Entry(head, mark, answer.verdict, tuple(filter(None, (one.says, rules, instead, reason, decided))))  # type: ignore[arg-type]  # a mark


def _blocks(entry: ChartEntry) -> Iterator[Section]:
    used = entry.blocks
    if used is None:
        return
    facing = w.FACING[used.position]
    followed = f", as in {used.placement}" if used.placement else ""
    told = [Entry(f"{facing[0].upper()}{facing[1:]}{followed}.")]
    for block in used.blocks:
        degrees = f", {block.direction_deg} degrees" if block.direction_deg is not None else ""
        wedge = f", {clean(block.wedge)}" if block.wedge else ""
        told.append(
            Entry(f"{block.side.capitalize()}: {clean(block.landmark).replace('_', ' ')}{degrees}{wedge}", ">", "block")
        )
    parts = (("from", used.started_at), ("to", used.stopped_at), ("response", used.response),
             ("adverse", used.adverse_response))  # fmt: skip
    told += [Entry(clean(words), ">", label) for label, words in parts if words]
    yield Section("Blocks used", tuple(told))


def _scores(entry: ChartEntry) -> Iterator[Section]:
    if entry.scores:
        yield Section("Outcome scores entered", tuple(Entry(_score(score)) for score in entry.scores))


def _score(score: Score) -> str:
    answered = f" ({score.answered} of {score.items} answered)" if score.items else ""
    before = f"; {score.previous:g} on {(score.previous_at or '')[:10]}" if score.previous is not None else ""
    return f"{score.measure} {score.value:g}{answered} on {score.at[:10]}{before}"


def _words(entry: ChartEntry) -> Iterator[Section]:
    for title, words in (("History", entry.history), ("Plan", entry.plan)):
        if words:
            yield Section(title, tuple(Entry(clean(line)) for line in words.splitlines() if line.strip()))


def _signatures(entry: ChartEntry) -> Iterator[Section]:
    if entry.signatures:
        told = tuple(
            Entry(f"{person_words(one.by)}, as {one.as_}, {time_words(one.at)}", "+", "signed", (one.attests,))
            for one in entry.signatures
        )
        yield Section("Signatures", told)


def _addenda(entry: ChartEntry) -> Iterator[Section]:
    if entry.addenda:
        yield Section("Added since; the original stays as it is", tuple(map(_added, entry.addenda)))


def _added(one: Addendum) -> Entry:
    other = f" {one.other}" if one.other else ""
    body = tuple(filter(None, (clean(one.text), f"Reason: {clean(one.reason)}")))
    head = f"{one.number}. {KINDS[one.kind]}{other}; {person_words(one.by)}, {time_words(one.at)}"
    return Entry(head, "!", "added", body)


def entry_line(entry: ChartEntry, *, elsewhere: bool = False) -> tuple[str, str, str, str, str]:
    """One entry in a list: id, day, patient, stage, and what the rules came to."""
    found = entry.assessment
    outcome = f"{found.outcome} {found.decided or ''}".strip() if found else "not assessed"
    stage = "now in another chart" if elsewhere else entry.stage.replace("_", " ")
    return entry.id, entry.visit.examined_at[:10], clean(entry.patient.ref), stage, outcome


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows with their columns aligned."""
    wide = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))] if rows else []
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, wide, strict=True)).rstrip()
