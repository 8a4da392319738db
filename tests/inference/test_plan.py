"""How few rules and facts a pack costs the live engine: each rule, and each join of one, makes every session larger."""

import pytest

from sot_engine.domain.condition import EachSide, Pattern, Value
from sot_engine.domain.reading import Firing
from sot_engine.errors import EngineFailed
from sot_engine.inference.assess import Readings
from sot_engine.inference.plan import DECISIONS, Decided, Plan
from sot_engine.inference.ruleset import Ruleset
from sot_engine.inference.stage import Stage
from sot_engine.inference.wire import GROUP, MEMORY, VALUES
from tests.inference.hazard_lab import hash_of
from tests.known_packs import core, rule, tiny, tiny_with, visit

UNDECIDED = Decided(None, alone=True)


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
    lines = Plan(tiny()).weighing.ruleset.lines
    with pytest.raises(EngineFailed, match="is not a whole number"):
        lines["rib.left", 4.5]  # type: ignore[index]  # wrong on purpose
    with pytest.raises(EngineFailed, match="is not a whole number"):
        lines["rib.left", 10**7]


def test_a_fact_that_no_rule_of_the_session_could_read_is_not_written() -> None:
    plan = Plan(tiny())
    assert plan.weighing.ruleset.lines["rib.left", 50]
    assert plan.weighing.ruleset.lines["unread", 50] == ""
    assert plan.settled(Decided("I", alone=True)).ruleset.lines["rib.left", 50] == ""


def test_values_that_all_rules_read_alike_are_told_alike() -> None:
    """Facts and matches are then as few as the rules are, however fine the measure."""
    drift = Plan(tiny_with(rule("T", "{drift: {at_least: 1.5}}"))).settled(UNDECIDED).ruleset.keys["drift"]
    assert drift[1.4] == ""
    assert drift[1.5] == drift[1.6] == drift[40]
    assert drift[1.5].endswith('"v":15}')


def test_what_is_kept_as_it_is_written_does_not_grow_without_end() -> None:
    session = Plan(tiny()).weighing.ruleset
    first = session.keys["drift"][13]
    assert first
    for number in range(2 * MEMORY):
        session.keys["drift"][number]
        session.lines["drift", number]
    assert len(session.keys["drift"]) <= VALUES
    assert len(session.lines) <= MEMORY
    assert session.keys["drift"][13] == first


def told(session: Ruleset, name: str, **facts: int) -> str:
    """Say in the engine's words that a case matched these facts."""
    lines = [f'"m{place}":{session.lines[fact]}' for place, fact in enumerate(facts.items())]
    return f'{{"{name}":{{{",".join(lines)}}}}}'


def named(plan: Plan, wanted: str) -> str:
    """The name of the case in which a rule is asked when nothing was decided, which must be one."""
    (name,) = [name for name, asked in plan.settled(UNDECIDED).asked.items() if wanted in {one.rule for one in asked}]
    return name


def test_a_match_is_held_against_what_was_asked_values_and_all() -> None:
    plan = Plan(tiny_with(rule("T", "{all: [{rigid: present}, {line: {at_least: 2}}]}")))
    session = plan.settled(UNDECIDED).ruleset
    name = named(plan, "T")
    present, low = plan.numbers["rigid"]("present"), plan.numbers["line"](2)
    (met,) = plan.matches[told(session, name, rigid=present, line=low)].fired
    assert met.firing == Firing("T", (), frozenset({"rigid", "line"}))
    with pytest.raises(EngineFailed, match="without its premises"):
        plan.matches[told(session, name, rigid=present)]


def test_rules_that_one_finding_fires_are_asked_as_one_and_told_apart() -> None:
    either, other = rule("T", "{rigid: present}"), rule("U", "{any: [{rigid: present}, {line: {at_least: 2}}]}")
    plan = Plan(tiny_with(either + other))
    name = named(plan, "T")
    assert named(plan, "U") == name
    session, present, low = plan.settled(UNDECIDED).ruleset, plan.numbers["rigid"]("present"), plan.numbers["line"](2)
    both, one = (plan.matches[told(session, name, **fact)].fired for fact in ({"rigid": present}, {"line": low}))
    assert [fired.firing.rule for fired in both] == ["T", "U"]
    assert [fired.firing for fired in one] == [Firing("U", (), frozenset({"line"}))]


def test_the_matches_that_are_kept_do_not_grow_without_end() -> None:
    plan = Plan(tiny_with(rule("T", "{drift: {at_least: 1}}")))
    session = plan.settled(UNDECIDED).ruleset
    name = named(plan, "T")
    first = told(session, name, drift=10)
    for number in range(10, 10 + 2 * MEMORY):
        (fired,) = plan.matches[first.replace('"v":10', f'"v":{number}')].fired
        assert fired.firing == Firing("T", (), frozenset({"drift"}))
    assert len(plan.matches) <= MEMORY


def test_the_core_tells_the_properties_of_facts_apart() -> None:
    """It knows a property by a hash of 32 bits; more groups than these would be more codes than a pack may have."""
    names = {"sid", "id", "v", *(f"g{group}" for group in range(1000)), *(f"c{place}" for place in range(GROUP))}
    assert len({hash_of(name) for name in names}) == len(names)


def asked(stage: Stage) -> set[str]:
    """The rules and flags that a session asks."""
    return {one.rule for several in stage.asked.values() for one in several}


def test_each_decision_asks_only_the_rules_that_can_fire_then() -> None:
    plan = Plan(tiny())
    placing = {
        decided.category: {rule for rule in asked(stage) if rule[0] == "P"}
        for decided, stage in zip(DECISIONS, plan.stages()[2:], strict=True)
    }
    assert placing == {None: set(), "I": {"P1-L", "P1-R"}, "II": {"P2-L", "P2-R"}, "III": set()}
    speaks_of_two, lies_prone, whatever = (
        {one.category for one, stage in zip(DECISIONS, plan.stages()[2:], strict=True) if wanted in asked(stage)}
        for wanted in ("G-5", "W-4", "G-1")
    )
    assert (speaks_of_two, lies_prone, whatever) == ({"II"}, {"I"}, {None, "I", "II", "III"})


def test_what_is_established_is_not_asked_where_it_is_what_was_decided() -> None:
    plan = Plan(core())
    for decided, stage in zip(DECISIONS, plan.stages()[2:], strict=True):
        codes = {code for several in stage.asked.values() for one in several for code in one.literals}
        assert any(code.startswith("established:") for code in codes) is not decided.alone
    few, more = (plan.settled(Decided(None, alone)).ruleset.rules for alone in (True, False))
    assert len(few) < len(more)


def test_what_a_decision_settles_is_not_asked_again() -> None:
    for stage in Plan(core()).stages()[2:]:
        codes = {code for several in stage.asked.values() for one in several for code in one.literals}
        alone = [one for several in stage.asked.values() for one in several if {*one.literals} <= {":decided"}]
        assert not codes & {"lies:prone", "lies:supine"}
        assert ":decided" not in codes or alone


@pytest.mark.parametrize(
    ("when", "then"),
    [("{decided: I}", "{advises: note}"), ("{any: [{decided: I}, {after.short_leg: left}]}", "{withholds: prone}"),
     ("{unless: {each_side: {block_under: greater_trochanter}}}", "{withholds: any}")],
)  # fmt: skip
def test_a_condition_that_the_decision_fulfils_is_left_as_one_on_the_decision(when: str, then: str) -> None:
    """The engine needs something to ask, and only the decision is told."""
    readings = Readings(tiny_with(rule("T", when, then)))
    one, none = (readings.agree(exam) for exam in (visit({"rigid": "present", "heel.left": 3}), visit({})))
    assert one.category == "I"
    assert "T" in {firing.rule for firing in (*one.gates, *one.guidance)}
    assert "T" not in {firing.rule for firing in (*none.gates, *none.guidance)}


def test_what_no_placement_rules_out_is_left_as_a_condition_on_the_decision() -> None:
    readings = Readings(tiny_with(rule("T", "{unless: {each_side: {block_under: greater_trochanter}}}")))
    for exam in (visit({}), visit({"rigid": "present", "heel.left": 3})):
        assert "T" in {firing.rule for firing in readings.agree(exam).guidance}
