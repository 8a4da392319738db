"""How far examiners agree, with plain arithmetic: each measure with its value and its 95 % interval.

The interval follows from how much each patient pulls the measure (linearisation). Rows of one patient belong together,
so that both sides, or all findings of a family, can be pooled without counting a patient twice. Source: Gwet, Br J Math
Stat Psychol 2008;61:29-48; for two examiners the same as Fleiss, Cohen and Everitt, Psychol Bull 1969;72:323-7.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import sqrt
from typing import NamedTuple

from sot_engine.domain.agreement import Estimate, Measure, Scale
from sot_engine.inference import chance
from sot_engine.inference.chance import TWO, Row, Rows, View
from sot_engine.inference.student import t_quantile, wilson

_NOTHING = 1e-12
NO_VARIATION = "all recorded the same value, so that nothing shows whether examiners can tell patients apart"


class Rated(NamedTuple):
    """What each examiner recorded of one thing in one patient; things of the same name are counted together."""

    of: str
    row: Row


@dataclass(frozen=True)
class Sample:
    """What examiners recorded of the same patients. Patients of whom all is alike are kept once, with their number."""

    patients: Mapping[tuple[Rated, ...], int]
    scales: Mapping[str, Scale]

    @classmethod
    def of(cls, patients: Iterable[Iterable[Rated]], scales: Mapping[str, Scale]) -> "Sample":
        """Gather patients; a row in which nobody recorded anything is left out, and so is a patient without a pair."""
        kept = (
            tuple(rated for rated in patient if any(value is not None for value in rated.row)) for patient in patients
        )
        return cls(Counter(patient for patient in kept if patient), scales)

    @cached_property
    def things(self) -> Mapping[str, Rows]:
        """The rows of each thing, with how often each was seen."""
        things: dict[str, Counter[Row]] = {}
        for patient, number in self.patients.items():
            for of, row in patient:
                things.setdefault(of, Counter())[row] += number
        return things

    @property
    def examiners(self) -> int:
        """How many examiners there are."""
        return max((len(row) for rows in self.things.values() for row in rows), default=0)

    @cached_property
    def paired(self) -> int:
        """How many patients have something that two examiners recorded."""
        return sum(number for patient, number in self.patients.items() if any(is_paired(row) for _, row in patient))

    @cached_property
    def rows(self) -> tuple[int, int]:
        """How many rows two examiners recorded, and how many only one did."""
        both = sum(number for rows in self.things.values() for row, number in rows.items() if is_paired(row))
        return both, sum(sum(rows.values()) for rows in self.things.values()) - both


def is_paired(row: Row) -> bool:
    """Whether at least two examiners recorded it."""
    return len(row) - row.count(None) >= TWO


class Worth(NamedTuple):
    """The value of a measure, and how much each kind of patient pulls it."""

    value: float
    pulls: Mapping[tuple[Rated, ...], float]


def estimate(measure: Measure, sample: Sample) -> Estimate:
    """One measure of a sample, with its interval, or with the sentence that says why there is none."""
    lack = _lack(measure, sample)
    if lack:
        return Estimate(measure, None, note=lack)
    worth = _worth(measure, sample)
    if worth is None:
        return Estimate(measure, None, note=NO_VARIATION)
    if measure == "agreement":
        return _shared(worth, sample)
    if measure == "pabak":
        return _of_percent(worth.value, sample)
    return _with_interval(measure, worth, sample)


def _lack(measure: Measure, sample: Sample) -> str:
    if not sample.paired:
        return "no patient has this recorded by two examiners"
    if measure == "weighted_kappa" and any(scale == "words" for scale in sample.scales.values()):
        return "the values are words and have no distance; see kappa"
    if measure in {"kappa", "fleiss", "pabak", "ac1"} and "measure" in sample.scales.values():
        return (
            "a measure is a number on a ruler, and the same to the last digit says little; see weighted kappa and alpha"
        )
    if measure != "agreement" and sample.paired < TWO:
        return "one patient is not enough"
    return ""


# --- Values and pulls -------------------------------------------------------------------------------------------------


def _worth(measure: Measure, sample: Sample) -> Worth | None:
    if measure not in {"kappa", "weighted_kappa"}:
        return _combined({of: _VIEWS[measure](rows, sample.scales[of]) for of, rows in sample.things.items()}, sample)
    pairs = [
        found
        for first, second in combinations(range(sample.examiners), TWO)
        if (found := _combined(_pair(measure, sample, first, second), sample))
    ]
    return _mean(pairs) if pairs else None


_VIEWS: Mapping[Measure, Callable[[Rows, Scale], View]] = {
    "agreement": lambda rows, _: chance.percent(rows),
    "fleiss": lambda rows, _: chance.fleiss(rows),
    "pabak": lambda rows, _: chance.uniform(rows),
    "ac1": lambda rows, _: chance.gwet(rows),
    "alpha": chance.krippendorff,
}


def _pair(measure: Measure, sample: Sample, first: int, second: int) -> dict[str, View]:
    views = {}
    for of, rows in sample.things.items():
        weight = chance.same if measure == "kappa" else chance.distance_weight(rows, sample.scales[of])
        views[of] = chance.cohen(rows, first, second, weight)
    return views


def _mean(pairs: list[Worth]) -> Worth:
    """The mean over the pairs of examiners (Light, Psychol Bull 1971;76:365-77)."""
    number = len(pairs)
    pulls = Counter[tuple[Rated, ...]]()
    for pair in pairs:
        for patient, pull in pair.pulls.items():
            pulls[patient] += pull / number  # type: ignore[assignment]  # a counter of pulls
    return Worth(sum(pair.value for pair in pairs) / number, pulls)


def _combined(views: Mapping[str, View], sample: Sample) -> Worth | None:
    """One value over all things: what was agreed beyond each thing's own chance, over what could have been."""
    room = sum(view.room for view in views.values())
    if room <= _NOTHING:
        return None
    value = sum(view.beyond for view in views.values()) / room
    plain = sum(view.pairs * (view.agreed - view.expected) for view in views.values()) / room
    pulls = {of: {row: _pull(view, row, plain) / room for row in view.share} for of, view in views.items()}
    return Worth(value, {patient: sum(pulls[of].get(row, 0.0) for of, row in patient) for patient in sample.patients})


def _pull(view: View, row: Row, value: float) -> float:
    seen = view.seen[row] - view.expected if row in view.seen else 0.0
    lifted = value * (1 - view.expected) + 2 * (1 - value) * (view.share[row] - view.expected)
    return seen - lifted * view.pairs / view.rows


def deviation(measure: Measure, worth: Worth, sample: Sample) -> float:
    """The standard error, from how much the patients pull."""
    number = _number(measure, sample)
    squares = sum(alike * worth.pulls[patient] ** 2 for patient, alike in sample.patients.items())
    return sqrt(squares * number / (number - 1)) if number > 1 else 0.0


def _number(measure: Measure, sample: Sample) -> int:
    """How many patients a measure rests on: what one examiner recorded alone is no part of kappa and alpha."""
    return sample.paired if measure in {"kappa", "weighted_kappa", "alpha"} else sum(sample.patients.values())


def standard_error(measure: Measure, sample: Sample) -> float | None:
    """The standard error of a measure; None where the measure has no value."""
    worth = None if _lack(measure, sample) else _worth(measure, sample)
    return deviation(measure, worth, sample) if worth else None


# --- Intervals --------------------------------------------------------------------------------------------------------


def _with_interval(measure: Measure, worth: Worth, sample: Sample) -> Estimate:
    error = deviation(measure, worth, sample)
    if error <= _NOTHING:
        return Estimate(measure, worth.value, note=_no_interval(measure, worth.value))
    half = t_quantile(_number(measure, sample) - 1) * error
    low, high = max(min(-1.0, worth.value), worth.value - half), min(1.0, worth.value + half)
    return Estimate(measure, worth.value, low, high, "linearised")


def _no_interval(measure: Measure, value: float) -> str:
    if value > 1 - _NOTHING:
        return "no disagreement was seen, so that there is no interval"
    if measure in {"kappa", "weighted_kappa"} and abs(value) <= _NOTHING:
        return "one examiner recorded the same value throughout, and kappa is then 0 however often they agree"
    return "agreement is the same in all patients, so that there is no interval"


def _shared(worth: Worth, sample: Sample) -> Estimate:
    """Percent agreement: Wilson's interval for independent pairs, or where nothing varies over the patients."""
    independent = sample.examiners == TWO and all(len(patient) == 1 for patient in sample.patients)
    if independent or deviation("agreement", worth, sample) <= _NOTHING:
        low, high = wilson(worth.value, sample.paired)
        return Estimate("agreement", worth.value, low, high, "Wilson")
    found = _with_interval("agreement", worth, sample)
    return found._replace(low=max(0.0, found.low or 0.0))


def _of_percent(value: float, sample: Sample) -> Estimate:
    """PABAK is percent agreement on another scale, and so is its interval."""
    percent = _worth("agreement", sample)
    shared = _shared(percent, sample) if percent else None
    if shared is None or shared.low is None or shared.high is None:
        return Estimate("pabak", value)
    views = [chance.uniform(rows) for rows in sample.things.values()]
    slope = sum(view.pairs for view in views) / sum(view.room for view in views)
    return Estimate("pabak", value, 1 - slope * (1 - shared.low), 1 - slope * (1 - shared.high), shared.by)


# --- Indices ----------------------------------------------------------------------------------------------------------


def prevalence(positive: Iterable[tuple[bool | None, ...]]) -> float | None:
    """The prevalence index: the share of positive recordings less the share of negative ones, from -1 to 1.

    Source: Byrt, Bishop and Carlin, J Clin Epidemiol 1993;46:423-9. Rows with a pair are counted.
    """
    rows = [_known(row) for row in positive if is_paired(row)]
    return sum(2 * sum(row) / len(row) - 1 for row in rows) / len(rows) if rows else None


def _known(row: tuple[bool | None, ...]) -> list[bool]:
    return [one for one in row if one is not None]


def bias(positive: Iterable[tuple[bool | None, ...]]) -> float | None:
    """The bias index: how much more often the first examiner recorded positive than the second, from -1 to 1.

    With more than two examiners, how far the two who differ most are apart. Source: Byrt, Bishop and Carlin 1993.
    """
    rows = [row for row in positive if is_paired(row)]
    if not rows:
        return None
    shares = [sum(known) / len(known) for column in zip(*rows, strict=True) if (known := _known(column))]
    return shares[0] - shares[1] if len(shares) == TWO else max(shares) - min(shares)
