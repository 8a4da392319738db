"""A case for practice as a student meets it: a scripted one in a real terminal, and plain lines through a pipe."""

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest

from sot_engine.practice.generator import Generator
from tests.cli.students import CLEAR, ENTER, Student, environment, plain_case, sot
from tests.cli.test_process import SOT
from tests.known_packs import core, write_tiny
from tests.reports.shown import ROOT


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
    assert re.search(r"began on \d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC is open", " ".join(ran.stdout.split()))


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


def test_a_case_that_is_interrupted_says_that_it_waits(home: Path) -> None:
    student = Student(home, "start", "--case", CLEAR.id)
    student.at.expect("What now")
    student.at.send("\x03")
    assert student.ends() == 130
    assert "The case waits: `sot practice start` goes on with it." in " ".join(student.seen.split())


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
    assert "`sot practice cases mine/bad.yaml` shows why" in ran.stderr
    shown = sot(home, "cases", "mine/bad.yaml")
    assert (shown.returncode, "What was recorded" in shown.stdout, "L040" in shown.stderr) == (3, True, True)


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


def test_a_case_whose_file_was_changed_is_not_gone_on_with_as_if_it_were_the_same(home: Path) -> None:
    file = home / "own.yaml"
    before = (ROOT / "examples/category-ii-left.yaml").read_text(encoding="utf-8")
    file.write_text(before)
    sot(home, "start", "--case", "own.yaml", keys="standing\n1\n")
    file.write_text(before.replace("age_years: 40", "age_years: 41"))
    ran = sot(home, "start", keys="1\n")
    assert (ran.returncode, "L040 this case is not the one that was begun" in ran.stderr) == (3, True)
    file.write_text(before)
    assert "1 test asked" in sot(home, "start", keys="1\n").stdout


def test_what_gives_a_case_again_gives_it_again(home: Path) -> None:
    (home / "own.yaml").write_text((ROOT / "examples/category-ii-left.yaml").read_text(encoding="utf-8"))
    answer = "commit\ninsufficient\n\n50\ndone\n"
    drawn, own = (sot(home, "start", "--case", case, keys=answer).stdout for case in (CLEAR.id, "own.yaml"))
    assert f"{CLEAR.id}; sot practice start --case {CLEAR.id} gives it again" in " ".join(drawn.split())
    assert "own/own; its file gives it again" in " ".join(own.split())
    assert "give that, as in --case piano.yaml" in sot(home, "start", "--case", "own/own").stderr
