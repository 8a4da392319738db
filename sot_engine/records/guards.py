"""The triggers with which a database refuses to change what was recorded, against those that are there."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, text

from sot_engine.records.tables import METADATA

_IN_A_FILE = text("SELECT name, lower(tbl_name) AS part, sql FROM sqlite_master WHERE type = 'trigger'")
"""A file keeps the name of a table in the letters in which a trigger gave it."""
_ON_A_SERVER = text("""
SELECT tgname, relname, pg_get_triggerdef(pg_trigger.oid, true), prosrc || coalesce(proconfig::text, '')
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')
UNION ALL
SELECT rulename, tablename, definition, '' FROM pg_rules WHERE schemaname = current_schema()
UNION ALL
SELECT child.relname, parent.relname, 'inherits', '' FROM pg_inherits
JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
WHERE parent.relnamespace = current_schema()::regnamespace
""")
"""Settings with which a function runs, too, as where it looks for tables; rules, which turn one statement into another;
and tables that inherit, whose rows are read as if they were ours and meet no trigger.
"""
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
    made = {name: words for version in _versions() for name, words in version.triggers_of_a_file().items()}
    there = {_named(name, part, made): sql for name, part, sql in connection.execute(_IN_A_FILE) if part in _OURS}
    return there, made


def _on_a_server(connection: Connection) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """The triggers of a server by name, with what they run: those that are there, and those that were made."""
    runs = {name: words for version in _versions() for name, words in version.functions_of_a_server().items()}
    triggers = [trigger for version in _versions() for trigger in version.triggers_of_a_server().items()]
    made = {name: (words, runs[function]) for name, (words, function) in triggers}
    asked = connection.execute(_ON_A_SERVER)
    return {_named(name, part, made): tuple(words) for name, part, *words in asked if part in _OURS}, made


def _versions() -> tuple[Any, ...]:
    """The versions of the records that made triggers."""
    from sot_engine.records.migrations.versions import r0001_records as first
    from sot_engine.records.migrations.versions import r0003_rows_in_their_place as third
    from sot_engine.records.migrations.versions import r0004_no_way_around as fourth

    return first, third, fourth


def _named(name: str, table: str, made: Collection[str]) -> str:
    """A trigger by its name; of one that is none of ours on that table, with the table."""
    return name if name in made and name.startswith(f"{table}_") else f"{name} on {table}"
