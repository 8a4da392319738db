"""How a migration makes its triggers, in a file or on a server."""

from collections.abc import Mapping

from alembic import op


def make_triggers(
    of_a_file: Mapping[str, str], functions: Mapping[str, str], of_a_server: Mapping[str, tuple[str, str]]
) -> None:
    """Make those of the database that is being raised.

    On a server a trigger runs a function: `functions` are their bodies, and `of_a_server` names one for each trigger.
    """
    if op.get_bind().dialect.name == "postgresql":
        for name, body in functions.items():
            op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        for trigger, _ in of_a_server.values():
            op.execute(trigger)
    else:
        for trigger in of_a_file.values():
            op.execute(trigger)
