"""A visit: what was recorded of one exam, and nothing that was not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from sot_engine.domain.condition import Value

Readings: TypeAlias = Mapping[str, Value]
"""Recorded values by key: the id of a finding, or the id with its side, as in `heel_tension.left`."""

DAY = len("2026-03-14")
"""How much of a time is its day."""
OLDEST, LONGEST = 130, 45
"""The age in years, and the weeks of pregnancy, up to which a visit may go."""

_OFFSET = re.compile(r"(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))\Z")


def has_offset(time: str) -> bool:
    """Whether a time ends with an offset that a place may have, at most 14 hours; FHIR takes no other either."""
    return _OFFSET.search(time) is not None


def nothing() -> Mapping[str, Any]:
    """A map in which nothing was recorded."""
    return MappingProxyType({})


def age_on(birth: date, day: date) -> int:
    """How many whole years old somebody born on one day is on another; negative before the birth."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What the rules may know of a patient: a reference, the age at the exam, and pregnancy when it was asked."""

    ref: str
    age_years: int
    birth_date: str | None = None
    pregnancy_weeks: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One exam as recorded. Values are in the pack's words; a key that is absent was not recorded."""

    examined_at: str
    examiner: str
    patient: Patient
    findings: Readings = field(default_factory=nothing)
    after: Readings = field(default_factory=nothing)
    complaint: str | None = None
    not_done: Mapping[str, str] = field(default_factory=nothing)
    confidence: Mapping[str, Literal["sure", "unsure"]] = field(default_factory=nothing)

    @property
    def moment(self) -> datetime:
        """When the exam was.

        Errors: ValueError where `examined_at` is no time, which no reader lets through.
        """
        return datetime.fromisoformat(self.examined_at)
