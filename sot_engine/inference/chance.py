"""How each measure sees the recordings of one thing: what was agreed, row by row, and what chance alone would give.

Every measure is `(agreed - expected) / (1 - expected)`; they differ in what they take for chance. A row holds what each
examiner recorded of one patient, None where an examiner recorded nothing.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from sot_engine.domain.agreement import Scale
from sot_engine.domain.condition import Value

Row: TypeAlias = tuple[Value | None, ...]
Rows: TypeAlias = Mapping[Row, int]
"""Rows, each with how often it was seen."""
Weight: TypeAlias = Callable[[Value, Value], float]
"""How far two values agree: 1 for the same, 0 for the farthest apart."""

TWO = 2


class View(NamedTuple):
    """One thing as one measure sees it.

    `seen` is what was agreed in each row, missing where fewer than two examiners recorded; `share` is what each row
    adds to chance, and its mean is `expected`. `rows` and `pairs` count all rows and those with a pair.
    """

    seen: Mapping[Row, float]
    share: Mapping[Row, float]
    agreed: float
    expected: float
    rows: int
    pairs: int
    small: float = 0.0
    """Krippendorff's allowance for a small sample, which only the value itself has."""

    @property
    def beyond(self) -> float:
        """What was agreed beyond chance, summed over the rows with a pair."""
        return self.pairs * (self.agreed + self.small * (1 - self.agreed) - self.expected)

    @property
    def room(self) -> float:
        """What could have been agreed beyond chance, summed over the rows with a pair."""
        return self.pairs * (1 - self.expected)


def recorded(row: Row) -> Counter[Value]:
    """The values of a row, each with how many examiners recorded it."""
    return Counter(value for value in row if value is not None)


def values_of(rows: Rows) -> tuple[Value, ...]:
    """The values that somebody recorded, smallest first."""
    return tuple(sorted({value for row in rows for value in row if value is not None}, key=_order))


def _order(value: Value) -> tuple[int, float, str]:
    return (1, 0.0, str(value)) if isinstance(value, str | tuple) else (0, value, "")


def same(one: Value, two: Value) -> float:
    """The weight of words: the same or not."""
    return float(one == two)


def distance_weight(rows: Rows, scale: Scale) -> Weight:
    """The weight of numbers: linear for the steps of a grade, squared for a measure."""
    numbers = [value for value in values_of(rows) if isinstance(value, int | float)]
    span = (max(numbers) - min(numbers)) or 1 if numbers else 1
    power = 2 if scale == "measure" else 1

    def weight(one: Value, two: Value) -> float:
        apart = abs(one - two) if isinstance(one, int | float) and isinstance(two, int | float) else span
        return float(1 - (apart / span) ** power)

    return weight


# --- Chance by the values of all examiners together -------------------------------------------------------------------


def percent(rows: Rows) -> View:
    """Plain agreement: nothing is taken for chance."""
    return _by_values(rows, lambda _, __: 0.0)


def uniform(rows: Rows) -> View:
    """PABAK: by chance every value is as likely as any other.

    Source: Byrt, Bishop and Carlin, J Clin Epidemiol 1993;46:423-9; for more than two values Brennan and Prediger, Educ
    Psychol Meas 1981;41:687-99.
    """
    number = max(len(values_of(rows)), TWO)
    return _by_values(rows, lambda _, __: 1 / number)


def gwet(rows: Rows) -> View:
    """AC1: chance agreement comes only from patients that are hard to rate.

    Source: Gwet, Br J Math Stat Psychol 2008;61:29-48.
    """
    number = max(len(values_of(rows)), TWO)
    return _by_values(
        rows, lambda part, common: sum(part[value] * (1 - common[value]) for value in part) / (number - 1)
    )


def fleiss(rows: Rows) -> View:
    """Fleiss' kappa: by chance each examiner draws from the values of all of them together.

    Source: Fleiss, Psychol Bull 1971;76:378-82; with recordings missing, Gwet, Handbook of Inter-Rater
    Reliability, 2014.
    """
    return _by_values(rows, lambda part, common: sum(part[value] * common[value] for value in part))


def _by_values(rows: Rows, chance: Callable[[Mapping[Value, float], Mapping[Value, float]], float]) -> View:
    parts = {row: _parts(row) for row in rows}
    parts = {row: part for row, part in parts.items() if part}
    number = sum(rows[row] for row in parts)
    common: dict[Value, float] = {}
    for row, part in parts.items():
        for value, of_row in part.items():
            common[value] = common.get(value, 0.0) + of_row * rows[row] / number
    seen = {row: _pairs_agreed(row) for row in parts if len(row) - row.count(None) >= TWO}
    share = {row: chance(part, common) for row, part in parts.items()}
    return _view(rows, seen, share)


def _parts(row: Row) -> dict[Value, float]:
    counted = recorded(row)
    total = counted.total()
    return {value: count / total for value, count in counted.items()}


def _pairs_agreed(row: Row) -> float:
    """The share of the pairs of examiners who agree in a row."""
    counted = recorded(row)
    total = counted.total()
    return sum(count * (count - 1) for count in counted.values()) / (total * (total - 1))


def _view(rows: Rows, seen: Mapping[Row, float], share: Mapping[Row, float], small: float = 0.0) -> View:
    number, pairs = sum(rows[row] for row in share), sum(rows[row] for row in seen)
    agreed = sum(rows[row] * part for row, part in seen.items()) / pairs if pairs else 0.0
    expected = sum(rows[row] * part for row, part in share.items()) / number if number else 0.0
    return View(seen, share, agreed, expected, number, pairs, small)


# --- Chance by each examiner's own values -----------------------------------------------------------------------------


def cohen(rows: Rows, first: int, second: int, weight: Weight = same) -> View:
    """Cohen's kappa of two examiners, plain or weighted: by chance each draws from the own values.

    Source: Cohen, Educ Psychol Meas 1960;20:37-46; weighted, Psychol Bull 1968;70:213-20.
    """
    pairs = [(row, row[first], row[second]) for row in rows]
    both = [(row, one, two) for row, one, two in pairs if one is not None and two is not None]
    number = sum(rows[row] for row, _, __ in both)
    ones, twos = Counter[Value](), Counter[Value]()
    for row, one, two in both:
        ones[one] += rows[row]
        twos[two] += rows[row]
    by_one = {one: sum(count * weight(one, two) for two, count in twos.items()) / number for one in ones}
    by_two = {two: sum(count * weight(one, two) for one, count in ones.items()) / number for two in twos}
    seen = {row: weight(one, two) for row, one, two in both}
    share = {row: (by_one[one] + by_two[two]) / 2 for row, one, two in both}
    return _view(rows, seen, share)


# --- Krippendorff -----------------------------------------------------------------------------------------------------


def krippendorff(rows: Rows, scale: Scale) -> View:
    """Krippendorff's alpha: nominal for words, ordinal for steps, interval for measures.

    Source: Krippendorff, Content Analysis, 2nd ed. 2004, chapter 11; the share of each row follows Gwet, Handbook of
    Inter-Rater Reliability, 2014, chapter 2.
    """
    counted = {row: recorded(row) for row in rows}
    counted = {row: found for row, found in counted.items() if found.total() >= TWO}
    number = sum(rows[row] for row in counted)
    each = Counter[Value]()
    for row, found in counted.items():
        for value, count in found.items():
            each[value] += count * rows[row]
    total = each.total()
    if not total:
        return _view(rows, {}, {})
    weight = _alpha_weight(each, scale)
    by_value = {value: sum(weight(value, two) * count for two, count in each.items()) / total for value in each}
    mean = total / number
    plain = {row: _weighted_pairs(found, weight) / (mean * (found.total() - 1)) for row, found in counted.items()}
    agreed = sum(rows[row] * part for row, part in plain.items()) / number
    expected = sum(by_value[value] * count for value, count in each.items()) / total
    seen, share = {}, {}
    for row, found in counted.items():
        longer = (found.total() - mean) / mean
        seen[row] = plain[row] - agreed * longer
        share[row] = sum(count * by_value[value] for value, count in found.items()) / mean - expected * longer
    return _view(rows, seen, share, 1 / total)


def _weighted_pairs(found: Counter[Value], weight: Weight) -> float:
    return sum(
        one * (sum(two * weight(value, other) for other, two in found.items()) - 1) for value, one in found.items()
    )


def _alpha_weight(each: Counter[Value], scale: Scale) -> Weight:
    """One less the squared difference, as a share of the largest: of the numbers, or of their ranks for steps."""
    if scale == "words":
        return same
    place, below = dict[Value, float](), 0
    for value in sorted(each, key=_order):
        place[value] = below + each[value] / 2 if scale == "steps" else _number(value)
        below += each[value]
    widest = max(place.values()) - min(place.values()) or 1
    return lambda one, two: 1 - ((place[one] - place[two]) / widest) ** 2


def _number(value: Value) -> float:
    if isinstance(value, str | tuple):
        message = f"{value!r} is not a number"
        raise TypeError(message)
    return float(value)
