"""Sign an entry, after asking for the person again; a student's waits for a practitioner."""

from dataclasses import replace
from typing import TYPE_CHECKING

from sot_engine.domain.chart import ChartEntry, Signature, Stage
from sot_engine.domain.pack import Pack
from sot_engine.domain.review import signature_lacks
from sot_engine.errors import SigningRefused
from sot_engine.records import body
from sot_engine.records.chart import read_chart, read_entry
from sot_engine.records.ledger import append
from sot_engine.records.packs import kept_pack
from sot_engine.records.people import person_of
from sot_engine.records.row import Draft, Kind
from sot_engine.reports.note_kept import words_to_keep
from sot_engine.store.database import Database
from sot_engine.workflow.charts.check_person import check_person
from sot_engine.workflow.charts.edit_visit import refuse_sealed
from sot_engine.workflow.moment import now

if TYPE_CHECKING:
    from sot_engine.store.database import Connection

AUTHOR = "I have reviewed this entry and every suggestion in it, and what it decides is my own decision."
STUDENT = "I recorded and reviewed this entry as a student; it waits for the co-signature of a practitioner."
COSIGNER = "I have reviewed this entry of a student and take responsibility for it."


def sign_visit(records: Database, word: str, by: str, password: str, *, shown: ChartEntry | None = None) -> ChartEntry:
    """Seal an entry; from then on it is only added to. A student's signature seals nothing yet.

    `shown` is the entry as the person saw it: nothing else is signed.
    Errors: NotFound; AlreadySigned; SigningRefused with everything that is missing.
    """
    check_person(records, by, password)
    with records.writing() as connection:
        person, chart = person_of(connection, by), read_chart(connection, word)
        entry, pack = chart.entry, kept_pack(connection, chart.pack)
        refuse_sealed(entry)
        lacks = [*_shown_lacks(entry, shown), *signature_lacks(entry, pack)]
        if entry.stage == "awaiting_cosignature":
            lacks.append(f"it waits for a co-signature: `sot visit cosign {entry.id}`")
        if person.role == "student" and entry.opened_by.id != person.id:
            lacks.append("a student signs what the student began")
        _refuse(entry, lacks)
        kind: Kind = "attested" if person.role == "student" else "sealed"
        attests = STUDENT if person.role == "student" else AUTHOR
        return _signed(connection, entry, pack, kind, Signature(by=person, as_="author", at=now(), attests=attests))


def cosign_visit(
    records: Database, word: str, by: str, password: str, *, shown: ChartEntry | None = None
) -> ChartEntry:
    """Seal the entry of a student, as the practitioner who answers for it.

    Errors: NotFound; AlreadySigned; SigningRefused with everything that is missing.
    """
    check_person(records, by, password)
    with records.writing() as connection:
        person, chart = person_of(connection, by), read_chart(connection, word)
        entry, pack = chart.entry, kept_pack(connection, chart.pack)
        refuse_sealed(entry)
        lacks = [*_shown_lacks(entry, shown), *signature_lacks(entry, pack)]
        if entry.stage != "awaiting_cosignature":
            lacks.append("no student has signed it, so there is nothing to co-sign")
        if person.role != "practitioner":
            lacks.append("a practitioner co-signs, not a student")
        _refuse(entry, lacks)
        signature = Signature(by=person, as_="cosigner", at=now(), attests=COSIGNER)
        return _signed(connection, entry, pack, "sealed", signature)


def refuse_unready(entry: ChartEntry, pack: Pack) -> None:
    """Say what is missing before anybody types a password for nothing.

    Errors: AlreadySigned; SigningRefused with everything that is missing.
    """
    refuse_sealed(entry)
    _refuse(entry, list(signature_lacks(entry, pack)))


def _shown_lacks(entry: ChartEntry, shown: ChartEntry | None) -> list[str]:
    return ["somebody changed the visit meanwhile: look at it again"] if shown and shown != entry else []


def _refuse(entry: ChartEntry, lacks: list[str]) -> None:
    if lacks:
        message = f"{entry.id} cannot be signed yet"
        raise SigningRefused(message, context="\n  ".join(lacks), hint="nothing was signed")


def _signed(connection: "Connection", entry: ChartEntry, pack: Pack, kind: Kind, signature: Signature) -> ChartEntry:
    """Record a signature with the note in the words that are signed by it."""
    stage: Stage = "signed" if kind == "sealed" else "awaiting_cosignature"
    after = replace(entry, stage=stage, signatures=(*entry.signatures, signature))
    note = words_to_keep(after, pack)
    told = body.write(body.Signed(signature=signature, note=note, scores=entry.scores))
    append(connection, Draft(kind, signature.at, signature.by.id, told, entry.id))
    return read_entry(connection, entry.id)
