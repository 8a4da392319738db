"""Every kind of table gives the same result, exam by exam, as the direct reading gives."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Column, Double, Integer, MetaData, Table, Text, create_engine

from benchmarks.exams import document
from tests.databases import new_server_database
from tests.registry.runs import Quiet, agree, drawn, results, run, whole_table


def recorded(frame: pl.DataFrame) -> list[dict[str, object]]:
    return [{name: value for name, value in row.items() if value is not None} for row in frame.iter_rows(named=True)]


def long_rows(frame: pl.DataFrame) -> pl.DataFrame:
    rows = [
        (row["exam_id"], name, f"{value:g}" if isinstance(value, float) else str(value))
        for row in recorded(frame)
        for name, value in row.items()
        if name != "exam_id"
    ]
    return pl.DataFrame(rows, schema=["exam_id", "finding", "value"], orient="row")


def test_parquet(tmp_path: Path) -> None:
    whole_table().write_parquet(tmp_path / "in.parquet")
    found = run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")
    assert found.exams == len(drawn())
    assert sum(found.outcomes.values()) == found.exams
    assert not found.rejects.exists()


def test_parquet_in_words_and_plain_numbers(tmp_path: Path) -> None:
    """As pandas writes it: text, and whole numbers with empty cells as floats."""
    plain = whole_table().cast({pl.Enum: pl.String, pl.UInt8: pl.Float64})
    plain.write_parquet(tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


def test_a_folder_of_parquet_in_many_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sot_engine.registry.parquet_source.ROWS", 17)
    (tmp_path / "in").mkdir()
    whole_table()[:50].write_parquet(tmp_path / "in/a.parquet")
    whole_table()[50:].write_parquet(tmp_path / "in/b.parquet")
    seen = Quiet()
    run(tmp_path / "in", tmp_path / "out.parquet", seen)
    agree(tmp_path / "out.parquet")
    assert len(seen.parts) == -(-len(drawn()) // 17)
    assert sum(one.size for one in seen.parts) == seen.size == len(drawn())
    assert list(results(tmp_path / "out.parquet")) == [f"E{place}" for place in range(len(drawn()))]


@pytest.mark.parametrize("quoting", ["necessary", "always"])
def test_csv_in_small_blocks(tmp_path: Path, quoting: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sot_engine.registry.csv_source.BYTES", 5_000)
    whole_table().write_csv(tmp_path / "in.csv", quote_style=quoting)
    seen = Quiet()
    run(tmp_path / "in.csv", tmp_path / "out.parquet", seen)
    agree(tmp_path / "out.parquet")
    assert len(seen.parts) > 5
    assert sum(one.size for one in seen.parts) == seen.size


def test_csv_as_spreadsheets_write_it(tmp_path: Path) -> None:
    """A mark at the beginning, line ends of Windows, and no line end at the end."""
    text = whole_table().write_csv().rstrip("\n").replace("\n", "\r\n")
    (tmp_path / "in.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    run(tmp_path / "in.csv", tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


def test_csv_out_says_the_same_as_parquet_out(tmp_path: Path) -> None:
    whole_table().write_parquet(tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    run(tmp_path / "in.parquet", tmp_path / "out.csv")
    one = pl.read_parquet(tmp_path / "out.parquet").write_csv()
    assert (tmp_path / "out.csv").read_text("utf-8") == one


def test_json_lines_of_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sot_engine.registry.jsonl_source.BYTES", 5_000)
    rows = recorded(whole_table())
    for row in rows:
        if isinstance(steps := row.get("soto_test__left"), str):
            row["soto_test__left"] = steps.split(">")
    (tmp_path / "in.jsonl").write_text("\n\n".join(map(json.dumps, rows)), "utf-8")
    run(tmp_path / "in.jsonl", tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


def test_json_lines_of_whole_visits_named_by_their_lines(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(document(visit)) + "\n" for visit in drawn()), "utf-8")
    run(tmp_path / "in.jsonl", tmp_path / "out.parquet")
    frame = pl.read_parquet(tmp_path / "out.parquet")
    assert frame["exam_id"].to_list() == [str(line) for line in range(1, len(drawn()) + 1)]
    frame.with_columns(pl.Series("exam_id", [f"E{place}" for place in range(len(drawn()))])).write_parquet(
        tmp_path / "named.parquet"
    )
    agree(tmp_path / "named.parquet")


def test_a_database_in_the_order_of_the_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sot_engine.registry.database_source.ROWS", 25)
    rows = whole_table().sample(fraction=1, shuffle=True, seed=1).cast({pl.Enum: pl.String})
    with sqlite3.connect(tmp_path / "exams.db") as database:
        names = ", ".join(f'"{name}"' for name in rows.columns)
        database.execute(f"create table exams ({names})")
        database.executemany(f"insert into exams values ({', '.join('?' * rows.width)})", rows.rows())  # noqa: S608  # our own names
    database.close()
    seen = Quiet()
    run(f"sqlite:///{tmp_path}/exams.db", tmp_path / "out.parquet", seen)
    agree(tmp_path / "out.parquet")
    assert len(seen.parts) == 5
    assert sum(one.size for one in seen.parts) == seen.size == len(drawn())


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_long_layout_with_the_rows_of_an_exam_apart(
    tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sot_engine.registry.long_source.BUCKET", {"bytes": 20_000, "exams": 1_000})
    tall = long_rows(whole_table()).sample(fraction=1, shuffle=True, seed=1)
    getattr(tall, f"write_{ending}")(tmp_path / f"in.{ending}")
    seen = Quiet()
    run(tmp_path / f"in.{ending}", tmp_path / "out.parquet", seen)
    agree(tmp_path / "out.parquet")
    assert len(seen.parts) > 3
    assert seen.unit == {"csv": "bytes", "parquet": "values"}[ending]


def test_the_long_layout_with_sides_and_times_in_columns_of_their_own(tmp_path: Path) -> None:
    tall = long_rows(whole_table()).with_columns(
        pl.col("finding").str.extract("__(left|right)$").alias("side"),
        pl.when(pl.col("finding").str.starts_with("after__")).then(pl.lit("after")).otherwise(pl.lit("before")).alias("when"),
        pl.col("finding").str.replace("^after__", "").str.replace("__(left|right)$", ""),
    )  # fmt: skip
    tall.write_csv(tmp_path / "in.csv")
    run(tmp_path / "in.csv", tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


@pytest.mark.parametrize("scheme", ["postgresql+psycopg", "postgresql", "postgres"])
def test_postgresql_by_any_of_its_names(tmp_path: Path, scheme: str) -> None:
    address = new_server_database().replace("postgresql:", f"{scheme}:")
    rows = whole_table().cast({pl.Enum: pl.String})
    engine = create_engine(address.replace(f"{scheme}:", "postgresql+psycopg:"))
    columns = [
        Column(name, Double if kind.is_float() else Integer if kind.is_numeric() else Text)
        for name, kind in rows.schema.items()
    ]
    exams = Table("exams", MetaData(), *columns)
    with engine.begin() as opened:
        exams.create(opened)
        opened.execute(exams.insert(), rows.to_dicts())
    engine.dispose()
    run(address, tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")
