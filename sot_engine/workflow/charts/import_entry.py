"""Take an entry that another program wrote into the records, as a draft that somebody here reviews and signs."""

from collections.abc import Sequence
from dataclasses import replace

from sot_engine.domain.chart import ChartEntry
from sot_engine.errors import ImpossibleValue
from sot_engine.store.database import Database
from sot_engine.workflow.charts.edit_visit import Edit, edit_visit, refuse_edit
from sot_engine.workflow.charts.new_visit import new_visit


def import_entry(
    records: Database, entry: ChartEntry, by: str, *, pack: str = "sot-core", with_: Sequence[str] = ()
) -> ChartEntry:
    """Keep the exam, what was written, the blocks and the scores of an entry, under the patient whom it names.

    Its assessment, its answers and its signatures are not taken: they were given elsewhere, and nobody here answers for
    them yet.
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
    draft = new_visit(records, visit, by, pack=pack, with_=with_, name=entry.patient.name)
    return edit_visit(records, draft.id, by, told)
