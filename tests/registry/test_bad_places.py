"""Databases, folders and places of results that cannot be used are said; nothing is ever read wrong in silence."""

import json
import sqlite3
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import create_engine, text

from sot_engine.errors import MachineLacks, RunConflict, SotError, TableShape, TableUnreadable
from sot_engine.registry.machine import reading, writing
from tests.databases import new_server_database
from tests.registry.refusals import Change, parquet, refused
from tests.registry.runs import Quiet, agree, rejects, run, whole_table

# --- Databases ---


def database(tmp_path: Path, *names: str | None) -> str:
    path = tmp_path / "exams.db"
    with sqlite3.connect(path) as opened:
        opened.execute("create table exams (exam_id text, age_years integer, pain_now integer)")
        opened.executemany("insert into exams values (?, 40, 3)", [(name,) for name in names])
    opened.close()
    return f"sqlite:///{path}"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("A", "A", "B"), "1 rows have an exam_id that stands there twice"),
        (("A", None), "1 rows have no exam_id"),
        ((), "it holds no exams"),
    ],
)
def test_a_database_whose_exams_are_not_named_one_by_one_is_refused(
    tmp_path: Path, names: tuple[str | None, ...], message: str
) -> None:
    with pytest.raises(SotError, match=message):
        run(database(tmp_path, *names), tmp_path / "out.parquet", partial=True)


def test_a_table_that_a_database_does_not_have_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match='no table is called "exam"') as found:
        run(database(tmp_path, "A"), tmp_path / "out.parquet", within="exam")
    assert found.value.hint == 'did you mean "exams"?'


def test_a_wrong_value_in_a_database_is_a_reject(tmp_path: Path) -> None:
    url = database(tmp_path, "A", "B", "C")
    with sqlite3.connect(tmp_path / "exams.db") as opened:
        opened.execute("update exams set pain_now = 'much' where exam_id = 'B'")
        opened.execute("update exams set pain_now = 11 where exam_id = 'C'")
    opened.close()
    told = rejects(run(url, tmp_path / "out.parquet", partial=True))
    assert [(one["line"], one["exam_id"], one["column"]) for one in told] == [
        ("2", "B", "pain_now"), ("3", "C", "pain_now"),
    ]  # fmt: skip


def test_a_database_without_its_driver_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match="driver of this database is not installed"):
        run("mysql+nodriver://user@host/name", tmp_path / "out.parquet")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable) as found:
        run("postgresql+psycopg://user:secret@127.0.0.1:1/none", tmp_path / "out.parquet")
    assert "secret" not in str(found.value)


@pytest.mark.parametrize("address", ["://", "sqlite:///no/such/folder/exams.db", "postgresql://user@host:port/exams"])
def test_an_address_that_leads_nowhere_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(SotError) as found:
        run(address, tmp_path / "out.parquet")
    assert found.value.exit_code == 3


# --- The place of the result ---


def test_what_another_run_left_is_not_gone_on_with(tmp_path: Path) -> None:
    whole_table().write_parquet(tmp_path / "in.parquet")
    left = tmp_path / "out.parquet.parts"
    left.mkdir()
    (left / "run.json").write_text(json.dumps({"table": "another"}), "utf-8")
    (left / "part-000000.json").write_text("{}", "utf-8")
    with pytest.raises(RunConflict, match="holds another run, which differs in: pack, partial, sides"):
        run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.parquet", fresh=True)
    agree(tmp_path / "out.parquet")
    assert not left.exists()


def test_a_run_that_did_nothing_yet_is_in_nobodys_way(tmp_path: Path) -> None:
    table = tmp_path / "in.csv"
    whole_table().write_csv(table)
    good = table.read_bytes()
    table.write_bytes(good + b'"')
    with pytest.raises(TableUnreadable, match="never closed"):
        run(table, tmp_path / "out.parquet")
    table.write_bytes(good)
    run(table, tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


def test_two_runs_do_not_write_to_one_place(tmp_path: Path) -> None:
    from sot_engine.registry.resume import claimed

    whole_table().write_parquet(tmp_path / "in.parquet")
    with claimed(tmp_path / "out.parquet.parts", {}, fresh=False), pytest.raises(RunConflict, match="another run"):
        run(tmp_path / "in.parquet", tmp_path / "out.parquet")


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    whole_table().write_parquet(tmp_path / "in.parquet")
    with pytest.raises(MachineLacks, match="there is no folder"):
        run(tmp_path / "in.parquet", tmp_path / "in.parquet/out.parquet")


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stat(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "in.csv").write_text("exam_id\n", "utf-8")
    monkeypatch.setattr("sot_engine.registry.opening.heading", stat)
    with pytest.raises(TableUnreadable, match="you may not read it"):
        run(tmp_path / "in.csv", tmp_path / "out.parquet")


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("No space left on device (os error 28)", MachineLacks, "the disk is full"),
        ("Permission denied (os error 13)", MachineLacks, "permission denied"),
        ("parquet: File out of specification: Page offset overflow", TableUnreadable, "not a whole Parquet file"),
        ("something else\nand more", TableUnreadable, "it cannot be read: something else"),
    ],
)
def test_what_polars_says_becomes_our_error(text: str, kind: type[SotError], message: str) -> None:
    with pytest.raises(kind, match=message), reading("in.parquet"):
        raise pl.exceptions.ComputeError(text)


def test_what_cannot_be_written_for_another_reason_is_said(tmp_path: Path) -> None:
    text = "something else"
    with pytest.raises(MachineLacks, match=f"the result cannot be written: {text}"), writing(tmp_path):
        raise pl.exceptions.ShapeError(text)


# --- Folders of Parquet ---


def folder_of_two(tmp_path: Path, change: Change) -> Path:
    """A folder of two files, of which the second is changed."""
    (tmp_path / "in").mkdir()
    whole_table()[:60].write_parquet(tmp_path / "in/a.parquet")
    change(whole_table()[60:]).write_parquet(tmp_path / "in/b.parquet")
    return tmp_path / "in"


@pytest.mark.parametrize("cut", ["in the middle", "to nothing", "damaged inside"])
def test_the_file_of_a_folder_that_cannot_be_read_is_named(tmp_path: Path, cut: str) -> None:
    folder = folder_of_two(tmp_path, lambda table: table)
    second = folder / "b.parquet"
    whole = second.read_bytes()
    damaged = whole[:10] + bytes(3_000) + whole[3_010:]
    second.write_bytes({"in the middle": whole[: len(whole) // 2], "to nothing": b"", "damaged inside": damaged}[cut])
    with pytest.raises(TableUnreadable, match="not a whole Parquet file") as found:
        run(folder, tmp_path / "out.parquet")
    assert found.value.where is not None
    assert found.value.where.file == str(second)
    assert not (tmp_path / "out.parquet").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.drop("onset"), "the column onset is missing"),
        (lambda t: t.with_columns(weather=1), 'no column is called "weather"'),
        (lambda t: t.with_columns(pain_now=pl.lit(value=True)), "the column pain_now holds yes or no"),
    ],
)
def test_a_column_that_one_file_of_a_folder_lost_or_changed_is_told_with_the_file(
    tmp_path: Path, change: Change, message: str
) -> None:
    with pytest.raises(TableShape, match=message) as found:
        run(folder_of_two(tmp_path, change), tmp_path / "out.parquet")
    assert found.value.where is not None
    assert found.value.where.file.endswith("in/b.parquet")


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.select(reversed(t.columns)),
        lambda t: t.with_columns(pl.col("first_rib_pain__left", "age_years").cast(pl.Int64)),
        lambda t: t.with_columns(pl.col("lateral_sway_mm", "first_rib_pain__left").cast(pl.String)),
        lambda t: t.with_columns(pl.col("lateral_sway__left").cast(pl.String)),
        lambda t: t.with_columns(
            pl.col("lateral_sway__left").cast(pl.String).cast(pl.Enum(["equivocal", "present", "absent"]))
        ),
        lambda t: t.with_columns(patient=pl.lit("P-1")),
    ],
    ids=["order", "wider numbers", "numbers as text", "words as text", "other places of words", "beside the exam"],
)
def test_files_of_a_folder_may_differ_in_the_order_and_the_types_of_their_columns(
    tmp_path: Path, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sot_engine.registry.parquet_source.ROWS", 50)
    run(folder_of_two(tmp_path, change), tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


def test_a_reject_of_a_folder_has_the_row_among_all_its_files(tmp_path: Path) -> None:
    wrong = pl.when(pl.col("exam_id") == "E70").then(99).otherwise(pl.col("pain_now"))
    folder = folder_of_two(tmp_path, lambda table: table.with_columns(pain_now=wrong))
    (told,) = rejects(run(folder, tmp_path / "out.parquet"))
    assert (told["line"], told["exam_id"], told["value"]) == ("71", "E70", "99")
    agree(tmp_path / "out.parquet", without=[70])


def test_a_long_table_that_was_damaged_is_refused(tmp_path: Path) -> None:
    tall = [(f"A{place}", "age_years", "40") for place in range(20_000)]
    content = parquet(pl.DataFrame(tall, schema=["exam_id", "finding", "value"], orient="row"), tmp_path)
    found = refused(tmp_path, "in.parquet", content[:10] + bytes(3_000) + content[3_010:])
    assert isinstance(found, TableUnreadable)


@pytest.mark.parametrize("ending", ["parquet", "csv"])
def test_a_table_that_changes_while_it_is_read_gives_no_result(tmp_path: Path, ending: str) -> None:
    table = tmp_path / f"in.{ending}"
    getattr(whole_table(), f"write_{ending}")(table)

    class Writes(Quiet):
        def step(self, done: object) -> None:
            super().step(done)
            getattr(whole_table().head(60), f"write_{ending}")(table)

    with pytest.raises(TableUnreadable, match="it changed while it was read"):
        run(table, tmp_path / "out.parquet", Writes())
    assert not (tmp_path / "out.parquet").exists()
    run(table, tmp_path / "out.parquet", fresh=True)
    assert pl.read_parquet(tmp_path / "out.parquet").height == 60


def test_a_database_that_grows_while_it_is_read_gives_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sot_engine.registry.database_source.ROWS", 2)
    url = new_server_database()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as opened:
        opened.execute(text("create table exams (exam_id text, age_years integer)"))
        opened.execute(text("insert into exams values ('A', 40), ('B', 41), ('C', 42), ('E', 43)"))

    class Writes(Quiet):
        def step(self, done: object) -> None:
            super().step(done)
            with engine.begin() as opened:
                opened.execute(text("insert into exams values (:name, 40)"), {"name": f"D{len(self.parts)}"})

    with pytest.raises(TableUnreadable, match="it changed while it was read"):
        run(url, tmp_path / "out.parquet", Writes(), partial=True)
    engine.dispose()
    assert not (tmp_path / "out.parquet").exists()


def test_rows_that_come_and_go_in_a_database_while_a_run_is_stopped_are_none_too_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sot_engine.registry.database_source.ROWS", 2)
    engine = create_engine(f"sqlite:///{tmp_path}/exams.db")
    with engine.begin() as opened:
        opened.execute(text("create table exams (exam_id text, age_years integer)"))
        opened.execute(text("insert into exams values ('A', 40), ('B', 41), ('C', 42), ('D', 43)"))

    class Stops(Quiet):
        def step(self, done: object) -> None:
            super().step(done)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(f"sqlite:///{tmp_path}/exams.db", tmp_path / "out.parquet", Stops(), partial=True)
    with engine.begin() as opened:
        opened.execute(text("delete from exams where exam_id = 'A'"))
        opened.execute(text("insert into exams values ('E', 44)"))
    engine.dispose()
    run(f"sqlite:///{tmp_path}/exams.db", tmp_path / "out.parquet", partial=True)
    assert pl.read_parquet(tmp_path / "out.parquet")["exam_id"].to_list() == ["B", "C", "D", "E"]


def test_a_database_that_is_not_there_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match="there is no such file"):
        run(f"sqlite:///{tmp_path}/none.db", tmp_path / "out.parquet")
    assert not (tmp_path / "none.db").exists()
