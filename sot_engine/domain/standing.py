"""How a student stands: sums over answered cards and attempted cases."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The answers that were given with one chance of being right. Units: `said` from 0 to 1, the mean of the bin."""

    said: float
    right: int
    of: int

    @property
    def share(self) -> float:
        """The share that was right, from 0 to 1."""
        return self.right / self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Whether a chance that was stated came true as often as stated.

    The Brier score is the mean of (stated - came true) squared: 0 is perfect, 0.25 is what 0.5 throughout earns. It
    is reliability (how far the bins lie from what they state, 0 is best) less resolution (how far they lie apart)
    plus uncertainty (what nobody can avoid), where each bin holds one stated chance.
    Source: Murphy AH. A new vector partition of the probability score. J Appl Meteorol 1973;12(4):595-600.
    """

    bins: tuple[Bin, ...]
    brier: float
    reliability: float
    resolution: float
    uncertainty: float

    @property
    def of(self) -> int:
        """How many answers there are."""
        return sum(one.of for one in self.bins)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How often which answer was given where the engine says which. `counts` is by (engine, student)."""

    engine: tuple[str, ...]
    student: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weak:
    """A finding that gave trouble: cards forgotten of those answered, and cases in which it was missed or over-read."""

    finding: str
    answered: int
    forgotten: int
    missed: int
    over_read: int

    @property
    def trouble(self) -> int:
        """How often it went wrong."""
        return self.forgotten + self.missed + self.over_read


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """How many cards come back on which day; those whose time has come, and those whose words changed, count as now."""

    now: int
    days: tuple[tuple[date, int], ...]
    later: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSum:
    """The cards of one pack: how many there are, how many are known, and how the answers went."""

    cards: int
    known: int
    changed: int
    resting: int
    answers: int
    forgotten: int
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSum:
    """The attempted cases of one pack: how many came out right, the points of the path, and the stops walked past."""

    cases: int
    right: int
    earned: int
    possible: int
    passed_stops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Everything that `sot practice stats` shows of one learner and one pack."""

    learner: str
    deck: str
    cards: CardSum
    cases: CaseSum
    confidence: Calibration | None
    """How sure the student was of each case, against being right."""
    recall: Calibration | None
    """The chance of remembering each card that FSRS gave, against remembering it."""
    confusion: Confusion | None
    weak: tuple[Weak, ...]
    forecast: Forecast
    elsewhere: Mapping[str, int]
    """Answers and attempts under other packs, by the name of the pack."""
    learners: tuple[str, ...] = ()
    """Everybody of whom something is kept on this machine."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was answered yet."""
        return not self.cards.answers and not self.cases.cases
