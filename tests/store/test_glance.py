"""A glance answers only where all is plainly well."""

import sqlite3
from pathlib import Path

import pytest

from sot_engine.store.glance import glance


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE alembic_version (version_num TEXT); INSERT INTO alembic_version VALUES ('0001');"
            "CREATE TABLE line (words TEXT); INSERT INTO line VALUES ('one'), ('two');"
        )
    connection.close()
    return path


def test_rows_are_read_by_column(path: Path) -> None:
    assert glance(path, "0001", "SELECT words FROM line WHERE words = ?", ("two",)) == [{"words": "two"}]


def test_another_version_is_left_to_whoever_opens_it(path: Path) -> None:
    assert glance(path, "0002", "SELECT words FROM line") is None


def test_a_file_that_is_missing_damaged_or_without_the_table_is_left_too(path: Path, tmp_path: Path) -> None:
    assert glance(tmp_path / "none.db", "0001", "SELECT 1") is None
    assert not (tmp_path / "none.db").exists()
    assert glance(path, "0001", "SELECT * FROM elsewhere") is None
    path.write_bytes(b"damaged" * 1000)
    assert glance(path, "0001", "SELECT words FROM line") is None


def test_a_file_that_may_not_be_written_is_left_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    assert glance(path, "0001", "SELECT words FROM line") is None
