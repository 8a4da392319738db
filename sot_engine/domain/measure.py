"""An outcome measure: its range, which way is better, and the changes that were published; never its questions."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sot_engine.domain.chart import Measure

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

    def allows(self, total: float) -> bool:
        """Whether the scale has such a total."""
        low, high = self.range
        return low <= total <= high

    def better_by(self, now: float, before: float) -> float:
        """How far a total moved to the better; negative where it moved to the worse."""
        return round(before - now if self.better == "lower" else now - before, 2)
