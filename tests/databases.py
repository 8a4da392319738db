"""Databases for tests: a file, an encrypted file, and a PostgreSQL server of our own where its programs are there.

A test that takes `address` runs on SQLite and on PostgreSQL. The server listens on a socket in a folder of its own,
runs as a user who is not root, and is stopped when the tests end.
"""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path

import pytest

_numbers = count(1)


def programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`: on the path, or where Debian puts them; the newest of several."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return next((folder for folder in reversed(folders) if (folder / "initdb").exists()), None)


def _user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@cache
def server() -> str | None:
    """The folder with the socket of a running server, or None where there is no PostgreSQL."""
    folder = programs()
    if folder is None:
        return None
    home = Path(tempfile.mkdtemp(prefix="sot-pg-"))
    user = _user()
    if user:
        shutil.chown(home, user)

    def run(*words: str) -> None:
        subprocess.run(words, user=user, cwd=home, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    run(str(folder / "initdb"), "-D", f"{home}/data", "-U", "sot", "-A", "trust", "-E", "UTF8", "--no-sync")
    settings = f"-c listen_addresses='' -c unix_socket_directories={home} -c fsync=off"
    run(str(folder / "pg_ctl"), "-D", f"{home}/data", "-l", f"{home}/log", "-w", "-o", settings, "start")

    def stop() -> None:
        run(str(folder / "pg_ctl"), "-D", f"{home}/data", "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(stop)
    return str(home)


def new_server_database() -> str:
    """The URL of an empty database on the server; the test is skipped where there is none."""
    home = server()
    if home is None:
        pytest.skip("PostgreSQL is not installed here: no initdb on the path or in /usr/lib/postgresql")
    import psycopg

    name = f"sot_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(f"host={home} user=sot dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"postgresql://sot@/{name}?host={home}"


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, of each kind in turn."""
    return str(tmp_path / "data" / "records.db") if request.param == "sqlite" else new_server_database()
