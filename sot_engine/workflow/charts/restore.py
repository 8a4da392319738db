"""Put a backup in the place of the records."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sot_engine.errors import NotTakenIn, Place, StoreUnavailable
from sot_engine.records.carry import Head, Item, everything, head, take_in
from sot_engine.records.tables import SCHEMA
from sot_engine.store.address import Address, records_address
from sot_engine.store.database import Database
from sot_engine.store.faults import faults_told
from sot_engine.store.in_use import alone
from sot_engine.store.opening import open_database
from sot_engine.store.swap import parts, swap_in
from sot_engine.workflow.charts.open_records import kept_key

if TYPE_CHECKING:
    from sot_engine.store.database import Connection

_PLAIN = b"SQLite format 3\x00"
_PAGE = 4096
"""An encrypted file says nothing of itself, but it is made of whole pages."""


def restore(backup: str, *, replace: bool = False, ask_key: Callable[[str], str] | None = None) -> Head:
    """Read a backup, check all of it, and write it where the records are; how long its ledger is.

    Records that are there already are refused, or with `replace` set aside under another name, never deleted.
    Errors: NotTakenIn; StoreUnavailable, also while another program has the records open; SealBroken when the backup
    is not what was recorded.
    """
    target = records_address()
    with TemporaryDirectory(prefix="sot-restore-") as home:
        place = _copied(Path(backup), Path(home))
        asked = backup if place.kind == "sqlcipher" else str(target)
        key = _key(target, asked, ask_key) if "sqlcipher" in {place.kind, target.kind} else None
        own = key if place.kind == "sqlcipher" else None
        with _backup_faults(place, backup), open_database(place, SCHEMA, key=own) as source:
            if replace and target.is_file and target.path.exists():
                real = Address(target.kind, str(target.path.resolve()))  # a link to the file stays one
                with alone(real):
                    return _swapped(source, real, key)
            with open_database(target, SCHEMA, key=key if target.kind == "sqlcipher" else None) as records:
                return _carried(source, records)


@contextmanager
def _backup_faults(place: Address, backup: str) -> Iterator[None]:
    """What is wrong with the copy is wrong with the backup, by the name that the person gave it.

    Errors: NotTakenIn.
    """
    try:
        yield
    except StoreUnavailable as error:
        if error.where != Place(str(place)):
            raise
        message = error.message.replace("the database", "the backup")
        raise NotTakenIn(message, where=Place(backup), hint="nothing was changed; take another backup") from None


def _key(target: Address, asked: str, ask_key: Callable[[str], str] | None) -> str | None:
    """The key of the records, which is that of their encrypted backups too."""
    return kept_key(str(target)) or (ask_key(asked) if ask_key else None)


def _carried(source: Database, records: Database) -> Head:
    with source.reading() as old, records.writing() as new:
        return take_in(new, _of_the_backup(old, source.address), head(old))


def _of_the_backup(old: "Connection", place: Address) -> Iterator[Item]:
    """Everything in the backup; what cannot be read there is no fault of the records."""
    with faults_told(place):
        yield from everything(old)


def _swapped(source: Database, target: Address, key: str | None) -> Head:
    """Write the new file beside the old one, and give it its name when all of it is there."""
    beside = target.path.with_name(f".{target.path.name}.new")
    for part in parts(beside):
        part.unlink(missing_ok=True)
    try:
        with open_database(Address(target.kind, str(beside)), SCHEMA, key=key) as records:
            found = _carried(source, records)
            records.forget()  # out of its journal: on a full disk SQLite would leave it there without a word
        swap_in(beside, target, key)
    except StoreUnavailable as error:
        if error.where != Place(str(beside)):
            raise
        raise StoreUnavailable(error.message, where=Place(str(target)), hint=error.hint) from None
    finally:
        for part in parts(beside):
            part.unlink(missing_ok=True)
    return found


def _copied(backup: Path, home: Path) -> Address:
    """A copy that may be opened and raised to the newest version, so that the backup stays as it is."""
    copy, journal = home / "backup.db", backup.with_name(f"{backup.name}-wal")
    try:
        shutil.copyfile(backup, copy)
        if journal.exists():  # a database that was copied with its journal has its last rows there
            shutil.copyfile(journal, home / "backup.db-wal")
        with copy.open("rb") as stream:
            plain = stream.read(len(_PLAIN)) == _PLAIN
        size = copy.stat().st_size
    except OSError as error:
        message = f"the backup cannot be read: {(error.strerror or str(error)).lower()}"
        raise NotTakenIn(message, where=Place(str(backup)), hint="check the name and the permission") from None
    if not plain and (size == 0 or size % _PAGE):
        message = "this is no backup of records"
        raise NotTakenIn(message, where=Place(str(backup)), hint="`sot records backup` writes one")
    return Address("sqlite" if plain else "sqlcipher", str(copy))
