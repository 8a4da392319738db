"""Our engine against the hazards of the library under it: see docs/engine.md, and test_durable_hazards.py for each."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any, NoReturn

import durable_rules_engine
import pytest

from benchmarks.exams import exams
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import EngineFailed, MachineLacks, PackLimit
from sot_engine.inference.direct import Direct
from sot_engine.inference.durable import VERSION, Durable
from sot_engine.inference.plan import Plan
from tests.known_packs import core, finding, readings_of, rule, tiny, tiny_with, visit, with_ak

ROOT = Path(__file__).parents[2]
EXAM = visit({"rib.left": 5, "drift": 20, "short_leg": "left", "loss": "absent"})


@pytest.fixture
def durable() -> Iterator[Durable]:
    """A reading of the tiny pack that the test may break."""
    reading = Durable(tiny())
    yield reading
    reading.close()


def read(live: Durable, exam: Visit) -> None:
    """Read an exam, and hold the answer against the reference."""
    assert live.read(exam) == Direct(live.pack).read(exam)


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[list[dict[str, Any]]]:
    """Every batch of facts that goes over the wire, as it is written there."""
    sent: list[list[dict[str, Any]]] = []
    real = durable_rules_engine.assert_facts

    def listen(handle: Any, facts: str) -> Any:
        sent.append(json.loads(facts, parse_float=_no_float, parse_constant=_no_float))
        return real(handle, facts)

    monkeypatch.setattr(durable_rules_engine, "assert_facts", listen)
    return sent


def code_of(fact: dict[str, Any]) -> tuple[str, ...]:
    """What a fact speaks of, which the wire tells by two properties."""
    return tuple(name for name in fact if name not in {"sid", "id", "v"})


def _no_float(text: str) -> NoReturn:
    message = f"{text} is no whole number"
    raise AssertionError(message)


def test_only_whole_numbers_go_over_the_wire_and_the_sentinel_goes_last(
    batches: list[list[dict[str, Any]]],
) -> None:
    live = Durable(core())
    batches.clear()
    for exam in exams(core(), 20, seed=3):
        batches.clear()
        live.read(exam)
        facts = [fact for batch in batches for fact in batch]
        assert all(fact[name] == 1 for fact in facts for name in code_of(fact))
        assert {tuple(name[0] for name in code_of(fact)) for fact in facts} == {("g", "c")}
        assert all(type(fact["v"]) is int and abs(fact["v"]) <= 1_000_000 for fact in facts)
        assert {fact["sid"] for fact in facts} == {"s"}
        for session in (batches[:1], batches[1:3], batches[3:]):
            ids = [fact["id"] for batch in session for fact in batch]
            assert len(set(ids)) == len(ids)
        (sentinel,) = {code_of(batch[-1]) for batch in batches}
        closed = [fact["v"] for fact in facts if code_of(fact) == sentinel]
        assert len(closed) == len(batches)
        assert closed == sorted(set(closed))
    live.close()


def test_a_measure_goes_over_the_wire_in_whole_tenths(durable: Durable, batches: list[list[dict[str, Any]]]) -> None:
    """Of the tenths that every rule reads alike the lowest goes."""
    told = []
    for drift in (12.5, 12.6, 12.7):
        batches.clear()
        read(durable, visit({"drift": drift}))
        told.append([fact["v"] for fact in batches[0][:-1]])
    assert told == [[], [126], [126]]


@pytest.mark.parametrize("where", ["findings", "after"])
def test_a_finding_that_the_pack_does_not_have_is_refused_and_not_passed_over(durable: Durable, where: str) -> None:
    mistaken = replace(EXAM, **{where: MappingProxyType({"nonsense": 3})})  # type: ignore[arg-type]  # one of two fields
    with pytest.raises(EngineFailed, match="nonsense is no finding of the pack tiny"):
        durable.read(mistaken)
    read(durable, EXAM)


def test_findings_that_no_rule_reads_change_nothing(durable: Durable) -> None:
    beside = replace(EXAM, findings=MappingProxyType({"unread": 7, **EXAM.findings}))
    assert durable.read(beside) == durable.read(EXAM)
    read(durable, visit({"unread": 7}))
    read(durable, visit())


@pytest.mark.parametrize("name", ["stops", "contradictions", "side", "outcome", "kept", "s", "end", "sid", "c", "v"])
def test_a_finding_may_have_any_name_that_a_pack_may_give(name: str) -> None:
    """What the engine concludes is told by names of its own, which no finding shares."""
    live = Durable(tiny_with(rule("T", f"{{{name}: present}}", "{supports: I, as: hallmark}"), finding(name, "sign")))
    read(live, visit({name: "present", "heel.left": 2}))
    read(live, visit({name: "absent", "rigid": "present"}))
    live.close()


def test_the_order_of_the_findings_changes_nothing() -> None:
    live = readings_of("core").durable
    random = Random(1)  # noqa: S311  # any order will do
    for exam in exams(core(), 10, seed=4):
        expected = live.read(exam)
        items = list(exam.findings.items())
        for _ in range(10):
            random.shuffle(items)
            assert live.read(replace(exam, findings=MappingProxyType(dict(items)))) == expected


def test_two_packs_at_once_do_not_meet() -> None:
    one, two, three = (readings_of(name) for name in ("core", "with_ak", "tiny"))
    for exam in exams(core(), 30, seed=5):
        assert one.durable.read(exam) == one.direct.read(exam)
        read(three.durable, EXAM)
        assert two.durable.read(exam) == two.direct.read(exam)


def test_two_readings_of_one_pack_do_not_meet() -> None:
    one, two = Durable(tiny()), Durable(tiny())
    read(one, EXAM)
    read(two, visit({"rigid": "present"}))
    one.close()
    read(two, EXAM)
    read(one, EXAM)
    for live in (one, two):
        live.close()


def test_four_threads_take_turns() -> None:
    live = readings_of("with_ak").durable
    chosen = exams(with_ak(), 100, seed=6)
    expected = [readings_of("with_ak").direct.read(exam) for exam in chosen]

    def run(shift: int) -> bool:
        order = [(place + 25 * shift) % len(chosen) for place in range(len(chosen))]
        return all(live.read(chosen[place]) == expected[place] for place in order)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(run, range(4)))


def apart(program: str) -> str:
    """What a program prints that is run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_process_goes_on_with_the_engine_that_it_was_given() -> None:
    said = apart("""
import os
from benchmarks.exams import exams
from tests.known_packs import core, readings_of
ready, chosen = readings_of("core"), exams(core(), 40, seed=8)
expected = [ready.durable.read(exam) for exam in chosen]
children = []
for _ in range(2):
    child = os.fork()
    if child == 0:
        os._exit(int([ready.durable.read(exam) for exam in chosen] != expected))
    children.append(child)
print([os.waitpid(child, 0)[1] for child in children], [ready.durable.read(exam) for exam in chosen] == expected)
""")
    assert said.strip() == "[0, 0] True"


@pytest.mark.skipif(sys.platform == "win32", reason="the peak of memory is asked of the resource module")
def test_three_thousand_exams_leave_the_memory_flat() -> None:
    """The long form, 100,000 exams, is in benchmarks/."""
    said = apart("""
import resource, sys
from benchmarks.exams import exams
from tests.known_packs import core, readings_of
live, chosen = readings_of("core").durable, exams(core(), 100, seed=9)
unit = 1024 if sys.platform == "darwin" else 1
peaks = []
for turn in range(30):
    for exam in chosen:
        live.read(exam)
    peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit / 1024)
print(peaks[-1] - peaks[9])
""")
    assert float(said) < 5


TWENTY = "".join(finding(f"sign_{number}", "sign") for number in range(20))


def signs(number: int, word: str = "present") -> str:
    return ", ".join(f"{{sign_{place}: {word}}}" for place in range(number))


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (f"{{all: [{signs(15)}]}}", "T joins 15 conditions"),
        (f"{{unless: {{all: [{signs(17)}]}}}}", "joins 17 conditions"),
        (f"{{n_of: {{at_least: 10, of: [{signs(20)}]}}}}", "rule T expands to more than 200 cases"),
        (f"{{n_of: {{at_least: 3, of: [{signs(20)}]}}}}", "rule T expands to more than 200 cases"),
        (f"{{all: [{', '.join(f'{{any: [{{sign_{n}: absent}}, {{sign_{n + 1}: absent}}]}}' for n in range(8))}]}}",
         "rule T expands to more than 200 cases"),
    ],
    ids=["15 in all", "17 in unless", "10 of 20", "3 of 20", "2 to the 8th"],
)  # fmt: skip
def test_a_rule_that_expands_to_more_than_the_engine_bears_is_refused(when: str, message: str) -> None:
    pack = tiny_with(rule("T", when), TWENTY)
    with pytest.raises(PackLimit) as caught:
        Durable(pack)
    assert message in caught.value.message
    assert caught.value.where
    assert caught.value.where.file == "more/rules.yaml"


def test_fourteen_conditions_are_borne() -> None:
    live = Durable(tiny_with(rule("T", f"{{all: [{signs(14)}]}}"), TWENTY))
    exam = visit({f"sign_{place}": "present" for place in range(14)})
    read(live, exam)
    assert "T" in [firing.rule for firing in live.read(exam).guidance]
    live.close()


def test_too_many_tests_on_one_finding_are_refused() -> None:
    many = finding("many", "measure", range="[0, 100]", unit="mm")
    rules = "".join(rule(f"T-{number}", f"{{many: {{at_least: {number}}}}}") for number in range(1, 62))
    with pytest.raises(PackLimit, match="different tests of one finding"):
        Durable(tiny_with(rules, many))


def test_many_rules_may_read_the_same_finding_on_either_side() -> None:
    live = Durable(tiny_with("".join(rule(f"T-{number}", "{each_side: {rib: 5}}") for number in range(200))))
    exam = visit({"rib.left": 5, "rib.right": 5})
    read(live, exam)
    fired = [firing for firing in live.read(exam).guidance if firing.rule.startswith("T-")]
    assert [firing.sides for firing in fired] == [("left", "right")] * 200
    live.close()


def test_too_many_rules_on_one_test_are_refused() -> None:
    with pytest.raises(PackLimit, match="cases on one test"):
        Durable(crowded(17))


def crowded(number: int, also: str = "{rigid: present}") -> Pack:
    """A pack with that many rules, times itself, of which each needs one test and two that no other rule makes."""
    bounds = [f"{{at_least: {low}}}" for low in range(1, number + 1)]
    rules = [
        rule(f"T-{one}-{two}", f"{{all: [{also}, {{many: {low}}}, {{few: {high}}}]}}")
        for one, low in enumerate(bounds)
        for two, high in enumerate(bounds)
    ]
    measures = [finding(name, "measure", range="[0, 100]", unit="mm") for name in ("many", "few")]
    return tiny_with("".join(rules), "".join(measures))


def test_what_too_many_cases_would_branch_off_is_asked_one_by_one() -> None:
    """A fact may meet the same alternative in 64 cases at most."""
    live = Durable(crowded(9, also="{any: [{rigid: present}, {short_leg: left}]}"))
    exam = visit({"rigid": "present", "short_leg": "left", "many": 9, "few": 9})
    read(live, exam)
    assert len([firing for firing in live.read(exam).guidance if firing.rule.startswith("T-")]) == 81
    live.close()


def test_alternatives_of_several_tests_that_one_fact_meets_wait_for_their_turn_together() -> None:
    """The core goes on from one test of a fact to the tests below it before it has done with the first."""
    asked = {
        "T": "{many: {at_least: 10}}, {few: {at_least: %d}}",
        "TT": "{rigid: present}, {few: {at_least: %d}}",
        "U": "{many: {at_least: 10, at_most: 50}}, {other: {at_least: %d}}",
        "UU": "{loss: present}, {other: {at_least: %d}}",
    }
    rules = [
        rule(f"A-{n}", f"{{all: [{{many: {{at_least: 10.{n}}}}}, {{line: {{at_least: 1}}}}]}}") for n in range(1, 9)
    ]
    rules += [rule(f"{name}-{n}", f"{{all: [{when % n}]}}") for n in range(1, 31) for name, when in asked.items()]
    measures = [finding(name, "measure", range="[0, 100]", unit="mm") for name in ("many", "few", "other")]
    live = Durable(tiny_with("".join(rules), "".join(measures)))
    exam = visit({"many": 30, "few": 40, "other": 40, "line": 3})
    read(live, exam)
    assert len([firing for firing in live.read(exam).guidance if firing.rule[0] in "ATU"]) == 68
    live.close()


def test_too_many_different_facts_are_refused() -> None:
    findings = "".join(finding(f"f_{number}", "sign", sided="true") for number in range(210))
    rules = "".join(rule(f"T-{number}", f"{{each_side: {{f_{number}: present}}}}") for number in range(210))
    with pytest.raises(PackLimit, match="different facts"):
        Durable(tiny_with(rules, findings))


def test_what_follows_one_category_is_refused_when_it_is_checked_or_decided() -> None:
    findings = "".join(finding(f"f_{number}", "sign", sided="true") for number in range(210))
    gates = "".join(
        rule(f"T-{number}", f"{{each_side: {{f_{number}: present}}}}", "{withholds: III}") for number in range(210)
    )
    live = Durable(tiny_with(gates, findings))
    with pytest.raises(PackLimit, match="different facts"):
        Plan(live.pack).stages()
    read(live, visit({"rigid": "present", "heel.left": 3}))
    with pytest.raises(PackLimit, match="different facts"):
        live.read(visit({"angle.left": 60, "angle.right": 80, "line": 3, "short_leg": "left"}))
    read(live, visit({"rigid": "present", "heel.left": 3}))
    live.close()


def _break(name: str, answer: Callable[..., Any]) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda monkeypatch: monkeypatch.setattr(durable_rules_engine, name, answer)


def _raise(*_: Any) -> NoReturn:
    raise durable_rules_engine.error(2, "refused")


BROKEN = {
    "facts refused": _break("assert_facts", lambda *_: (2, 0)),
    "the core raises": _break("assert_facts", _raise),
    "nothing to start": _break("start_action_for_state", lambda *_: None),
    "it ends early": _break("complete_and_start_action", lambda *_: None),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_core_that_breaks_off_is_said_so_and_the_next_exam_works_again(durable: Durable, fault: str) -> None:
    expected = durable.read(EXAM)
    with pytest.MonkeyPatch.context() as patched:
        BROKEN[fault](patched)
        with pytest.raises(EngineFailed) as caught:
            durable.read(EXAM)
    assert caught.value.code == "E020"
    assert durable.read(EXAM) == expected


def test_a_core_that_behaves_otherwise_fails_its_self_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable_rules_engine, "start_action_for_state", lambda *_: None)
    with pytest.raises(EngineFailed, match=f"does not behave as version {VERSION}"):
        Durable(tiny())


def test_a_missing_core_is_answered_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(MachineLacks) as caught:
        Durable(tiny())
    assert 'CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject" pip install' in caught.value.hint
    assert f"durable-rules=={VERSION}" in caught.value.hint
    assert caught.value.exit_code == 6


def test_a_core_that_lacks_a_function_is_answered_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(durable_rules_engine, "delete_state")
    with pytest.raises(MachineLacks, match="lacks delete_state"):
        Durable(tiny())


def test_a_closed_reading_opens_again_when_it_is_asked() -> None:
    live = Durable(tiny())
    live.close()
    live.close()
    read(live, EXAM)
    live.close()
