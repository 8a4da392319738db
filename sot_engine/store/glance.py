"""Read a few rows of a file before SQLAlchemy is loaded, which takes longer than the reading itself.

A glance answers only where all is plainly well. Anything else is left to `open_database`, which says what is wrong.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any


def glance(path: Path, head: str, statement: str, values: Sequence[Any] = ()) -> list[dict[str, Any]] | None:
    """The rows that a statement finds in a file of version `head`, by column.

    None where there is no such file, it is of another version, may not be written, is busy, or cannot be read.
    """
    if not (path.is_file() and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return None
    try:
        with closing(sqlite3.connect(path, timeout=0.1)) as connection:
            connection.row_factory = sqlite3.Row
            found = [row["version_num"] for row in connection.execute("SELECT version_num FROM alembic_version")]
            return [dict(row) for row in connection.execute(statement, values)] if found == [head] else None
    except sqlite3.Error:
        return None


def load() -> None:
    """Load SQLAlchemy, for a thread that does so while a person reads."""
    import sqlalchemy  # noqa: F401  # only so that it is there
