"""The symbolic reading gives the answer of the direct one, in everything but the keys behind a firing."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sot_engine.domain.reading import Firing, Reading
from sot_engine.inference.direct import Direct
from tests.proofs.fixed import Fixed

from .conditions import asking, conditions
from .exams import exams, exams_of, golden, pack_named

PACKS = ("sot-core", "ak-variants")


@cache
def both_readings(name: str) -> tuple[Direct, Fixed]:
    return Direct(pack_named(name)), Fixed(pack_named(name))


def without_facts(reading: Reading) -> Reading:
    def bare(firings: tuple[Firing, ...]) -> tuple[Firing, ...]:
        return tuple(firing._replace(facts=frozenset()) for firing in firings)

    return replace(
        reading,
        stops=bare(reading.stops),
        contradictions=bare(reading.contradictions),
        evidence=bare(reading.evidence),
        gates=bare(reading.gates),
        guidance=bare(reading.guidance),
    )


@pytest.mark.no_cover
@pytest.mark.parametrize("name", PACKS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_on_any_exam(name: str, data: st.DataObject) -> None:
    visit, commit = data.draw(exams(name))
    direct, symbolic = both_readings(name)
    assert symbolic.read(visit, commit) == without_facts(direct.read(visit, commit))


@pytest.mark.parametrize("name", PACKS)
def test_on_every_tenth_golden_case(name: str) -> None:
    direct, symbolic = both_readings(name)
    for visit, commit in golden(name)[::10]:
        assert symbolic.read(visit, commit) == without_facts(direct.read(visit, commit))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_on_any_condition_of_the_language(data: st.DataObject) -> None:
    pack = asking(data.draw(st.lists(conditions(), min_size=12, max_size=12)))
    direct, symbolic = Direct(pack), Fixed(pack)
    for _ in range(4):
        visit, commit = data.draw(exams_of(pack))
        assert symbolic.read(visit, commit) == without_facts(direct.read(visit, commit))
