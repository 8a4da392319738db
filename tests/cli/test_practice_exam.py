"""An exam as a candidate sits it and a teacher marks it, in a real terminal and through a pipe."""

import json
from pathlib import Path
from typing import Any

from sot_engine.cli.practice.result import _choice_words
from sot_engine.practice.sitting_file import sitting_file
from tests.cli.students import BLUEPRINT, CLEAR, ENTER, Student, plain_case, sot


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
    ran = sot(home, *words, keys="hand in\nsomebody else\nAnn Example\n")
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


def test_a_result_of_an_easier_blueprint_fails_the_check(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    sot(home, *words, keys="hand in\nAnn Example\n")
    (home / "hard.yaml").write_text(BLUEPRINT.replace("pass_mark: 10", "pass_mark: 90"))
    for name, code in (("spring", 0), ("hard", 4)):
        ran = sot(home, "verify", "spring-ann-example.json", "--blueprint", f"{name}.yaml")
        assert ran.returncode == code
        assert ("FAILED  it was sat on another blueprint than hard.yaml" in ran.stdout) == (code == 4)


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


def test_an_answer_is_told_when_its_question_is_taken_anew(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    ran = sot(home, *words, keys="question 1\n2\nquestion 1\n1\nleave\n")
    assert ran.stdout.count("What you choose now takes its place.") == 1


def test_an_essay_counts_as_far_as_it_was_written_when_the_input_ends(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    assert "The exam waits" in sot(home, *words, keys="essay 1\nNot tested\nis not absent.\n").stdout
    assert "You wrote:\nNot tested\nis not absent.\n" in sot(home, *words, keys="essay 1\n").stdout


def test_an_exam_that_ended_before_its_result_was_written_takes_no_more_answers(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    part, out = home / "spring-ann-example.json.part", home / "spring-ann-example.json"
    sot(home, *words, keys="question 1\n1\n")
    begun = part.read_bytes()
    sot(home, *words, keys="hand in\nAnn Example\n")
    out.unlink()
    part.write_bytes(begun)
    with sitting_file(part) as file:
        file.keep({"kind": "ended", "by": "handed in", "attests": "I did: Ann", "at": file.events[-1]["at"]})
    ran = sot(home, *words, keys="question 1\n2\n")
    assert "This exam has ended; only its result was still to be written." in ran.stdout
    assert "Which item" not in ran.stdout
    result = json.loads(out.read_text())
    assert (result["ended_by"], result["attestation"], result["items"][0]["given"]) == ("handed in", "I did: Ann", 0)
    assert not part.exists()


def test_a_learner_that_no_file_can_have_is_told_before_the_exam(home: Path) -> None:
    ran = sot(home, "exam", "spring.yaml", "--candidate", "Ann Example", "--learner", "a/b")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert 'L030 no learner can be called "a/b"' in ran.stderr


def test_no_time_runs_on_where_there_is_no_limit(home: Path) -> None:
    (home / "long.yaml").write_text(BLUEPRINT.replace("minutes: 30\n", ""))
    for name, says in (("long", "Leave; the exam waits"), ("spring", "Leave; the time runs on")):
        ran = sot(home, "exam", f"{name}.yaml", "--candidate", "Ann Example", keys="leave\n")
        assert says in ran.stdout
        assert ("the time runs on." in " ".join(ran.stdout.split())) == (name == "spring")


def test_an_exam_that_is_interrupted_says_where_it_waits(home: Path) -> None:
    student = Student(home, "exam", "spring.yaml", "--candidate", "Ann Example")
    student.at.expect("Which item")
    student.at.send("\x03")
    assert student.ends() == 130
    assert "The exam waits in spring-ann-example.json.part." in " ".join(student.seen.split())


def test_numbers_that_are_none_of_the_list_mark_nothing(home: Path) -> None:
    keys = plain_case("standing", "rigid", "back", "commit", "insufficient", "0,99", "x", "1", "50", "done")
    ran = sot(home, "start", "--case", CLEAR.id, keys=keys)
    assert ran.stdout.count("with commas between them.") == 2
    assert "NOT RIGHT" in ran.stdout


def test_marking_that_is_broken_off_marks_nothing(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    sot(home, *words, keys="hand in\nAnn Example\n")
    before = (home / "spring-ann-example.json").read_text()
    ran = sot(home, "grade", "spring-ann-example.json", "--by", "T. Teacher", keys="1\n\n\n")
    assert (ran.returncode, "Nothing was marked" in ran.stdout) == (1, True)
    assert (home / "spring-ann-example.json").read_text() == before


def test_a_name_that_was_typed_wrong_costs_no_marking(home: Path) -> None:
    words = ("exam", "spring.yaml", "--candidate", "Ann Example", "--seed", "7", "--plain")
    sot(home, *words, keys="hand in\nAnn Example\n")
    ran = sot(home, "grade", "spring-ann-example.json", "--by", "T. Teacher", keys="1\n\nT. Taecher\nt. teacher\n")
    assert (ran.returncode, 'That is not "T. Teacher".' in ran.stdout) == (0, True)
    assert "essay 1: 1 of 2" in ran.stdout


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
        event["at"] = f"2020{event['at'][4:]}"
        total = digest([total, event])
        lines.append(json.dumps({**event, "sum": total}))
    part.write_text("\n".join(lines) + "\n")
    ran = sot(home, *words, keys="")
    assert "The time is up" in ran.stdout
    result = json.loads((home / "short-ann-example.json").read_text())
    assert result["ended_by"] == "time"


def test_a_teacher_sees_how_a_class_did_item_by_item(home: Path) -> None:
    for name in ("Ann", "Bob"):
        keys = f"question 1\n1\nhand in\n{name}\n"
        sot(home, "exam", "spring.yaml", "--candidate", name, "--seed", "7", "--plain", keys=keys)
    ran = sot(home, "items", "spring-ann.json", "spring-bob.json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Results: 2. Passed: " in ran.stdout
    assert "The case stop-" in ran.stdout
    assert max(map(len, ran.stdout.splitlines())) <= 80
    assert (
        "item 1. kind: question, answers: 2"
        in sot(home, "items", "--plain", "spring-ann.json", "spring-bob.json").stdout
    )
