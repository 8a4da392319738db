"""A student at one case: turns, stops that are seen or passed, and steps that give the session back."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sot_engine.practice.attempt import Answer
from sot_engine.practice.case import Case
from sot_engine.practice.generator import Generator
from sot_engine.practice.session import (
    Session,
    ask,
    asked_step,
    give,
    is_before,
    known_of,
    results,
    resume,
    started,
)
from tests.known_packs import core
from tests.strategies import few

GENERATOR = Generator(core())
CLEAR, STOP = GENERATOR.draw("clear", 5), GENERATOR.draw("stop", 5)
REFER = Answer(outcome="refer", confidence=90)
NAMES = st.lists(st.sampled_from(tuple(core().findings)), max_size=15)


def session(case: Case = CLEAR) -> Session:
    return Session(case=case, pack=core(), started_at="0")


def after(names: list[str], case: Case = CLEAR) -> Session:
    one = session(case)
    for number, name in enumerate(names, start=1):
        one = ask(one, core().findings[name], str(number))
    return one


def stop_of(case: Case) -> str:
    return next(one.id for one in core().stop_questions if case.visit.findings.get(one.id) == "present")


def test_a_turn_is_counted_when_the_patient_has_to_lie_otherwise() -> None:
    one = after(["pelvic_rigidity", "heel_tension", "saddle_numbness", "soto_test", "arm_fossa_upper", "lateral_sway"])
    assert one.turns == 3
    assert [asked.turns for asked in one.asked] == [0, 1, 1, 1, 2, 3]


def test_a_test_that_was_asked_for_costs_nothing_again() -> None:
    one = after(["heel_tension", "pelvic_rigidity"])
    assert ask(one, core().findings["heel_tension"], "9") is one


def test_the_history_is_known_from_the_start_and_asking_for_it_is_no_step() -> None:
    one = session()
    known = {key.partition(".")[0] for key in one.known.findings}
    assert known == {finding.id for finding in core().findings.values() if finding.position == "history"}
    assert ask(one, core().findings["onset"], "1") is one


def test_what_was_asked_for_is_known_and_nothing_else() -> None:
    known = after(["heel_tension"]).known
    assert known.findings["heel_tension.left"] == CLEAR.visit.findings["heel_tension.left"]
    assert "lateral_sway.left" not in known.findings
    assert known.patient == CLEAR.visit.patient


def test_what_a_case_does_not_record_has_no_result() -> None:
    assert results(CLEAR, core().findings["sit_and_reach_cm"]) == {}


def test_a_hands_on_test_after_a_stop_was_seen_walks_past_it() -> None:
    one = after([stop_of(STOP)], STOP)
    assert one.seen_stop
    assert one.is_open
    past = ask(one, core().findings["heel_tension"], "8")
    assert (past.is_open, past.passed_stop, past.ended_at) == (False, True, "8")
    assert not past.has_asked("heel_tension")


def test_more_questions_after_a_stop_was_seen_walk_past_nothing() -> None:
    one = after([stop_of(STOP), "osteoporosis"], STOP)
    assert one.is_open


def test_an_answer_that_refers_walks_past_nothing() -> None:
    one = give(after([stop_of(STOP)], STOP), REFER, "9")
    assert (one.passed_stop, one.answer, one.ended_at) == (False, REFER, "9")


def test_an_answer_that_does_not_refer_walks_past_a_stop_that_nobody_asked_for() -> None:
    assert give(session(STOP), Answer(outcome="insufficient"), "9").passed_stop


def test_nothing_happens_to_a_case_that_has_ended() -> None:
    one = give(session(), REFER, "9")
    assert ask(one, core().findings["heel_tension"], "10") is one
    assert give(one, Answer(outcome="mixed"), "10") is one


def test_what_is_asked_after_blocking_alone_is_not_asked_before() -> None:
    assert not is_before(core().findings["pain_on_blocks"], core())
    assert is_before(core().findings["heel_tension"], core())
    assert is_before(core().findings["onset"], core())


@few
@given(NAMES)
def test_steps_give_the_session_back(names: list[str]) -> None:
    for case in (CLEAR, STOP):
        one = session(case)
        steps = [started(one)]
        for number, name in enumerate(names):
            next_one = ask(one, core().findings[name], str(number))
            if next_one is not one:
                steps.append(asked_step(name, str(number)))
            one = next_one
        assert resume(case, core(), steps) == one


@few
@given(NAMES)
def test_asking_more_only_adds_to_what_is_known(names: list[str]) -> None:
    for number in range(len(names)):
        less, more = known_of(CLEAR, core(), names[:number]), known_of(CLEAR, core(), names)
        assert less.findings.items() <= more.findings.items()


def test_a_step_that_the_pack_no_longer_knows_is_left_out() -> None:
    steps = [started(session()), {"kind": "asked", "finding": "gone", "at": "1"}, asked_step("heel_tension", "2")]
    assert [asked.finding for asked in resume(CLEAR, core(), steps).asked] == ["heel_tension"]


def test_a_session_is_never_changed() -> None:
    one = session()
    ask(one, core().findings["heel_tension"], "1")
    assert one == replace(session())
