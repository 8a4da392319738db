"""A chart entry as a note: the draft of it while it is open, and the same words for ever once it is signed."""

from collections.abc import Iterator

from sot_engine.domain.chart import ChartEntry, Stage
from sot_engine.domain.note import Chapter, ChapterKey, Note
from sot_engine.domain.pack import Pack
from sot_engine.domain.section import Entry, Section
from sot_engine.errors import PackDiffers
from sot_engine.reports import wording as w
from sot_engine.reports.figure_words import captioned
from sot_engine.reports.names import amount_words, clean, listed, time_words
from sot_engine.reports.note_assessment import assessment_sections
from sot_engine.reports.note_exam import objective_sections, subjective_sections
from sot_engine.reports.note_plan import plan_sections
from sot_engine.reports.note_signed import addendum_sections, signature_sections, signed_words

TITLE = "Visit note"
STAGES: dict[Stage, str] = {
    "draft": "DRAFT",
    "reviewed": "REVIEWED",
    "awaiting_cosignature": "AWAITING CO-SIGNATURE",
    "signed": "SIGNED",
    "amended": "AMENDED",
    "entered_in_error": "ENTERED IN ERROR",
}
"""How each stage is called above a note."""
NOT_A_SIGNATURE = (
    "A typed attestation and a chain of hashes show when something was changed. They are not a legal electronic "
    "signature."
)
NOT_AN_ORDER = (
    "It records observations and documented technique options for a licensed practitioner. It is not a treatment "
    "order, and no billing code is assigned."
)


def draft_note(entry: ChartEntry, pack: Pack) -> Note:
    """Write the note of a visit.

    Shapes: one entry, and the pack that it was assessed with -> one Note; nothing is looked up elsewhere but the
    published changes of the outcome measures.
    Errors: PackDiffers when the entry was assessed with another pack.
    """
    found = entry.assessment
    if found and found.pack.sha256 != pack.sha256:
        message = f"the visit was assessed with {found.pack.id} {found.pack.version}, and this is another content of it"
        hint = f"give the pack whose sha256 begins with {found.pack.sha256[:12]}"
        raise PackDiffers(message, hint=hint)
    dated = entry.signatures[-1].at if entry.signatures else entry.opened_at
    return Note(
        entry=clean(entry.id),
        title=TITLE,
        stage=entry.stage,
        lead=tuple(map(clean, (*_lead(entry), *_stopping(entry, pack)))),
        rows=tuple((label, clean(words)) for label, words in _rows(entry, pack)),
        chapters=tuple(Chapter(key=key, sections=tuple(map(_clean, told))) for key, told in _told(entry, pack)),
        footer=tuple(map(clean, _footer(entry, pack))),
        dated=clean(dated),
        changed=clean(entry.addenda[-1].at) if entry.addenda else clean(dated),
    )


def _told(entry: ChartEntry, pack: Pack) -> Iterator[tuple[ChapterKey, Iterator[Section]]]:
    """What each chapter says."""
    yield "subjective", subjective_sections(entry, pack)
    yield "objective", objective_sections(entry, pack)
    yield "assessment", assessment_sections(entry, pack)
    yield "plan", plan_sections(entry, pack)
    yield "signatures", signature_sections(entry)
    yield "addenda", addendum_sections(entry)


def _clean(section: Section) -> Section:
    """A section in which nothing that came from outside can steer a terminal, its figure with the words of today."""
    entries = (
        Entry(clean(one.head), one.mark, clean(one.label), tuple(map(clean, one.body))) for one in section.entries
    )
    return Section(clean(section.title), tuple(entries), section.figure and captioned(section.figure))


def _lead(entry: ChartEntry) -> Iterator[str]:
    """What has to be known before anything else: how far the entry has come, and what was added to it."""
    if entry.stage == "draft":
        yield "Not reviewed and not signed."
    elif entry.stage == "reviewed":
        yield "Reviewed, and not signed."
    elif entry.stage == "awaiting_cosignature":
        yield f"{signed_words(entry)} It waits for a practitioner's co-signature and is not final."
    elif entry.stage == "entered_in_error":
        yield "This entry was made in error. It stays as it was; the reason stands under Addenda."
    else:
        yield signed_words(entry)
    if entry.unanswered:
        yield f"Not reviewed yet: {listed(one.key for one in entry.unanswered)}."
    yield from added_words(entry)


def added_words(entry: ChartEntry) -> tuple[str, ...]:
    """That something was added since, in a sentence; a draft that was moved to another chart is not an original yet."""
    if entry.stage not in {"amended", "entered_in_error"}:
        return ()
    said = "1 addition to it stands" if len(entry.addenda) == 1 else f"{len(entry.addenda)} additions to it stand"
    return (f"The original is printed unchanged; {said} under Addenda.",)


def _stopping(entry: ChartEntry, pack: Pack) -> Iterator[str]:
    """A referral, and what speaks of stopping on the blocks, stand above the note too."""
    found = entry.assessment
    if found and found.stops:
        yield w.outcome_sentence(found)
    yield from (said.says for said in (found.guidance if found else ()) if pack.rule[said.rule].then.first)


def _rows(entry: ChartEntry, pack: Pack) -> Iterator[tuple[str, str]]:
    visit = entry.visit
    yield "Patient", patient_words(entry)
    yield "Pregnancy", pregnancy_words(visit.patient.pregnancy_weeks)
    yield "Exam", f"{time_words(visit.examined_at)}; {visit.examiner}"
    student = ", student" if entry.opened_by.role == "student" else ""
    yield "Recorded", f"{time_words(entry.opened_at)}; {w.person_words(entry.opened_by)}{student}"
    yield "Entry", entry.id
    if entry.assessment:
        yield "Rules", f"{w.pack_words(entry.assessment.pack)}; {w.review_words(pack)}"


def patient_words(entry: ChartEntry) -> str:
    """Who the patient is, as it is known now, and the age at the exam."""
    who = entry.patient
    born = f", born {who.birth_date}" if who.birth_date else ""
    named = f"{who.name} ({who.ref})" if who.name and who.ref else who.name or who.ref or "not named"
    return clean(f"{named}{born}, {amount_words(entry.visit.patient.age_years, 'year')}")


def pregnancy_words(weeks: int | None) -> str:
    """What was recorded of a pregnancy; not asked is not a no."""
    if weeks is None:
        return "not asked"
    return f"{amount_words(weeks, 'week')} recorded" if weeks else "asked, none"


def _footer(entry: ChartEntry, pack: Pack) -> Iterator[str]:
    if entry.assessment:
        yield from w.footer(entry.assessment, pack)
    else:
        yield from (w.WHAT_IT_IS, w.WHAT_IT_IS_NOT)
    yield NOT_AN_ORDER
    yield NOT_A_SIGNATURE
    yield from seal_words(entry)


def seal_words(entry: ChartEntry) -> tuple[str, ...]:
    """The hash with which an entry was sealed, in a sentence; none before that."""
    return (f"Sealed with {entry.seal}.",) if entry.seal else ()
