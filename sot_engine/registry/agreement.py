"""Intervals of agreement by drawing the patients again and again, for those who trust a formula less.

All draws are counted at once: a measure needs no more than how often each row was drawn. A patient is drawn with all
that was recorded, so that both sides, or all findings of a family, stay together. Source: Efron and Tibshirani, An
Introduction to the Bootstrap, 1993, chapter 13 (percentile interval).
"""

from collections.abc import Callable
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sot_engine.domain.agreement import Estimate, Measure, Scale
from sot_engine.domain.condition import Value
from sot_engine.inference import chance
from sot_engine.inference.agreement import Sample, estimate
from sot_engine.inference.chance import TWO, Row, recorded

Numbers: TypeAlias = NDArray[np.float64]
LEAST = 100
"""Fewer draws than this have no tails to speak of."""
_TAILS = (2.5, 97.5)
_NOTHING = 1e-12


def bootstrapped(resamples: int, seed: int) -> Callable[[Measure, Sample], Estimate]:
    """A way to estimate: the value as ever, the interval from so many draws of the patients."""

    def estimating(measure: Measure, sample: Sample) -> Estimate:
        found = estimate(measure, sample)
        if found.value is None:
            return found
        values = draw(measure, sample, resamples, np.random.default_rng(seed))
        if len(values) < LEAST or np.ptp(values) <= _NOTHING:
            note = "drawing the patients again gives no interval: nearly all draws are alike, or have no value"
            return found._replace(low=None, high=None, by="", note=note)
        low, high = (float(end) for end in np.percentile(values, _TAILS))
        return found._replace(low=low, high=high, by="bootstrap", note="")

    return estimating


def draw(measure: Measure, sample: Sample, resamples: int, chance_of: np.random.Generator) -> Numbers:
    """The value of a measure in each of so many draws; draws in which it has none are left out."""
    number = np.array(list(sample.patients.values()), dtype=float)
    drawn = chance_of.multinomial(int(number.sum()), number / number.sum(), size=resamples)
    values = values_in(measure, sample, drawn.astype(float))
    return values[np.isfinite(values)]


def values_in(measure: Measure, sample: Sample, drawn: Numbers) -> Numbers:
    """The value of a measure where each kind of patient was drawn so often; not a number where it has none.

    Shapes: draws x kinds of patient -> draws.
    """
    things = {of: _Thing(sample, of, drawn) for of in sample.things}
    if measure not in {"kappa", "weighted_kappa"}:
        return _values([thing.view(measure) for thing in things.values()])
    pairs = [
        _values([thing.cohen(measure, one, two) for thing in things.values()])
        for one, two in combinations(range(sample.examiners), TWO)
    ]
    has_value = np.isfinite(pairs)
    total = np.where(has_value, pairs, 0).sum(axis=0)
    out = np.full_like(total, np.nan)
    found: Numbers = np.divide(total, has_value.sum(axis=0), out=out, where=has_value.any(axis=0))
    return found


def _values(parts: list[tuple[Numbers, Numbers]]) -> Numbers:
    """What was agreed beyond chance over what could have been, in each draw; not a number where nothing could."""
    beyond, room = (np.sum([part[at] for part in parts], axis=0) for at in (0, 1))
    found: Numbers = np.divide(beyond, room, out=np.full_like(room, np.nan), where=room > _NOTHING)
    return found


class _Thing:
    """One thing in all draws: how often each of its rows was drawn."""

    def __init__(self, sample: Sample, of: str, drawn: Numbers) -> None:
        self.rows = list(sample.things[of])
        self.scale: Scale = sample.scales[of]
        self.values = chance.values_of(sample.things[of])
        self.weight = chance.distance_weight(sample.things[of], self.scale)
        place = {row: at for at, row in enumerate(self.rows)}
        held: Numbers = np.zeros((len(sample.patients), len(self.rows)))
        for at, kind in enumerate(sample.patients):
            for name, row in kind:
                if name == of:
                    held[at, place[row]] += 1
        self.drawn = drawn @ held

    def view(self, measure: Measure) -> tuple[Numbers, Numbers]:
        """What was agreed beyond chance, and what could have been, over the rows with a pair."""
        if measure == "alpha":
            return self._alpha()
        counts = self._counts()
        paired = counts.sum(axis=1) >= TWO
        pairs = self.drawn[:, paired].sum(axis=1)
        seen = np.array([_agreed(row) if flag else 0.0 for row, flag in zip(self.rows, paired, strict=True)])
        beyond = self.drawn @ seen
        total = self.drawn.sum(axis=1, keepdims=True)
        common = self.drawn @ (counts / counts.sum(axis=1, keepdims=True)) / np.maximum(total, 1)
        expected = self._expected(measure, common)
        return beyond - pairs * expected, pairs * (1 - expected)

    def _expected(self, measure: Measure, common: Numbers) -> Numbers:
        number = max(len(self.values), TWO)
        if measure == "agreement":
            return np.zeros(len(common))
        if measure == "pabak":
            return np.full(len(common), 1 / number)
        squares: Numbers = (common**2).sum(axis=1)
        return squares if measure == "fleiss" else (common.sum(axis=1) - squares) / (number - 1)

    def cohen(self, measure: Measure, one: int, two: int) -> tuple[Numbers, Numbers]:
        """The same for one pair of examiners, each with the own values."""
        weight = chance.same if measure == "kappa" else self.weight
        both = [at for at, row in enumerate(self.rows) if row[one] is not None and row[two] is not None]
        drawn = self.drawn[:, both]
        rows = [self.rows[at] for at in both]
        pairs = drawn.sum(axis=1)
        seen = np.array([weight(_there(row[one]), _there(row[two])) for row in rows])
        each = [drawn @ self._marks([row[who] for row in rows]) / np.maximum(pairs, 1)[:, None] for who in (one, two)]
        table = np.array([[weight(first, second) for second in self.values] for first in self.values])
        expected = np.einsum("di,ij,dj->d", each[0], table, each[1])
        return drawn @ seen - pairs * expected, pairs * (1 - expected)

    def _alpha(self) -> tuple[Numbers, Numbers]:
        """Krippendorff's: one less observed over expected disagreement, both over the rows with a pair."""
        counts = self._counts()
        paired = counts.sum(axis=1) >= TWO
        counts, drawn = counts[paired], self.drawn[:, paired]
        each = drawn @ counts
        total = np.maximum(each.sum(axis=1), TWO)
        apart = self._apart(each)
        per_row = counts[:, :, None] * counts[:, None, :] / (counts.sum(axis=1) - 1)[:, None, None]
        seen = np.einsum("dr,rij,dij->d", drawn, per_row, apart, optimize=True) / total
        expected = np.einsum("di,dij,dj->d", each, apart, each, optimize=True) / (total * (total - 1))
        pairs = drawn.sum(axis=1)
        widest = np.maximum(apart.max(axis=(1, 2)), _NOTHING)
        return pairs * (expected - seen) / widest, pairs * expected / widest

    def _apart(self, each: Numbers) -> Numbers:
        """The squared difference of every two values in each draw: of their ranks for steps."""
        number = len(self.values)
        if self.scale == "words":
            return np.broadcast_to(1 - np.eye(number), (len(each), number, number))
        if self.scale == "steps":
            place = np.cumsum(each, axis=1) - each / 2
        else:
            place = np.broadcast_to(np.array(self.values, dtype=float), each.shape)
        found: Numbers = (place[:, :, None] - place[:, None, :]) ** 2
        return found

    def _counts(self) -> Numbers:
        """How often each row holds each value."""
        return np.array([[recorded(row)[value] for value in self.values] for row in self.rows], dtype=float)

    def _marks(self, values: list[Value | None]) -> Numbers:
        marks = [[float(value == known) for known in self.values] for value in values]
        return np.array(marks).reshape(len(values), len(self.values))


def _agreed(row: Row) -> float:
    counted = recorded(row)
    total = counted.total()
    return sum(count * (count - 1) for count in counted.values()) / (total * (total - 1))


def _there(value: Value | None) -> Value:
    if value is None:
        message = "a row of a pair holds two values"
        raise TypeError(message)
    return value
