"""`sot registry sql` as a person uses it."""

import sys
from pathlib import Path

import pytest
import sqlglot
from typer.testing import CliRunner

from sot_engine.cli.app import app
from sot_engine.cli.main import main
from sot_engine.errors import extra
from tests.known_packs import TINY


def sql(*words: object) -> tuple[int, str]:
    """Run the command on the tiny pack and return its exit code and what it printed."""
    ran = CliRunner().invoke(app, ["registry", "sql", "--pack", str(TINY), *map(str, words)])
    return ran.exit_code, ran.output


@pytest.mark.parametrize("dialect", ["postgres", "duckdb", "spark", "bigquery", "snowflake"])
def test_each_dialect_is_a_query_with_a_word_about_its_pack(dialect: str) -> None:
    code, query = sql("--dialect", dialect)
    assert code == 0, query
    assert query.startswith("-- tiny ")
    assert "not a diagnosis" in query
    assert "\nSELECT\n" in query


def test_a_query_goes_into_a_file_and_reads_the_table_that_is_named(tmp_path: Path) -> None:
    assert sql("--dialect", "postgres", "--table", "clinic.exams", "--out", tmp_path / "a.sql") == (0, "")
    assert 'FROM "clinic"."exams"' in (tmp_path / "a.sql").read_text("utf-8")


def columns(query: str) -> set[str]:
    """The columns of the result of a query."""
    found = sqlglot.parse_one(query, read="duckdb")
    assert isinstance(found, sqlglot.exp.Select)
    return set(found.named_selects)


def test_sides_are_there_when_they_are_asked_for() -> None:
    plain, sided = (columns(sql("--dialect", "duckdb", *words)[1]) for words in ((), ("--sides",)))
    assert {name.rsplit("__", 1)[1] for name in sided - plain} == {"left", "right"}


def test_columns_that_are_not_there_are_not_read(tmp_path: Path) -> None:
    heading = tmp_path / "heading.csv"
    heading.write_text('exam_id, "age_years"\nE1,40\n', encoding="utf-8")
    query = sql("--dialect", "duckdb", "--columns", heading)[1]
    assert 'AS "pregnancy_weeks"' in query


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("exam_id,age_years,agge", 3, 'no column is called "agge"'),
        ("exam_id", 3, "age_years is missing"),
        (None, 3, "it cannot be read"),
        ("\udcff", 3, "it is not utf-8 text"),
    ],
)
def test_a_heading_that_does_not_fit_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, code: int, message: str
) -> None:
    heading = tmp_path / "heading.csv"
    if text is not None:
        heading.write_bytes(text.encode("utf-8", errors="surrogateescape"))
    words = ["registry", "sql", "--pack", str(TINY), "--dialect", "duckdb", "--columns", str(heading)]
    assert main(words) == code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--dialect", "oracle"], ["--dialect", "duckdb", "--table", "exams; DROP"]])
def test_a_wrong_command_line_is_refused(words: list[str]) -> None:
    assert sql(*words)[0] == 2


def test_without_ibis_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("sot_engine.registry.sql", "sot_engine.registry.ibis_algebra"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setitem(sys.modules, "ibis", None)
    assert main(["registry", "sql", "--pack", str(TINY), "--dialect", "duckdb"]) == 6
    assert extra("sql") in " ".join(capsys.readouterr().err.split())
