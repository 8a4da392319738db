"""The version of a database: made anew, raised step by step after a copy was taken, or refused when it is newer."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sot_engine.errors import Place, StoreUnavailable

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sot_engine.store.database import Database

_VERSIONS = "alembic_version"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """What a room keeps: a folder of alembic revisions, and the newest of them.

    `head` is said here again so that opening a database does not read the folder; a test holds the two equal.
    Revisions are called 0001, 0002 and so on, each file `r0001_what.py`, in `versions/` of `folder`.
    """

    name: str
    folder: Path
    head: str

    def prepare(self, database: "Database") -> None:
        """Bring a database to `head`; what is there already is copied first.

        Errors: StoreUnavailable for a newer version or another kind of database.
        """
        with database.reading() as connection:
            found = self._found(connection, database)
        if found == self.head:
            return
        if found:
            self._back_up(database)
        with database.writing() as connection:
            if self._found(connection, database) != self.head:  # somebody else may have been quicker
                self._upgrade(connection)

    def _found(self, connection: "Connection", database: "Database") -> str | None:
        """The version of a database; None for an empty one."""
        from sqlalchemy import inspect, text

        tables = inspect(connection).get_table_names()
        if _VERSIONS not in tables:
            if tables:
                message = "the database holds tables of another program"
                raise StoreUnavailable(
                    message, where=Place(str(database.address)), hint="choose another file or database"
                )
            return None
        found = connection.execute(text(f"SELECT version_num FROM {_VERSIONS}")).scalar()  # noqa: S608  # our own word
        if found is not None and (not found.isdecimal() or found > self.head):
            message = f"the {self.name} are of version {found}, newer than {self.head}, the newest that is known here"
            raise StoreUnavailable(message, where=Place(str(database.address)), hint="install a newer sot-engine")
        return str(found) if found else None

    def _back_up(self, database: "Database") -> None:
        """Copy what is there, beside the file, or for a server into the data folder; no older copy is written over."""
        from sot_engine.store.address import data_folder
        from sot_engine.store.copy import copy_database

        address = database.address
        beside = address.path if address.is_file else data_folder() / f"{self.name}-of-the-server.db"
        names = (
            f"{beside.name}.before-{self.head}{again}" for again in ("", *(f"-{number}" for number in range(1, 1000)))
        )
        copy_database(database, next(path for name in names if not (path := beside.with_name(name)).exists()))

    def _upgrade(self, connection: "Connection") -> None:
        """Run every revision that is missing, in the transaction of this connection."""
        from alembic.operations import Operations
        from alembic.runtime.migration import MigrationContext
        from alembic.script import ScriptDirectory

        script = ScriptDirectory(str(self.folder))
        context = MigrationContext.configure(
            connection,
            opts={"fn": lambda revision, _: script._upgrade_revs("head", revision), "script": script},  # noqa: SLF001  # what alembic's own command calls
        )
        with Operations.context(context):
            context.run_migrations()
