"""Examiners side by side: what they recorded of the same patients, gathered into lines of agreement.

A panel holds for each examiner (or each occasion, for one examiner alone) the visits by patient. Lines are made by
finding and side, by finding over both sides, by family, by side, by confidence mark, and by what the pack concludes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

from sot_engine.domain.agreement import MEASURES, Agreement, Estimate, Group, Line, Measure, Scale
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.visit import Visit
from sot_engine.inference.agreement import Rated, Sample, bias, estimate, prevalence
from sot_engine.inference.direct import Direct

Panel: TypeAlias = Mapping[str, Mapping[str, Visit]]
"""Visits by examiner, and by patient."""
Mark: TypeAlias = Literal["sure", "unsure", ""]
Marks: TypeAlias = set[Mark]
Estimating: TypeAlias = Callable[[Measure, Sample], Estimate]

POOLED: tuple[Measure, ...] = ("agreement", "kappa", "fleiss", "pabak", "ac1")
"""What can be said of several findings together: whether the recordings are the same, each beside its own chance."""
_NUMBERS = {"grade": "steps", "pain": "steps", "count": "steps", "measure": "measure"}


class Row(NamedTuple):
    """What the examiners recorded in one patient of one finding and side, and how sure they said they were."""

    patient: str
    finding: Finding
    key: str
    side: Literal["left", "right", "none"]
    values: tuple[Value | None, ...]
    mark: Mark


def compare(
    pack: Pack, panel: Panel, kind: Literal["between", "within"] = "between", estimating: Estimating = estimate
) -> Agreement:
    """Compare what examiners recorded of the same patients, and what the pack concludes from it.

    Shapes: examiners x patients -> one Agreement; `within` means that each examiner of the panel is an occasion.
    """
    patients = _shared(panel)
    rows = list(_rows(pack, panel, patients))
    lines = [
        *_conclusions(pack, panel, patients, estimating),
        *_findings(rows, estimating),
        *_both_sides(rows, estimating),
        *_pooled("family", rows, lambda row: row.finding.family, estimating),
        *_pooled("side", rows, lambda row: row.side, estimating),
        *_pooled("confidence", rows, lambda row: row.mark, estimating),
        *_pooled("all", rows, lambda _: "every finding", estimating),
        *_examiners(rows, tuple(panel), estimating),
    ]
    return Agreement(kind, pack.id, pack.version, pack.sha256, tuple(panel), len(patients), tuple(lines))


def compare_attempts(pack: Pack, first: Mapping[str, Visit], second: Mapping[str, Visit]) -> Agreement:
    """One person's first and second recording of the same cases, or two persons' recordings: visits by case."""
    return compare(pack, {"first": first, "second": second}, "within")


def _shared(panel: Panel) -> list[str]:
    """The patients whom two examiners saw, in the order in which they come."""
    seen: dict[str, int] = {}
    for visits in panel.values():
        for patient in visits:
            seen[patient] = seen.get(patient, 0) + 1
    return [patient for patient, number in seen.items() if number > 1]


def _rows(pack: Pack, panel: Panel, patients: Iterable[str]) -> Iterator[Row]:
    for patient in patients:
        visits = [visits.get(patient) for visits in panel.values()]
        for key, (finding, side) in pack.keys.by_key.items():
            values = tuple(visit.findings.get(key) if visit else None for visit in visits)
            if any(value is not None for value in values):
                marks: Marks = {
                    visit.confidence.get(finding.id, "") for visit in visits if visit and key in visit.findings
                }
                yield Row(patient, finding, key, side or "none", values, _mark(marks))


def _mark(marks: Marks) -> Mark:
    """Sure where everybody who recorded it said so, unsure where one was, nothing where a mark is missing."""
    return "unsure" if "unsure" in marks else "sure" if marks == {"sure"} else ""


# --- Lines ------------------------------------------------------------------------------------------------------------


def _line(group: Group, item: str, sample: Sample, measures: Iterable[Measure], estimating: Estimating) -> Line:
    rows, alone = sample.rows
    return Line(group, item, sample.paired, rows, alone, tuple(estimating(measure, sample) for measure in measures))


def _measures(scale: Scale) -> tuple[Measure, ...]:
    """Every measure; those that need a distance only where the values have one."""
    return tuple(measure for measure in MEASURES if measure != "weighted_kappa" or scale != "words")


def _scale(finding: Finding) -> Scale:
    return _NUMBERS.get(finding.kind, "words")  # type: ignore[return-value]  # the map holds scales


def _by_patient(rows: Iterable[Row]) -> Iterator[list[Rated]]:
    patients: dict[str, list[Rated]] = {}
    for row in rows:
        patients.setdefault(row.patient, []).append(Rated(row.finding.id, row.values))
    yield from patients.values()


def _grouped(rows: Iterable[Row], by: Callable[[Row], str]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(by(row), []).append(row)
    return groups


def _findings(rows: list[Row], estimating: Estimating) -> Iterator[Line]:
    yield from _alone("finding", _grouped(rows, lambda row: row.key), estimating)


def _both_sides(rows: list[Row], estimating: Estimating) -> Iterator[Line]:
    sided = [row for row in rows if row.finding.sided]
    yield from _alone("both_sides", _grouped(sided, lambda row: row.finding.id), estimating)


def _alone(group: Group, groups: Mapping[str, list[Row]], estimating: Estimating) -> Iterator[Line]:
    """One line for each finding, or finding and side, with the indices of prevalence and bias."""
    for item, rows in groups.items():
        finding = rows[0].finding
        scale = _scale(finding)
        line = _line(group, item, Sample.of(_by_patient(rows), {finding.id: scale}), _measures(scale), estimating)
        positive = [tuple(_is_positive(finding, value) for value in row.values) for row in rows]
        yield line._replace(prevalence=prevalence(positive), bias=bias(positive)) if _has_negative(finding) else line


def _has_negative(finding: Finding) -> bool:
    return finding.negative_value is not None


def _is_positive(finding: Finding, value: Value | None) -> bool | None:
    """Whether a value is a positive finding; what could not be decided is not."""
    return None if value is None else value not in {finding.negative_value, "equivocal"}


def _pooled(group: Group, rows: list[Row], by: Callable[[Row], str], estimating: Estimating) -> Iterator[Line]:
    """Lines over several findings, each beside its own chance; a number on a ruler is not pooled with words."""
    plain = [row for row in rows if _scale(row.finding) != "measure"]
    for item, some in _grouped(plain, by).items():
        if item:
            yield _over(group, item, some, estimating)


def _over(group: Group, item: str, rows: list[Row], estimating: Estimating) -> Line:
    scales = {row.finding.id: _scale(row.finding) for row in rows}
    return _line(group, item, Sample.of(_by_patient(rows), scales), POOLED, estimating)


def _examiners(rows: list[Row], names: tuple[str, ...], estimating: Estimating) -> Iterator[Line]:
    """With more than two examiners, a line for each pair, so that one who differs from all others is seen."""
    pairs = list(combinations(range(len(names)), 2))
    plain = [row for row in rows if _scale(row.finding) != "measure"]
    for one, two in pairs if len(pairs) > 1 else ():
        both = [row._replace(values=(row.values[one], row.values[two])) for row in plain]
        yield _over("examiners", f"{names[one]}, {names[two]}", both, estimating)


# --- What the pack concludes ------------------------------------------------------------------------------------------


def _conclusions(pack: Pack, panel: Panel, patients: list[str], estimating: Estimating) -> Iterator[Line]:
    """Lines over what the reference reading concludes from each visit."""
    direct = Direct(pack)
    read = [
        [direct.read(visits[patient]) if patient in visits else None for visits in panel.values()]
        for patient in patients
    ]
    for item, says in _CONCLUSIONS.items():
        rows = ([Rated(item, tuple(says(one) if one else None for one in readings))] for readings in read)
        yield _line("conclusion", item, Sample.of(rows, {item: "words"}), _measures("words"), estimating)


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
