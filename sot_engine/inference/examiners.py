"""Examiners side by side: what they recorded of the same patients, gathered into lines of agreement.

A panel holds for each examiner (or each occasion, for one examiner alone) the visits by patient. Lines are made by
finding and side, by finding over both sides, by family, by side, by confidence mark, and by what the pack concludes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

from sot_engine.domain.agreement import MEASURES, Agreement, Estimate, Group, Line, Measure, Scale
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import SIGN_WORDS, Finding, Kind
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.visit import Visit
from sot_engine.inference.agreement import Rated, Sample, bias, estimate, is_paired, prevalence
from sot_engine.inference.chance import TWO
from sot_engine.inference.direct import Direct

Panel: TypeAlias = Mapping[str, Mapping[str, Visit]]
"""Visits by examiner, and by patient."""
Estimating: TypeAlias = Callable[[Measure, Sample], Estimate]

POOLED: tuple[Measure, ...] = ("agreement", "kappa", "fleiss", "pabak", "ac1")
"""What can be said of several findings together: whether the recordings are the same, each beside its own chance."""
UNDECIDED = SIGN_WORDS[-1]
_SCALES: Mapping[Kind, Scale] = {"grade": "steps", "pain": "steps", "count": "steps", "measure": "measure"}


@dataclass(frozen=True, slots=True)
class Row:
    """What the examiners said of one thing in one patient. Rows of the same `of` are counted together."""

    patient: str
    of: str
    scale: Scale
    values: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class FindingRow(Row):
    """What the examiners recorded of one finding and side in one patient; `mark` is how sure they said they were."""

    finding: Finding
    key: str
    side: str
    mark: str


def compare(
    pack: Pack, panel: Panel, kind: Literal["between", "within"] = "between", estimating: Estimating = estimate
) -> Agreement:
    """Compare what examiners recorded of the same patients, and what the pack concludes from it.

    Shapes: examiners x patients -> one Agreement; `within` means that each examiner of the panel is an occasion.
    """
    patients = _shared(panel)
    rows = list(_rows(pack, panel, patients))
    plain = [row for row in rows if row.scale != "measure"]
    lines = _Lines(estimating)
    found = [
        *_conclusions(pack, panel, patients, lines),
        *lines.alone("finding", _grouped(rows, lambda row: row.key)),
        *lines.alone("both_sides", _grouped([row for row in rows if row.finding.sided], lambda row: row.finding.id)),
        *lines.pooled("family", _grouped(plain, lambda row: row.finding.family)),
        *lines.pooled("side", _grouped(plain, lambda row: row.side)),
        *lines.pooled("confidence", _grouped(plain, lambda row: row.mark)),
        *lines.pooled("all", {"every finding": plain}),
        *lines.pooled("examiners", _pairs(plain, tuple(panel))),
    ]
    return Agreement(kind, pack.id, pack.version, pack.sha256, tuple(panel), len(patients), tuple(found))


def compare_case(pack: Pack, panel: Mapping[str, Visit]) -> tuple[Line, ...]:
    """Recordings of one and the same case: each finding and side stands for a patient, like kinds counted together.

    Shapes: recordings by who made them -> a line for all findings, and one for each kind of finding.
    """
    rows = list(_rows(pack, {name: {"": visit} for name, visit in panel.items()}, [""]))
    rows = [replace(row, patient=row.key, of=row.finding.kind) for row in rows]
    lines = _Lines(estimate)
    plain = [row for row in rows if row.scale != "measure"]
    by_kind = _grouped(rows, lambda row: row.finding.kind)
    return (*lines.pooled("all", {"every finding": plain}), *lines.alike("case", by_kind))


def _shared(panel: Panel) -> list[str]:
    """The patients whom two examiners saw, in the order in which they come."""
    seen: dict[str, int] = {}
    for visits in panel.values():
        for patient in visits:
            seen[patient] = seen.get(patient, 0) + 1
    return [patient for patient, number in seen.items() if number > 1]


def _rows(pack: Pack, panel: Panel, patients: Iterable[str]) -> Iterator[FindingRow]:
    """What was recorded of the patients, in the order of the vocabulary."""
    seen = [(patient, [visits.get(patient) for visits in panel.values()]) for patient in patients]
    for key, (finding, side) in pack.keys.by_key.items():
        scale = _SCALES.get(finding.kind, "words")
        for patient, visits in seen:
            values = tuple(visit.findings.get(key) if visit else None for visit in visits)
            if any(value is not None for value in values):
                marks = [visit.confidence.get(finding.id) for visit in visits if visit and key in visit.findings]
                yield FindingRow(patient, finding.id, scale, values, finding, key, side or "no side", _mark(marks))


def _mark(marks: list[Literal["sure", "unsure"] | None]) -> str:
    """Sure where everybody who recorded it said so, unsure where one was, nothing where a mark is missing."""
    return "unsure" if "unsure" in marks else "sure" if set(marks) == {"sure"} else ""


def _grouped(rows: Iterable[FindingRow], by: Callable[[FindingRow], str]) -> dict[str, list[FindingRow]]:
    """Rows by a word, in the order of the first of each; those without a word are left out."""
    groups: dict[str, list[FindingRow]] = {}
    for row in rows:
        groups.setdefault(by(row), []).append(row)
    groups.pop("", None)
    return groups


def _pairs(rows: list[FindingRow], names: tuple[str, ...]) -> dict[str, list[FindingRow]]:
    """With more than two examiners the rows of each pair, so that one who differs from all others is seen."""
    pairs = list(combinations(range(len(names)), TWO))
    return {
        f"{names[one]} and {names[two]}": [replace(row, values=(row.values[one], row.values[two])) for row in rows]
        for one, two in (pairs if len(pairs) > 1 else ())
    }


# --- Lines ------------------------------------------------------------------------------------------------------------


class _Lines(NamedTuple):
    """Makes lines out of rows, with one way to estimate."""

    estimating: Estimating

    def alone(self, group: Group, groups: Mapping[str, Sequence[FindingRow]]) -> Iterator[Line]:
        """A line for each finding, or finding and side, with the indices of prevalence and bias."""
        for line, rows in zip(self.alike(group, groups), groups.values(), strict=True):
            finding = rows[0].finding
            positive = [tuple(_is_positive(finding, value) for value in row.values) for row in rows]
            has_negative = finding.negative_value is not None
            yield line._replace(prevalence=prevalence(positive), bias=bias(positive)) if has_negative else line

    def alike(self, group: Group, groups: Mapping[str, Sequence[Row]]) -> Iterator[Line]:
        """A line for each group of rows of one scale, with every measure that suits it."""
        for item, rows in groups.items():
            yield self.line(group, item, rows, tuple(one for one in MEASURES if _suits(one, rows[0].scale)))

    def pooled(self, group: Group, groups: Mapping[str, Sequence[Row]]) -> Iterator[Line]:
        """Lines over several findings, each beside its own chance; numbers on a ruler are not pooled with words."""
        for item, rows in groups.items():
            yield self.line(group, item, rows, POOLED)

    def line(self, group: Group, item: str, rows: Sequence[Row], measures: Iterable[Measure]) -> Line:
        """One line over rows that two examiners recorded; those that only one did are counted and left out."""
        paired = [row for row in rows if is_paired(row.values)]
        sample = Sample.of(_by_patient(paired), {row.of: row.scale for row in rows})
        estimates = tuple(self.estimating(measure, sample) for measure in measures)
        examiners = max((len(row.values) for row in rows), default=0)
        return Line(group, item, examiners, sample.paired, len(paired), len(rows) - len(paired), estimates)


def _suits(measure: Measure, scale: Scale) -> bool:
    """Whether a measure is asked for: weighted kappa needs values with a distance."""
    return measure != "weighted_kappa" or scale != "words"


def _by_patient(rows: Iterable[Row]) -> Iterator[list[Rated]]:
    patients: dict[str, list[Rated]] = {}
    for row in rows:
        patients.setdefault(row.patient, []).append(Rated(row.of, row.values))
    yield from patients.values()


def _is_positive(finding: Finding, value: Value | None) -> bool | None:
    """Whether a value is a positive finding; what could not be decided is not."""
    return None if value is None else value not in {finding.negative_value, UNDECIDED}


# --- What the pack concludes ------------------------------------------------------------------------------------------


def _conclusions(pack: Pack, panel: Panel, patients: list[str], lines: _Lines) -> Iterator[Line]:
    """Lines over what the reference reading concludes from each visit."""
    direct = Direct(pack)
    read = {
        patient: [direct.read(visits[patient]) if patient in visits else None for visits in panel.values()]
        for patient in patients
    }
    for item, says in _CONCLUSIONS.items():
        told = {patient: tuple(says(one) if one else None for one in readings) for patient, readings in read.items()}
        rows = [Row(patient, item, "words", values) for patient, values in told.items()]
        found = [row for row in rows if any(row.values)]
        yield from lines.alike("conclusion", {item: found} if found else {})


def _in_play(category: str) -> Callable[[Reading], Value | None]:
    return lambda reading: "yes" if category in {reading.category, *reading.candidates} else "no"


_CONCLUSIONS: Mapping[str, Callable[[Reading], Value | None]] = {
    "outcome": lambda reading: reading.outcome,
    "category": lambda reading: reading.category or "none",
    "lean": lambda reading: reading.lean or "none",
    **{f"category {name}": _in_play(name) for name in CATEGORIES},
    "side": lambda reading: (reading.side or "none") if reading.category else None,
    "placement": lambda reading: " ".join((reading.placement, reading.placement_rule or "")).strip(),
}
"""What is compared of a reading: a category where it is supported or a candidate, a side where one is supported."""
