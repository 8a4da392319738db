"""What a row holds, as JSON text: each kind of row with a value to write and the same value to read.

Nothing here names a patient: of a visit's patient only the age, the weeks of pregnancy, and whether the age came from a
date of birth, which stands with the identity.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sot_engine.domain.assessment import Assessment, plain
from sot_engine.domain.chart import AddendumKind, Answer, BlocksUsed, Identity, Person, Score, Signature, Suggestion
from sot_engine.domain.revive import revive
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import SealBroken
from sot_engine.records.row import Kind, Row
from sot_engine.source.unseen import refuse_unseen

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Somebody began an entry."""

    by: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """The exam as it is from now on, in the words of the pack with this hash."""

    visit: Visit
    pack: str
    born: bool = False
    """Whether the visit was recorded with a date of birth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Everything beside the exam as it is from now on."""

    history: str = ""
    plan: str = ""
    blocks: BlocksUsed | None = None
    scores: tuple[Score, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """What the rules came to, what they suggest, and which category was committed by whom."""

    found: Assessment
    suggestions: tuple[Suggestion, ...]
    committed: Category | None = None
    by: Person | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Answers to suggestions; none, where there was nothing to answer and the assessment was read."""

    answers: tuple[Answer, ...] = ()
    by: Person | None = None
    """Rows that were written before this was told have nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A student's attestation, or the one that seals the entry; and the note in the words that were signed."""

    signature: Signature
    note: str = ""
    scores: tuple[Score, ...] | None = None
    """The totals as they stand in the note; rows that were written before this was told have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was added to an entry; `to` is the patient's key where it changes hands, `other` the one it had."""

    kind: AddendumKind
    by: Person
    reason: str
    text: str = ""
    other: str | None = None
    to: str | None = None


BODIES: Mapping[Kind, type[Any]] = {
    "opened": Opened, "exam": Exam, "written": Written, "assessment": Assessed, "review": Reviewed,
    "attested": Signed, "sealed": Signed, "addendum": Added,
}  # fmt: skip
"""What each kind of row of a visit holds."""
BESIDE: frozenset[Kind] = frozenset({"patient", "merged", "erased", "person", "pack"})
"""Kinds of rows that are of no visit; what they hold is read where it is needed."""


def write(body: Any) -> str:
    """A body as JSON text; the same value always gives the same text.

    Errors: ImpossibleValue for text with a sign that nobody sees.
    """
    data = plain(replace(body, visit=_nameless(body.visit)) if isinstance(body, Exam) else body)
    refuse_unseen(data)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def read(kind: type[T], row: Row) -> T:
    """The body of a row.

    Errors: SealBroken when it cannot be read, which a row that this program wrote always can.
    """
    try:
        told = json.loads(row.body)
        if not isinstance(told, dict):
            raise TypeError  # noqa: TRY301  # as what lies deeper would, if it had another shape
        return revive(kind, told)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"row {row.number} cannot be read"
        raise SealBroken(
            message, context=f"of the visit {row.visit}", hint="`sot records verify` has the whole list"
        ) from None


def exam(visit: Visit, pack: str) -> Exam:
    """An exam to be recorded."""
    return Exam(visit=visit, pack=pack, born=visit.patient.birth_date is not None)


def named(told: Exam, identity: Identity) -> Visit:
    """The visit of an exam, with the reference of its patient, and the date of birth where it was given."""
    patient = replace(told.visit.patient, ref=identity.ref, birth_date=identity.birth_date if told.born else None)
    return replace(told.visit, patient=patient)


def _nameless(visit: Visit) -> Visit:
    patient = visit.patient
    without = Patient(ref="", age_years=patient.age_years, pregnancy_weeks=patient.pregnancy_weeks)
    return replace(visit, patient=without)
