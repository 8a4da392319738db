"""Add a row to the ledger, and read rows back."""

from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, func, select

from sot_engine.errors import NotFound, SealBroken
from sot_engine.records.row import Draft, Row, sealed
from sot_engine.records.tables import CHAIN, LEDGER

LAST_LETTERS = "z" * 8
"""Ids are digits and small letters, so this comes after whatever may follow the beginning of one."""
MANY = 2000
"""How many rows are fetched at a time when all are read."""


def append(connection: Connection, draft: Draft) -> Row:
    """Write one row after the last; the transaction has to be a writing one, so that nobody else does so meanwhile.

    Errors: SealBroken when the database drops the row without a word, as a trigger of somebody else's can make it.
    """
    chain = connection.execute(select(CHAIN.c.length, CHAIN.c.hash, CHAIN.c.last_visit).where(CHAIN.c.id == 1)).one()
    step = None
    if draft.visit:
        last = connection.execute(select(func.max(LEDGER.c.step)).where(LEDGER.c.visit == draft.visit)).scalar()
        step = (last or 0) + 1
    row = sealed(draft, chain.length + 1, step, chain.last_visit, chain.hash)
    taken = connection.execute(LEDGER.insert(), row._asdict(), execution_options={"preserve_rowcount": True}).rowcount
    if taken != 1:
        message = "the database did not take what was to be recorded"
        raise SealBroken(message, hint="nothing was recorded; `sot records verify` names what stands in the way")
    return row


def visit_rows(connection: Connection, visit: str) -> tuple[Row, ...]:
    """Every row of one visit, in order."""
    found = connection.execute(select(LEDGER).where(LEDGER.c.visit == visit).order_by(LEDGER.c.step))
    return tuple(Row(*row) for row in found)


def rows_of(connection: Connection, visits: Sequence[str]) -> dict[str, tuple[Row, ...]]:
    """The rows of several visits, in the order in which the visits were given."""
    found: dict[str, list[Row]] = {visit: [] for visit in visits}
    asked = select(LEDGER).where(LEDGER.c.visit.in_(visits)).order_by(LEDGER.c.number)
    for row in connection.execute(asked):
        found[row.visit].append(Row(*row))
    return {visit: tuple(rows) for visit, rows in found.items()}


def find_visit(connection: Connection, word: str) -> str:
    """The visit whose id this is, or is the beginning of.

    Errors: NotFound when there is none, or several.
    """
    asked = (
        select(LEDGER.c.visit)
        .where(LEDGER.c.visit >= word, LEDGER.c.visit <= word + LAST_LETTERS, LEDGER.c.step == 1)
        .order_by(LEDGER.c.visit)
        .limit(3)
    )
    found = list(connection.execute(asked).scalars()) if word.isalnum() else []
    if word in found or len(found) == 1:
        return str(word if word in found else found[0])
    if found:
        message = f'"{word}" is the beginning of several visits, {", ".join(found)}'
        raise NotFound(message, hint="give more of its letters")
    message = f'no visit is called "{word}"' if word.isalnum() else "that is not the id of a visit"
    raise NotFound(message, hint="`sot visit list` has the ids")


def latest_visits(connection: Connection, *, patients: Iterable[str] | None, limit: int) -> tuple[str, ...]:
    """The visits opened last, of everybody or of these patients; a visit that was moved stands in both charts."""
    if patients is None:
        asked = select(LEDGER.c.visit).where(LEDGER.c.kind == "opened").order_by(LEDGER.c.number.desc()).limit(limit)
        return tuple(connection.execute(asked).scalars())
    number = func.max(LEDGER.c.number)
    asked = (
        select(LEDGER.c.visit)
        .where(LEDGER.c.patient.in_(list(patients)), LEDGER.c.visit.is_not(None))
        .group_by(LEDGER.c.visit)
        .order_by(number.desc())
        .limit(limit)
    )
    return tuple(connection.execute(asked).scalars())


def all_rows(connection: Connection) -> Iterator[Row]:
    """The whole ledger in order, a part of it in memory at a time."""
    asked = select(LEDGER).order_by(LEDGER.c.number).execution_options(yield_per=MANY)
    for part in connection.execute(asked).partitions():
        yield from map(Row._make, part)
