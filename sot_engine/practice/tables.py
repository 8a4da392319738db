"""The tables of a progress file, as statements; no value ever stands in one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from sot_engine.domain.study import Known
from sot_engine.practice.rows import known_row, read_answer, read_known, read_time
from sot_engine.practice.schedule import replay

if TYPE_CHECKING:
    from sqlalchemy import Connection


KNOWN_OF = "SELECT * FROM known WHERE deck = ?"
LATEST = "SELECT max(at) AS at FROM (SELECT max(at) AS at FROM answer UNION SELECT max(ended) FROM attempt)"
"""The last time at which an answer was given or a case ended."""


def rows(connection: "Connection", statement: str, *values: Any) -> list[Mapping[str, Any]]:
    """The rows that a statement finds, by column."""
    return [dict(row) for row in connection.exec_driver_sql(statement, values).mappings()]


def insert(connection: "Connection", table: str, row: Mapping[str, Any]) -> None:
    """Add one row."""
    connection.exec_driver_sql(f"INSERT INTO {_into(table, row)}", tuple(row.values()))


def replace(connection: "Connection", table: str, row: Mapping[str, Any]) -> None:
    """Add one row, in place of the one with the same key."""
    connection.exec_driver_sql(f"INSERT OR REPLACE INTO {_into(table, row)}", tuple(row.values()))


def _into(table: str, columns: Iterable[str]) -> str:
    names = tuple(columns)
    return f"{table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"


def read_latest(found: list[Mapping[str, Any]]) -> datetime | None:
    """The time that `LATEST` finds; None where nothing was kept yet."""
    text = found[0]["at"]
    return read_time(text) if text else None


def known_card(connection: "Connection", deck: str, card: str) -> Known | None:
    """What is known of one card."""
    found = rows(connection, "SELECT * FROM known WHERE deck = ? AND card = ?", deck, card)
    return read_known(found[0]) if found else None


def forget(connection: "Connection", answer: str) -> list[tuple[str, str]]:
    """Take one answer away; the deck and card that it was of."""
    found = rows(connection, "SELECT deck, card FROM answer WHERE id = ?", answer)
    connection.exec_driver_sql("DELETE FROM answer WHERE id = ?", (answer,))
    return [(row["deck"], row["card"]) for row in found]


def work_out(connection: "Connection", deck: str, card: str, *, in_time: bool = False) -> None:
    """Work out anew what is known of a card from its answers, as they were kept or in the order of their times."""
    found = rows(connection, "SELECT * FROM answer WHERE deck = ? AND card = ? ORDER BY number", deck, card)
    if found:
        kept = sorted(found, key=itemgetter("at")) if in_time else found
        replace(connection, "known", known_row(deck, replay(map(read_answer, kept))))
    else:
        connection.exec_driver_sql("DELETE FROM known WHERE deck = ? AND card = ?", (deck, card))
