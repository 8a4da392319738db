"""Practice as a student meets it: a scripted one in a real terminal, and plain lines through a pipe."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pexpect
import pytest

from sot_engine.cli.practice.result import _choice_words
from sot_engine.practice.generator import Generator
from tests.cli.test_process import SOT
from tests.known_packs import core, write_tiny
from tests.reports.shown import ROOT

CLEAR = Generator(core()).draw("clear", 5, "I")
SIGNS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]")
ENTER = "\r"
QUICK = {"PROMPT_TOOLKIT_NO_CPR": "1"}
"""Nobody answers where the cursor is, so the menus need not wait for it."""
BLUEPRINT = """\
schema: sot-exam-blueprint/1
title: A spring examination
minutes: 30
pass_mark: 10
cases: {refer: 1}
choices: 1
essays:
  - ask: Why is what was not recorded never negative?
    rubric: [{says: Not tested is not absent, points: 2}]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "spring.yaml").write_text(BLUEPRINT)
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    return {**kept, "SOT_DATA_DIR": str(home / "data"), "TERM": "xterm", "PYTHONPATH": str(ROOT)}


def sot(home: Path, *words: str, keys: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SOT, "practice", *words], cwd=home, input=keys, env=environment(home), capture_output=True, text=True,
        check=False,
    )  # fmt: skip


class Student:
    """Somebody at a terminal of 80 columns."""

    def __init__(self, home: Path, *words: str) -> None:
        self.at = pexpect.spawn(
            sys.executable, [SOT[1], "practice", *words], cwd=str(home), env=environment(home) | QUICK,
            dimensions=(60, 80), encoding="utf-8", timeout=20,
        )  # fmt: skip
        self.read: list[str] = []
        self.at.logfile_read = self

    def write(self, text: str) -> None:
        self.read.append(text)

    def flush(self) -> None:
        """Nothing is held back."""

    @property
    def seen(self) -> str:
        """Everything that was shown, without what moves the cursor."""
        return SIGNS.sub("", "".join(self.read))

    def takes(self, question: str, *keys: str) -> None:
        """Wait for a question, then type."""
        self.at.expect(question)
        self.at.expect("Enter")
        for key in keys:
            self.at.send(key)

    def ends(self) -> int:
        self.at.expect(pexpect.EOF)
        self.at.close()
        return int(self.at.exitstatus if self.at.exitstatus is not None else -1)


def test_a_scripted_student_goes_through_a_case_in_a_terminal(home: Path) -> None:
    student = Student(home, "start", "--difficulty", "clear", "--category", "I", "--seed", "5")
    student.takes("What now", "Asked before", ENTER)
    student.takes("which test", "Bladder", ENTER)
    student.at.expect("absent")
    student.takes("which test", "Leave this", ENTER)
    student.takes("1 test asked", "Standing", ENTER)
    student.takes("which test", "rigidity", ENTER)
    student.at.expect("present")
    student.takes("which test", "Leave this", ENTER)
    student.takes("What now", "Commit", ENTER)
    student.takes("come to", ENTER)
    student.takes("which side", "None", ENTER)
    student.takes("documented placement", "C1-R", ENTER)
    student.takes("How", ENTER)
    student.takes("rest it on", " ", ENTER)
    student.takes("How sure", "80", ENTER)
    student.takes("Read on", "C1-01", ENTER)
    student.at.expect("locked in the plumb line")
    student.takes("Read on", "Done", ENTER)
    assert student.ends() == 0
    assert "RIGHT" in student.seen
    assert "You said: Category I, side none; placement C1-R." in " ".join(student.seen.replace("│", "").split())
    assert "clear-I-5" in student.seen
    assert "Traceback" not in student.seen
    kept = json.loads(sot(home, "export", "--format", "json").stdout)
    assert [one["case"] for one in kept["attempts"]] == ["clear-I-5"]
    assert kept["attempts"][0]["answer"]["confidence"] == 80


def test_the_name_of_a_drawn_case_is_not_told_before_it_ended(home: Path) -> None:
    ran = sot(home, "start", "--difficulty", "stop", "--seed", "3", keys="Leave\n")
    assert "stop" not in ran.stdout.partition("What now")[0]
    assert ran.returncode == 0


def test_a_case_of_a_pack_that_was_named_by_its_path_goes_on_from_any_folder(home: Path) -> None:
    write_tiny(home / "tiny")
    sot(home, "start", "--pack", "./tiny", "--difficulty", "clear", "--seed", "1", keys="Leave\n")
    (home / "elsewhere").mkdir()
    ran = subprocess.run(
        [*SOT, "practice", "start"], cwd=home / "elsewhere", input="go on\nLeave\n", env=environment(home),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"began on \d{4}-\d\d-\d\d at \d\d:\d\d UTC is open", " ".join(ran.stdout.split()))


def test_a_case_that_was_named_is_called_by_its_name(home: Path) -> None:
    ran = sot(home, "start", "--case", "noisy-II-7", keys="Leave\n")
    assert "noisy-II-7" in ran.stdout.partition("What now")[0]


@pytest.mark.parametrize("difficulty", ["stop", "contradictory"])
def test_a_category_is_refused_where_a_case_ends_before_any(home: Path, difficulty: str) -> None:
    ran = sot(home, "start", "--difficulty", difficulty, "--category", "II")
    assert ran.returncode == 2
    assert f"a {difficulty} case ends before any category" in " ".join(ran.stderr.replace("│", " ").split())
    named = sot(home, "start", "--case", f"{difficulty}-II-7")
    assert named.returncode == 3
    assert f"L040 a {difficulty} case ends before any category" in named.stderr


def test_cases_of_a_folder_point_to_what_drawn_cases_keep_apart(home: Path) -> None:
    (home / "own").mkdir()
    (home / "own" / "odd.yaml").write_text(
        "schema: sot-visit/1\nvisit: {examined_at: 2026-01-15T10:00:00+00:00, examiner: T}\n"
        "patient: {ref: X, age_years: 44}\nfindings: {pain_now: 0, nape_headache: present}\n"
    )
    ran = sot(home, "cases", "own")
    assert ran.returncode == 0
    assert "  look again: No pain now, beside a complaint that hurts (A-01). 0 means no pain" in ran.stdout


def test_a_student_who_is_killed_goes_on_where_it_was(home: Path) -> None:
    student = Student(home, "start", "--seed", "3", "--plain")
    student.at.expect("What now")
    student.at.sendline("standing")
    student.at.expect("which test")
    student.at.sendline("Pelvic rigidity")
    student.at.expect("Pelvic rigidity, standing: (present|absent)")
    student.at.kill(signal.SIGKILL)
    student.at.close()
    ran = sot(home, "start", keys="go on\nknown\nleave\n")
    assert "is open, with 1 test asked" in ran.stdout
    assert "standing; not turned; 1 test asked" in " ".join(ran.stdout.split())
    again = sot(home, "start", keys="another\nleave\n")
    assert "no test asked" in again.stdout


def plain_case(*lines: str) -> str:
    return "\n".join([*lines, ""])


def test_plain_lines_say_everything_without_a_sign_that_moves(home: Path) -> None:
    keys = plain_case("standing", "rigid", "back", "commit", "category i", "category i", "1", "none", "C1-R", "as it",
                      "1,2", "70", "done")  # fmt: skip
    ran = sot(home, "start", "--case", CLEAR.id, "--plain", keys=keys.replace("category i\ncategory i\n1", "1"))
    assert ran.returncode == 0, ran.stderr
    assert "\x1b" not in ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= 200
    assert "Pelvic rigidity, standing: present" in ran.stdout
    assert "answer: 40 of 40" in ran.stdout
    assert "Why not another category" in ran.stdout


def test_a_number_that_is_none_of_the_list_is_asked_again(home: Path) -> None:
    ran = sot(home, "start", "--case", CLEAR.id, keys="99\nzzz\n\nleave\n")
    assert ran.stdout.count("That is none of them.") == 2
    assert ran.stdout.count("See what I know so far") == 2


def test_words_that_fit_several_options_are_asked_about(home: Path) -> None:
    ran = sot(home, "start", "--case", CLEAR.id, keys="supine\nfossa\n1\nback\nleave\n")
    assert "Which of these?" in ran.stdout
    assert "Arm/fossa, upper fossa: left absent, right absent" in ran.stdout


def test_walking_past_a_stop_ends_the_case_there(home: Path) -> None:
    case = Generator(core()).draw("stop", 4)
    name = next(one.name for one in core().stop_questions if case.visit.findings.get(one.id) == "present")
    ran = sot(home, "start", "--case", case.id, keys=plain_case("safety", "asked before", name, "back", "standing",
                                                                "rigid", "done").replace("safety\n", ""))  # fmt: skip
    assert "STOP PASSED" in ran.stdout
    assert "Refer first" in ran.stdout
    assert "Pelvic rigidity, standing: " not in ran.stdout.partition("STOP PASSED")[0]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["start", "--difficulty", "hard"], 2, "'hard' is not one of clear, noisy"),
        (["start", "--category", "IV"], 2, "'IV' is not one of I, II, III"),
        (["start", "--case", "clear-7", "--seed", "3"], 2, "has its own difficulty"),
        (["start", "--case", "nowhere.yaml"], 3, "L040 the case nowhere.yaml cannot be read"),
        (["start", "--pack", "gone"], 3, "P001"),
        (["cases", "nowhere"], 3, "L040 nowhere is no folder"),
        (["exam", "nowhere.yaml", "--candidate", "A"], 3, "L050 the blueprint cannot be read"),
        (["exam", "spring.yaml", "--candidate", " "], 2, "a name that can be read"),
        (["exam", "spring.yaml"], 2, "--candidate"),
        (["verify", "nowhere.json"], 3, "L070 the result cannot be read"),
        (["grade", "nowhere.json", "--by", "T"], 3, "L070 the result cannot be read"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(home: Path, words: list[str], code: int, says: str) -> None:
    ran = sot(home, *words)
    assert ran.returncode == code
    assert says in " ".join(ran.stderr.replace("│", "").split())
    assert "Traceback" not in ran.stderr
    assert ran.stdout == ""


def test_cases_are_listed_and_a_folder_is_checked(home: Path) -> None:
    assert "pack/G01  from BLUM04" in sot(home, "cases").stdout
    (home / "mine").mkdir()
    assert "holds no case" in sot(home, "cases", "mine").stdout
    example = (ROOT / "examples/category-iii.yaml").read_text(encoding="utf-8")
    (home / "mine" / "good.yaml").write_text(example)
    (home / "mine" / "bad.yaml").write_text(example + "case: {expect: {category: I}}\n")
    ran = sot(home, "cases", "mine")
    assert ran.returncode == 3
    assert "mine/good.yaml" in ran.stdout
    assert re.search(r"mine/bad.yaml:\d+: L040 .*category is III, not I", ran.stderr)


def test_a_scripted_student_sits_an_exam_in_a_terminal_and_it_is_marked(home: Path) -> None:
    student = Student(home, "exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7")
    student.takes("Which item", ENTER)
    student.takes("Question 1", ENTER)
    student.takes("1 of 3 answered", ENTER)
    student.takes("What now", "Commit", ENTER)
    student.takes("come to", "Refer", ENTER)
    student.takes("rest it on", ENTER)
    student.takes("How sure", "60", ENTER)
    student.takes("2 of 3 answered", ENTER)
    student.at.expect("never negative")
    student.at.expect("when done")
    student.at.send("Because it was not tested.")
    student.at.send("\x1b\r")
    student.takes("3 of 3 answered", "Hand in", ENTER)
    student.at.expect("to attest")
    student.at.send("ann example\r")
    assert student.ends() == 0
    assert "The engine says: refer" in " ".join(student.seen.split())
    result: dict[str, Any] = json.loads((home / "spring-ann-example.json").read_text())
    assert result["attestation"] == "I sat this exam myself: ann example"
    verified = sot(home, "verify", "spring-ann-example.json")
    assert (verified.returncode, "1 of 1 cases drawn again and read alike" in verified.stdout) == (0, True)
    marked = sot(
        home, "grade", "spring-ann-example.json", "--by", "T. Teacher", "--plain", keys="2\nWell put.\nT. Teacher\n"
    )
    assert marked.returncode == 0, marked.stderr
    assert "essay 1: 2 of 2" in marked.stdout
    assert sot(home, "verify", "spring-ann-example.json").returncode == 0


def test_an_exam_that_was_left_goes_on_and_a_changed_result_is_noticed(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    first = sot(home, *words, keys="question 1\n1\n")
    assert "The exam waits in spring-ann-example.json.part" in " ".join(first.stdout.split())
    ran = sot(home, *words, keys="hand in\nsomebody else\nhand in\nAnn Example\n")
    assert 'That is not "Ann Example"' in ran.stdout
    assert "1 of 3 answered" in ran.stdout
    file = home / "spring-ann-example.json"
    file.write_text(file.read_text().replace("Ann Example", "Bob Example", 1))
    verified = sot(home, "verify", file.name)
    assert verified.returncode == 4
    assert "L060 the exam was changed after it was sealed" in verified.stderr


def test_a_wrong_answer_is_set_right_with_the_rule_and_its_sources() -> None:
    question = {"ask": "Which?", "options": ["One", "Two"], "right": 1, "says": "Two it is.", "rule": "C3-01",
                "cite": ["DEJ84", "B:S44"]}  # fmt: skip
    told = _choice_words({"question": question, "given": 0, "points": 0})
    assert told == "Which? You said: One. Right is: Two. Two it is. Rule C3-01; source DEJ84, B:S44."
    assert _choice_words({"question": question | {"rule": None}, "given": 0, "points": 0}).endswith(
        "Two it is. Source DEJ84, B:S44."
    )
    assert _choice_words({"question": question, "given": 1, "points": 1}) == "Which? You said: Two."


def test_every_item_keeps_its_number_while_others_are_answered(home: Path) -> None:
    ran = sot(home, "exam", "spring.yaml", "--candidate", "Ann Example", "--plain", keys="1\n1\n\nLeave\n")
    assert "  1. Question 1 (answered)\n  2. Case 1\n  3. Essay 1\n" in ran.stdout


def test_the_cases_of_an_exam_are_kept_for_a_learner_who_is_named(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain", "--learner", "ann")
    ran = sot(home, *words, keys="case 1\ncommit\nrefer\n\n60\nhand in\nAnn Example\n")
    assert ran.returncode == 0, ran.stderr
    kept = json.loads(sot(home, "export", "--learner", "ann", "--format", "json").stdout)
    assert [(one["setting"], one["answer"]["outcome"]) for one in kept["attempts"]] == [("exam", "refer")]


def test_a_result_whose_case_reads_otherwise_fails_the_check(home: Path) -> None:
    from sot_engine.practice.sealed import digest

    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    sot(home, *words, keys="question 1\n1\nhand in\nAnn Example\n")
    file = home / "spring-ann-example.json"
    result = json.loads(file.read_text())
    next(item for item in result["items"] if item["kind"] == "case")["attempt"]["says"]["outcome"] = "mixed"
    result["seal"] = digest({name: part for name, part in result.items() if name not in {"seal", "markings"}})
    file.write_text(json.dumps(result))
    ran = sot(home, "verify", file.name)
    assert ran.returncode == 4
    assert "FAILED  case 1: the engine says refer, and the file mixed" in ran.stdout


def test_an_exam_without_essays_has_nothing_to_mark(home: Path) -> None:
    (home / "short.yaml").write_text(BLUEPRINT.partition("essays:")[0])
    keys = "question 1\n1\nhand in\n\nhand in\nAnn Example\n"
    sot(home, "exam", "short.yaml", "--candidate", "Ann Example", "--plain", keys=keys)
    ran = sot(home, "grade", "short-ann-example.json", "--by", "T. Teacher")
    assert (ran.returncode, "there is nothing to mark" in ran.stdout) == (0, True)


def test_what_a_candidate_wrote_never_steers_the_terminal_of_the_teacher(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    sot(home, *words, keys="essay 1\nOne.\x1b[2Jgone\nTwo.\n.\nhand in\nAnn Example\n")
    ran = sot(home, "grade", "spring-ann-example.json", "--by", "T. Teacher", keys="1\nSee p. 3\nT. Teacher\n")
    assert "\x1b" not in ran.stdout
    assert "One.?[2Jgone\nTwo." in ran.stdout
    assert "Marked by T. Teacher." in ran.stdout
    assert "Note: See p. 3" in ran.stdout


def test_an_essay_can_be_written_anew_and_a_case_that_ended_cannot(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    keys = "essay 1\nFirst.\n.\nessay 1\nSecond.\n.\ncase 1\ncommit\nrefer\n\n60\ncase 1\nleave\n"
    ran = sot(home, *words, keys=keys)
    assert "You wrote:\nFirst.\nWhat you write now takes its place." in ran.stdout
    assert "A case ends with its answer, and this one has ended." in ran.stdout
    assert sot(home, *words, keys="essay 1\n.\nleave\n").stdout.count("Second.") == 1


def test_numbers_that_are_none_of_the_list_mark_nothing(home: Path) -> None:
    keys = plain_case("standing", "rigid", "back", "commit", "insufficient", "0,99", "x", "1", "50", "done")
    ran = sot(home, "start", "--case", CLEAR.id, keys=keys)
    assert ran.stdout.count("with commas between them.") == 2
    assert "NOT RIGHT" in ran.stdout


def test_a_case_can_be_gone_back_to_before_it_is_answered_and_read_on_afterwards(home: Path) -> None:
    keys = plain_case("prone", "sit-and-reach", "back", "known", "commit", "back to the tests", "commit", "category ii",
                      "1", "left", "withheld", "", "50", "whole", "done")  # fmt: skip
    ran = sot(home, "start", "--case", CLEAR.id, keys=keys.replace("category ii\n1\n", "2\n"))
    assert "Sit-and-reach: not recorded in this case" in ran.stdout
    assert "SO FAR" in ran.stdout
    assert "What was recorded" in ran.stdout
    assert ran.returncode == 0


def test_a_published_case_tells_its_title_and_source_afterwards(home: Path) -> None:
    ran = sot(home, "start", "--case", "pack/G01", keys="commit\ninsufficient\n\n50\ndone\n")
    before, _, after = ran.stdout.partition("RIGHT")
    assert "cared for as Category III" not in before
    assert "cared for as Category III" in " ".join(after.split())
    assert "Source BLUM04." in after
    assert "invented" not in ran.stdout


def test_a_case_that_was_left_under_another_pack_is_told_and_kept(home: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "rules/sot-core", home / "mine")
    sot(home, "start", "--pack", "./mine", "--seed", "3", keys="standing\nrigid\n")
    rules = home / "mine" / "guidance.yaml"
    rules.write_text(rules.read_text().replace("title: ", "title: The ", 1))
    ran = sot(home, "start", keys="go on\n")
    assert ran.returncode == 3
    assert "L040 the pack sot-core has changed since this case was begun" in ran.stderr
    shutil.rmtree(home / "mine")
    assert "P001" in sot(home, "start", keys="go on\n").stderr
    assert "is open, with 1 test asked" in sot(home, "start", keys="leave\n").stdout


def test_marking_that_is_broken_off_marks_nothing(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    sot(home, *words, keys="hand in\nAnn Example\n")
    before = (home / "spring-ann-example.json").read_text()
    ran = sot(home, "grade", "spring-ann-example.json", "--by", "T. Teacher", keys="1\n\n\n")
    assert (ran.returncode, "Nothing was marked" in ran.stdout) == (1, True)
    assert (home / "spring-ann-example.json").read_text() == before


def test_the_first_hint_of_time_running_out_ends_the_exam(home: Path) -> None:
    text = BLUEPRINT.replace("minutes: 30", "minutes: 1")
    (home / "short.yaml").write_text(text)
    words = ("exam", "short.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    sot(home, *words, keys="question 1\n1\n")
    part = home / "short-ann-example.json.part"
    from sot_engine.practice.sealed import digest

    lines, total = [], ""
    for line in part.read_text().splitlines():
        event = json.loads(line)
        del event["sum"]
        event["at"] = event["at"].replace("2026", "2020")
        total = digest([total, event])
        lines.append(json.dumps({**event, "sum": total}))
    part.write_text("\n".join(lines) + "\n")
    ran = sot(home, *words, keys="")
    assert "The time is up" in ran.stdout
    result = json.loads((home / "short-ann-example.json").read_text())
    assert result["ended_by"] == "time"
