"""How far examiners agree: one line a finding, a side, a family or a conclusion, each with its measures."""

from typing import Literal, NamedTuple, TypeAlias

Measure: TypeAlias = Literal["agreement", "kappa", "weighted_kappa", "fleiss", "pabak", "ac1", "alpha"]
MEASURES: tuple[Measure, ...] = ("agreement", "kappa", "weighted_kappa", "fleiss", "pabak", "ac1", "alpha")

Group: TypeAlias = Literal[
    "conclusion", "finding", "both_sides", "family", "side", "confidence", "examiners", "all", "case"
]

Scale: TypeAlias = Literal["words", "steps", "measure"]
"""What the values are: words, whole steps of a grade, or a number on a ruler."""


class Estimate(NamedTuple):
    """One measure of agreement with its 95 % interval; where there is no number, `note` says why in a sentence."""

    measure: Measure
    value: float | None
    low: float | None = None
    high: float | None = None
    by: Literal["", "Wilson", "linearised", "bootstrap"] = ""
    """How the interval was found."""
    note: str = ""


class Line(NamedTuple):
    """How far examiners agree on one thing.

    `rows` counts what at least two of them recorded, `alone` what only one did. `prevalence` and `bias` are the indices
    of Byrt, Bishop and Carlin (1993), None where nothing is positive or negative.
    """

    group: Group
    item: str
    examiners: int
    patients: int
    rows: int
    alone: int
    estimates: tuple[Estimate, ...]
    prevalence: float | None = None
    bias: float | None = None

    def estimate(self, measure: Measure) -> Estimate | None:
        """One of its measures, where it has it."""
        return next((one for one in self.estimates if one.measure == measure), None)


class Agreement(NamedTuple):
    """Agreement between examiners of the same patients, or of examiners with themselves at repeated exams."""

    kind: Literal["between", "within"]
    pack: str
    version: str
    sha256: str
    examiners: tuple[str, ...]
    patients: int
    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()

    def group(self, *groups: Group) -> tuple[Line, ...]:
        """The lines of these groups."""
        return tuple(line for line in self.lines if line.group in groups)
