"""`sot registry` as a person calls it."""

import json
import sys
from pathlib import Path

import pexpect
import polars as pl
import pytest

from sot_engine.cli.main import main
from sot_engine.cli.registry.progress import Bar
from sot_engine.errors import extra
from sot_engine.registry.job import Done
from tests.known_packs import TINY
from tests.registry.runs import drawn, whole_table

SCHEMA = ("registry", "schema")


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    whole_table().write_parquet(tmp_path / "in.parquet")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_assess_says_how_many_exams_came_to_what(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["registry", "assess", "in.parquet", "--out", "out.csv"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0] == f"{len(drawn())} exams assessed into out.csv"
    assert [line.split()[0] for line in lines[1:]] == ["refer", "contradictory", "mixed", "supported", "insufficient"]
    assert sum(int(line.split()[1]) for line in lines[1:]) == len(drawn())
    assert said.err == ""
    assert sorted(path.name for path in table.iterdir()) == ["in.parquet", "out.csv"]


def test_a_row_that_cannot_be_read_gives_exit_code_3_and_says_where_to_look(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole_table().with_columns(pain_now=pl.lit(11)).head(1).write_parquet("bad.parquet")
    assert main(["registry", "assess", "bad.parquet", "--out", "out.parquet", "--rejects", "why.csv"]) == 3
    assert capsys.readouterr().err == "1 row could not be read; why.csv says why\n"
    assert "E0,pain_now,11,it takes a whole number from 0 to 10" in (table / "why.csv").read_text("utf-8")


def test_the_result_of_an_earlier_run_loses_its_rejects_when_there_are_none_any_more(table: Path) -> None:
    (table / "out.parquet.rejects.csv").write_text("old", "utf-8")
    assert main(["registry", "assess", "in.parquet", "--out", "out.parquet", "--replace"]) == 0
    assert not (table / "out.parquet.rejects.csv").exists()


@pytest.mark.parametrize(
    ("words", "taken"),
    [
        (("assess", "in.parquet", "--out", "out.parquet"), "out.parquet"),
        (("assess", "in.parquet", "--out", "out.parquet"), "out.parquet.rejects.csv"),
        (("assess", "in.parquet", "--out", "out.parquet", "--rejects", "why.csv"), "why.csv"),
        (("drift", "in.parquet", "--from", "sot-core", "--to", "sot-core", "--csv", "a.csv"), "a.csv"),
        (("drift", "in.parquet", "--from", "sot-core", "--to", "sot-core", "--svg", "a.svg"), "a.svg"),
        (("report", "in.parquet", "--out", "page.html"), "page.html"),
        (("agree", "two.parquet", "--out", "agree.txt"), "agree.txt"),
        (("sql", "--pack", str(TINY), "--dialect", "duckdb", "--out", "pack.sql"), "pack.sql"),
    ],
)
def test_a_result_is_written_over_only_when_that_is_asked_for(
    table: Path, words: tuple[str, ...], taken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    twice = [whole_table().with_columns(patient="exam_id", examiner=pl.lit(name)) for name in ("Anna", "Ben")]
    pl.concat(twice).write_parquet("two.parquet")
    (table / taken).write_text("of an earlier run", "utf-8")
    assert main(["registry", *words]) == 2
    assert f"{taken}: T030 something of this name is there already" in capsys.readouterr().err
    assert (table / taken).read_text("utf-8") == "of an earlier run"
    assert main(["registry", *words, "--replace"]) == 0
    if "rejects" in taken or taken == "why.csv":  # there are none
        assert not (table / taken).exists()
    else:
        assert (table / taken).read_bytes() not in {b"", b"of an earlier run"}


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "in.parquet", "--out", "none/out.parquet"),
        ("assess", "in.parquet", "--out", "out.parquet", "--rejects", "none/why.csv"),
        ("drift", "in.parquet", "--from", "sot-core", "--to", "sot-core", "--csv", "none/a.csv"),
        ("report", "in.parquet", "--out", "none/page.html"),
        ("agree", "in.parquet", "--out", "none/agree.txt"),
        ("sql", "--dialect", "duckdb", "--out", "none/pack.sql"),
    ],
)
def test_a_folder_that_is_not_there_is_said_before_any_work_and_not_made(
    table: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["registry", *words]) == 6
    said = capsys.readouterr()
    assert "M010 there is no folder none" in said.err
    assert said.out == ""
    assert sorted(path.name for path in table.iterdir()) == ["in.parquet"]


def test_a_folder_is_no_place_for_a_result(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (table / "out.parquet").mkdir()
    assert main(["registry", "assess", "in.parquet", "--out", "out.parquet", "--replace"]) == 2
    assert "out.parquet: T030 it is a folder" in capsys.readouterr().err


def test_a_result_may_go_to_a_device(table: Path) -> None:
    assert main(["registry", "report", "in.parquet", "--out", "/dev/null"]) == 0


@pytest.mark.parametrize("out", ["out", "out.txt", "out.parquet.gz"])
def test_a_result_of_another_kind_is_a_wrong_command_line(
    table: Path, out: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["registry", "assess", "in.parquet", "--out", out]) == 2
    assert ".parquet or .csv" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("assess", "in.parquet", "--out", "in.parquet"),
        ("assess", "in.parquet", "--out", "out.csv", "--rejects", "out.csv"),
        ("assess", "in.parquet", "--out", "out.csv", "--rejects", "in.parquet"),
        ("assess", ".", "--out", "in.parquet"),
        ("assess", ".", "--out", "new.parquet"),
        ("assess", "sqlite:///in.parquet", "--out", "out.csv", "--rejects", "in.parquet"),
        ("drift", "in.parquet", "--from", "sot-core", "--to", "sot-core", "--csv", "in.parquet"),
        ("drift", "in.parquet", "--from", "sot-core", "--to", "sot-core", "--svg", "in.parquet"),
        ("drift", "in.parquet", "--from", "sot-core", "--to", "sot-core", "--csv", "one", "--svg", "one"),
        ("report", "in.parquet", "--out", "in.parquet"),
        ("agree", "other.parquet", "in.parquet", "--out", "in.parquet"),
        ("sql", "--dialect", "duckdb", "--columns", "in.parquet", "--out", "in.parquet"),
    ],
)
def test_what_is_read_is_never_written_over(
    table: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    before = (table / "in.parquet").read_bytes()
    assert main(["registry", *words, "--replace"]) == 2
    assert "need a place each" in " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert (table / "in.parquet").read_bytes() == before
    assert [path.name for path in table.iterdir()] == ["in.parquet"]


def test_a_page_about_a_folder_may_stand_in_it(table: Path) -> None:
    assert main(["registry", "report", ".", "--out", "page.html"]) == 0
    assert (table / "page.html").exists()


def test_the_schema_lists_every_column_with_what_it_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SCHEMA]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split(maxsplit=1) == ["exam_id", "the name of the exam"]
    assert any(line.startswith("heel_tension__left ") and line.endswith("a whole number from 0 to 3") for line in lines)
    assert any(line.startswith("after__heel_tension__left ") for line in lines)


def test_the_schema_as_csv_is_the_heading_of_a_table_that_can_be_read(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*SCHEMA, "--format", "csv"]) == 0
    heading = capsys.readouterr().out
    empty = "," * (heading.count(",") - 1)
    (table / "in.csv").write_text(f"{heading}A,40{empty}\n", "utf-8")
    assert main(["registry", "assess", "in.csv", "--out", "out.parquet"]) == 0
    assert pl.read_parquet("out.parquet")["outcome"].to_list() == ["insufficient"]


def test_the_schema_as_json_says_what_each_column_is_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SCHEMA, "--format", "json", "--with", "ak-variants"]) == 0
    columns = json.loads(capsys.readouterr().out)
    assert {
        "column": "age_years",
        "takes": "a whole number from 0 to 130",
        "about": "Age in years at the exam",
    } in columns


def test_the_schema_in_a_format_that_is_none_is_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SCHEMA, "--format", "xml"]) == 2
    assert "text, csv, json" in capsys.readouterr().err


def test_drift_prints_and_writes(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["registry", "drift", "in.parquet", "--from", "sot-core", "--to", "ak-variants", "--partial"]
    assert main([*words, "--csv", "drift.csv", "--svg", "drift.svg"]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{len(drawn())} exams, from sot-core 1.0.0 to ak-variants ")
    assert max(map(len, out.splitlines())) <= 100
    assert (table / "drift.csv").read_text("utf-8").startswith("what,from,to,exams\n")
    assert (table / "drift.svg").read_text("utf-8").startswith("<svg")


def test_report_writes_one_page(table: Path) -> None:
    assert main(["registry", "report", "in.parquet", "--out", "page.html"]) == 0
    assert (table / "page.html").read_text("utf-8").startswith("<!doctype html>")


def test_report_says_how_many_rows_it_had_to_leave_out(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import polars as pl

    frame = pl.read_parquet(table / "in.parquet").with_columns(age_years=pl.lit(900))
    frame.write_parquet(table / "bad.parquet")
    assert main(["registry", "report", "bad.parquet", "--out", "page.html"]) == 3
    assert "could not be read and are left out" in capsys.readouterr().err


def test_without_polars_it_says_what_to_install(
    table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sot_engine.registry", sys.modules["sot_engine.registry"])  # put back with the modules
    for name in [name for name in sys.modules if name.startswith("sot_engine.registry")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    assert main(["registry", "assess", "in.parquet", "--out", "out.parquet"]) == 6
    assert extra("registry") in " ".join(capsys.readouterr().err.split())


def test_a_bar_counts_no_rate_from_what_an_earlier_run_had_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with Bar(goes_on=True) as bar:
        bar.begin(300, "exams", resumed=True)
        task = bar._progress.tasks[0]  # noqa: SLF001  # what is shown
        bar.step(Done(0, 100, 0, 100, kept=True))
        assert (task.completed, task.fields["exams"], task.fields["rate"]) == (100, 100, "")
        task.start_time -= 10
        bar.step(Done(1, 100, 0, 100))
        assert (task.completed, task.fields["exams"], task.fields["rate"]) == (200, 200, "10/s")


@pytest.mark.parametrize("goes_on", [True, False])
def test_only_a_run_that_goes_on_says_so_when_it_is_interrupted(
    capsys: pytest.CaptureFixture[str], *, goes_on: bool
) -> None:
    def run() -> None:
        with Bar(goes_on=goes_on) as bar:
            bar.begin(300, "exams", resumed=False)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run()
    assert ("the same command goes on" in capsys.readouterr().err) is goes_on


def test_on_a_terminal_a_bar_shows_how_many_exams_are_done(table: Path) -> None:
    sot = Path(sys.executable).with_name("sot")
    words = ["registry", "assess", "in.parquet", "--out", "out.parquet"]
    child = pexpect.spawn(str(sot), words, dimensions=(24, 80), encoding="utf-8", timeout=60)
    shown = child.read()
    child.close()
    assert child.exitstatus == 0
    assert f"{len(drawn())} exams" in shown
    assert "100%" in shown
