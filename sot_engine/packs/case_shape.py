"""The keys of a golden case as they are written, for pydantic to hold them to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sot_engine.domain.pack import Outcome
from sot_engine.domain.reading import CategorySide, PlacementStatus
from sot_engine.domain.rule import Category
from sot_engine.domain.truth import Side


@dataclass(frozen=True, kw_only=True)
class PatientKeys:
    """What a case says of the patient."""

    age_years: int | None = None
    pregnancy_weeks: int | None = None


@dataclass(frozen=True, kw_only=True)
class ExamKeys:
    """What an exam of a group holds beside its findings."""

    patient: PatientKeys | None = None
    after_blocking: Mapping[str, Any] | None = None
    without: tuple[str, ...] = ()
    commit: Category | None = None
    sides: tuple[Side, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GroupKeys:
    """Small exams of one rule."""

    rule: str
    like: str | None = None
    fires: tuple[Mapping[str, Any], ...] = ()
    near_miss: tuple[Mapping[str, Any], ...] = ()
    unrecorded: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlacementKeys:
    """What must come out as placement."""

    status: PlacementStatus
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ExpectKeys:
    """What must come out of a whole exam; a key that is left out is not looked at."""

    outcome: Outcome | None = None
    category: Category | None = None
    lean: Category | None = None
    side: CategorySide | None = None
    candidates: tuple[Category, ...] = ()
    agrees_with: Category | None = None
    fires: tuple[str, ...] = ()
    not_fires: tuple[str, ...] = ()
    fires_only: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    rivals_not_examined: tuple[Category, ...] = ()
    placement: PlacementKeys | None = None
    sides: Mapping[str, tuple[Side, ...]] | None = None


@dataclass(frozen=True, kw_only=True)
class WholeKeys:
    """A whole exam with an id."""

    id: str
    expect: ExpectKeys
    title: str = "without a title"
    cite: tuple[str, ...] = ()
    like: str | None = None
    patient: PatientKeys | None = None
    findings: Mapping[str, Any] | None = None
    but: Mapping[str, Any] | None = None
    without: tuple[str, ...] = ()
    after_blocking: Mapping[str, Any] | None = None
    commit: Category | None = None


KINDS: tuple[Literal["fires"], Literal["near_miss"], Literal["unrecorded"]] = ("fires", "near_miss", "unrecorded")
EXAM_KEYS = ("patient", "after_blocking", "without", "commit", "sides")
