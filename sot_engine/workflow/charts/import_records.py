"""Take exported records into an empty database."""

from pathlib import Path

from sot_engine.errors import NotTakenIn, Place
from sot_engine.records.carry import Head, take_in
from sot_engine.records.export import read_csv, read_json
from sot_engine.store.database import Database


def import_records(records: Database, name: str) -> Head:
    """Read a JSON file or a folder of CSV files, check all of it, and keep it; how long its ledger is.

    Errors: NotTakenIn when it cannot be read or the database is not empty; SealBroken when a row was changed.
    """
    path = Path(name)
    try:
        if path.is_dir():
            found, items = read_csv(path)
            with records.writing() as connection:
                return take_in(connection, items, found)
        with path.open(encoding="utf-8") as stream:
            found, items = read_json(stream, name)
            with records.writing() as connection:
                return take_in(connection, items, found)
    except (OSError, UnicodeDecodeError) as error:
        message = f"the export cannot be read: {str(getattr(error, 'strerror', None) or 'it is not UTF-8').lower()}"
        raise NotTakenIn(message, where=Place(name), hint="check the name and the permission") from None
    except (OverflowError, RecursionError, UnicodeEncodeError):
        message = "the export holds what no records hold: a number, a text or a depth without end"
        raise NotTakenIn(message, where=Place(name), hint="nothing was taken in; take a whole export") from None
