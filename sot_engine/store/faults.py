"""What a database says when it fails, in words that a person can act on and without a word of what it holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sot_engine.errors import AlreadySigned, Place, RecordError, StoreUnavailable
from sot_engine.store.address import Address

SEALED = "sot: sealed"
"""What our triggers say when somebody would change what was recorded."""


class _Cause(NamedTuple):
    """A sign in the database's own message, and what it means to a person."""

    sign: str
    message: str
    hint: str


_CAUSES = (
    _Cause("database or disk is full", "the disk is full", "free some space; nothing was written"),
    _Cause("no space left", "the disk is full", "free some space; nothing was written"),
    _Cause("disk i/o error", "the disk cannot be read or written", "check the disk, and that it is not full"),
    _Cause("readonly database", "it may not be written", "check the permission of the file and its folder"),
    _Cause("read-only", "it may not be written", "check the permission of the file and its folder"),
    _Cause("unable to open database file", "it cannot be opened", "check that the folder exists and may be written"),
    _Cause(
        "database is locked", "another program has kept it busy for too long", "close the other program, then again"
    ),
    _Cause("malformed", "the file is damaged", "`sot records restore BACKUP --replace` puts a backup in its place"),
    _Cause("could not decode", "it holds bytes that are no text", "`sot records verify` says where"),
    _Cause("wrong password", "the server refused the user or the password", "check SOT_DATABASE and ~/.pgpass"),
    _Cause("authentication failed", "the server refused the user or the password", "check SOT_DATABASE and ~/.pgpass"),
    _Cause("does not exist", "the server has no such database, user or table", "create it first, or check the name"),
    _Cause("connection refused", "the server does not answer", "start it, or check the host and the port"),
    _Cause("could not translate host", "the server is not known", "check the name of the host"),
    _Cause("failed to resolve host", "the server is not known", "check the name of the host"),
    _Cause("permission denied", "the user may not do this", "grant the rights that docs/records.md lists"),
    _Cause("must be owner", "the user may not do this", "grant the rights that docs/records.md lists"),
    _Cause("no such table", "it is a database of another program", "choose another file"),
)
_NOT_A_DATABASE = "file is not a database"


@contextmanager
def faults_told(address: Address) -> Iterator[None]:
    """Turn whatever a database raises into one of our errors; statements and values never reach a message.

    Errors: AlreadySigned when a trigger refused a change, else StoreUnavailable.
    """
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except SQLAlchemyError as error:
        raise fault_of(getattr(error, "orig", None) or error, address) from None


@contextmanager
def disk_faults_told(address: Address) -> Iterator[None]:
    """The same for what the system says of a file or a folder.

    Errors: StoreUnavailable.
    """
    try:
        yield
    except OSError as error:
        said = (error.strerror or "the system refused it").lower()
        raise _unavailable(address, said, "check the disk and the folder") from None


def fault_of(error: BaseException, address: Address) -> RecordError:
    """What one message of a database means."""
    said = str(error)
    if SEALED in said:
        message = "what was recorded is never changed or deleted: the database refused it"
        return AlreadySigned(message, where=Place(str(address)), hint="add an amendment instead")
    lowered = said.lower()
    if _NOT_A_DATABASE in lowered:
        return _no_database(address)
    for cause in _CAUSES:
        if cause.sign in lowered:
            return _unavailable(address, cause.message, cause.hint)
    return _unavailable(address, f"it reported {type(error).__name__}", "see the log of the database, then try again")


def _no_database(address: Address) -> RecordError:
    if address.kind == "sqlcipher":
        return _unavailable(address, "the key does not open it, or it is damaged", "check the key, then the file")
    hint = "for an encrypted one write sqlcipher:///path; else `sot records restore BACKUP --replace`"
    return _unavailable(address, "the file is damaged, encrypted, or no database", hint)


def _unavailable(address: Address, message: str, hint: str) -> StoreUnavailable:
    return StoreUnavailable(f"the database cannot be used: {message}", where=Place(str(address)), hint=hint)
