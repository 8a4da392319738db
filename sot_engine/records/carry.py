"""Everything that records hold, table by table, out of one database and into another."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, select

from sot_engine.errors import NotTakenIn, SealBroken
from sot_engine.records.places import Places
from sot_engine.records.row import FIRST
from sot_engine.records.tables import CHAIN, IDENTITY, LEDGER, PACK, PATIENT, PERSON
from sot_engine.records.verify import verify

TABLES: Mapping[str, Table] = {table.name: table for table in (PATIENT, IDENTITY, PERSON, PACK, LEDGER)}
"""In the order in which they can be filled. The chain is not carried: it grows with the ledger."""
MANY = 500


class Item(NamedTuple):
    """One row of one table."""

    table: str
    row: Mapping[str, Any]


class Head(NamedTuple):
    """How long the ledger is, and the hash of its last row."""

    length: int
    hash: str


def head(connection: Connection) -> Head:
    """Where the ledger stands."""
    return Head(*connection.execute(select(CHAIN.c.length, CHAIN.c.hash).where(CHAIN.c.id == 1)).one())


def everything(connection: Connection) -> Iterator[Item]:
    """Every row of every table, a part of them in memory at a time."""
    for name, table in TABLES.items():
        asked = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=MANY)
        for part in connection.execute(asked).mappings().partitions():
            yield from (Item(name, dict(row)) for row in part)


def take_in(connection: Connection, items: Iterable[Item], expected: Head) -> Head:
    """Fill an empty database, and believe nothing: the whole chain is read again before it counts.

    Errors: NotTakenIn when the database holds records already; SealBroken when a row is not what was recorded.
    """
    if head(connection).length:
        message = "there are records here already"
        raise NotTakenIn(message, hint="take them into an empty database, or restore with --replace")
    for name, group in groupby(items, itemgetter(0)):
        rows = (dict(item.row) for item in group)
        for part in _parts(_following(rows) if name == LEDGER.name else rows):
            connection.execute(TABLES[name].insert(), part)
    found = verify(connection)
    if found.faults or (found.rows, found.hash) != expected:
        says = found.faults[0] if found.faults else None
        message = f"row {says.row} {says.says}" if says else "the last rows are missing"
        visit = says.visit if says else None
        raise SealBroken(message, context=f"of the visit {visit}" if visit else "", hint="nothing was taken in")
    return head(connection)


def _following(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of the ledger, each after the one that it names.

    Errors: SealBroken at the first that does not follow.
    """
    number, previous, places = 0, FIRST, Places()
    for row in rows:
        says = places.faults(row["visit"], row["step"], row["kind"]) if row["visit"] else ()
        if (row["number"], row["previous"]) != (number + 1, previous):
            says = (f"does not follow row {number}",)
        if says:
            message = f"row {row['number']} {says[0]}"
            raise SealBroken(message, context=f"of the visit {row['visit']}", hint="nothing was taken in")
        number, previous = row["number"], row["hash"]
        yield row


def _parts(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for row in rows:
        part.append(row)
        if len(part) == MANY:
            yield part
            part = []
    if part:
        yield part
