"""Keep what a practitioner decided about each suggestion."""

from collections.abc import Iterator, Sequence

from sot_engine.domain.chart import Answer, ChartEntry
from sot_engine.domain.pack import Pack
from sot_engine.domain.review import answer_lacks, choices
from sot_engine.errors import SigningRefused
from sot_engine.records import body
from sot_engine.records.chart import read_chart, read_entry
from sot_engine.records.ledger import append
from sot_engine.records.packs import kept_pack
from sot_engine.records.people import person_of
from sot_engine.records.row import Draft
from sot_engine.store.database import Database
from sot_engine.workflow.charts.edit_visit import refuse_sealed
from sot_engine.workflow.moment import now


def review_visit(
    records: Database, word: str, by: str, answers: Sequence[Answer], *, shown: ChartEntry | None = None
) -> ChartEntry:
    """Keep answers; an entry is reviewed when every suggestion has one. Without any, that the assessment was read.

    `shown` is the entry as the person saw it: answers to anything else are refused.
    Errors: NotFound; AlreadySigned; SigningRefused with everything that an answer lacks.
    """
    at = now()
    with records.writing() as connection:
        person = person_of(connection, by)
        chart = read_chart(connection, word)
        entry = chart.entry
        refuse_sealed(entry)
        pack = kept_pack(connection, chart.pack)
        faults = list(_faults(entry, answers, pack, shown))
        if faults:
            message = f"the review of {entry.id} is not complete"
            raise SigningRefused(message, context="\n  ".join(faults), hint="nothing was kept of it")
        told = body.write(body.Reviewed(answers=tuple(answers), by=person))
        append(connection, Draft("review", at, by, told, entry.id))
        return read_entry(connection, entry.id)


def _faults(entry: ChartEntry, answers: Sequence[Answer], pack: Pack, shown: ChartEntry | None) -> Iterator[str]:
    if entry.assessment is None:
        yield f"it was not assessed: `sot visit assess {entry.id}`"
        return
    if shown and any(getattr(shown, name) != getattr(entry, name) for name in ("visit", "assessment", "answers")):
        yield "somebody changed the visit meanwhile: look at it again"
    asked = {suggestion.key: suggestion for suggestion in entry.suggestions}
    for answer in answers:
        if answer.suggestion not in asked:
            yield f'nothing that is suggested is called "{answer.suggestion}"; known: {", ".join(asked) or "nothing"}'
            continue
        suggestion = asked[answer.suggestion]
        yield from answer_lacks(answer, suggestion)
        known = choices(suggestion, pack)
        if answer.verdict == "changed" and answer.instead and known and answer.instead not in known:
            yield f'{answer.suggestion}: "{answer.instead}" is none of {", ".join(known)}'
