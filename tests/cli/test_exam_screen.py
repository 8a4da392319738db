"""The exam's screen with real key presses, read by prompt_toolkit from a pipe in place of a keyboard."""

import io
import sys
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import ColorDepth

from sot_engine.cli.exams.screen import Screen
from sot_engine.cli.exams.start import ask_about
from sot_engine.cli.exams.view import LEAST, folded
from sot_engine.errors import MachineLacks
from sot_engine.intake.journal import Journal
from sot_engine.reports.page import finding_page
from sot_engine.reports.text import sheet_text
from sot_engine.workflow.exams.interview import Wish, begin_exam
from tests.cli.exams import (
    BACKSPACE,
    CTRL_C,
    DELETE,
    DOWN,
    ENTER,
    ESCAPE,
    HEAD,
    NEXT,
    PREVIOUS,
    TAB,
    UP,
    Window,
    begun,
    resumed,
    run,
    screen,
    text,
)  # fmt: skip
from tests.reports.shown import ROOT


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_keys_record_findings_and_q_leaves() -> None:
    exam = begun()
    ending, _ = run(exam, f"nn{ENTER}yq")
    assert ending == "later"
    assert exam.now.visit.findings == {
        "bladder_bowel_change": "absent", "saddle_numbness": "absent", "bilateral_leg_deficit": "present",
    }  # fmt: skip
    assert resumed(exam).now.visit == exam.now.visit


def test_w_and_y_end_with_a_visit_to_be_written() -> None:
    exam = begun()
    assert run(exam, "nwy")[0] == "written"
    assert exam.now.is_written


def test_a_no_goes_on() -> None:
    exam = begun()
    assert run(exam, "nwnq")[0] == "later"
    assert not exam.now.is_written


def test_capital_letters_are_the_same_keys() -> None:
    exam = begun()
    run(exam, "NYq")
    assert list(exam.now.visit.findings.values()) == ["absent", "present"]


def test_named_keys_move_clear_and_take_back() -> None:
    exam = begun()
    run(exam, f"n{UP}{DELETE}{DOWN}{DOWN}{NEXT}{TAB}{PREVIOUS}q")
    assert exam.now.visit.findings == {}
    assert exam.now.position == "history"
    run(exam, f"/first rib tub{ENTER}6{BACKSPACE}70q")
    assert exam.now.visit.findings == {"first_rib_pain.left": 7, "first_rib_pain.right": 0}


def test_control_c_interrupts_and_nothing_is_lost() -> None:
    exam = begun()
    assert run(exam, f"nn{CTRL_C}")[0] == "interrupted"
    assert resumed(exam).now.visit == exam.now.visit


def test_a_closed_terminal_is_leaving() -> None:
    exam = begun()
    with create_pipe_input() as given:
        given.close()
        assert Screen(exam, given, Window()).run() == "later"


def test_find_picks_among_what_matches_and_escape_leaves() -> None:
    exam = begun()
    run(exam, f"/tension{DOWN}{ENTER}q")
    assert exam.now.finding
    assert "tension" in exam.now.finding.id
    here = exam.now.finding
    run(exam, f"/ely{ESCAPE}q")
    assert exam.now.finding == here
    run(exam, f"/nothing like it{ENTER}q")
    assert exam.now.finding == here
    run(exam, f"/sign{DOWN}{DOWN}{UP}{UP}{UP}{ENTER}q")
    assert exam.now.finding != here


def test_the_search_shows_what_matches_with_its_position() -> None:
    with screen(begun()) as shown:
        shown.open("find")
        shown.typed.text = "heel"
        drawn = text(shown_lines(shown))
        assert drawn[1] == " > Heel tension  prone"
        assert len(drawn) == 23
        shown.typed.text = ""
        shown.top = 60
        assert any(line.startswith(" > ") for line in text(shown_lines(shown)))


def shown_lines(shown: Screen) -> list[list[tuple[str, str]]]:
    lines: list[list[tuple[str, str]]] = [[]]
    for style, part in shown.picture():  # type: ignore[misc]  # none of its parts has a mouse handler
        if part == "\n":
            lines.append([])
        else:
            lines[-1].append((style, part))
    return lines


def test_help_shows_how_the_test_is_done_and_any_key_goes_back() -> None:
    exam = begun()
    with screen(exam) as shown:
        shown.open("help")
        drawn = "\n".join(text(shown_lines(shown)))
        assert "Bladder or bowel change" in drawn
        assert "How it is done" in drawn
        first = shown.top
        shown.turn(" ")
        assert shown.top > first
        shown.turn("up")
        shown.turn("n")
        assert shown.mode == ""
    run(exam, "? nnq")
    assert list(exam.now.visit.findings) == ["bladder_bowel_change"]


@pytest.mark.parametrize("columns", [LEAST[0], 80])
def test_how_a_test_is_done_is_whole_in_a_narrow_window(columns: int) -> None:
    exam = begun()
    for finding in exam.plan.questions:
        told = sheet_text(finding_page(finding, exam.plan.pack))
        drawn = text(folded(told, columns))
        assert max(map(len, drawn)) <= columns
        assert _words("".join(drawn)) == _words(told)
    with screen(exam, columns) as shown:
        shown.open("help")
        assert max(map(len, text(shown_lines(shown)))) <= columns


def _words(told: str) -> str:
    return "".join(sign for sign in told if not sign.isspace() and sign not in "=-")


def test_the_overview_is_a_page() -> None:
    exam = begun()
    run(exam, "nv x n q")
    with screen(exam) as shown:
        shown.open("overview")
        assert any("Saddle numbness" in line for line in text(shown_lines(shown)))


def test_a_reason_is_typed_and_kept() -> None:
    exam = begun()
    run(exam, f"/cervical comp{ENTER}xneck pain{ENTER}q")
    assert exam.now.visit.not_done == {"cervical_compaction": "neck pain"}
    run(exam, f"x{ESCAPE}q")
    assert len(exam.now.visit.not_done) == 1


def test_the_question_stays_in_sight_while_a_reason_is_typed_in_the_smallest_window() -> None:
    exam = begun()
    with screen(exam, *LEAST) as shown:
        shown.open("reason")
        drawn = text(shown_lines(shown))
    assert len(drawn) == LEAST[1] - 1
    assert exam.now.finding
    assert any(exam.now.finding.asks in line for line in drawn)


def test_letters_that_are_typed_into_a_line_are_no_keys() -> None:
    exam = begun()
    run(exam, f"xunquiet{ENTER}q")
    assert exam.now.visit.not_done == {"bladder_bowel_change": "unquiet"}
    assert exam.now.visit.findings == {}


def test_what_is_pasted_is_not_taken_for_keys() -> None:
    exam = begun()
    run(exam, "\x1b[200~nnnnyyy\x1b[201~q")
    assert exam.now.visit.findings == {}


def test_j_goes_to_the_most_useful_test_and_then_to_the_next_of_them() -> None:
    exam = begun()
    tests = [test.finding for test in exam.running.next]
    run(exam, "jq")
    assert exam.now.finding
    assert exam.now.finding.id == tests[0]
    run(exam, "jq")
    assert exam.now.finding.id == tests[1]
    exam = begun()
    run(exam, "yjq")
    assert exam.now.finding
    assert exam.now.finding.id == "saddle_numbness"


def test_a_asks_for_the_head_again_save_in_a_re_test() -> None:
    assert run(begun(), "a")[0] == "about"
    exam = begun(retested=str(ROOT / "examples" / "retest.yaml"))
    assert run(exam, "aq")[0] == "later"
    assert exam.now.is_refused


def test_no_other_patient_is_taken_at_the_head_while_a_last_visit_is_in_sight() -> None:
    about = {name: given for name, given in HEAD.items() if name != "ref"}
    exam = begin_exam(Wish(last=str(ROOT / "examples" / "retest.yaml")), about)
    known = exam.now.about
    with create_pipe_input() as given, create_app_session(given, Window()):
        given.send_text(f"3{ENTER}{BACKSPACE}{ENTER * 5}")
        ask_about(exam, {}, again=True)
    assert exam.now.about == known


def test_in_a_window_that_is_too_small_no_answer_is_taken() -> None:
    exam = begun()
    run(exam, "nnq", columns=50)
    assert exam.now.visit.findings == {}
    exam.press("s")
    run(exam, "ynq", rows=15)
    assert exam.now.asking == ""
    assert exam.now.visit.findings == {}


def test_keys_that_a_terminal_sends_for_nothing_are_left_alone() -> None:
    exam = begun()
    run(exam, "\x1bOP\x1b[15~nq")
    assert list(exam.now.visit.findings) == ["bladder_bowel_change"]
    assert not exam.now.is_refused


def test_a_full_disk_ends_the_screen_with_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    exam = begun()

    def full(*_: object) -> None:
        message = "the exam cannot be kept: no space left on device"
        raise MachineLacks(message)

    monkeypatch.setattr(Journal, "append", full)
    with pytest.raises(MachineLacks, match="no space left"):
        run(exam, "nnnnq")
    assert exam.now.visit.findings == {}


@pytest.mark.parametrize("where", ["picture", "press"])
def test_what_nobody_foresaw_ends_the_screen_and_is_told_outside_it(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        message = "nobody foresaw this"
        raise LookupError(message)

    exam = begun()
    monkeypatch.setattr(Screen if where == "picture" else exam, where, fail)
    with pytest.raises(LookupError, match="nobody foresaw this"):
        run(exam, "nq")


def test_no_colour_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    with screen(begun()) as shown:
        assert shown.app.color_depth == ColorDepth.DEPTH_1_BIT


def test_without_utf8_the_lines_are_hyphens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    with screen(begun()) as shown:
        assert "-" * 80 in text(shown_lines(shown))
        assert "".join(text(shown_lines(shown))).isascii()
