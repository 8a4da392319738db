"""One file of a database takes the place of another, which is kept under another name."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from sot_engine.errors import RecordError
from sot_engine.store.address import Address
from sot_engine.store.faults import disk_faults_told
from sot_engine.store.opening import open_as_it_is

TAILS = ("-wal", "-shm", "-journal")
"""What SQLite lays beside a file while it is open; after a crash it stays there."""


def swap_in(new: Path, target: Address, key: str | None) -> None:
    """Give a new file the name of a database that nobody has open; the old one is kept as `NAME.before-restore`.

    At each moment one of the two has that name, so that nobody begins new records meanwhile.
    Errors: StoreUnavailable.
    """
    _emptied_journal(target, key)
    with disk_faults_told(target):
        _set_aside(target.path)
        new.replace(target.path)


def parts(path: Path) -> list[Path]:
    """A file of a database and what may lie beside it."""
    return [path, *(path.with_name(path.name + tail) for tail in TAILS)]


def _emptied_journal(target: Address, key: str | None) -> None:
    """Bring what a machine that died left in the journal into the file; one that is damaged stays as it is.

    Of an empty file SQLite would throw the journal away.
    """
    if target.path.stat().st_size:
        with suppress(RecordError), open_as_it_is(target, key=key) as records:
            records.forget()


def _set_aside(path: Path) -> None:
    """Copy a file and its journal to another name; a second name of one file would change with the first.

    Where there is no room for a copy, or a part cannot be read, the file itself gets the other name.
    """
    names = (f"{path.name}.before-restore{again}" for again in ("", *(f"-{number}" for number in range(1, 1000))))
    aside = next(other for name in names if not (other := path.with_name(name)).exists())
    try:
        for part, kept in zip(parts(path), parts(aside), strict=True):
            if part.exists():
                _copied(part, kept)
    except OSError:
        for part, kept in zip(parts(path), parts(aside), strict=True):
            kept.unlink(missing_ok=True)
            if part.exists():
                part.rename(kept)
    else:
        for part in parts(path)[1:]:
            part.unlink(missing_ok=True)


def _copied(part: Path, kept: Path) -> None:
    """A durable copy that only its owner reads."""
    with part.open("rb") as source, os.fdopen(os.open(kept, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as sink:
        shutil.copyfileobj(source, sink, 1 << 20)
        sink.flush()
        os.fsync(sink.fileno())
