from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exams import exams
from sot_engine.domain.condition import Condition
from sot_engine.domain.rule import CATEGORIES, Effect
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct
from tests.known_packs import readings_of, tiny
from tests.laws.test_language import EFFECTS, LATER, trees, with_rule
from tests.registry.tables import Columnar, said, table
from tests.strategies import few, visits

PACKS = ("core", "with_ak", "tiny")


@cache
def columnar(name: str) -> Columnar:
    return Columnar(readings_of(name).pack)


@pytest.mark.parametrize("name", PACKS)
def test_the_columnar_reading_concludes_what_the_direct_one_does_from_every_exam(name: str) -> None:
    ready = readings_of(name)
    choices = st.sampled_from((None, *CATEGORIES))

    @few
    @given(st.lists(st.tuples(visits(ready.pack), choices), min_size=1, max_size=25))
    def read_twice(drawn: list[tuple[Visit, str | None]]) -> None:
        found = table(ready.pack, [visit for visit, _ in drawn], [category for _, category in drawn])
        direct = [said(ready.direct.read(visit, category)) for visit, category in drawn]  # type: ignore[arg-type]
        assert columnar(name).read(found) == direct

    read_twice()


@pytest.mark.no_cover
@pytest.mark.parametrize("name", PACKS)
def test_both_conclude_the_same_from_exams_as_a_practice_records_them(name: str) -> None:
    """Such exams record more at once than those that are drawn above; every candidate is committed in its turn."""
    ready = readings_of(name)
    drawn = exams(ready.pack, 1_000, seed=11)
    for category in (None, *CATEGORIES):
        found = columnar(name).read(table(ready.pack, drawn, [category] * len(drawn)))
        assert found == [said(ready.direct.read(visit, category)) for visit in drawn]


@pytest.mark.no_cover
@pytest.mark.parametrize(("effects", "later"), [(EFFECTS, False), (LATER, True)], ids=["recorded alone", "concluded"])
def test_every_rule_that_the_language_can_say_is_read_alike(effects: tuple[Effect, ...], *, later: bool) -> None:
    @settings(few, max_examples=60)
    @given(trees(sided=False, later=later), st.sampled_from(effects), st.lists(visits(tiny()), min_size=5, max_size=20))
    def read_twice(when: Condition, then: Effect, drawn: list[Visit]) -> None:
        pack = replace(tiny(), rules=with_rule(when, then), sha256="a rule that nobody wrote")
        direct = Direct(pack)
        assert Columnar(pack).read(table(pack, drawn)) == [said(direct.read(visit)) for visit in drawn]

    read_twice()
