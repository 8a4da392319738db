"""`sot exam` as a command: its refusals, what it writes, and what needs no terminal."""

import os
from pathlib import Path

import pytest

from sot_engine.cli.main import main
from sot_engine.errors import EnginesDisagree
from sot_engine.intake.visit_file import read_visit
from sot_engine.workflow.exams.exam_folder import open_exams
from tests.cli.exams import begun
from tests.cli.test_process import imported
from tests.reports.shown import ROOT

EXAMPLE = str(ROOT / "examples" / "retest.yaml")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_a_terminal_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exam", "--ref", "P"]) == 6
    told = capsys.readouterr()
    assert told.out == ""
    assert "M010 an exam is recorded key by key, which takes a terminal, and this is none" in told.err
    assert "a program writes a visit file and gives it to `sot assess`" in told.err
    assert open_exams() == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--from", EXAMPLE, "--after", EXAMPLE], "give one of them"),
        (["--out", EXAMPLE], "a visit is never written over"),
        (["--out", "none/visit.yaml"], "there is no folder none"),
        (["--finish"], "no exam is under way"),
        (["extra"], "unexpected extra argument"),
    ],
)
def test_a_wrong_command_line_exits_with_two(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["exam", *words]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_finish_writes_the_newest_exam_and_says_what_it_comes_to(capsys: pytest.CaptureFixture[str]) -> None:
    begun().close()
    exam = begun()
    for key in "nnnnnnnnnn":
        exam.press(key)
    exam.close()
    os.utime(exam.journal.path, (2_000_000_000, 2_000_000_000))
    assert main(["exam", "--finish", "--out", "my visit.yaml"]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith("Written: 'my visit.yaml'\n")
    assert "INSUFFICIENT\nThe findings recorded are not enough to match one category.\n" in told.out
    assert "  sot assess 'my visit.yaml'\n" in told.out
    assert told.out.endswith("  sot visit new 'my visit.yaml'\n")
    assert read_visit("my visit.yaml") == exam.now.visit
    assert len(open_exams()) == 1


def test_where_the_visit_lies_is_said_though_nothing_can_be_said_of_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def disagree(*_: object) -> None:
        message = "the two readings differ"
        raise EnginesDisagree(message)

    begun().close()
    monkeypatch.setattr("sot_engine.inference.assess.assess", disagree)
    assert main(["exam", "--finish", "--out", "visit.yaml"]) == EnginesDisagree.exit_code
    told = capsys.readouterr()
    assert told.out == "Written: visit.yaml\n\n"
    assert "E010 the two readings differ" in told.err
    assert Path("visit.yaml").exists()


def test_finish_of_a_damaged_journal_exits_with_four(capsys: pytest.CaptureFixture[str]) -> None:
    exam = begun()
    exam.press("n")
    exam.close()
    exam.journal.path.write_bytes(exam.journal.path.read_bytes().replace(b'"absent"', b'"present"'))
    assert main(["exam", "--finish"]) == 4
    assert "J010 this line was changed after it was written" in capsys.readouterr().err


def test_finish_of_an_exam_that_is_open_elsewhere_exits_with_two(capsys: pytest.CaptureFixture[str]) -> None:
    exam = begun()
    assert main(["exam", "--finish"]) == 2
    assert "J030 this exam is open in another window" in capsys.readouterr().err
    exam.close()


def test_finish_of_an_exam_of_nobody_exits_with_three(capsys: pytest.CaptureFixture[str]) -> None:
    from sot_engine.workflow.exams.interview import Wish, begin_exam

    begin_exam(Wish()).close()
    assert main(["exam", "--finish"]) == 3
    assert "J020 this exam cannot be written yet: patient, age" in capsys.readouterr().err


@pytest.mark.parametrize("code", ["J010", "J020", "J030"])
def test_every_error_of_an_exam_has_its_page(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", code]) == 0
    assert code in capsys.readouterr().out


def test_the_list_of_commands_and_an_assessment_do_not_load_the_screen() -> None:
    for words in (["--help"], ["assess", "examples/category-ii-left.yaml"]):
        assert not imported(*words) & {"prompt_toolkit", "questionary"}
