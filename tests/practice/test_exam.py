"""An exam: its paper, its answers on the disk, its clock, its sealed result and its marks."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.errors import (
    BlueprintRefused,
    CaseRefused,
    ClockSetBack,
    MachineLacks,
    PracticeError,
    PracticeFaults,
    ResultBroken,
    ResultUnreadable,
)
from sot_engine.practice.attempt import Answer
from sot_engine.practice.blueprint import ENDS
from sot_engine.practice.marks import marks
from sot_engine.practice.paper import CaseItem, ChoiceItem, draw_paper
from sot_engine.practice.sealed import check, digest, last_seal
from sot_engine.practice.sitting_file import sitting_file
from sot_engine.workflow.practice.grade_exam import Marked, essays, mark_essays, read_cases_again, read_result
from sot_engine.workflow.practice.sit_exam import Sitting, TimeIsUp, load_blueprint, part_file, sit_exam, write_result
from tests.known_packs import core
from tests.reports.shown import ROOT
from tests.strategies import few

BLUEPRINT = """\
schema: sot-exam-blueprint/1
title: A spring examination
minutes: 30
pass_mark: 60
cases: {supported II: 1, refer: 1}
choices: 2
essays:
  - ask: Why is what was not recorded never negative?
    rubric: [{says: Not tested is not absent, points: 2}, {says: An example, points: 1}]
"""
NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def blueprint(tmp_path: Path) -> Path:
    file = tmp_path / "spring.yaml"
    file.write_text(BLUEPRINT, encoding="utf-8")
    return file


@contextmanager
def sat(blueprint: Path, clock: Callable[[], datetime] | None = None, **more: Any) -> Iterator[Sitting]:
    options: dict[str, Any] = {"seed": 7, "candidate": "Ann Example", "out": blueprint.with_name("ann.json"), **more}
    out, candidate = options.pop("out"), options.pop("candidate")
    with sit_exam(blueprint, core(), out, candidate, clock=clock or Clock(), **options) as sitting:
        yield sitting


def answer_all(sitting: Sitting) -> None:
    """Every item answered right, the essay with a sentence."""
    for item in sitting.exam.paper.items:
        if isinstance(item, ChoiceItem):
            sitting.choose(item.id, item.question.right)
        elif isinstance(item, CaseItem):
            case = sitting.case(item.id)
            says = item.case.says
            case.answer(Answer(outcome=says.outcome, category=says.category, side=says.side, placement=says.placement,
                               placement_status=says.placement_status, confidence=80))  # fmt: skip
        else:
            sitting.write(item.id, "Because it was not tested.")


def handed_in(blueprint: Path) -> dict[str, Any]:
    with sat(blueprint) as sitting:
        answer_all(sitting)
        return sitting.end("handed in", "I sat this exam myself: Ann Example")


# --- The blueprint ---


@pytest.mark.parametrize(
    ("change", "says", "line"),
    [
        (("schema: sot-exam-blueprint/1", "schema: sot-exam-blueprint/9"), "the schema sot-exam-blueprint/9", 1),
        (("title: A spring examination\n", ""), '"title" is missing', 1),
        (("minutes: 30", "minutes: 0"), "minutes cannot be 0", 3),
        (("minutes: 30", "minutes: half an hour"), "minutes is a whole number", 3),
        (("pass_mark: 60", "pass_mark: 101"), "pass_mark cannot be 101", 4),
        (("supported II", "suported II"), 'no case ends in "suported II"', 5),
        (("refer: 1", "refer: -1"), "-1 cases of refer cannot be drawn", 5),
        (("choices: 2", "choices: 201"), "choices cannot be 201", 6),
        (("choices: 2", "choises: 2"), 'unknown key "choises"', 6),
        (("points: 1", "points: 0"), "an essay needs a rubric", 8),
    ],
)
def test_a_blueprint_that_is_wrong_is_refused_with_its_line(
    blueprint: Path, change: tuple[str, str], says: str, line: int
) -> None:
    blueprint.write_text(BLUEPRINT.replace(*change), encoding="utf-8")
    with pytest.raises(BlueprintRefused) as refused:
        load_blueprint(blueprint)
    assert says in refused.value.message
    assert refused.value.where is not None
    assert refused.value.where.line == line
    assert refused.value.hint


@pytest.mark.parametrize("text", ["- a list", "title: [", "schema: sot-exam-blueprint/1\ntitle: Nothing\n"])
def test_a_blueprint_that_is_none_is_refused(blueprint: Path, text: str) -> None:
    blueprint.write_text(text, encoding="utf-8")
    with pytest.raises(BlueprintRefused):
        load_blueprint(blueprint)


def test_every_fault_of_a_blueprint_comes_out_together(blueprint: Path) -> None:
    blueprint.write_text(BLUEPRINT.replace("minutes: 30", "minutes: 0").replace("refer: 1", "refar: 1"))
    with pytest.raises(PracticeFaults, match="2 faults"):
        load_blueprint(blueprint)


def test_a_blueprint_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BlueprintRefused, match="cannot be read"):
        load_blueprint(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes(b"title: \xe9")
    with pytest.raises(BlueprintRefused, match="not UTF-8"):
        load_blueprint(tmp_path / "latin.yaml")


def test_all_correct_is_asked_for_where_no_pass_mark_is_given(blueprint: Path) -> None:
    blueprint.write_text(BLUEPRINT.replace("pass_mark: 60\n", ""))
    assert load_blueprint(blueprint).pass_mark == 100


def test_more_questions_than_the_pack_gives_are_refused(blueprint: Path) -> None:
    read = load_blueprint(blueprint)
    from dataclasses import replace

    from tests.known_packs import tiny

    with pytest.raises(BlueprintRefused, match="different questions"):
        draw_paper(tiny(), replace(read, cases={}, choices=200), 1)


# --- The paper ---


def test_a_paper_has_the_numbers_of_its_blueprint(blueprint: Path) -> None:
    blueprint.write_text(BLUEPRINT.replace("{supported II: 1, refer: 1}", str(dict.fromkeys(ENDS, 1)).replace("'", "")))
    paper = draw_paper(core(), load_blueprint(blueprint), 3)
    labels = sorted(item.case.says.label for item in paper.items if isinstance(item, CaseItem))
    assert labels == ["I", "II", "III", "contradictory", "insufficient", "mixed", "refer"]
    assert [item.id for item in paper.items if isinstance(item, ChoiceItem)] == ["question 1", "question 2"]


def test_a_seed_gives_the_same_paper(blueprint: Path) -> None:
    read = load_blueprint(blueprint)
    assert draw_paper(core(), read, 3) == draw_paper(core(), read, 3)
    assert draw_paper(core(), read, 3).items != draw_paper(core(), read, 4).items


def test_a_case_of_the_teachers_own_is_part_of_the_paper(blueprint: Path) -> None:
    own = (ROOT / "examples/category-ii-left.yaml").read_text(encoding="utf-8")
    blueprint.with_name("own.yaml").write_text(own, encoding="utf-8")
    blueprint.write_text(BLUEPRINT + "own_cases: [own.yaml]\n")
    with sat(blueprint) as sitting:
        cases = [item.case.id for item in sitting.exam.paper.items if isinstance(item, CaseItem)]
    assert "own/own" in cases


def test_a_case_of_the_teachers_own_that_is_not_there_is_told(blueprint: Path) -> None:
    blueprint.write_text(BLUEPRINT + "own_cases: [own.yaml]\n")
    with pytest.raises(CaseRefused, match="cannot be read"), sat(blueprint):
        pass


# --- Sitting it ---


def test_right_answers_earn_all_points_and_essays_wait(blueprint: Path) -> None:
    found = marks(handed_in(blueprint))
    assert (found.earned, found.of, found.waiting, found.passed) == (6, 9, 3, True)


def test_with_all_correct_as_pass_mark_nothing_is_passed_before_the_essays_are_marked(blueprint: Path) -> None:
    blueprint.write_text(BLUEPRINT.replace("pass_mark: 60", "pass_mark: 100"))
    assert marks(handed_in(blueprint)).passed is None


def test_an_interrupted_exam_goes_on_where_it_was(blueprint: Path) -> None:
    clock = Clock()
    with sat(blueprint, clock) as sitting:
        sitting.choose("question 1", 2)
        sitting.case("case 1").ask(core().findings["saddle_numbness"])
        before = sitting.exam
    clock.pass_(minutes=5)
    with sat(blueprint, clock, seed=99) as sitting:
        assert sitting.exam == before
        assert sitting.minutes_left() == 25


def test_an_answer_can_be_given_anew_and_a_case_cannot(blueprint: Path) -> None:
    with sat(blueprint) as sitting:
        sitting.choose("question 1", 0)
        sitting.choose("question 1", 1)
        sitting.write("essay 1", "First.")
        sitting.write("essay 1", "Second.")
        case = sitting.case("case 1")
        case.answer(Answer(outcome="refer", confidence=50))
        case.answer(Answer(outcome="mixed", confidence=50))
        assert sitting.exam.chosen == {"question 1": 1}
        assert sitting.exam.written == {"essay 1": "Second."}
        assert case.session.answer == Answer(outcome="refer", confidence=50)


def test_no_answer_is_taken_once_the_time_is_up(blueprint: Path) -> None:
    clock = Clock()
    with sat(blueprint, clock) as sitting:
        sitting.choose("question 1", 0)
        clock.pass_(minutes=30)
        with pytest.raises(TimeIsUp):
            sitting.choose("question 2", 0)
        clock.pass_(hours=5)
        result = sitting.end("time")
    assert result["ended_by"] == "time"
    assert result["ended_at"] == (NOON + timedelta(minutes=30)).isoformat()
    assert [item["given"] for item in result["items"] if item["kind"] == "choice"] == [0, None]


def test_without_a_limit_the_time_is_never_up(blueprint: Path) -> None:
    blueprint.write_text(BLUEPRINT.replace("minutes: 30\n", ""))
    clock = Clock()
    with sat(blueprint, clock) as sitting:
        clock.pass_(days=30)
        sitting.choose("question 1", 0)
        assert sitting.minutes_left() is None
        assert not sitting.is_over()


def test_a_clock_that_was_set_back_is_noticed_and_nothing_is_lost(blueprint: Path) -> None:
    clock = Clock()
    with sat(blueprint, clock) as sitting:
        clock.pass_(minutes=10)
        sitting.choose("question 1", 3)
        clock.pass_(minutes=-9)
        with pytest.raises(ClockSetBack, match="the last answer was kept at"):
            sitting.choose("question 2", 1)
        clock.pass_(minutes=9)
        sitting.choose("question 2", 1)
        assert sitting.exam.chosen == {"question 1": 3, "question 2": 1}


def test_an_exam_goes_on_under_its_own_blueprint_candidate_and_pack_alone(blueprint: Path) -> None:
    with sat(blueprint):
        pass
    with pytest.raises(BlueprintRefused, match="its candidate is another"), sat(blueprint, candidate="Bob"):
        pass
    blueprint.write_text(BLUEPRINT.replace("minutes: 30", "minutes: 300"))
    with pytest.raises(BlueprintRefused, match="its blueprint is another"), sat(blueprint):
        pass


def test_a_result_is_never_written_over(blueprint: Path) -> None:
    blueprint.with_name("ann.json").write_text("{}")
    with pytest.raises(BlueprintRefused, match="exists already"), sat(blueprint):
        pass


def test_an_exam_is_open_in_one_window_alone(blueprint: Path) -> None:
    with sat(blueprint), pytest.raises(BlueprintRefused, match="another window"), sat(blueprint):
        pass


def test_a_folder_that_is_not_there_is_told(blueprint: Path) -> None:
    out = blueprint.with_name("gone") / "x.json"
    with pytest.raises(MachineLacks, match="cannot be kept"), sat(blueprint, out=out):
        pass


# --- What is on the disk ---


def test_a_line_that_was_cut_short_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.part"
    with sitting_file(path) as file:
        file.keep({"kind": "one"})
    path.write_bytes(path.read_bytes() + b'{"kind": "tw')
    with sitting_file(path) as file:
        assert file.events == [{"kind": "one"}]
        file.keep({"kind": "three"})
    with sitting_file(path) as file:
        assert file.events == [{"kind": "one"}, {"kind": "three"}]


@pytest.mark.parametrize("change", [(b"one", b"oen"), (b'{"kind": "one"', b'["kind"'), (b"1", b"")])
def test_a_line_that_was_changed_is_refused_with_its_number(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    path = tmp_path / "x.part"
    with sitting_file(path) as file:
        for number in ("one", "two"):
            file.keep({"kind": number, "n": 1})
    path.write_bytes(path.read_bytes().replace(*change, 1))
    with pytest.raises(ResultBroken) as broken, sitting_file(path):
        pass
    assert broken.value.where is not None
    assert broken.value.where.line == 1


def test_a_line_that_was_taken_out_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x.part"
    with sitting_file(path) as file:
        for number in range(3):
            file.keep({"n": number})
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    with pytest.raises(ResultBroken), sitting_file(path):
        pass


KILLED = """
import sys
from pathlib import Path
from sot_engine.packs.shelf import read_pack
from sot_engine.workflow.practice.sit_exam import sit_exam
blueprint = Path(sys.argv[1])
with sit_exam(blueprint, read_pack(), blueprint.with_name("ann.json"), "Ann Example", seed=7) as sitting:
    for number in range(100000):
        sitting.choose("question 1", number)
        print(number, flush=True)
"""


def test_no_answer_that_was_taken_is_lost_when_the_program_is_killed(blueprint: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(blueprint)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        for _ in range(20):
            running.stdout.readline()
        os.kill(running.pid, signal.SIGKILL)
        told = [20, *(int(line) + 1 for line in running.stdout if line.strip())]
    time.sleep(0.01)
    with sat(blueprint, lambda: datetime.now(UTC)) as sitting:
        assert sitting.exam.chosen["question 1"] + 1 >= told[-1]


# --- The sealed result ---


def test_a_result_is_what_it_was_sealed_as(blueprint: Path) -> None:
    result = handed_in(blueprint)
    assert check(json.loads(json.dumps(result))) == result
    assert len(result["seal"]) == 64


def test_the_order_of_keys_is_no_change() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A result with its essays marked, as text."""
    file = tmp_path_factory.mktemp("exam") / "spring.yaml"
    file.write_text(BLUEPRINT)
    result, out = handed_in(file), file.with_name("ann.json")
    given = {"essay 1": Marked((2, 0), "An example is missing.")}
    return json.dumps(mark_essays(result, given, "T. Teacher", out, attests="I marked it: T. Teacher"))


@few
@given(st.data())
def test_any_change_of_any_part_is_noticed(marked: str, data: st.DataObject) -> None:
    result = json.loads(marked)
    path = data.draw(st.sampled_from(list(leaves(result))))
    *above, last = path
    place = result
    for step in above:
        place = place[step]
    before = place[last]
    place[last] = data.draw(
        st.sampled_from(["x", 0, 1, 17, None, True]).filter(lambda one: json.dumps(one) != json.dumps(before))
    )
    with pytest.raises(ResultBroken):
        check(result)


def test_points_that_were_sealed_wrong_are_noticed(blueprint: Path) -> None:
    result = handed_in(blueprint)
    for kind in ("choice", "case"):
        changed = json.loads(json.dumps(result))
        next(item for item in changed["items"] if item["kind"] == kind)["points"] = 0
        changed["seal"] = digest({name: part for name, part in changed.items() if name not in {"seal", "markings"}})
        with pytest.raises(ResultBroken, match="are not what its answer earns"):
            check(changed)


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"schema": "sot-exam-result/1"}', "\x00", "[" * 100_000])
def test_what_is_no_result_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(ResultBroken) as broken:
        read_result(file)
    assert broken.value.where is not None


def test_a_result_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultUnreadable, match="cannot be read"):
        read_result(tmp_path / "none.json")


def test_writing_a_result_lets_go_of_the_exam_under_way(blueprint: Path) -> None:
    out = blueprint.with_name("ann.json")
    result = handed_in(blueprint)
    assert part_file(out).exists()
    write_result(result, out)
    assert not part_file(out).exists()
    assert read_result(out) == result
    with pytest.raises(MachineLacks):
        write_result(result, blueprint.with_name("gone") / "x.json")


# --- The teacher ---


def test_cases_are_drawn_and_read_again(blueprint: Path) -> None:
    result = handed_in(blueprint)
    assert [one.same for one in read_cases_again(result)] == [True, True]


def test_a_case_that_is_claimed_to_be_another_is_noticed(blueprint: Path) -> None:
    result = json.loads(json.dumps(handed_in(blueprint)))
    for item in result["items"]:
        if item["kind"] == "case":
            item["attempt"]["says"]["outcome"] = "mixed"
    assert [one.same for one in read_cases_again(result)] == [False, False]


def test_under_another_pack_the_cases_are_not_read_again(blueprint: Path) -> None:
    result = json.loads(json.dumps(handed_in(blueprint)))
    result["pack"]["sha256"] = "0" * 64
    assert {one.same for one in read_cases_again(result)} == {None}
    result["pack"]["id"] = "gone"
    assert {one.same for one in read_cases_again(result)} == {None}


def test_marks_count_and_earlier_ones_stay(blueprint: Path) -> None:
    out, result = blueprint.with_name("ann.json"), handed_in(blueprint)
    once = mark_essays(result, {"essay 1": Marked((1, 0))}, "T. Teacher", out, attests="T")
    twice = mark_essays(once, {"essay 1": Marked((2, 1), "Better than I thought.")}, "T. Teacher", out, attests="T")
    assert (marks(once).earned, marks(twice).earned) == (7, 9)
    assert len(twice["markings"]) == 2
    assert len({result["seal"], last_seal(once), last_seal(twice)}) == 3
    assert read_result(out) == json.loads(json.dumps(twice))


def test_a_marking_that_was_taken_out_is_noticed(blueprint: Path) -> None:
    out, result = blueprint.with_name("ann.json"), handed_in(blueprint)
    once = mark_essays(result, {"essay 1": Marked((1, 0))}, "T. Teacher", out, attests="T")
    twice = mark_essays(once, {"essay 1": Marked((2, 1))}, "T. Teacher", out, attests="T")
    with pytest.raises(ResultBroken, match="marking 1"):
        check({**twice, "markings": twice["markings"][1:]})


@pytest.mark.parametrize("points", [(3, 0), (0, -1), (1,), (1, 1, 1)])
def test_points_that_the_rubric_does_not_give_are_refused(blueprint: Path, points: tuple[int, ...]) -> None:
    result = handed_in(blueprint)
    with pytest.raises(ResultBroken, match="do not fit its rubric"):
        mark_essays(result, {"essay 1": Marked(points)}, "T", blueprint.with_name("ann.json"), attests="T")
    assert [item["item"] for item in essays(result)] == ["essay 1"]


def test_walking_past_a_stop_fails_the_exam_unless_the_teacher_says_otherwise(blueprint: Path) -> None:
    for said, passed in (("", False), ("stop_fails: false\n", True)):
        blueprint.write_text(BLUEPRINT.replace("pass_mark: 60", "pass_mark: 20") + said)
        out = blueprint.with_name(f"{passed}.json")
        with sat(blueprint, out=out) as sitting:
            for item in sitting.exam.paper.items:
                if isinstance(item, CaseItem):
                    sitting.answered(item.id, Answer(outcome="insufficient", confidence=50))
                elif isinstance(item, ChoiceItem):
                    sitting.choose(item.id, item.question.right)
            found = marks(sitting.end("handed in"))
        assert (found.passed_stop, found.passed) == (True, passed)


def test_every_refusal_of_practice_has_its_page() -> None:
    from sot_engine.reports.error_pages import PAGES

    assert {kind.code for kind in (BlueprintRefused, CaseRefused, ResultBroken, PracticeFaults)} <= set(PAGES)
    assert issubclass(PracticeFaults, PracticeError)
