"""The pack as SQL, run on DuckDB and on a PostgreSQL server: each row says what the direct reading says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import duckdb
import polars as pl
import psycopg
import pytest
import sqlglot
from hypothesis import given, settings

from benchmarks.exams import exams
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.visit import Visit
from sot_engine.registry.layout import COMMITTED, EXAM
from sot_engine.registry.sql import DIALECTS, UNREADABLE, Table, columns_of, pack_sql
from tests.databases import new_server_database
from tests.known_packs import readings_of
from tests.registry.tables import Columnar, Said, said, table
from tests.strategies import few, visits

Run = Callable[[str, pl.DataFrame], list[dict[str, Any]]]


@cache
def written(pack: str, dialect: str) -> str:
    """The query of a pack over the table `exams`, with sides."""
    read = readings_of(pack).pack
    return pack_sql(read, dialect, Table("exams", columns_of(read)), sides=True)


@cache
def columnar(pack: str) -> Columnar:
    """The columnar reading of a pack, for what a row of a result says."""
    return Columnar(readings_of(pack).pack)


def rows_of(pack: Pack, drawn: Sequence[Visit], category: Sequence[str | None]) -> pl.DataFrame:
    """Exams as a warehouse holds them: the columns that the query reads, words as text."""
    names = [column.name for column in columns_of(pack)]
    return table(pack, drawn, category).select(names).cast({pl.Enum: pl.String, pl.UInt8: pl.Int64, pl.Int32: pl.Int64})


def on_duckdb(query: str, rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Run a query over rows in DuckDB."""
    with duckdb.connect() as connection:
        connection.register("exams", rows.to_arrow())
        return sorted(connection.sql(query).pl().iter_rows(named=True), key=lambda row: int(row[EXAM][1:]))


@pytest.fixture(scope="module")
def on_postgres() -> Iterator[Run]:
    """Run a query over rows in a PostgreSQL server of our own."""
    with psycopg.connect(new_server_database(), autocommit=True) as connection:
        connection.execute("SET jit = off")  # it would compile a long query for a few rows

        def run(query: str, rows: pl.DataFrame) -> list[dict[str, Any]]:
            kinds = {pl.String: "text", pl.Int64: "bigint", pl.Float64: "double precision"}
            columns = ", ".join(f'"{name}" {kinds[type(kind)]}' for name, kind in rows.schema.items())
            connection.execute("DROP TABLE IF EXISTS exams")
            connection.execute(f"CREATE TABLE exams ({columns})".encode())
            with connection.cursor() as cursor:
                with cursor.copy("COPY exams FROM STDIN") as copy:
                    for row in rows.iter_rows():
                        copy.write_row(row)
                cursor.execute(query.encode())
                names = [column.name for column in cursor.description or ()]
                found = [dict(zip(names, row, strict=True)) for row in cursor]
            return sorted(found, key=lambda row: int(row[EXAM][1:]))

        yield run


def read_directly(pack: str, drawn: Sequence[Visit], chosen: Sequence[str | None]) -> list[Said]:
    """What the reference reading says of each exam."""
    direct = readings_of(pack).direct
    return [said(direct.read(*pair)) for pair in zip(drawn, chosen, strict=True)]  # type: ignore[arg-type] # categories


def agree(run: Run, dialect: str, pack: str, drawn: Sequence[Visit], chosen: Sequence[str | None]) -> None:
    """See to it that a query and the direct reading say the same."""
    read = readings_of(pack).pack
    found = run(written(pack, dialect), rows_of(read, drawn, chosen))
    assert [row[UNREADABLE] for row in found] == [False] * len(drawn)
    assert [columnar(pack).said(row) for row in found] == read_directly(pack, drawn, chosen)


@cache
def some_exams(pack: str) -> tuple[list[Visit], list[str | None]]:
    """Exams as a practice records them and exams of any kind, each choice in its turn.

    They are read all at once: a database takes its time over a query as long as ours.
    """
    found = exams(readings_of(pack).pack, 300, seed=11)

    @settings(few, max_examples=150, database=None)
    @given(visits(readings_of(pack).pack))
    def draw(visit: Visit) -> None:
        found.append(visit)

    draw()
    return found, [(None, *CATEGORIES)[place % 4] for place in range(len(found))]


SLOW = (pytest.mark.slow, pytest.mark.no_cover)


@pytest.mark.parametrize("pack", [pytest.param("core", marks=SLOW), pytest.param("with_ak", marks=SLOW), "tiny"])
def test_duckdb_says_what_the_direct_reading_says(pack: str) -> None:
    agree(on_duckdb, "duckdb", pack, *some_exams(pack))


@pytest.mark.parametrize("pack", [pytest.param("core", marks=SLOW), "tiny"])
def test_postgresql_says_what_the_direct_reading_says(pack: str, on_postgres: Run) -> None:
    agree(on_postgres, "postgres", pack, *some_exams(pack))


WRONG: Mapping[str, Any] = {
    "heel_tension__left": 9,
    "heel_tension__right": -1,
    "arm_fossa_upper__left": "maybe",
    "soto_test__left": "same>worse than ever",
    "age_years": None,
    "pregnancy_weeks": 60,
    "sit_and_reach_cm": 12.34,
    "lateral_sway_mm": float("nan"),
    "short_leg_prone_mm": float("inf"),
    "short_leg_supine_mm": 1e300,
    "committed": "IV",
}


def spoiled(rows: pl.DataFrame) -> pl.DataFrame:
    """One exam for each mistake, and the exam without any first."""
    one = rows.row(0, named=True)
    made = [one, *({**one, name: value} for name, value in WRONG.items())]
    return pl.DataFrame([{**row, EXAM: f"E{place}"} for place, row in enumerate(made)], schema=rows.schema)


@pytest.mark.no_cover
@pytest.mark.parametrize("dialect", ["duckdb", "postgres"])
def test_a_row_that_holds_what_no_column_can_hold_says_so_and_concludes_nothing(
    dialect: str, request: pytest.FixtureRequest
) -> None:
    run: Run = on_duckdb if dialect == "duckdb" else request.getfixturevalue("on_postgres")
    drawn = exams(readings_of("core").pack, 1)
    found = run(written("core", dialect), spoiled(rows_of(readings_of("core").pack, drawn, [None])))
    assert [row.pop(UNREADABLE) for row in found] == [False, *([True] * len(WRONG))]
    for row in found[1:]:
        assert {name for name, value in row.items() if value is not None} == {EXAM}


@pytest.mark.no_cover
def test_duckdb_reads_our_own_parquet_with_its_narrow_numbers() -> None:
    """Bytes without a sign would overflow below zero where a re-test is compared."""
    drawn, chosen = some_exams("core")
    read = readings_of("core").pack
    rows, kinds = rows_of(read, drawn, chosen), table(read, []).schema
    rows = rows.with_columns(pl.col([name for name in rows.columns if kinds[name] == pl.UInt8]).cast(pl.UInt8))
    found = on_duckdb(written("core", "duckdb"), rows)
    assert [columnar("core").said(row) for row in found] == read_directly("core", drawn, chosen)


@pytest.mark.no_cover
def test_a_part_of_a_whole_number_is_unreadable_in_a_warehouse_too() -> None:
    rows = rows_of(readings_of("core").pack, exams(readings_of("core").pack, 2), [None] * 2)
    broken = rows.with_columns(first_rib_pain__left=pl.Series([4.5, 4.0]))
    assert [row[UNREADABLE] for row in on_duckdb(written("core", "duckdb"), broken)] == [True, False]


@pytest.mark.no_cover
def test_negative_and_positive_are_the_words_that_they_stand_for() -> None:
    pack = readings_of("core").pack
    drawn = exams(readings_of("core").pack, 60)
    rows = rows_of(pack, drawn, [None] * len(drawn))
    signs = [column.name for column in columns_of(pack) if column.words and column.words[0] == "absent"]
    told = rows.with_columns(pl.col(signs).replace({"absent": "negative", "present": "positive"}))
    assert told.equals(rows) is False
    assert on_duckdb(written("core", "duckdb"), told) == on_duckdb(written("core", "duckdb"), rows)


def test_columns_that_the_table_does_not_have_are_not_recorded() -> None:
    pack = readings_of("tiny").pack
    gone = next(iter(pack.findings))
    columns = columns_of(pack)
    kept = tuple(one for one in columns if not one.name.startswith(("after__", COMMITTED)) and gone not in one.key)
    query = pack_sql(pack, "duckdb", Table("exams", kept, tuple(set(columns) - set(kept))), sides=True)
    drawn = [
        replace(one, after={}, findings={key: value for key, value in one.findings.items() if gone not in key})
        for one in exams(pack, 60)
    ]
    found = on_duckdb(query, rows_of(pack, drawn, [None] * 60).select([column.name for column in kept]))
    assert [columnar("tiny").said(row) for row in found] == read_directly("tiny", drawn, [None] * 60)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_is_one_query_that_its_grammar_reads(dialect: str) -> None:
    (query,) = sqlglot.parse(written("tiny", dialect), dialect=DIALECTS[dialect][1])
    assert isinstance(query, sqlglot.exp.Select)
    names = query.named_selects
    assert names[:3] == [EXAM, UNREADABLE, "outcome"]
    assert COMMITTED in names


@pytest.mark.parametrize("dialect", ["spark", "bigquery", "snowflake"])
def test_what_cannot_be_run_here_says_the_same_when_it_is_told_in_the_words_of_duckdb(dialect: str) -> None:
    """Not a run on these engines: the query, put into DuckDB's grammar by a translator that did not write it."""
    query = sqlglot.transpile(written("tiny", dialect), read=DIALECTS[dialect][1], write="duckdb")[0]
    drawn, chosen = some_exams("tiny")
    read = readings_of("tiny").pack
    found = on_duckdb(query, rows_of(read, drawn, chosen))
    assert [columnar("tiny").said(row) for row in found] == read_directly("tiny", drawn, chosen)


def test_a_table_may_stand_in_a_schema_of_a_catalogue() -> None:
    pack = readings_of("tiny").pack
    query = pack_sql(pack, "bigquery", Table("clinic.registry.exams", columns_of(pack)))
    assert "`clinic`.`registry`.`exams`" in query
    assert 'FROM "registry"."exams"' in pack_sql(pack, "postgres", Table("registry.exams", columns_of(pack)))
