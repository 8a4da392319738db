"""Where a database is: a file on this machine, a file that is encrypted, or a PostgreSQL server."""

import os
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from sot_engine.errors import Place, StoreUnavailable

Kind: TypeAlias = Literal["sqlite", "sqlcipher", "postgresql"]

_POSTGRES = ("postgresql://", "postgres://", "postgresql+psycopg://")
_NEARLY = ("sqlite:", "sqlcipher:", "postgresql:", "postgres:")
"""A URL that lacks its slashes; as the name of a file it would begin new records in silence."""
_FILES: dict[str, Kind] = {"sqlite://": "sqlite", "sqlcipher://": "sqlcipher"}


class Address(NamedTuple):
    """A database, and how it is reached: the path of a file, or the URL of a server."""

    kind: Kind
    where: str

    @property
    def path(self) -> Path:
        """The file; only for the two kinds that are one."""
        return Path(self.where)

    @property
    def is_file(self) -> bool:
        """Whether the database is a file on this machine."""
        return self.kind != "postgresql"

    def __str__(self) -> str:
        """How messages call it: never with a password."""
        if self.is_file:
            return self.where
        from sqlalchemy import make_url

        return make_url(self.where).render_as_string(hide_password=True).replace("+psycopg", "")


def data_folder() -> Path:
    """The folder that holds what a person records: `SOT_DATA_DIR`, else the user's data folder."""
    if os.environ.get("SOT_DATA_DIR"):
        return Path(os.environ["SOT_DATA_DIR"])
    from platformdirs import user_data_path

    return user_data_path("sot-engine")


def records_address() -> Address:
    """Where the records are: `SOT_DATABASE`, else `records.db` in the data folder.

    Errors: StoreUnavailable for an address of an unknown kind.
    """
    return read_address(os.environ.get("SOT_DATABASE") or data_folder() / "records.db")


def read_address(text: str | Path) -> Address:
    """Read an address: a path, `sqlite:///path`, `sqlcipher:///path` or `postgresql://user@host/name`.

    Errors: StoreUnavailable for an address of an unknown kind.
    """
    name = str(text)
    scheme, mark, rest = name.partition("://")
    if not mark and not name.startswith(_NEARLY):
        return Address("sqlite", name)
    if f"{scheme}://" in _FILES and len(rest) > 1 and rest.startswith("/"):
        return Address(_FILES[f"{scheme}://"], f"/{rest.lstrip('/')}")
    if name.startswith(_POSTGRES):
        return Address("postgresql", _url(rest))
    message = f'"{scheme if mark else name.partition(":")[0] + ":"}" is no kind of database that is known here'
    hint = "give a path, sqlcipher:///path or postgresql://user@host/name"
    raise StoreUnavailable(message, where=Place("SOT_DATABASE"), hint=hint)


def _url(rest: str) -> str:
    """A URL that SQLAlchemy reads.

    Errors: StoreUnavailable when it is malformed; the URL itself may hold a password and is not repeated.
    """
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        return make_url(f"postgresql+psycopg://{rest}").render_as_string(hide_password=False)
    except (ArgumentError, ValueError):
        message = "the address of the PostgreSQL server cannot be read"
        raise StoreUnavailable(message, hint="write postgresql://user@host:5432/name") from None
