"""How few rules and facts a pack costs the live engine: each rule, and each join of one, makes every session larger."""

import pytest

from sot_engine.domain.condition import EachSide, Pattern, Value
from sot_engine.errors import EngineFailed
from sot_engine.inference.assess import Readings
from sot_engine.inference.plan import MEMORY, Plan
from tests.known_packs import core, rule, tiny, tiny_with, visit


def cases(plan: Plan, name: str) -> int:
    return len(plan.expansion.variants[name])


def test_sequences_that_a_rule_reads_alike_stand_together() -> None:
    """Of 39 sequences 13 end with one word, and they are one case for each side."""
    assert core().rule["D-SOTO"].when == EachSide(Pattern("soto_test", "ends_with", ("worse",)))
    assert cases(Plan(core()), "D-SOTO") == 2


def test_any_number_of_findings_that_were_not_recorded_is_one_case() -> None:
    pack = tiny_with(rule("T", "{not_recorded: [rigid, line, twist, drift]}"))
    assert cases(Plan(pack), "T") == 1


def test_two_rules_without_a_common_side_are_one_case() -> None:
    assert cases(Plan(tiny()), "G-3") == 1


@pytest.mark.parametrize(
    ("recorded", "fires"),
    [({}, True), ({"rigid": "absent"}, True), ({"line": 0}, True), ({"rigid": "absent", "line": 0}, False)],
)
def test_both_readings_say_alike_what_is_missing(recorded: dict[str, Value], *, fires: bool) -> None:
    reading = Readings(tiny_with(rule("T", "{not_recorded: [rigid, line]}"))).agree(visit(recorded))
    assert ("T" in {firing.rule for firing in reading.guidance}) is fires


def test_a_fact_that_is_no_whole_number_is_never_written() -> None:
    plan = Plan(tiny())
    with pytest.raises(EngineFailed, match="is not a whole number"):
        plan.lines["rib.left", 4.5]  # type: ignore[index]  # wrong on purpose
    with pytest.raises(EngineFailed, match="is not a whole number"):
        plan.lines["rib.left", 10**7]


def test_a_fact_that_no_rule_could_read_is_not_written() -> None:
    plan = Plan(tiny())
    assert plan.lines["rib.left", 50]
    assert plan.lines["unread", 50] == ""


def test_the_written_facts_that_are_kept_do_not_grow_without_end() -> None:
    plan = Plan(tiny())
    first = plan.lines["drift", 130]
    for number in range(2 * MEMORY):
        plan.lines["drift", number]
    assert len(plan.lines) <= MEMORY
    assert plan.lines["drift", 130] == first
