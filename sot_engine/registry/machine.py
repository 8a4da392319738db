"""What Polars and the disk say when something is wrong, in our own errors."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from sot_engine.errors import MachineLacks, Place, TableUnreadable
from sot_engine.registry.source import Batch, Part, Source

FULL = ("os error 28", "os error 27", "os error 122", "No space left", "File too large", "transport error")
TROUBLE = (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException)
NOT_OURS = ("os error 13", "Permission denied", "os error 30")


@contextmanager
def reading(name: str) -> Iterator[None]:
    """What goes wrong inside is the fault of the table of this name.

    Errors: TableUnreadable, and MachineLacks where the disk or a permission is what lacks.
    """
    try:
        yield
    except FileNotFoundError:
        message = "there is no such file"
        raise TableUnreadable(message, where=Place(name), hint="check the path") from None
    except TROUBLE as error:
        raise _told(error, name) from None


@contextmanager
def using(batch: Batch, name: str) -> Iterator[None]:
    """What goes wrong inside is the fault of a batch, which is read as it is used; the very file is named.

    Errors: TableUnreadable, MachineLacks.
    """
    try:
        yield
    except TROUBLE as error:
        look_into(batch, name)
        raise _told(error, name) from None


def look_into(batch: Batch, name: str) -> None:
    """Read a batch file by file and for nothing else, to see which of them cannot be read.

    Errors: TableUnreadable, MachineLacks.
    """
    for where, table in batch.pieces or ((name, batch.table),):
        with reading(where):
            table.select(pl.all().null_count()).collect(engine="streaming")


def parts_of(source: Source) -> Iterator[Part]:
    """The parts of a table in order.

    Errors: TableUnreadable, MachineLacks.
    """
    with reading(source.name):
        yield from source.parts()


def _told(error: BaseException, name: str) -> TableUnreadable | MachineLacks:
    text = str(error)
    if any(word in text for word in FULL):
        return MachineLacks("the disk is full", where=Place(name), hint="free some space and run the command again")
    if any(word in text for word in NOT_OURS):
        return MachineLacks("permission denied", where=Place(name), hint="ask for access, or choose another place")
    hint = "export the table again"
    if "out of specification" in text.lower() or "parquet" in text.lower():
        return TableUnreadable("it is not a whole Parquet file", where=Place(name), hint=hint)
    return TableUnreadable(f"it cannot be read: {text.splitlines()[0][:120]}", where=Place(name), hint=hint)


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """What goes wrong inside is the fault of the place that is written to.

    Errors: MachineLacks.
    """
    try:
        yield
    except TROUBLE as error:
        known = _told(error, str(out))
        if isinstance(known, MachineLacks):
            raise known from None
        message = f"the result cannot be written: {str(error).splitlines()[0][:120]}"
        raise MachineLacks(message, where=Place(str(out)), hint="choose another place for --out") from None
