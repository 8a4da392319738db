"""An exam: its blueprint, its paper, its answers and its clock."""

from datetime import timedelta
from pathlib import Path

import pytest

from sot_engine.errors import (
    BlueprintRefused,
    CaseRefused,
    ClockSetBack,
    MachineLacks,
    PracticeFaults,
)
from sot_engine.practice.attempt import Answer
from sot_engine.practice.blueprint import ENDS
from sot_engine.practice.marks import marks
from sot_engine.practice.paper import CaseItem, ChoiceItem, draw_paper
from sot_engine.workflow.practice.sit_exam import TimeIsUp, load_blueprint
from tests.known_packs import core
from tests.practice.at_an_exam import BLUEPRINT, NOON, Clock, handed_in, sat
from tests.reports.shown import ROOT

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


def test_an_exam_does_not_go_on_over_a_case_that_was_changed(blueprint: Path) -> None:
    own = (ROOT / "examples/category-ii-left.yaml").read_text(encoding="utf-8")
    blueprint.with_name("own.yaml").write_text(own, encoding="utf-8")
    blueprint.write_text(BLUEPRINT + "own_cases: [own.yaml]\n")
    with sat(blueprint) as sitting:
        sitting.choose("question 1", 1)
    blueprint.with_name("own.yaml").write_text(own.replace("age_years: 40", "age_years: 41"), encoding="utf-8")
    with pytest.raises(BlueprintRefused, match="its paper is another one"), sat(blueprint):
        pass
    blueprint.with_name("own.yaml").write_text(own, encoding="utf-8")
    with sat(blueprint) as sitting:
        assert sitting.exam.chosen == {"question 1": 1}


def test_a_question_that_could_steer_a_terminal_is_refused(blueprint: Path) -> None:
    blueprint.write_text(BLUEPRINT.replace("An example,", '"\\e[2J",'))
    with pytest.raises(BlueprintRefused, match=r'"says" holds the character U\+001B, which cannot be seen'):
        load_blueprint(blueprint)


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
