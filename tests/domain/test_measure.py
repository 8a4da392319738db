"""Which way a score moved."""

import pytest

from sot_engine.domain.measure import OutcomeMeasure


def measure(better: str) -> OutcomeMeasure:
    return OutcomeMeasure(
        id="NPRS", name="A scale", range=(0, 10), better=better, scored="", rights="", cite=(),  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize(("better", "now", "before", "by"), [
    ("lower", 4, 7, 3), ("lower", 7, 4, -3), ("higher", 6.3, 4, 2.3), ("higher", 4, 6.3, -2.3), ("lower", 5, 5, 0),
])  # fmt: skip
def test_a_change_counts_by_what_is_better(better: str, now: float, before: float, by: float) -> None:
    assert measure(better).better_by(now, before) == by
