"""`sot exam` in a real terminal: typed, killed, gone on with, taken back, written."""

import os
import signal
import sys
from pathlib import Path

import pexpect
import pytest

from sot_engine.intake.visit_file import read_visit
from sot_engine.workflow.exams.exam_folder import open_exams
from tests.cli.terminal import TMUX, Terminal, terminal
from tests.reports.shown import ROOT

HEAD = ("--ref", "P-0042", "--age", "37", "--weeks", "0", "--examiner", "A. Example, DC", "--complaint", "Back pain")
FIRST = "New or worsening bladder or bowel change"
in_tmux = pytest.mark.skipif(TMUX is None, reason="tmux is not installed")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "data"))
    return tmp_path


def counted(shown: str) -> str:
    """How many findings the screen says are recorded."""
    return shown.splitlines()[0].rpartition("recorded ")[2].partition(" of")[0]


def recorded(term: Terminal, number: int) -> str:
    return term.until(lambda shown: counted(shown) == str(number), f"recorded {number}")


@in_tmux
@pytest.mark.slow
def test_an_exam_from_the_first_question_to_the_visit_file(folder: Path) -> None:
    with terminal(folder) as term:
        term.sot("exam")
        for question, answer in (
            ("Patient (", "P-0042"), ("Age in years", "37"), ("Weeks pregnant", ""),
            ("Examiner", "A. Example, DC"), ("Complaint", "Left low back pain."),
        ):  # fmt: skip
            term.wait(question)
            term.type(answer)
            term.press("Enter")
        shown = term.wait(FIRST)
        assert max(map(len, shown.splitlines())) <= 80
        assert "____" in shown
        term.type("nnnnnnnnnn")
        shown = recorded(term, 10)
        assert "Skipped Obstetric warning signs" in " ".join(shown.split())

        # the act for the rest of a position lists, asks, is taken back whole
        term.type("s")
        assert "The rest of safety, set as tested and negative: 14 findings" in term.wait("any other key no")
        term.type("y")
        recorded(term, 24)
        term.wait("u takes it back")
        term.type("u")
        recorded(term, 10)

        # find, the page on the test, one side after the other
        term.type("/first rib tub")
        term.wait("> First rib tubercle, pain")
        term.press("Enter")
        term.wait("Pain on pressing the first rib tubercle")
        term.type("?")
        term.wait("How it is done")
        term.press("Escape")
        term.wait("LEFT  0-9")
        term.type("6")
        term.wait("RIGHT  0-9")
        term.type("0")
        shown = recorded(term, 11)
        assert "L 6 of 10           R 0 of 10" in shown
        term.type("/upper fossa")
        term.press("Enter")
        term.wait("SUPINE  Arm/fossa, upper fossa")
        term.type("l")
        shown = recorded(term, 12)
        assert "SUPPORTED" in shown
        assert "Category II" in shown

        term.type("w")
        term.wait("Write the visit with 12 findings recorded?")
        term.type("y")
        shown = term.wait("code=0")
        assert "sot assess visit-P-0042-" in shown
    (path,) = folder.glob("visit-P-0042-*.yaml")
    visit = read_visit(path)
    assert visit.complaint == "Left low back pain."
    assert visit.findings["first_rib_pain.left"] == 6
    assert visit.findings["arm_fossa_upper.right"] == "absent"
    assert len(visit.findings) == 14
    assert open_exams() == ()


@in_tmux
@pytest.mark.slow
def test_an_exam_that_was_killed_goes_on_with_nothing_lost(folder: Path) -> None:
    with terminal(folder) as term:
        term.sot("exam", *HEAD)
        term.wait(FIRST)
        term.type("nnn")
        recorded(term, 3)
        term.type(">>>")
        term.wait("First rib tubercle, pain")
        term.type("6")
        term.wait("RIGHT  0-9")
        os.kill(pid(folder), signal.SIGKILL)
        term.wait("code=137")
        term.press("C-l")
        term.sot("exam")
        shown = term.wait("Go on: P-0042")
        assert "Nothing of it was lost." in shown
        assert "3 findings recorded" in shown
        term.press("Enter")
        shown = term.wait("RIGHT  0-9")
        assert "L 6 of 10" in shown
        term.type("0")
        recorded(term, 4)
        term.type("uu")
        recorded(term, 2)
        term.press("C-c")
        shown = term.wait("code=130")
        assert "The exam is kept. To go on with it: sot exam" in shown
    (left,) = open_exams()
    assert left.findings == 2


def pid(folder: Path) -> int:
    """The process that has the journal of this folder open."""
    (journal,) = (folder / "data" / "exams").glob("*.exam")
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if any(journal == held.readlink() for held in (process / "fd").iterdir()):
                return int(process.name)
        except OSError:
            continue
    message = "no process has the journal open"
    raise AssertionError(message)


@in_tmux
def test_without_colour_nothing_is_lost_but_the_colour(folder: Path) -> None:
    with terminal(folder) as term:
        term.sot("exam", *HEAD, NO_COLOR="1")
        term.wait(FIRST)
        term.type("y")
        shown = term.wait("REFER")
        coloured = term.picture("-e")
        assert "\x1b[3" not in coloured.replace("\x1b[39m", "")
        assert "A stop finding was recorded." in shown
        term.type("q")
        term.wait("code=0")


@in_tmux
def test_a_window_made_smaller_and_larger_again_loses_nothing(folder: Path) -> None:
    with terminal(folder, 120, 40) as term:
        term.sot("exam", *HEAD)
        shown = term.wait(FIRST)
        assert "Prone" in shown.splitlines()[1]
        assert len(shown.splitlines()) >= 39
        term._tmux("resize-window", "-x", "50", "-y", "24")  # noqa: SLF001 # a window is resized by no program
        term.wait("Make this window larger.")
        term.type("nn")
        term._tmux("resize-window", "-x", "80", "-y", "24")  # noqa: SLF001 # nor made larger
        term.wait(FIRST)
        assert counted(term.picture()) == "0"
        term.type("q")
        term.wait("code=0")


@in_tmux
@pytest.mark.slow
def test_the_last_visit_is_confirmed_key_by_key(folder: Path) -> None:
    with terminal(folder) as term:
        term.sot("exam", "--from", str(ROOT / "examples" / "retest.yaml"), *HEAD[2:])
        term.wait(FIRST)
        assert "On 2026-01-15: absent.  = the same now" in term.picture()
        term.type("==")
        recorded(term, 2)
        term.type("w")
        term.wait("Write the visit with 2 findings recorded?")
        term.type("y")
        term.wait("code=0")
    (path,) = folder.glob("visit-EXAMPLE-8-*.yaml")
    assert len(read_visit(path).findings) == 2


@in_tmux
def test_a_re_test_after_blocking_is_written_beside_its_visit(folder: Path) -> None:
    visit = folder / "visit.yaml"
    visit.write_bytes((ROOT / "examples" / "category-ii-left.yaml").read_bytes())
    with terminal(folder) as term:
        term.sot("exam", "--after", "visit.yaml")
        term.wait("Before blocking: left 6 of 10, right 0 of 10.")
        term.type("20")
        recorded(term, 1)
        term.type("wy")
        shown = "".join(term.wait("code=0").splitlines())
    assert f"sot visit edit ID --exam {folder / 'visit-retest.yaml'}" in shown
    assert read_visit(folder / "visit-retest.yaml").after == {"first_rib_pain.left": 2, "first_rib_pain.right": 0}


# --- Without tmux: a terminal that only hands on what is written to it ---


def spawned(folder: Path, *words: str) -> "pexpect.spawn[str]":
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    kept |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PROMPT_TOOLKIT_NO_CPR": "1"}
    command = [str(ROOT / "cli.py"), "exam", *words]
    return pexpect.spawn(
        sys.executable, command, cwd=str(folder), env=kept, encoding="utf-8", timeout=30, dimensions=(24, 80)
    )


def test_control_c_exits_with_130_at_the_screen_and_at_the_questions_before_it(folder: Path) -> None:
    child = spawned(folder, *HEAD)
    child.expect("New or worsening bladder")
    child.send("nn\x03")
    child.expect("The exam is kept")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    (left,) = open_exams()
    assert left.findings == 2
    child = spawned(folder, "--new", "--ref", "P-0043")
    child.expect("Age in years")
    child.send("37\r")
    child.expect("Weeks")
    child.send("\x03")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130
    assert [one.patient for one in open_exams()] == ["P-0043", "P-0042"]


def test_a_wrong_answer_is_asked_again_with_what_would_do(folder: Path) -> None:
    child = spawned(folder, "--ref", "P-0042")
    child.expect("Age in years")
    child.send("200\r")
    child.expect("a whole number from 0 to 130")
    child.send("\x7f\x7f\x7f37\r")
    child.expect("Weeks pregnant")
    child.send("\x03")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 130


def test_the_head_can_be_corrected_from_the_screen(folder: Path) -> None:
    child = spawned(folder, *HEAD)
    child.expect("New or worsening bladder")
    child.send("na")
    child.expect("Patient")
    child.send("\x7f3\r")
    for question in ("Age in years", "Weeks", "Examiner", "Complaint"):
        child.expect(question)
        child.send("\r")
    child.expect("P-0043")
    child.send("q")
    child.expect("The exam is kept")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    (left,) = open_exams()
    assert (left.patient, left.findings) == ("P-0043", 1)


def test_a_journal_that_is_damaged_is_told_of_and_a_new_exam_begins(folder: Path) -> None:
    exams = folder / "data" / "exams"
    exams.mkdir(parents=True)
    (exams / "old.exam").write_text("what is this\n", encoding="utf-8")
    child = spawned(folder, *HEAD)
    child.expect("J010 old.exam: this line does not read; it is left as it is")
    child.expect("New or worsening bladder")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert (exams / "old.exam").read_text("utf-8") == "what is this\n"


def test_a_folder_that_cannot_be_written_exits_with_six(folder: Path) -> None:
    (folder / "data").write_text("a file", encoding="utf-8")
    child = spawned(folder, *HEAD)
    child.expect("M010 the exam cannot be kept")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 6


def test_a_pack_that_changed_exits_with_three_and_says_what_to_do(folder: Path) -> None:
    from shutil import copytree

    pack = Path(copytree(ROOT / "tests" / "tiny_pack", folder / "tiny"))
    child = spawned(folder, *HEAD, "--pack", "./tiny")
    child.expect("recorded")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    text = (pack / "rules.yaml").read_text("utf-8")
    (pack / "rules.yaml").write_text(text.replace("says: ", "says: Now ", 1), encoding="utf-8")
    child = spawned(folder)
    child.expect("Go on: P-0042")
    child.send("\r")
    child.expect("J020 this exam was begun under")
    child.expect("sot exam --finish")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 3


def test_a_new_exam_can_be_begun_beside_one_under_way(folder: Path) -> None:
    child = spawned(folder, *HEAD)
    child.expect("New or worsening bladder")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    child = spawned(folder, "--ref", "P-0043", *HEAD[2:])
    child.expect("Go on: P-0042")
    child.send("\x1b[B\r")
    child.expect("New or worsening bladder")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert sorted(one.patient for one in open_exams()) == ["P-0042", "P-0043"]


def test_an_exam_is_given_up_after_a_yes_and_its_journal_stays(folder: Path) -> None:
    child = spawned(folder, *HEAD)
    child.expect("New or worsening bladder")
    child.send("nq")
    child.expect(pexpect.EOF)
    child.close()
    child = spawned(folder, "--ref", "P-0043", *HEAD[2:])
    for answer in ("n", "y"):
        child.expect("An exam is under way")
        child.send("\x1b[A\r")
        child.expect("Which is to be offered no more")
        child.send("\r")
        child.expect("Give up P-0042")
        child.send(answer)
    child.expect("New or worsening bladder")
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert [one.patient for one in open_exams()] == ["P-0043"]
    assert len(list((folder / "data" / "exams").glob("*.exam-left"))) == 1
