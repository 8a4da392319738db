"""Recordings sorted into panels: who saw the same patients, and who saw one patient more than once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sot_engine.domain.visit import Visit
from sot_engine.inference.examiners import Panel

ORDINALS = ("first", "second", "third", "fourth", "fifth")
"""Names of occasions; more exams of one patient by one examiner than these are left out of the comparison."""


class Recording(NamedTuple):
    """One exam of one patient by one examiner."""

    examiner: str
    patient: str
    visit: Visit

    @property
    def at(self) -> datetime:
        """When it was recorded, for the order of exams."""
        return self.visit.moment


def raters(sources: Mapping[str, Sequence[Recording]]) -> dict[str, list[Recording]]:
    """Who is compared: each source where there are several, else the examiners named within the one.

    A source is called after its examiner where it has one alone and no other source has the same.
    """
    if len(sources) == 1:
        (only,) = sources.values()
        return _by_examiner(only)
    names = {source: {recording.examiner for recording in found} for source, found in sources.items()}
    alone = [next(iter(found)) for found in names.values() if len(found) == 1]
    distinct = len(alone) == len(names) == len(set(alone))
    return {next(iter(names[source])) if distinct else source: list(found) for source, found in sources.items()}


def _by_examiner(recordings: Iterable[Recording]) -> dict[str, list[Recording]]:
    found: dict[str, list[Recording]] = {}
    for recording in recordings:
        found.setdefault(recording.examiner, []).append(recording)
    return dict(sorted(found.items()))


def between(compared: Mapping[str, Sequence[Recording]]) -> Panel:
    """The first exam of each patient by each examiner."""
    return {name: {patient: exams[0] for patient, exams in _exams(found)} for name, found in compared.items()}


def within(compared: Mapping[str, Sequence[Recording]]) -> Panel:
    """Occasions in place of examiners: the first, second… exam of a patient by the same examiner."""
    panel: dict[str, dict[str, Visit]] = {}
    for name, found in compared.items():
        for patient, exams in _exams(found):
            for occasion, visit in zip(ORDINALS, exams if len(exams) > 1 else (), strict=False):
                panel.setdefault(occasion, {})[f"{name}\n{patient}"] = visit
    return panel


def _exams(recordings: Sequence[Recording]) -> Iterable[tuple[str, list[Visit]]]:
    """The exams of each patient, the earliest first."""
    found: dict[str, list[Visit]] = {}
    for recording in sorted(recordings, key=lambda one: one.at):
        found.setdefault(recording.patient, []).append(recording.visit)
    return found.items()
