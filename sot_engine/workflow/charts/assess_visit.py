"""Assess a recorded visit with the pack that it was recorded in."""

from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.review import suggestions
from sot_engine.domain.rule import Category
from sot_engine.inference.assess import assess
from sot_engine.records import body
from sot_engine.records.chart import read_chart, read_entry
from sot_engine.records.ledger import append
from sot_engine.records.packs import kept_pack
from sot_engine.records.people import person_of
from sot_engine.records.row import Draft
from sot_engine.store.database import Database
from sot_engine.workflow.charts.edit_visit import refuse_sealed
from sot_engine.workflow.moment import now


def assess_visit(records: Database, word: str, by: str, *, commit: Category | None = None) -> ChartEntry:
    """Keep what the rules come to, and what they suggest; earlier answers are asked for again.

    `commit` names the practitioner's choice among the candidates of a mixed exam.
    Errors: NotFound; AlreadySigned; CommitRefused; EnginesDisagree, EngineFailed.
    """
    at = now()
    with records.writing() as connection:
        person = person_of(connection, by)
        chart = read_chart(connection, word)
        refuse_sealed(chart.entry)
        pack = kept_pack(connection, chart.pack)
        found = assess(pack, chart.entry.visit, commit=commit)
        asked = suggestions(found, pack)
        told = body.Assessed(found=found, suggestions=asked, committed=commit, by=person if commit else None)
        append(connection, Draft("assessment", at, by, body.write(told), chart.entry.id))
        return read_entry(connection, chart.entry.id)
