"""What has to be known for a rule to be asked, and the answers that are kept of those that were."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import pytest

from benchmarks.exams import exams
from sot_engine.domain.condition import Value
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing
from sot_engine.inference.direct import ANSWERS, Direct
from sot_engine.inference.needs import VALUES, Index, Passing
from sot_engine.inference.question import Exam
from tests.known_packs import rule, tiny, tiny_with, visit, with_ak

BOTH_ESTABLISHED: Mapping[str, Value] = {"rigid": "present", "heel.left": 3, "rib.left": 5, "drift": 20}


@pytest.mark.parametrize(
    ("when", "known"),
    [
        ("{rigid: present}", {"rigid"}),
        ("{short_leg: {not: even}}", {"short_leg"}),
        ("{each_side: {angle: {at_least: 10}}}", {"angle.left", "angle.right"}),
        ("{both_sides: {angle: {at_least: 10}}}", {"angle.left"}),
        ("{each_side: {short_leg: this_side}}", {"short_leg"}),
        ("{all: [{any: [{rigid: present}, {line: 3}]}, {drift: {above: 2}}]}", {"drift"}),
        ("{any: [{rigid: present}, {line: 3}]}", {"rigid", "line"}),
        ("{any: [{rigid: present}, {patient.age_years: {at_least: 60}}]}", {""}),
        ("{all: [{rigid: present}, {unless: {line: 3}}]}", {"rigid"}),
        ("{any: [{rigid: present}, {unless: {line: 3}}]}", {""}),
        ("{not_recorded: [rigid]}", {""}),
        ("{fired: [E1-1, E1-2]}", {"fired:E1-1", "fired:E1-2"}),
        ("{all: [{fired: [E1-1]}, {not_fired: [E1-2]}]}", {"fired:E1-1"}),
        ("{no_common_side: [E1-1, E1-2]}", {"fired:E1-1"}),
        ("{all: [{established: II}, {not_fired: [E1-2]}]}", {"established:II"}),
        ("{after.short_leg: left}", {"after.short_leg"}),
        ("{improved: short_leg}", {"after.short_leg"}),
        ("{none_improved: [heel, short_leg]}", {"after.heel.left", "after.heel.right", "after.short_leg"}),
    ],
)
def test_a_rule_is_asked_when_something_of_it_is_known_or_it_needs_nothing(when: str, known: AbstractSet[str]) -> None:
    (read,) = [read for read in Direct(tiny_with(rule("T", when))).strata["guidance"] if read.rule.id == "T"]
    assert {need.key if isinstance(need, Passing) else need for need in read.needs} == known


@pytest.mark.parametrize(
    ("when", "findings", "is_asked"),
    [
        ("{rigid: present}", {"rigid": "present"}, True),
        ("{rigid: present}", {"rigid": "absent"}, False),
        ("{rigid: present}", {"drift": 20}, False),
        ("{each_side: {short_leg: this_side}}", {"short_leg": "right"}, True),
        ("{each_side: {short_leg: this_side}}", {"short_leg": "even"}, False),
        ("{drift: {above: 2}}", {"drift": 2.1}, True),
        ("{drift: {above: 2}}", {"drift": 2}, False),
        ("{not_recorded: [rigid]}", {}, True),
    ],
)
def test_a_value_asks_for_the_rules_whose_test_it_passes(
    when: str, findings: Mapping[str, Value], *, is_asked: bool
) -> None:
    (read,) = [read for read in Direct(tiny_with(rule("T", when))).strata["guidance"] if read.rule.id == "T"]
    index = Index([frozenset(), read.needs])
    assert index.recorded(visit(findings)) == (0b10 if is_asked else 0)
    for number in range(2 * VALUES):
        index.recorded(visit({"drift": number}))
    assert index.recorded(visit(findings)) == (0b10 if is_asked else 0), "values that were forgotten are tested again"


def test_a_rule_that_either_of_two_established_categories_asks_for_is_asked_when_both_are() -> None:
    pack = tiny_with(rule("T", "{any: [{established: I}, {established: II}]}"))
    both = visit(BOTH_ESTABLISHED)
    reading = Direct(pack).read(both)
    assert reading.tallies["I"].established
    assert reading.tallies["II"].established
    assert Firing("T", (), frozenset()) in reading.guidance


@pytest.mark.parametrize("pack", [tiny(), with_ak()], ids=["tiny", "with ak"])
def test_a_rule_fires_exactly_when_its_answer_is_yes_and_then_has_what_it_needs(pack: Pack) -> None:
    """What it rests on is gathered on a way of its own, and whether it is asked is decided on another."""
    direct = Direct(pack)
    reads = [read for name in ("stop", "contradiction", "evidence") for read in direct.strata[name]]
    index, fired = Index([read.needs for read in reads]), 0
    for one in exams(pack, 60, seed=11):
        exam, asked = Exam(one.patient, one.findings, one.after, {}, {}), index.recorded(one)
        for place, read in enumerate(reads):
            is_yes = read.truth(exam) is True
            assert (read.firing(exam) is not None) is is_yes
            assert not is_yes or asked >> place & 1
            fired += is_yes
    assert fired > 60


def test_an_answer_is_kept_only_of_a_rule_that_reads_findings_alone_and_not_without_end() -> None:
    more = rule("T", "{any: [{drift: {at_least: 2}}, {patient.age_years: {at_least: 60}}]}") + rule("U", "{drift: 2}")
    reads = {read.rule.id: read for read in Direct(tiny_with(more)).strata["guidance"]}
    for number in range(2 * ANSWERS):
        exam = Exam(visit({}).patient, {"drift": number}, {}, {}, {})
        assert (reads["U"].firing(exam) is not None) is (number == 2)
        assert (reads["T"].firing(exam) is not None) is (number >= 2)
    assert len(reads["U"].kept) <= ANSWERS
    assert not reads["T"].kept
