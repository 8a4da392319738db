"""Law 4: every firing names findings of this visit and has a citation."""

from typing import Any

from hypothesis import given

from sot_engine.domain.condition import NotRecorded, Unless, walk
from sot_engine.domain.finding import spoken
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.assess import assess
from tests.known_packs import core, readings_of, with_ak
from tests.strategies import few, law, visits


def is_recorded(visit: Visit, key: str) -> bool:
    if key.startswith("patient."):
        return getattr(visit.patient, key.removeprefix("patient.")) is not None
    return key.removeprefix("after.") in visit.after if key.startswith("after.") else key in visit.findings


@law
@given(visits(with_ak()))
def test_every_firing_names_what_was_recorded_and_a_source(visit: Visit) -> None:
    ready = readings_of("with_ak")
    reading = ready.agree(visit)
    recorded_only = (*reading.stops, *reading.contradictions, *reading.evidence)
    for firing in (*recorded_only, *reading.gates, *reading.guidance):
        rule = ready.pack.rule[firing.rule]
        assert rule.cite
        assert all(key in ready.pack.sources for key in rule.cite)
        assert all(is_recorded(visit, key) for key in firing.facts)
        assert all(side in {"left", "right"} for side in firing.sides)
    assert all(firing.facts for firing in recorded_only)
    assert all(bool(firing.sides) == ready.pack.rule[firing.rule].is_sided for firing in recorded_only)


@few
@given(visits(core()))
def test_an_assessment_says_each_finding_with_the_value_that_was_recorded(visit: Visit) -> None:
    assessment = assess(core(), visit, explained=False)
    fired = [line for category in assessment.categories.values() for line in category.fired]
    lines: list[Any] = [*fired, *assessment.stops, *assessment.contradictions]
    for line in lines:
        assert line.cite
        assert line.findings
        for said in line.findings:
            key, _, value = said.partition(" = ")
            assert value == spoken(visit.findings[key])


def test_only_rules_that_ask_for_an_absence_can_fire_without_a_finding() -> None:
    """A gate such as `not_recorded: saddle_numbness` fires on nothing at all; what it says names the question."""
    reading = readings_of("core").direct.read(Visit(examined_at="", examiner="", patient=_anybody()))
    for firing in (*reading.gates, *reading.guidance):
        if not firing.facts:
            nodes = [type(node) for node in walk(core().rule[firing.rule].when)]
            assert NotRecorded in nodes or Unless in nodes


def _anybody() -> Patient:
    return Patient(ref="P", age_years=40)
