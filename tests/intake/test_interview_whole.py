"""The interview from one visit to the next and after blocking, how many taps it takes, and its laws."""

from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.inference.assess import assess
from sot_engine.intake.entry import ENTER
from sot_engine.intake.interview import Event, Interview
from sot_engine.intake.questions import POSITIONS
from sot_engine.intake.step import ABOUT, KEYS, REASON
from sot_engine.intake.visit_file import read_visit_text
from sot_engine.intake.visit_text import visit_json
from tests.intake.interviews import at, exam, press, retest
from tests.known_packs import core, visit
from tests.strategies import law

# --- The last visit ---

LAST = visit({"first_rib_pain.left": 6, "first_rib_pain.right": 0, "heel_tension.left": 2, "pelvic_rigidity": "absent"})


def test_nothing_of_the_last_visit_is_carried_without_its_key() -> None:
    now = press(exam(last=LAST), *["down"] * 200)
    assert now.visit.findings == {}


def test_one_key_confirms_one_finding_of_the_last_visit() -> None:
    now = press(at(exam(last=LAST), "first_rib_pain"), "=")
    assert now.visit.findings == {"first_rib_pain.left": 6, "first_rib_pain.right": 0}
    now = press(at(now, "heel_tension"), "=")
    assert now.visit.findings["heel_tension.left"] == 2
    assert "heel_tension.right" not in now.visit.findings


def test_what_was_not_recorded_the_last_time_cannot_be_confirmed() -> None:
    assert press(exam(last=LAST), "=").said == "Nothing was recorded of this the time before."


def test_the_rest_of_a_position_does_not_touch_what_was_positive_the_last_time() -> None:
    now = press(at(exam(last=LAST), "first_rib_pain"), "s", "y")
    assert "first_rib_pain.left" not in now.recorded
    now = press(at(now, "pelvic_rigidity"), "s", "y")
    assert now.recorded["pelvic_rigidity"] == "absent"


def test_the_reference_stays_while_a_last_visit_is_in_sight_and_all_else_can_be_corrected() -> None:
    """What = confirms is of the patient of that visit, before and after the reference would have been another one."""
    now = press(at(exam(last=LAST), "first_rib_pain"), "=")
    then = press(now, Event(ABOUT, "ref=OTHER"))
    assert then.said == "The last visit is of another patient; anew: `sot exam --new`."
    assert (then.is_refused, then.about, then.visit) == (True, now.about, now.visit)
    assert press(now, Event(ABOUT, f"ref={LAST.patient.ref} "), Event(ABOUT, "age=41")).visit.patient.age_years == 41
    assert press(exam(), Event(ABOUT, "ref=OTHER")).visit.patient.ref == "OTHER"


# --- After blocking ---

BEFORE = visit({"first_rib_pain.left": 6, "first_rib_pain.right": 0, "heel_tension.left": 2, "onset": "sudden"})


def test_a_re_test_records_after_blocking_and_leaves_the_exam_as_it_was() -> None:
    now = press(retest(BEFORE), "2", "0", "1", ENTER, "2")
    assert now.visit.findings == BEFORE.findings
    assert now.visit.after == {
        "first_rib_pain.left": 2, "first_rib_pain.right": 0, "heel_tension.left": 1, "pain_on_blocks": "less",
    }  # fmt: skip
    assert not now.asks_first


def test_a_re_test_goes_on_from_what_it_holds() -> None:
    held = visit(BEFORE.findings, {"first_rib_pain.left": 4})
    assert retest(held).visit == held
    assert press(retest(held), "=").visit.after["first_rib_pain.left"] == 6


@pytest.mark.parametrize("event", ["m", Event(REASON, "sore")])
def test_after_blocking_only_values_are_recorded(event: str | Event) -> None:
    now = press(retest(BEFORE), event)
    assert now.said == "After blocking only values are recorded."


# --- How many taps ---


def count(now: Interview, row: str) -> tuple[int, int, Interview]:
    """Findings recorded and keys pressed; `.` stands for Enter, every other sign for its key."""
    events = [ENTER if key == "." else key for key in row if key != " "]
    now = press(now, *events)
    assert not now.is_refused
    return len({key.partition(".")[0] for key in now.recorded}), len(events), now


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ("nnnnnnnnnn ynn n nn nn 22 . n", "I"),
        ("nnnnnnnnnn nnn 60 ln nn n . n", "II"),
        ("nnnnnnnnnn nnl n nn nn n . 70", "III"),
    ],
)
def test_a_short_exam_of_twenty_findings_takes_at_most_22_taps_and_no_typing(row: str, outcome: str) -> None:
    findings, taps, now = count(exam(short=True), row)
    assert (findings, taps <= 22) == (20, True), (findings, taps)
    found = assess(core(), now.visit)
    assert outcome in {found.category, found.lean}
    assert found.not_asked == ()


def test_twenty_findings_and_more_take_at_most_14_taps_with_the_act_for_a_position() -> None:
    findings, taps, now = count(exam(), "sy>nl>60>ln>n")
    assert findings >= 20
    assert taps <= 14
    assert assess(core(), now.visit).category == "II"


# --- Laws ---

FREE = st.sampled_from([*"lrbnyeo0123456789t.=ucmsw<>", "enter", "back", "up", "down", "next", "previous"])
EVENTS = st.one_of(FREE, st.builds(lambda one: Event("find", one), st.sampled_from(list(core().findings))))


def same(one: Interview, two: Interview) -> bool:
    """Whether two interviews stand alike."""
    return one == two and one.visit == two.visit


@law
@given(st.lists(EVENTS, max_size=40))
def test_whatever_is_pressed_the_visit_can_be_written_and_read(events: list[Any]) -> None:
    now = press(exam(), *events)
    assert read_visit_text(visit_json(now.visit, core()), "v.json", core()) == now.visit


@law
@given(st.lists(EVENTS, max_size=30))
def test_the_same_events_give_the_same_interview(events: list[Any]) -> None:
    assert same(press(exam(), *events), press(exam(), *events))


@law
@given(st.lists(EVENTS, max_size=25), st.sampled_from("nlby25=cms"))
def test_u_takes_back_exactly_what_the_key_before_recorded(events: list[Any], key: str) -> None:
    before = press(exam(last=LAST), *events)
    if before.asking or (before.entry and before.entry.is_begun):
        return
    after = press(before, key)
    if after.before is before.before or after.asking or (after.entry and after.entry.is_begun):
        return
    back = press(after, "u")
    assert back.visit == before.visit
    assert back.unsure == before.unsure
    assert back.place == before.place


@law
@given(st.lists(st.sampled_from(["up", "down", "enter", "<", ">", "w", "s"]), max_size=30))
def test_going_about_records_nothing(events: list[str]) -> None:
    assert press(exam(), *events).visit.findings == MappingProxyType({})


def test_every_key_of_the_interview_can_be_pressed_anywhere() -> None:
    start = exam()
    while start.finding:
        for key in sorted(KEYS - {ABOUT}):
            assert press(start, key).plan is start.plan
        start = press(start, "down")


def test_the_positions_are_those_in_which_something_is_asked() -> None:
    assert exam().positions == POSITIONS
    assert retest(BEFORE).positions == ("seated", "prone")
