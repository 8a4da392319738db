"""The rows of a visit, one after another, to the chart entry that they come to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sot_engine.domain.chart import Addendum, Answer, ChartEntry, Identity, Person, Score, Signature, Stage
from sot_engine.errors import SealBroken
from sot_engine.records import body
from sot_engine.records.places import Places
from sot_engine.records.row import Kind, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart entry with what only records need: the hash of its pack, its last step, and whose charts it was in.

    `scores` are as they were written; those of the entry may stand beside earlier ones of the chart.
    """

    entry: ChartEntry
    pack: str
    step: int
    patients: tuple[str, ...]
    scores: tuple[Score, ...]


@dataclass(slots=True)
class _State:
    """What is known after some rows."""

    exam: body.Exam | None = None
    opened: body.Opened | None = None
    assessed: body.Assessed | None = None
    written: body.Written = field(default_factory=body.Written)
    answers: dict[str, Answer] = field(default_factory=dict)
    committed: tuple[str, str] = ("", "")
    """By whom a category was committed, and when."""
    reviewers: tuple[Person, ...] = ()
    reviewed: bool = False
    signatures: tuple[Signature, ...] = ()
    note: str = ""
    signed_scores: tuple[Score, ...] | None = None
    addenda: tuple[Addendum, ...] = ()
    seal: str | None = None
    amended: bool = False
    """Whether anything was added after the seal; a draft may be moved before."""
    patients: tuple[str, ...] = ()


def fold(rows: Sequence[Row], identity_of: Callable[[str], Identity]) -> Chart:
    """Read a visit from its first row to its last.

    Errors: SealBroken when rows are missing or cannot be read.
    """
    state, places = _State(), Places()
    for row in rows:
        read = _step(row)
        says = places.faults(str(row.visit), row.step, row.kind)
        if says and state.opened:  # of a visit without its beginning no more is to be said than that
            message = f"row {row.number} {says[0]}"
            raise SealBroken(
                message, context=f"of the visit {row.visit}", hint="`sot records verify` has the whole list"
            )
        read(state, row)
    if state.opened is None or state.exam is None:
        message = f"the visit {rows[0].visit} has lost its first rows"
        raise SealBroken(message, hint="`sot records verify` has the whole list")
    return Chart(
        entry=_entry(rows[0], state, state.opened, state.exam, identity_of(state.patients[-1])),
        pack=state.exam.pack,
        step=rows[-1].step or len(rows),
        patients=state.patients,
        scores=state.written.scores,
    )


def _step(row: Row) -> Callable[[_State, Row], Any]:
    """How a row is read.

    Errors: SealBroken for a kind that no visit has.
    """
    if row.kind not in _STEPS:
        message = f"row {row.number} cannot be read"
        raise SealBroken(message, context=f"of the visit {row.visit}", hint="`sot records verify` has the whole list")
    return _STEPS[row.kind]


def _entry(first: Row, state: _State, opened: body.Opened, exam: body.Exam, identity: Identity) -> ChartEntry:
    assessed = state.assessed
    return ChartEntry(
        id=str(first.visit),
        patient=identity,
        stage=_stage(state),
        opened_by=opened.by,
        opened_at=first.at,
        visit=body.named(exam, identity),
        assessment=assessed.found if assessed else None,
        committed=assessed.committed if assessed else None,
        committed_by=state.committed[0],
        committed_at=state.committed[1],
        suggestions=assessed.suggestions if assessed else (),
        answers=MappingProxyType(state.answers),
        reviewers=_reviewers(state),
        blocks=state.written.blocks,
        scores=_scores(state),
        history=state.written.history,
        plan=state.written.plan,
        signatures=state.signatures,
        addenda=state.addenda,
        seal=state.seal,
        note=state.note if state.signatures else "",
    )


def _scores(state: _State) -> tuple[Score, ...]:
    """The totals as they were signed, or else as they were written."""
    signed = state.signed_scores if state.signatures else None
    return state.written.scores if signed is None else signed


def _reviewers(state: _State) -> tuple[Person, ...]:
    """Whose commitment or answer stands, in the order of what each did last."""
    standing = {state.committed[0], *(answer.by for answer in state.answers.values())}
    return tuple(person for person in state.reviewers if person.id in standing)


def _stage(state: _State) -> Stage:
    if any(added.kind == "entered_in_error" for added in state.addenda):
        return "entered_in_error"
    if state.seal:
        return "amended" if state.amended else "signed"
    if state.signatures:
        return "awaiting_cosignature"
    return "reviewed" if state.reviewed else "draft"


def _open(state: _State, row: Row) -> None:
    state.opened = body.read(body.Opened, row)
    state.patients = (str(row.patient),)


def _exam(state: _State, row: Row) -> None:
    """A changed exam has not been assessed, and nobody has reviewed or signed it."""
    state.exam = body.read(body.Exam, row)
    state.assessed = None
    _ask_anew(state)


def _ask_anew(state: _State) -> None:
    state.answers, state.reviewed, state.signatures = {}, False, ()
    state.committed, state.reviewers = ("", ""), ()


def _write(state: _State, row: Row) -> None:
    """What is written beside the exam is signed again."""
    state.written = body.read(body.Written, row)
    state.signatures = ()


def _assess(state: _State, row: Row) -> None:
    """Suggestions that were made anew are answered anew."""
    state.assessed = body.read(body.Assessed, row)
    _ask_anew(state)
    if state.assessed.committed:
        state.committed = (row.person, row.at)
        _answers_for(state, state.assessed.by)


def _answers_for(state: _State, person: Person | None) -> None:
    if person:
        state.reviewers = (*(one for one in state.reviewers if one != person), person)


def _review(state: _State, row: Row) -> None:
    told = body.read(body.Reviewed, row)
    _answers_for(state, told.by)
    state.answers |= {answer.suggestion: replace(answer, by=row.person, at=row.at) for answer in told.answers}
    asked = state.assessed.suggestions if state.assessed else ()
    state.reviewed = all(suggestion.key in state.answers for suggestion in asked)
    state.signatures = ()


def _sign(state: _State, row: Row) -> None:
    told = body.read(body.Signed, row)
    state.signatures += (told.signature,)
    state.note, state.signed_scores = told.note, told.scores
    if row.kind == "sealed":
        state.seal = row.hash


def _add(state: _State, row: Row) -> None:
    told = body.read(body.Added, row)
    added = Addendum(
        number=len(state.addenda) + 1, kind=told.kind, by=told.by, at=row.at, reason=told.reason, text=told.text,
        other=told.other,
    )  # fmt: skip
    state.addenda += (added,)
    state.amended = state.seal is not None
    if told.to:
        state.patients += (told.to,)


_STEPS: dict[Kind, Callable[[_State, Row], Any]] = {
    "opened": _open, "exam": _exam, "written": _write, "assessment": _assess, "review": _review,
    "attested": _sign, "sealed": _sign, "addendum": _add,
}  # fmt: skip
