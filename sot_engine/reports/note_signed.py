"""Who signed, what they attested, and what was added afterwards: the last two chapters of a note."""

from collections.abc import Iterator

from sot_engine.domain.chart import Addendum, AddendumKind, ChartEntry, Signature
from sot_engine.reports import wording as w
from sot_engine.reports.names import listed, time_words
from sot_engine.reports.note_exam import paragraphs
from sot_engine.reports.sheet import Entry, Section

ROLES = {"author": "signed", "cosigner": "co-signed"}
KINDS: dict[AddendumKind, str] = {
    "addendum": "Addendum",
    "correction": "Amendment",
    "delayed_entry": "Delayed entry",
    "entered_in_error": "Entered in error",
    "moved": "Moved to another chart",
    "merged": "Charts merged",
}


def signed_words(entry: ChartEntry) -> str:
    """Who signed and when, in a sentence."""
    signed = (f"{ROLES[one.as_]} by {w.person_words(one.by)}, {time_words(one.at)}" for one in entry.signatures)
    words = listed(signed)
    return f"{words[:1].upper()}{words[1:]}." if words else "No signature is recorded."


def signature_sections(entry: ChartEntry) -> Iterator[Section]:
    """The attestations, or that there is none."""
    told = tuple(_signature(one) for one in entry.signatures)
    yield Section("Attested", told or (Entry("Nobody has signed."),))


def _signature(one: Signature) -> Entry:
    student = ", student" if one.by.role == "student" else ""
    return Entry(f"{w.person_words(one.by)}{student}, {time_words(one.at)}", "", ROLES[one.as_], (one.attests,))


def addendum_sections(entry: ChartEntry) -> Iterator[Section]:
    """Every addition with its number, author, time and reason; the original above stays as it was."""
    if not entry.addenda:
        yield Section("Added", (Entry("Nothing was added."),))
    for one in entry.addenda:
        title = f"{one.number}. {KINDS[one.kind]}, {time_words(one.at)}, {w.person_words(one.by)}"
        yield Section(title, tuple(_added(one)))


def _added(one: Addendum) -> Iterator[Entry]:
    yield Entry(one.reason or "none was given.", "", "reason")
    if one.other:
        yield Entry(one.other, "", "from the chart")
    yield from paragraphs(one.text)
