"""The two quantiles that intervals need, without a statistics library."""

from functools import cache
from math import atan, cos, pi, sin, sqrt

Z = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""
_LEVEL = 0.95
_MANY = 2_000
"""From here the expansion around the normal distribution is right to nine digits."""


@cache
def t_quantile(freedom: int) -> float:
    """The 97.5 % quantile of Student's t for whole degrees of freedom.

    Source: the finite series of Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4;
    for many degrees of freedom the expansion 26.7.5.
    """
    if freedom >= _MANY:
        return Z + (Z**3 + Z) / (4 * freedom) + (5 * Z**5 + 16 * Z**3 + 3 * Z) / (96 * freedom**2)
    low, high = Z, 13.0
    while high - low > 1e-13 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < _LEVEL else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """The probability to lie between -t and t."""
    angle = atan(t / sqrt(freedom))
    odd = freedom % 2
    term = cos(angle) if odd else 1.0
    total = term if freedom > 1 else 0.0
    for step in range(2 + odd, freedom, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    return 2 / pi * (angle + sin(angle) * total) if odd else sin(angle) * total


def wilson(share: float, number: int) -> tuple[float, float]:
    """The 95 % interval of a share of independent cases.

    Source: Wilson, J Am Stat Assoc 1927;22:209-12.
    """
    middle = (share + Z * Z / (2 * number)) / (1 + Z * Z / number)
    half = Z / (1 + Z * Z / number) * sqrt(share * (1 - share) / number + Z * Z / (4 * number * number))
    return max(0.0, middle - half), min(1.0, middle + half)
