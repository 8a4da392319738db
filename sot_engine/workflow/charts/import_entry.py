"""Take an entry that another program wrote into the records, as a draft that somebody here reviews and signs."""

from collections.abc import Sequence
from dataclasses import replace

from sot_engine.domain.chart import ChartEntry
from sot_engine.errors import ImpossibleValue
from sot_engine.packs.shelf import read_pack
from sot_engine.store.database import Database
from sot_engine.workflow.charts.edit_visit import Edit, keep_edit, refuse_edit
from sot_engine.workflow.charts.new_visit import Packs, begin_visit
from sot_engine.workflow.moment import now


def import_entry(
    records: Database, entry: ChartEntry, by: str, *, pack: str = "sot-core", with_: Sequence[str] = ()
) -> ChartEntry:
    """Keep the exam, what was written, the blocks and the scores of an entry, under the patient whom it names.

    Its assessment, its answers and its signatures are not taken: they were given elsewhere, and nobody here answers for
    them yet.
    All of it is recorded, or nothing.

    Errors: NotFound for an unknown person; ImpossibleValue when who the patient is contradicts what is on record, and
    for what was entered in error.
    """
    if entry.stage == "entered_in_error":
        message = "this entry was entered in error, where it comes from"
        raise ImpossibleValue(message, hint="nothing was recorded")
    told = Edit(history=entry.history, plan=entry.plan, blocks=entry.blocks, scores=entry.scores)
    refuse_edit(told)
    patient = replace(entry.visit.patient, ref=entry.patient.ref or entry.visit.patient.ref)
    visit = replace(entry.visit, patient=patient)
    who = replace(entry.patient, id="", ref=patient.ref, birth_date=patient.birth_date or entry.patient.birth_date)
    packs, at = Packs(read_pack(pack, with_), pack, with_), now()
    with records.writing() as connection:
        draft = begin_visit(connection, visit, by, at, who, packs)
        return keep_edit(connection, draft.id, by, told, at)
