"""Copy the records into a file of their own, and read the copy before it counts."""

from pathlib import Path

from sot_engine.errors import Place, SealBroken, StoreUnavailable
from sot_engine.records.guards import Guards
from sot_engine.records.tables import SCHEMA
from sot_engine.records.verify import Verified, verify
from sot_engine.store.address import Address, data_folder
from sot_engine.store.copy import copy_database
from sot_engine.store.database import Database
from sot_engine.store.opening import open_database
from sot_engine.workflow.moment import now


def back_up(records: Database, out: str | None = None) -> tuple[Path, Verified]:
    """Copy to a path, or into `backups` in the data folder under the time; what was read of the copy.

    Others may go on recording. An encrypted database gives an encrypted copy, a server a file in clear.
    Errors: StoreUnavailable when it cannot be written, or not be read, and then it does not stay; SealBroken when the
    chain is broken, and the copy stays.
    """
    moment = now()[:19].replace(":", "")
    path = Path(out) if out else data_folder() / "backups" / f"records-{moment}.db"
    copy_database(records, path)
    place = Address("sqlcipher" if records.key else "sqlite", str(path))
    try:
        with open_database(place, SCHEMA, key=records.key) as copy, copy.reading() as connection:
            found = verify(connection)
    except StoreUnavailable as error:
        for tail in ("", "-wal", "-shm"):
            path.with_name(path.name + tail).unlink(missing_ok=True)
        message = f"the copy cannot be read, and was not kept: {error.message}"
        hint = "`sot records verify` says whether the records themselves can be read"
        raise StoreUnavailable(message, where=Place(str(records.address)), hint=hint) from None
    if found.faults:
        message = f"the copy {path} was made, and {len(found.faults)} rows of it are not what was recorded"
        raise SealBroken(message, hint="`sot records verify` has the list")
    return path, found._replace(
        guards=Guards()
    )  # nothing is recorded in a copy, and what is restored has its guards again
