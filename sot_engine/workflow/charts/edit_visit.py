"""Change a draft: the exam, what is written beside it, the blocks used, the outcome scores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sot_engine.domain.chart import BlocksUsed, ChartEntry, Identity, Measure, Score
from sot_engine.domain.visit import DAY, Visit
from sot_engine.errors import AlreadySigned, ImpossibleValue, SigningRefused, VisitFaults, raise_faults
from sot_engine.packs.measures import read_measures
from sot_engine.records import body, patients
from sot_engine.records.chart import read_chart, read_entry
from sot_engine.records.fold import Chart
from sot_engine.records.ledger import append
from sot_engine.records.people import person_of
from sot_engine.records.row import Draft
from sot_engine.source.unseen import refuse_lines
from sot_engine.store.database import Database
from sot_engine.workflow.charts.new_visit import known_or_new, refuse_exam_ahead
from sot_engine.workflow.moment import now

if TYPE_CHECKING:
    from sot_engine.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is to be different; None leaves a part as it is. Scores are added to those that are there.

    `without_blocks` and `without_scores` take out what was entered by mistake; what it was stays in the chain.
    """

    visit: Visit | None = None
    history: str | None = None
    plan: str | None = None
    blocks: BlocksUsed | None = None
    scores: Sequence[Score] = ()
    without_blocks: bool = False
    without_scores: Sequence[Measure] = ()


def edit_visit(records: Database, word: str, by: str, edit: Edit, *, shown: ChartEntry | None = None) -> ChartEntry:
    """Record what is different, as new rows; a changed exam is a draft again and is assessed and reviewed anew.

    `shown` is the entry as the person saw it: an exam or blocks that were made from another are refused.
    Errors: NotFound; AlreadySigned for a sealed entry; ImpossibleValue when the exam names another patient or
    another date of birth, or for a total that its scale does not have; SigningRefused when somebody was quicker.
    """
    refuse_edit(edit)
    with records.writing() as connection:
        return keep_edit(connection, word, by, edit, now(), shown=shown)


def keep_edit(
    connection: "Connection", word: str, by: str, edit: Edit, at: str, *, shown: ChartEntry | None = None
) -> ChartEntry:
    """Record what is different in a transaction that is under way; `refuse_edit` was asked before.

    Errors: as of `edit_visit`.
    """
    person_of(connection, by)
    chart = read_chart(connection, word)
    entry = chart.entry
    refuse_sealed(entry)
    if shown:
        _refuse_overtaken(entry, shown, edit)
    if edit.visit and edit.visit != entry.visit:
        _keep_exam(connection, chart, edit.visit, by, at)
    before = body.Written(history=entry.history, plan=entry.plan, blocks=entry.blocks, scores=chart.scores)
    _refuse_two_totals(before.scores, edit)
    after = _changed(before, edit)
    if edit.visit:
        after = replace(after, scores=_moved(after.scores, entry.visit.examined_at, edit.visit.examined_at))
    if after != before:
        append(connection, Draft("written", at, by, body.write(after), entry.id))
    return read_entry(connection, entry.id)


def _keep_exam(connection: "Connection", chart: Chart, visit: Visit, by: str, at: str) -> None:
    entry = chart.entry
    if not _is_of(connection, visit.patient.ref, entry.patient):
        message = "the exam names another patient"
        raise ImpossibleValue(message, hint=f"`sot visit amend {entry.id} --move-to REF` moves a visit")
    refuse_exam_ahead(visit, at)
    refuse_lines(("the examiner", visit.examiner))
    if visit.patient.birth_date:
        told = Identity(id="", ref=entry.patient.ref, birth_date=visit.patient.birth_date)
        known_or_new(connection, told, at, by)
    append(connection, Draft("exam", at, by, body.write(body.exam(visit, chart.pack)), entry.id))


def _refuse_overtaken(entry: ChartEntry, shown: ChartEntry, edit: Edit) -> None:
    """What was made from an exam, or from blocks and suggestions, that somebody changed meanwhile would undo that."""
    another_exam = edit.visit is not None and shown.visit != entry.visit
    ground, seen = ((one.blocks, one.suggestions, one.answers) for one in (entry, shown))
    if another_exam or (edit.blocks is not None and ground != seen):
        message = f"somebody changed {entry.id} meanwhile"
        raise SigningRefused(message, hint=f"nothing was recorded; `sot visit show {entry.id}` has it as it is now")


def refuse_edit(edit: Edit) -> None:
    """Refuse what no entry can hold, before anything is recorded.

    Errors: ImpossibleValue for text with a sign that nobody sees or a total that its scale does not have; VisitFaults.
    """
    raise_faults(list(_score_faults(edit.scores)), VisitFaults)
    told = (edit.history or "", edit.plan or "")
    body.write(body.Written(history=told[0], plan=told[1], blocks=edit.blocks, scores=tuple(edit.scores)))


def _is_of(connection: "Connection", ref: str, patient: Identity) -> bool:
    """Whether a reference is that of the patient, or of a record that was merged into theirs."""
    named = None if ref == patient.ref else patients.find_patient(connection, ref)
    return ref == patient.ref or bool(named and patients.merged_into(connection, named.id) == patient.id)


def refuse_sealed(entry: ChartEntry) -> None:
    """Let only an entry through that may still change.

    Errors: AlreadySigned.
    """
    if entry.is_sealed:
        when = f" on {entry.signatures[-1].at[:10]}" if entry.signatures else ""
        message = f"{entry.id} was signed{when}" if entry.signatures else f"{entry.id} was entered in error"
        raise AlreadySigned(message, hint=f"`sot visit amend {entry.id}` adds to it")


def _changed(before: body.Written, edit: Edit) -> body.Written:
    kept = tuple(score for score in before.scores if score.measure not in edit.without_scores)
    return replace(
        before,
        history=before.history if edit.history is None else edit.history,
        plan=before.plan if edit.plan is None else edit.plan,
        blocks=edit.blocks or (None if edit.without_blocks else before.blocks),
        scores=(*kept, *(score for score in edit.scores if score not in kept)),
    )


def _moved(scores: Sequence[Score], before: str, now: str) -> tuple[Score, ...]:
    """Totals that are of the day of the exam, of its new day, each at its own time of the day.

    One at the time of the exam itself goes with it.
    """
    if before[:DAY] == now[:DAY]:
        return tuple(scores)
    return tuple(replace(score, at=_on(score.at, before, now)) for score in scores)


def _on(at: str, before: str, now: str) -> str:
    """The time of a total, on the day on which the exam is now."""
    if at == before:
        return now
    return now[:DAY] + at[DAY:] if at[:DAY] == before[:DAY] else at


def _refuse_two_totals(kept: Sequence[Score], edit: Edit) -> None:
    """Two totals of one scale are two only with a time of their own, as before and after the blocks."""
    times = {(score.measure, score.at): score.value for score in kept if score.measure not in edit.without_scores}
    for score in edit.scores:
        if times.setdefault((score.measure, score.at), score.value) != score.value:
            message = f"{score.measure} has a total of this time already"
            raise ImpossibleValue(message, hint=f"give one; --without {score.measure} takes out what is there")


def _score_faults(scores: Sequence[Score]) -> Iterator[ImpossibleValue]:
    """Totals that their scale does not have."""
    known = read_measures() if scores else {}
    for score in scores:
        measure = known.get(score.measure)
        if measure and not measure.allows(score.value):
            low, high = measure.range
            message = f"{score.measure} goes from {low:g} to {high:g} and cannot be {score.value:g}"
            yield ImpossibleValue(message, hint=measure.scored)
        elif measure and score.answered and not measure.allows_of(score):
            message = f"{score.measure} cannot be {score.value:g} with {score.answered} of {score.items} items answered"
            yield ImpossibleValue(message, hint=measure.scored)
        if score.answered == 0:
            message = f"{score.measure} has a total of {score.value:g}, and nothing was answered"
            yield ImpossibleValue(message, hint=f"write {score.measure}=TOTAL@ANSWERED/ITEMS, as NDI=18@9/10")
