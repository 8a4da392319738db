"""An outcome measure: its range, which way is better, and the changes that were published; never its questions."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sot_engine.domain.chart import Measure, Score

Better: TypeAlias = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedChange:
    """A change that a source calls larger than chance, or large enough to matter. Units: those of the measure."""

    value: float
    says: str
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMeasure:
    """One scale whose total is kept, as NPRS or ODI."""

    id: Measure
    name: str
    range: tuple[float, float]
    better: Better
    scored: str
    """How a total comes about, in a few words."""
    rights: str
    """Whose the questionnaire is, as far as it was found; its text is never kept or printed."""
    cite: tuple[str, ...]
    changes: tuple[PublishedChange, ...] = ()
    items: int | None = None
    """Of how many items the total is the sum; with some not answered it is another scale. None where it is no sum."""

    def allows(self, total: float) -> bool:
        """Whether the scale has such a total."""
        low, high = self.range
        return low <= total <= high

    def allows_of(self, score: Score) -> bool:
        """Whether as many items as were answered can come to such a total."""
        if not self.items or not score.answered:
            return True
        return score.items == self.items and score.value <= self.range[1] * score.answered / self.items

    def compares(self, score: Score) -> bool:
        """Whether this total may stand beside another one of the same scale."""
        return not self.items or score.answered in {None, self.items}

    def better_by(self, now: float, before: float) -> float:
        """How far a total moved to the better; negative where it moved to the worse."""
        return round(before - now if self.better == "lower" else now - before, 2)
