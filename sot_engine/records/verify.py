"""Read the whole chain and say what is not as it was recorded, and of which visit."""

import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from sot_engine.records.ledger import all_rows
from sot_engine.records.people import digest
from sot_engine.records.row import FIRST, Row, hash_of
from sot_engine.records.tables import CHAIN, PACK, PERSON


class Fault(NamedTuple):
    """One thing that is not as it was recorded; `visit` is None where it concerns none, or which one is not known."""

    row: int
    visit: str | None
    says: str


class Verified(NamedTuple):
    """How many rows were read, the hash of the last, what is wrong, and which seals were looked for and found."""

    rows: int
    hash: str
    faults: tuple[Fault, ...]
    seals: frozenset[str] = frozenset()


def verify(connection: Connection, seals: frozenset[str] = frozenset()) -> Verified:
    """Walk the ledger from its first row to its last, with the packs and the people that it names.

    `seals` are hashes that somebody has kept elsewhere, on a printed note say; those that the chain holds are told.
    """
    reader = _Reader(seals)
    faults = list(reader.faults(all_rows(connection)))
    faults += _at_the_end(connection, reader)
    faults += _packs(connection, reader.packs)
    faults += _people(connection, reader.people)
    return Verified(reader.number, reader.previous, tuple(faults), frozenset(reader.found))


class _Reader:
    """Reads rows in order and remembers what the next one has to fit."""

    def __init__(self, seals: frozenset[str]) -> None:
        self.number, self.previous, self.visit = 0, FIRST, None
        self.packs: dict[str, tuple[str, int]] = {}
        self.people: dict[str, tuple[dict[str, Any], int]] = {}
        self.found: set[str] = set()
        self._seals = seals
        self._steps: dict[str, int] = {}

    def faults(self, rows: Iterable[Row]) -> Iterator[Fault]:
        for row in rows:
            if row.number != self.number + 1:
                yield from self._gap(row)
            elif row.previous != self.previous or row.follows != self.visit:
                yield Fault(row.number, row.visit, "does not follow the row before it")
            if hash_of(row) != row.hash:
                yield Fault(row.number, row.visit, "is not what was recorded")
            yield from self._step(row)
            self._pass(row)

    def _gap(self, row: Row) -> Iterator[Fault]:
        """Rows between the last one and this; this one knows of which visit the last of them was."""
        for number in range(self.number + 1, row.number - 1):
            yield Fault(number, None, "is missing")
        if row.number > self.number:
            yield Fault(row.number - 1, row.follows, "is missing")

    def _step(self, row: Row) -> Iterator[Fault]:
        if row.visit is None:
            return
        expected = self._steps.get(row.visit, 0) + 1
        if row.step != expected:
            yield Fault(row.number, row.visit, f"is step {row.step} of its visit, where step {expected} was due")
        self._steps[row.visit] = row.step or expected

    def _pass(self, row: Row) -> None:
        self.number, self.previous, self.visit = row.number, row.hash, row.visit  # type: ignore[assignment]  # or none
        if row.hash in self._seals:
            self.found.add(row.hash)
        if row.kind == "pack":
            kept = _told(row, "sha256", "content")
            self.packs |= {kept["sha256"]: (kept["content"], row.number)} if kept else {}
        elif row.kind == "person":
            kept = _told(row, "id")
            self.people |= {kept["id"]: (kept, row.number)} if kept else {}


def _told(row: Row, *needed: str) -> dict[str, Any]:
    """What a row says; nothing when it was changed into something else, which its hash tells already."""
    try:
        body = json.loads(row.body)
    except (TypeError, ValueError):
        return {}
    return body if isinstance(body, dict) and all(isinstance(body.get(name), str) for name in needed) else {}


def _at_the_end(connection: Connection, reader: _Reader) -> Iterator[Fault]:
    """What the database itself counted, against what is there."""
    chain = connection.execute(select(CHAIN.c.length, CHAIN.c.hash, CHAIN.c.last_visit)).one_or_none()
    if chain is None:
        yield Fault(reader.number, None, "is the last, and the count of rows is gone")
    elif chain.length > reader.number:
        for number in range(reader.number + 1, chain.length):
            yield Fault(number, None, "is missing")
        yield Fault(chain.length, chain.last_visit, "is missing")
    elif (chain.length, chain.hash) != (reader.number, reader.previous):
        yield Fault(reader.number, reader.visit, "is not the one that was recorded last")


def _packs(connection: Connection, known: dict[str, tuple[str, int]]) -> Iterator[Fault]:
    """The kept packs, each against the hash of its content."""
    there: dict[str, str] = {}
    for name, content in connection.execute(select(PACK.c.sha256, PACK.c.content)):
        there[name] = sha256(content.encode()).hexdigest()
    for name, (content, number) in known.items():
        if there.get(name) != content:
            says = "names a pack that is not what was kept" if name in there else "names a pack that is gone"
            yield Fault(number, None, says)
    for name in there.keys() - known.keys():
        yield Fault(0, None, f"no row names the pack {name[:12]}")


def _people(connection: Connection, known: dict[str, tuple[dict[str, Any], int]]) -> Iterator[Fault]:
    """The people who sign, each against what was recorded last: no role and no password changes silently."""
    there = {row["id"]: dict(row) for row in connection.execute(select(PERSON)).mappings()}
    for name, (told, number) in known.items():
        if name not in there:
            yield Fault(number, None, f"names {name}, who is gone from the people")
            continue
        now = there[name] | {"password": digest(there[name]["password"])}
        changed = [field for field in now if field in told and now[field] != told[field]]
        if changed:
            yield Fault(number, None, f"names {name}, whose {' and '.join(changed)} was changed without a word")
    for name in there.keys() - known.keys():
        yield Fault(0, None, f"no row names {name}, who is among the people")
