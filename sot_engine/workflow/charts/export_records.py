"""Write everything that the records hold into a file or a folder that other programs read."""

import os
import shutil
from pathlib import Path
from typing import Literal

from sot_engine.errors import MachineLacks, Place
from sot_engine.records.carry import Head, everything, head
from sot_engine.records.export import json_parts, write_csv
from sot_engine.store.database import Database


def export_records(records: Database, out: str, kind: Literal["json", "csv"] = "json") -> Head:
    """A JSON file, or a folder of CSV files, for its owner alone; it is there when all of it is.

    Errors: MachineLacks when it is there already or cannot be written.
    """
    path = Path(out)
    if path.exists():
        message = "there is something of this name already"
        raise MachineLacks(message, where=Place(out), hint="choose another name")
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with records.reading() as connection:
            found = head(connection)
            if kind == "csv":
                half.mkdir(mode=0o700, parents=True)
                write_csv(everything(connection), found, half)
            else:
                half.touch(mode=0o600)
                with half.open("w", encoding="utf-8") as stream:
                    stream.writelines(json_parts(everything(connection), found))
        half.rename(path)
    except OSError as error:
        message = f"the export cannot be written: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, where=Place(out), hint="choose another place") from None
    finally:
        if half.is_dir():
            shutil.rmtree(half, ignore_errors=True)
        elif half.is_file():
            half.unlink()
    return found
