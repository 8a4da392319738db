from dataclasses import replace

import pytest

from sot_engine.domain import condition as c
from sot_engine.domain.mutant import ALWAYS
from sot_engine.inference.direct import Direct
from sot_engine.packs.cover import Cover, cover
from sot_engine.packs.equivalent import compare
from sot_engine.packs.own import Own, open_pack
from sot_engine.reports.cover_lines import cover_lines


@pytest.fixture(scope="module")
def core() -> Own:
    return open_pack("sot-core")


def covered(core: Own, rule: str, *kinds: str) -> Cover:
    """Cover of one rule by its own cases, or by those of these kinds that record one side alone."""
    cases = [case for case in core.cases if case.rule == rule]
    alone = [case for case in cases if case.kind in kinds and len(case.visit.findings) == 1]
    return cover(core.pack, [core.pack.rule[rule]], alone if kinds else cases)


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("name", ["sot-core", "ak-variants"])
def test_the_cases_of_our_packs_catch_every_slip(name: str) -> None:
    own = open_pack(name)
    found = cover(own.pack, own.rules, own.cases)
    assert found.uncovered == ()
    assert found.uncaught == ()
    assert found.is_complete


def test_without_near_misses_a_cut_off_that_is_a_step_too_low_is_not_caught(core: Own) -> None:
    found = covered(core, "C2-03", "fires")
    loosened = [one for one in found.uncaught if one.mutant.what == "loosened"]
    assert [one.parting for one in loosened] == [{"first_rib_pain.right": 3}]
    assert not found.is_complete
    assert covered(core, "C2-03").is_complete


def test_cases_that_fail_as_the_pack_stands_are_told_and_leave_nothing_complete(core: Own) -> None:
    rule = core.pack.rule["C2-03"]
    cases = [case for case in core.cases if case.rule == rule.id]
    wrong = replace(cases[0], expect={"not_fires": [rule.id]})
    found = cover(core.pack, [rule], [*cases, wrong])
    assert found.failing == (wrong.id,)
    assert not found.is_complete
    first, *_, last = cover_lines(found)
    assert first.startswith(f"1 of the cases fail as the pack stands, {wrong.id} first")
    assert last.startswith("FAILED")


def test_a_condition_that_no_case_makes_hold_is_named(core: Own) -> None:
    found = covered(core, "C2-03", "unrecorded")
    assert [(one.rule, one.holds, one.fails) for one in found.uncovered] == [("C2-03", False, True)]


def test_a_change_that_another_part_of_the_rule_undoes_is_the_same_rule(core: Own) -> None:
    rule = core.pack.rule["C2-03"]
    wider = c.EachSide(c.AnyOf((c.Bounds("first_rib_pain", at_least=4), c.Bounds("first_rib_pain", above=6))))
    verdict = compare(core.pack, rule, wider)
    assert verdict.same is True
    assert verdict.tried > 0


def test_a_gate_that_only_differs_where_a_stop_fires_is_the_same_gate(core: Own) -> None:
    gate = core.pack.rule["D-03"]
    asks_a_stop = c.AnyOf((gate.when, c.Among("saddle_numbness", ("present",))))
    assert compare(core.pack, gate, asks_a_stop).same is True
    caution = core.pack.rule["D-27"]
    assert caution.then.on == "any"
    verdict = compare(core.pack, caution, c.AnyOf((caution.when, c.Among("saddle_numbness", ("present",)))))
    assert verdict.same is False
    assert verdict.parting == {"saddle_numbness": "present"}


def test_what_is_too_large_to_try_is_left_open(core: Own) -> None:
    rule = core.pack.rule["G-10"]
    verdict = compare(core.pack, rule, c.Unless(rule.when))
    assert verdict == (None, 0, {})


def test_what_was_concluded_before_is_varied_too(core: Own) -> None:
    rule = replace(core.pack.rule["G-01"], when=c.Fired(("C2-02",)))
    assert compare(core.pack, rule, c.AnyOf((rule.when, rule.when))).same is True
    assert compare(core.pack, rule, c.NotFired(("C2-02",))).same is False


@pytest.mark.parametrize("name", ["R-01", "X-01", "C2-03", "C2-L", "D-20", "G-08"])
def test_a_reading_with_one_rule_changed_is_that_of_the_changed_pack(name: str) -> None:
    own = open_pack("sot-core")
    direct = Direct(own.pack)
    rule = replace(own.pack.rule[name], when=ALWAYS)
    whole = Direct(own.pack.with_rule(rule))
    for case in own.cases[::40]:
        assert direct.changed(rule).read(case.visit, case.commit) == whole.read(case.visit, case.commit)
    assert direct.pack is own.pack
