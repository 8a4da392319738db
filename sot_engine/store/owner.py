"""Whether whoever runs this program owns the database, and so could change it without this program too."""

import os

from sot_engine.store.database import Database
from sot_engine.store.faults import disk_faults_told


def owns(database: Database, table: str) -> bool:
    """Whether the file belongs to the account that runs this, or the table to the user of the server."""
    if database.address.is_file:
        with disk_faults_told(database.address):
            return database.address.path.stat().st_uid == os.geteuid()
    from sqlalchemy import text

    asked = text(
        "SELECT tableowner = current_user FROM pg_tables WHERE schemaname = current_schema() AND tablename = :t"
    )
    with database.reading() as connection:
        return bool(connection.execute(asked, {"t": table}).scalar())
