"""Law 6: a stop leaves no category and no placement, whatever else is recorded."""

from dataclasses import replace
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import assess
from tests.known_packs import core, readings_of, with_ak
from tests.strategies import few, law, visits


@st.composite
def stopped(draw: st.DrawFn, pack: Pack) -> Visit:
    """An exam in which one stop question at least was answered with yes."""
    visit = draw(visits(pack))
    questions = draw(st.lists(st.sampled_from(pack.stop_questions), unique_by=id, min_size=1, max_size=3))
    keys = {draw(st.sampled_from(finding.keys)): "present" for finding in questions}
    return replace(visit, findings=MappingProxyType({**visit.findings, **keys}))


@law
@given(stopped(with_ak()), st.sampled_from((None, "I", "II", "III")))
def test_a_stop_wins_over_everything_else(visit: Visit, commit: str | None) -> None:
    reading = readings_of("with_ak").agree(visit, commit)  # type: ignore[arg-type]  # one of the categories
    assert reading.stops
    assert reading.outcome == "refer"
    assert (reading.category, reading.lean, reading.side, reading.committed) == (None, None, None, None)
    assert reading.candidates == ()
    assert (reading.placement, reading.placement_rule) == ("none", None)


@few
@given(stopped(core()))
def test_a_stop_leaves_no_placement_and_nothing_to_test_next(visit: Visit) -> None:
    assessment = assess(core(), visit)
    assert assessment.category is None
    assert assessment.placement.status == "none"
    assert assessment.placement.id is None
    assert assessment.placement.blocks == ()
    assert assessment.placement.reasons == ()
    assert assessment.next == ()
    assert {name: why.changes for name, why in assessment.why_not.items()} == {"I": (), "II": (), "III": ()}


@few
@given(stopped(core()))
def test_the_evidence_is_listed_beside_a_stop(visit: Visit) -> None:
    assessment = assess(core(), visit, explained=False)
    reading = readings_of("core").direct.read(visit)
    listed = {line.rule for category in assessment.categories.values() for line in category.fired}
    assert listed == {firing.rule for firing in reading.evidence}
