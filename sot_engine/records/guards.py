"""The triggers with which a database refuses to change what was recorded, against those that are there."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

_IN_A_FILE = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
_ON_A_SERVER = text("""
SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true), prosrc
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')
""")


def lifted(connection: Connection) -> tuple[str, ...]:
    """The guards that are gone, switched off or written otherwise than the migrations made them."""
    return tuple(_lifted_on_a_server(connection) if _is_a_server(connection) else _lifted_in_a_file(connection))


def _is_a_server(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"


def _lifted_in_a_file(connection: Connection) -> Iterator[str]:
    from sot_engine.records.migrations.versions.r0001_records import triggers_of_a_file

    there = {row.name: row.sql for row in connection.execute(_IN_A_FILE)}
    return (name for name, words in triggers_of_a_file().items() if there.get(name) != words)


def _lifted_on_a_server(connection: Connection) -> Iterator[str]:
    from sot_engine.records.migrations.versions.r0001_records import functions_of_a_server, triggers_of_a_server

    there = {name: tuple(words) for name, *words in connection.execute(_ON_A_SERVER)}
    runs = functions_of_a_server()
    made = {name: (words, runs[function]) for name, (words, function) in triggers_of_a_server().items()}
    return (name for name, words in made.items() if there.get(name) != words)
