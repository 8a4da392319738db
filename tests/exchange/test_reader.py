from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sot_engine.domain.chart import (
    Addendum,
    AddendumKind,
    Answer,
    BlocksUsed,
    BlockUsed,
    ChartEntry,
    Identity,
    Measure,
    Person,
    Role,
    Score,
    Signature,
    Stage,
    Suggestion,
    SuggestionKind,
    Verdict,
)
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.truth import SIDES
from sot_engine.exchange.bundle import as_text, document
from sot_engine.exchange.export import Export
from sot_engine.exchange.reader import read_bundle
from sot_engine.inference.assess import assess
from sot_engine.workflow.charts.export_fhir import fhir_id
from tests.exchange.charts import ENTRIES, export, written
from tests.known_packs import core, tiny, with_ak
from tests.strategies import few, texts, times, whole_visits


@pytest.mark.parametrize("name", ENTRIES)
def test_what_is_read_back_is_what_was_exported(name: str) -> None:
    entry = ENTRIES[name]()
    assert read_bundle(written(name), core(), fhir_id) == entry


@pytest.mark.parametrize("name", ["signed", "amended"])
def test_the_same_entry_gives_the_same_bytes(name: str) -> None:
    once, again = (as_text(document(export(ENTRIES[name]()))) for _ in range(2))
    assert once == again


def people() -> st.SearchStrategy[Person]:
    """Somebody who records or signs."""
    return st.builds(
        Person,
        id=texts(),
        name=st.one_of(st.just(""), texts()),
        credentials=st.one_of(st.just(""), texts()),
        role=st.sampled_from(get_args(Role)),
    )


def said() -> st.SearchStrategy[str]:
    """Text that may be empty, and may have several lines."""
    return st.one_of(st.just(""), texts(), st.lists(texts(), min_size=2, max_size=3).map("\n".join))


def suggestions() -> st.SearchStrategy[Suggestion]:
    """Something that has to be answered."""
    return st.builds(
        Suggestion,
        key=texts(),
        kind=st.sampled_from(get_args(SuggestionKind)),
        value=texts(),
        says=texts(),
        rules=st.lists(texts(), max_size=2).map(tuple),
        needs_reason=st.booleans(),
    )


def answers(keys: list[str]) -> st.SearchStrategy[Mapping[str, Answer]]:
    """An answer to some of these suggestions."""
    verdicts = st.sampled_from(get_args(Verdict))
    one = st.builds(
        Answer,
        suggestion=st.just(""),
        verdict=verdicts,
        instead=st.one_of(st.none(), texts()),
        reason=said(),
        by=said(),
        at=times(),
    )
    chosen = st.lists(st.sampled_from(keys), unique=True) if keys else st.just([])
    return chosen.flatmap(
        lambda names: st.tuples(*(one for _ in names)).map(
            lambda drawn: MappingProxyType(
                {name: replace(answer, suggestion=name) for name, answer in zip(names, drawn, strict=True)}
            )
        )
    )


def blocks() -> st.SearchStrategy[BlocksUsed]:
    """What was done with the blocks, in whatever words."""
    block = st.builds(
        BlockUsed,
        side=st.sampled_from(SIDES),
        landmark=st.sampled_from(("posterior_iliac_crest", "greater_trochanter")),
        direction_deg=st.one_of(st.none(), st.integers(0, 180)),
        wedge=said(),
    )
    clock = st.one_of(st.none(), times(), texts())
    return st.builds(
        BlocksUsed,
        position=st.sampled_from(("prone", "supine")),
        blocks=st.lists(block, max_size=3).map(tuple),
        placement=st.one_of(st.none(), texts()),
        started_at=clock,
        stopped_at=clock,
        response=said(),
        adverse_response=said(),
    )


def scores() -> st.SearchStrategy[Score]:
    """The total of an outcome measure."""
    totals = st.integers(0, 1000).map(lambda tenths: tenths / 10)
    return st.builds(
        Score,
        measure=st.sampled_from(get_args(Measure)),
        value=totals,
        at=st.one_of(times(), texts()),
        answered=st.one_of(st.none(), st.integers(0, 10)),
        items=st.one_of(st.none(), st.integers(0, 10)),
        previous=st.one_of(st.none(), totals),
        previous_at=st.one_of(st.none(), times()),
    )


@st.composite
def entries(draw: st.DrawFn, pack: Pack) -> ChartEntry:
    """Chart entries with everything that one can hold, whether or not a practice would come to it."""
    visit = draw(whole_visits(pack))
    suggested = draw(st.lists(suggestions(), max_size=3, unique_by=lambda one: one.key))
    signature = st.builds(
        Signature, by=people(), as_=st.sampled_from(("author", "cosigner")), at=times(), attests=said()
    )
    kinds = st.sampled_from(get_args(AddendumKind))
    addendum = st.builds(
        Addendum,
        number=st.integers(1, 99),
        kind=kinds,
        by=people(),
        at=times(),
        reason=said(),
        text=said(),
        other=st.one_of(st.none(), texts()),
    )
    patient = st.builds(
        Identity,
        id=texts(),
        ref=texts(),
        name=said(),
        birth_date=st.one_of(st.none(), st.dates().map(str)),
        contact=said(),
    )
    return ChartEntry(
        id=draw(texts()),
        patient=draw(patient),
        stage=draw(st.sampled_from(get_args(Stage))),
        opened_by=draw(people()),
        opened_at=draw(times()),
        visit=visit,
        assessment=assess(pack, visit, explained=draw(st.booleans())) if draw(st.booleans()) else None,
        committed=draw(st.sampled_from((None, *CATEGORIES))),
        suggestions=tuple(suggested),
        answers=draw(answers([one.key for one in suggested])),
        blocks=draw(st.one_of(st.none(), blocks())),
        scores=tuple(draw(st.lists(scores(), max_size=2))),
        history=draw(said()),
        plan=draw(said()),
        signatures=tuple(draw(st.lists(signature, max_size=2))),
        addenda=tuple(draw(st.lists(addendum, max_size=2))),
        seal=draw(st.one_of(st.none(), texts())),
    )


@pytest.mark.no_cover
@pytest.mark.parametrize("pack", [core, tiny, with_ak])
@given(data=st.data())
@settings(few, max_examples=12)
def test_every_entry_reads_back_equal(pack: Any, data: st.DataObject) -> None:
    entry = data.draw(entries(pack()))
    text = as_text(document(Export(entry=entry, pack=pack(), make_id=fhir_id)))
    assert read_bundle(text, pack(), fhir_id) == entry
