"""The note as it was signed: its words are kept, and drawn from then on, whatever later versions would say.

::

    signed     words_to_keep(entry) ── text in the row of the signature, without who the patient is
    drawn      note_of(entry)       ── those words, who the patient is today, and what was added since
"""

import json
from dataclasses import replace

from sot_engine.domain.assessment import plain
from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.note import Chapter, ChapterKey, Note
from sot_engine.domain.pack import Pack
from sot_engine.domain.revive import revive
from sot_engine.errors import NoteShape
from sot_engine.reports.note import added_words, draft_note, patient_words, seal_words

UNNAMED = ""
"""What stands in the kept words where the patient is named; no other row of a note is without words."""


def note_of(entry: ChartEntry, pack: Pack) -> Note:
    """The note of an entry: as it would be written now, or once somebody has signed it, in the words that were signed.

    Errors: PackDiffers when the entry was assessed with another pack; NoteShape when the kept words cannot be read.
    """
    now = draft_note(entry, pack)
    if not entry.note:
        return now
    kept = _read(entry)
    return replace(
        now,
        title=kept.title,
        lead=_lead(now, kept, entry),
        rows=tuple((label, words if words != UNNAMED else patient_words(entry)) for label, words in kept.rows),
        chapters=_with(kept, now, "addenda"),
        footer=(*kept.footer, *seal_words(entry)),
        dated=kept.dated,
        changed=now.changed if entry.addenda else kept.changed,
    )


def words_to_keep(entry: ChartEntry, pack: Pack) -> str:
    """The note of an entry that is being signed, as `sot-note/1` on one line.

    Who the patient is stays out of it, so that a person can be erased. What a student has signed stays as it is, and
    the co-signature comes to it.
    Errors: as of `note_of`.
    """
    now = draft_note(entry, pack)
    note = note_of(entry, pack)
    signed = replace(
        note,
        lead=now.lead[:1] + note.lead[1:],
        rows=((note.rows[0][0], UNNAMED), *note.rows[1:]),
        chapters=_with(note, now, "signatures"),
        dated=now.dated,
        changed=now.changed,
    )
    return json.dumps(plain(signed), ensure_ascii=False, separators=(",", ":"))


def _read(entry: ChartEntry) -> Note:
    try:
        return revive(Note, json.loads(entry.note))
    except (ValueError, KeyError, TypeError, AttributeError):
        message = f"the note that was signed for {entry.id} cannot be read"
        raise NoteShape(message, hint="`sot records verify` says whether it is what was recorded") from None


def _lead(now: Note, kept: Note, entry: ChartEntry) -> tuple[str, ...]:
    """First how far the entry has come, then that something was added, then what was signed."""
    first = now.lead[0] if entry.stage == "entered_in_error" else kept.lead[0]
    return (first, *added_words(entry), *kept.lead[1:])


def _with(note: Note, other: Note, key: ChapterKey) -> tuple[Chapter, ...]:
    """The chapters of a note, one of them from another."""
    taken = next(chapter for chapter in other.chapters if chapter.key == key)
    return tuple(taken if chapter.key == key else chapter for chapter in note.chapters)
