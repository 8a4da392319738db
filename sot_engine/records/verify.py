"""Read the whole chain and say what is not as it was recorded, and of which visit."""

from collections.abc import Iterable, Iterator
from itertools import product
from types import NoneType
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from sot_engine.errors import SealBroken
from sot_engine.records import body
from sot_engine.records.beside import Beside
from sot_engine.records.fault import Fault
from sot_engine.records.guards import Guards, guards
from sot_engine.records.ledger import all_rows
from sot_engine.records.places import SIGNED, Places
from sot_engine.records.row import FIRST, Row, hash_of
from sot_engine.records.tables import CHAIN

MANY = 10_000
"""How many missing rows are told one by one."""
_OR_NONE = {"visit": (str, NoneType), "step": (int, NoneType), "patient": (str, NoneType), "follows": (str, NoneType)}
_KINDS = frozenset(product(*(_OR_NONE.get(name, (int,) if name == "number" else (str,)) for name in Row._fields)))
"""Of which kinds the parts of a row are, all that may be."""


class Verified(NamedTuple):
    """How many rows were read, the hash of the last, what is wrong, which seals were looked for and found.

    `guards` are the triggers of the database, by which a change would have been refused, that are not as they were.
    """

    rows: int
    hash: str
    faults: tuple[Fault, ...]
    seals: frozenset[str] = frozenset()
    guards: Guards = Guards()


def verify(connection: Connection, seals: frozenset[str] = frozenset()) -> Verified:
    """Walk the ledger from its first row to its last, and what stands beside it: packs, people, patients, guards.

    A file with bytes that are no text is read a second time, taking them for what they are: a change like any other.

    `seals` are hashes that somebody has kept elsewhere, on a printed note say; those that the chain holds are told.
    """
    try:
        return _verified(connection, seals)
    except OperationalError:
        file: Any = connection.connection.dbapi_connection
        if not hasattr(file, "text_factory"):
            raise
    file.text_factory = _any_text
    try:
        return _verified(connection, seals)
    finally:
        file.text_factory = str


def _any_text(raw: bytes) -> str:
    """What a file holds as text, which may be no text any more."""
    return raw.decode(errors="surrogateescape")


def _verified(connection: Connection, seals: frozenset[str]) -> Verified:
    reader = _Reader(seals)
    faults = [*reader.faults(all_rows(connection)), *reader.unsealed()]
    faults += _at_the_end(connection, reader)
    faults += reader.beside.faults(connection)
    found = frozenset(reader.found)
    return Verified(reader.number, reader.previous, tuple(faults), found, guards(connection))


class _Reader:
    """Reads rows in order and remembers what the next one has to fit."""

    def __init__(self, seals: frozenset[str]) -> None:
        self.number, self.previous, self.visit = 0, FIRST, None
        self.beside = Beside()
        self.found: set[str] = set()
        self._seals = seals
        self._places = Places()
        self._assessed: dict[str, Row] = {}
        """The last assessment of each visit that is not sealed yet."""

    def faults(self, rows: Iterable[Row]) -> Iterator[Fault]:
        for row in rows:
            if not _is_a_row(row):
                yield Fault(self.number + 1, row.visit if isinstance(row.visit, str) else None, "is no row any more")
                continue
            if row.number != self.number + 1:
                yield from self._gap(row)
            elif row.previous != self.previous or row.follows != self.visit:
                yield Fault(row.number, row.visit, "does not follow the row before it")
            if hash_of(row) != row.hash:
                yield Fault(row.number, row.visit, "is not what was recorded")
            else:
                yield from self._read(row)
            yield from self._step(row)
            self._pass(row)

    def _read(self, row: Row) -> Iterator[Fault]:
        """Read a row whose hash fits: whoever may write can add one that nothing can be read from.

        An assessment takes longer than all else of a visit. It waits until it is known that no seal follows: behind one
        the database lets no assessment in.
        """
        read: Row | None = row
        if row.visit and row.kind == "assessment":
            read = self._assessed.get(row.visit)
            self._assessed[row.visit] = row
        elif row.visit and row.kind == "sealed":
            self._assessed.pop(row.visit, None)
        if read and (says := _unreadable(read)):
            yield Fault(read.number, read.visit, says)

    def unsealed(self) -> Iterator[Fault]:
        """What cannot be read of visits that are not sealed, once every row has passed."""
        for row in self._assessed.values():
            if says := _unreadable(row):
                yield Fault(row.number, row.visit, says)

    def _gap(self, row: Row) -> Iterator[Fault]:
        """Rows between the last one and this; this one knows of which visit the last of them was."""
        yield from _missing(self.number + 1, row.number - 1)
        if row.number > self.number:
            yield Fault(row.number - 1, row.follows, "is missing")

    def _step(self, row: Row) -> Iterator[Fault]:
        if row.visit is None:
            return
        for says in self._places.faults(row.visit, row.step, row.kind):
            yield Fault(row.number, row.visit, says)

    def _pass(self, row: Row) -> None:
        self.number, self.previous, self.visit = row.number, row.hash, row.visit  # type: ignore[assignment]  # or none
        if row.hash in self._seals:
            self.found.add(row.hash)
        self.beside.note(row)


def _unreadable(row: Row) -> str:
    """Why a row with the right hash is none that this program wrote; nothing where it can be read."""
    if row.visit is None:
        return "" if row.kind in body.BESIDE else f'is of the kind "{row.kind}", which only a visit has'
    if row.kind not in body.BODIES:
        return f'is of the kind "{row.kind}", which no visit has'
    try:
        told = body.read(body.BODIES[row.kind], row)
    except SealBroken:
        return "cannot be read"
    if row.kind in SIGNED and (told.signature.by.id, told.signature.at) != (row.person, row.at):
        return "is signed by another person, or at another time, than it was recorded"
    return ""


def _is_a_row(row: Row) -> bool:
    """Whether each part is of its kind; a file takes a word where a number belongs, and bytes where words do."""
    return tuple(map(type, row)) in _KINDS


def _missing(first: int, end: int) -> Iterator[Fault]:
    """Rows that are not there, each by itself; past so many, the rest in one, since a number may be any number."""
    yield from (Fault(number, None, "is missing") for number in range(first, min(end, first + MANY)))
    if end > first + MANY:
        yield Fault(first + MANY, None, f"is missing, and all to {end - 1}")


def _at_the_end(connection: Connection, reader: _Reader) -> Iterator[Fault]:
    """What the database itself counted, against what is there."""
    counts = connection.execute(select(CHAIN.c.length, CHAIN.c.hash, CHAIN.c.last_visit).order_by(CHAIN.c.id)).all()
    if len(counts) > 1:
        yield Fault(reader.number, None, "is the last, and the count of rows stands there more than once")
    chain = counts[0] if counts else None
    if chain is None:
        yield Fault(reader.number, None, "is the last, and the count of rows is gone")
    elif isinstance(chain.length, int) and chain.length > reader.number:
        yield from _missing(reader.number + 1, chain.length)
        yield Fault(chain.length, chain.last_visit, "is missing")
    elif tuple(chain) != (reader.number, reader.previous, reader.visit):
        yield Fault(reader.number, reader.visit, "is not the one that was recorded last")
