"""How sure somebody was against being right."""

from collections.abc import Iterable, Sequence
from statistics import fmean

from sot_engine.domain.standing import Bin, Calibration


def calibrate(stated: Iterable[tuple[float, bool]]) -> Calibration | None:
    """Set stated chances beside what came true, each stated chance in a bin of its own; None without any.

    Units: chances from 0 to 1.
    """
    answers = list(stated)
    if not answers:
        return None
    bins = _bins(answers)
    base = fmean(came for _, came in answers)
    return Calibration(
        bins=bins,
        brier=fmean((said - came) ** 2 for said, came in answers),
        reliability=sum(one.of * (one.said - one.share) ** 2 for one in bins) / len(answers),
        resolution=sum(one.of * (one.share - base) ** 2 for one in bins) / len(answers),
        uncertainty=base * (1 - base),
    )


def to_tenths(stated: Iterable[tuple[float, bool]]) -> list[tuple[float, bool]]:
    """Stated chances rounded to tenths, so that few bins hold many answers."""
    return [(round(said, 1), came) for said, came in stated]


def _bins(answers: Sequence[tuple[float, bool]]) -> tuple[Bin, ...]:
    found: dict[float, list[bool]] = {}
    for said, came in answers:
        found.setdefault(said, []).append(came)
    return tuple(Bin(said=said, right=sum(found[said]), of=len(found[said])) for said in sorted(found))
