"""Law 7: the direct and the durable reading give the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.exams import exams
from sot_engine.domain.visit import Visit
from tests.known_packs import readings_of
from tests.strategies import law, visits

PACKS = ("core", "with_ak", "tiny")


@pytest.mark.parametrize("name", PACKS)
def test_both_readings_conclude_the_same_from_every_exam(name: str) -> None:
    ready = readings_of(name)

    @law
    @given(visits(ready.pack))
    def read_twice(visit: Visit) -> None:
        assert ready.durable.read(visit) == ready.direct.read(visit)

    read_twice()


@pytest.mark.parametrize("name", PACKS)
def test_both_readings_follow_the_same_commitment(name: str) -> None:
    """A category that is no candidate is committed by neither."""
    ready = readings_of(name)

    @law
    @given(visits(ready.pack), st.sampled_from(("I", "II", "III")))
    def read_twice(visit: Visit, category: str) -> None:
        reading = ready.durable.read(visit, category)  # type: ignore[arg-type]  # one of the categories
        assert reading == ready.direct.read(visit, category)  # type: ignore[arg-type]
        assert reading.committed == (category if category in reading.candidates else None)

    read_twice()


def test_both_readings_conclude_the_same_from_exams_as_a_practice_records_them() -> None:
    """Such exams record more at once than those that are drawn above, and shrink less well."""
    ready = readings_of("with_ak")
    for visit in exams(ready.pack, 300, seed=7):
        for category in (None, *ready.direct.read(visit).candidates):
            ready.agree(visit, category)
