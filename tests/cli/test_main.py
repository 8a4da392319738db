"""Exit codes, what goes to which stream, and that nobody ever sees a traceback."""

import gc
import io
import json
import os
import re
import sys
from pathlib import Path

import pytest

from sot_engine import __version__
from sot_engine.cli import answer as answering
from sot_engine.cli import main as entry
from sot_engine.cli.main import main, run
from sot_engine.errors import EnginesDisagree
from sot_engine.intake.visit_text import write_visit
from tests.known_packs import core, write_tiny
from tests.reports.shown import EXAMPLES, ROOT, example, forbidden

CATEGORY_II = str(ROOT / "examples" / "category-ii-left.yaml")
MIXED = str(ROOT / "examples" / "mixed.yaml")
LINE = json.dumps(write_visit(example("category-ii-left"), core()))


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.yaml"
    path.write_text("schema: sot-visit/1\nvisit: {}\npatient: {}\nfindings: {heel_tensoin: 1}\n", encoding="utf-8")
    return str(path)


def stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


# --- Exit codes ---


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_outcome_is_a_success(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", str(ROOT / "examples" / f"{name}.yaml")]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    assert forbidden(told.out) == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["asses", CATEGORY_II], 2, "No such command"),
        (["assess"], 2, "Missing argument"),
        (["assess", CATEGORY_II, "--format", "pdf"], 2, "pdf"),
        (["assess", CATEGORY_II, "--colour"], 2, "No such option"),
        (["assess", CATEGORY_II, "--commit", "II"], 2, "C010 category II cannot be committed"),
        (["learn", "first_rib_pian"], 2, "near it: first_rib_pain"),
        (["learn", "qqqqqqq"], 2, "`sot learn` lists all there is"),
        (["--verion"], 2, "No such option"),
        (["assess", CATEGORY_II, "--pack", "sot-cor"], 3, 'did you mean "sot-core"?'),
        (["learn", "II", "--pack", "sot-cor"], 3, "P001"),
        (["assess", CATEGORY_II, "--with", "sot-core"], 3, "P030"),
        (["assess", "no-such-file.yaml"], 3, "no-such-file.yaml: V010"),
        (
            ["assess", CATEGORY_II, "--out", "/no/such/folder/x"],
            6,
            "/no/such/folder/x: M010 the result cannot be written",
        ),
    ],
)
def test_a_failure_has_its_code_and_a_line_on_standard_error(
    words: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == code
    told = capsys.readouterr()
    assert said in told.err
    assert told.out == ""
    assert "Traceback" not in told.err


def test_a_closed_output_is_told_as_what_the_machine_lacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout", None)
    assert main(["rules", "list"]) == 6
    assert "M010 there is no standard output" in capsys.readouterr().err


def test_no_command_is_a_wrong_command_line_and_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    assert told.count("Usage: sot ") == 2
    assert [line.split()[0] for line in told.split("Commands:")[-1].splitlines()[1:6]] == [
        "demo",
        "assess",
        "exam",
        "learn",
        "rules",
    ]


@pytest.mark.parametrize("command", ["assess", "learn", "demo", "rules"])
def test_every_command_has_its_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"Usage: sot {command}" in capsys.readouterr().out


@pytest.mark.parametrize("words", [["--version"], ["--version", "assess"]])
def test_the_version(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out == f"sot-engine {__version__}\n"


def test_the_console_entry_leaves_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["sot", "assess"])
    with pytest.raises(SystemExit) as left:
        run()
    gc.unfreeze()
    assert left.value.code == 2


def test_collecting_garbage_goes_on_afterwards() -> None:
    main(["assess", CATEGORY_II])
    assert gc.isenabled()
    gc.disable()
    try:
        main(["--version"])
        assert not gc.isenabled()
    finally:
        gc.enable()


# --- Several visits, standard input, formats ---


def test_one_visit_is_one_object_and_several_are_an_array(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", MIXED, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["candidates"] == ["II", "III"]
    assert main(["assess", MIXED, CATEGORY_II, "--format", "json"]) == 0
    assert [one["outcome"] for one in json.loads(capsys.readouterr().out)] == ["mixed", "supported"]


def test_the_good_visits_are_shown_beside_a_bad_one(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", MIXED, bad, CATEGORY_II, "--format", "json"]) == 3
    told = capsys.readouterr()
    assert [one["outcome"] for one in json.loads(told.out)] == ["mixed", "supported"]
    assert f"{bad}:4: V030" in told.err
    assert main(["assess", bad, MIXED]) == 3
    assert capsys.readouterr().out.startswith("=" * 80 + "\nMIXED\n")


def test_several_visits_of_which_none_is_good_are_an_empty_array(bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", bad, bad, "--format", "json"]) == 3
    assert json.loads(capsys.readouterr().out) == []


def test_several_visits_as_text_are_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", MIXED, CATEGORY_II]) == 0
    assert "second reading.\n\n====" in capsys.readouterr().out


@pytest.mark.parametrize(("form", "start"), [("markdown", "# MIXED: "), ("text", "====="), ("jsonl", '{"schema":')])
def test_a_format(form: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", MIXED, "--format", form]) == 0
    assert capsys.readouterr().out.startswith(start)


@pytest.mark.parametrize(
    ("form", "more", "is_explained"), [("json", [], True), ("jsonl", [], False), ("jsonl", ["--explain"], True)]
)
def test_explanations_are_on_but_for_jsonl(
    form: str, more: list[str], *, is_explained: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["assess", MIXED, "--format", form, *more]) == 0
    assert bool(json.loads(capsys.readouterr().out)["next"]) is is_explained


def test_a_committed_category(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", MIXED, "--commit", "III", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["category"], found["committed"], found["side"]) == (None, "III", "right")


def test_one_visit_from_standard_input(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    stdin(monkeypatch, LINE)
    assert main(["assess", "-"]) == 0
    assert "side left." in capsys.readouterr().out
    stdin(monkeypatch, "{")
    assert main(["assess", "-"]) == 3
    assert capsys.readouterr().err.startswith("<stdin>:1: V010")


@pytest.mark.parametrize("form", ["text", "jsonl"])
def test_no_standard_input_at_all_is_told(
    form: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["assess", "-", "--format", form]) == 3
    assert capsys.readouterr().err.startswith("<stdin>: V010 there is no standard input")


def test_a_batch_keeps_order_and_exits_with_the_highest_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stdin(monkeypatch, f"{LINE}\n\n{{\n{LINE}\n")
    assert main(["assess", "-", "--format", "jsonl"]) == 3
    told = capsys.readouterr()
    first, wrong, last = map(json.loads, told.out.splitlines())
    assert first == last
    assert wrong == {"error": {"code": "V010", "message": wrong["error"]["message"]}, "line": 3}
    assert told.err == ""


def test_a_batch_that_is_right_exits_with_nothing_to_report(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in (LINE, "", "\n\n"):
        stdin(monkeypatch, text)
        assert main(["assess", "-", "--format", "jsonl"]) == 0


def test_a_terminal_sees_a_batch_being_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(answering, "_EVERY", 2)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    stdin(monkeypatch, f"{LINE}\n" * 5)
    assert main(["assess", "-", "--format", "jsonl"]) == 0
    told = capsys.readouterr()
    assert told.err == "\r2 exams\r4 exams\r\x1b[K"
    assert len(told.out.splitlines()) == 5


def test_engines_that_disagree_show_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from sot_engine.workflow import assess_visits

    def disagree(*_: object, **__: object) -> None:
        message = "the two engines differ in side"
        raise EnginesDisagree(message)

    monkeypatch.setattr(assess_visits, "assess", disagree)
    assert main(["assess", MIXED]) == 5
    told = capsys.readouterr()
    assert (told.out, told.err[:5]) == ("", "E010 ")


# --- What nobody foresaw ---


def broken(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(_: list[str]) -> int:
        raise error

    monkeypatch.setattr(entry, "_dispatch", fail)


def test_what_nobody_foresaw_is_two_lines(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What the error itself says may hold what a patient told."""
    broken(monkeypatch, KeyError("Zoe Invented\x1b[0m"))
    assert main([]) == 5
    told = capsys.readouterr().err
    assert re.match(r"E000 something that nobody foresaw: KeyError at cli/main.py:\d+\n", told)
    assert "Zoe" not in told
    assert len(told.splitlines()) == 2
    assert "\x1b" not in told
    monkeypatch.setenv("SOT_DEBUG", "1")
    assert main([]) == 5
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_and_a_reader_that_left_are_silent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, KeyboardInterrupt())
    assert main([]) == 130
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    broken(monkeypatch, BrokenPipeError())
    assert main([]) == 0
    assert capsys.readouterr().err == ""


def test_a_full_disk_is_something_that_the_machine_lacks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, OSError(28, "No space left on device"))
    assert main([]) == 6
    assert capsys.readouterr().err.startswith("M010 the result cannot be written: no space left on device")


def test_what_cannot_be_read_is_not_told_as_what_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(monkeypatch, PermissionError(13, "Permission denied", "shelf/pack.yaml"))
    assert main([]) == 6
    assert capsys.readouterr().err.startswith("M010 shelf/pack.yaml cannot be used: permission denied")


def test_a_closed_standard_error_does_not_change_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    assert main(["assess", "no-such-file.yaml"]) == 3


def test_a_line_break_in_what_somebody_wrote_begins_no_error_of_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Path(MIXED).read_text(encoding="utf-8")
    forged = tmp_path / "forged.yaml"
    forged.write_text(text + '  pelvic_rigidity: "x\\nother.yaml:1: V010 forged"\n', encoding="utf-8")
    assert main(["assess", forged.as_posix()]) == 3
    told = capsys.readouterr().err
    assert "x\\nother.yaml:1: V010 forged" in told
    assert not any(line.startswith("other.yaml") for line in told.splitlines())


def test_packs_after_one_that_cannot_be_read_are_tested_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tiny(tmp_path / "tiny")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "pack.yaml").write_text("id: [", encoding="utf-8")
    monkeypatch.setenv("SOT_PACKS", tmp_path.as_posix())
    assert main(["rules", "test", "nowhere", "broken", "tiny"]) == 3
    told = capsys.readouterr()
    assert [line.split()[0] for line in told.out.splitlines()] == ["FAILED", "FAILED", "ok"]
    assert "P001" in told.err
    assert "P010" in told.err


# --- learn and demo ---


def test_learn_shows_a_page_or_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", "C2-03"]) == 0
    assert "RULE\nC2-03 Very painful first rib\n" in capsys.readouterr().out
    assert main(["learn"]) == 0
    assert "Error codes\n-----------" in capsys.readouterr().out
    assert main(["learn", "AK-01", "--with", "ak-variants"]) == 0
    assert "AK-01" in capsys.readouterr().out


def test_the_demo_shows_its_command_the_assessment_its_reasons_and_the_note(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["demo"]) == 0
    told = capsys.readouterr().out
    parts = (
        "$ sot assess examples/category-ii-left.yaml\n",
        "The findings recorded match the published pattern for Category II, side",
        "hallmark: C2-03",
        "$ sot assess examples/category-ii-left.yaml --format text\n",
        "What was recorded\n",
        "In short: The findings recorded match",
    )
    places = [told.index(part) for part in parts]
    assert places == sorted(places)
    assert forbidden(told) == []
