"""The triggers with which a database refuses to change what was recorded, against those that are there."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, text

from sot_engine.records.tables import METADATA

_IN_A_FILE = text("SELECT name, tbl_name AS part, sql FROM sqlite_master WHERE type = 'trigger'")
_ON_A_SERVER = text("""
SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid, true), prosrc
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')
UNION ALL
SELECT rulename, tablename, definition, '' FROM pg_rules WHERE schemaname = current_schema()
""")
"""Rules of a server too, which turn one statement into another."""
_OURS = frozenset(METADATA.tables)


class Guards(NamedTuple):
    """What is not as the migrations made it, by the names of triggers.

    `lifted` are gone, switched off or written otherwise. `strange` were made by somebody else: a trigger can make the
    database drop what is to be recorded without a word.
    """

    lifted: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def guards(connection: Connection) -> Guards:
    """Hold the triggers that are there against those that the migrations make."""
    there, made = _on_a_server(connection) if connection.dialect.name == "postgresql" else _in_a_file(connection)
    lifted = tuple(name for name, words in made.items() if there.get(name) != words)
    return Guards(lifted, tuple(sorted(there.keys() - made.keys())))


def _in_a_file(connection: Connection) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """The triggers of a file by name: those that are there, and those that were made."""
    from sot_engine.records.migrations.versions import r0001_records as first
    from sot_engine.records.migrations.versions import r0003_rows_in_their_place as third

    made = {**first.triggers_of_a_file(), **third.triggers_of_a_file()}
    there = {_named(name, part, made): sql for name, part, sql in connection.execute(_IN_A_FILE) if part in _OURS}
    return there, made


def _on_a_server(connection: Connection) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """The triggers of a server by name, with what they run: those that are there, and those that were made."""
    from sot_engine.records.migrations.versions import r0001_records as first
    from sot_engine.records.migrations.versions import r0003_rows_in_their_place as third

    runs = {**first.functions_of_a_server(), **third.functions_of_a_server()}
    triggers = {**first.triggers_of_a_server(), **third.triggers_of_a_server()}
    made = {name: (words, runs[function]) for name, (words, function) in triggers.items()}
    asked = connection.execute(_ON_A_SERVER)
    return {_named(name, part, made): tuple(words) for name, part, *words in asked if part in _OURS}, made


def _named(name: str, table: str, made: Collection[str]) -> str:
    """A trigger by its name; of one that is none of ours on that table, with the table."""
    return name if name in made and name.startswith(f"{table}_") else f"{name} on {table}"
