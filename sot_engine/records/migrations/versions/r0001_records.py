"""The first tables, and the triggers that keep the ledger a ledger."""

import sqlalchemy as sa
from alembic import op

from sot_engine.records.migrations.triggers import make_triggers

revision = "0001"
down_revision = None

AFTER_THE_SEAL = "'exam', 'written', 'assessment', 'review', 'attested', 'sealed'"
"""The kinds of rows that no sealed visit takes any more; what may still come is an addendum."""

NEVER_CHANGED = ("ledger", "pack", "patient")
"""Tables to which rows are only ever added."""


def upgrade() -> None:
    """Make tables, the one row of the chain, and triggers."""
    _tables()
    _ledger()
    op.execute(f"INSERT INTO chain (id, length, hash) VALUES (1, 0, '{'0' * 64}')")  # noqa: S608  # our own words
    make_triggers(triggers_of_a_file(), functions_of_a_server(), triggers_of_a_server())


def _tables() -> None:
    op.create_table("patient", sa.Column("key", sa.String, primary_key=True))
    op.create_table(
        "identity",
        sa.Column("patient", sa.String, sa.ForeignKey("patient.key"), primary_key=True),
        sa.Column("ref", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("birth_date", sa.String),
        sa.Column("contact", sa.Text, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("credentials", sa.Text, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
    )
    op.create_table(
        "pack",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("id", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "chain",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("last_visit", sa.String),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("visit", sa.String),
        sa.Column("step", sa.Integer),
        sa.Column("patient", sa.String, sa.ForeignKey("patient.key")),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("follows", sa.String),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ledger_visit", "ledger", ["visit", "step"], unique=True)
    op.create_index("ledger_patient", "ledger", ["patient", "number"])
    opened = sa.text("kind = 'opened'")
    op.create_index("ledger_opened", "ledger", ["number"], sqlite_where=opened, postgresql_where=opened)


_OUT_OF_ORDER = "NEW.number <> (SELECT length + 1 FROM chain) OR NEW.previous <> (SELECT hash FROM chain)"
_IS_SEALED = "EXISTS (SELECT 1 FROM ledger WHERE visit = NEW.visit AND kind = 'sealed')"
_AFTER_THE_SEAL = f"NEW.kind IN ({AFTER_THE_SEAL}) AND {_IS_SEALED}"
_GROW = "UPDATE chain SET length = NEW.number, hash = NEW.hash, last_visit = NEW.visit"
_SHRINKS = "NEW.length <> OLD.length + 1"


def triggers_of_a_file() -> dict[str, str]:
    """Every trigger of a file by name, as the file keeps its words."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'sot: sealed'); END"
    whens = {
        f"{table}_never_{act.lower()}": f"BEFORE {act} ON {table} {refuse}"
        for table in NEVER_CHANGED for act in ("UPDATE", "DELETE")
    } | {
        "ledger_in_order": f"BEFORE INSERT ON ledger WHEN {_OUT_OF_ORDER} {refuse}",
        "ledger_after_seal": f"BEFORE INSERT ON ledger WHEN {_AFTER_THE_SEAL} {refuse}",
        "ledger_grows": f"AFTER INSERT ON ledger BEGIN {_GROW}; END",
        "chain_never_shrinks": f"BEFORE UPDATE ON chain WHEN {_SHRINKS} {refuse}",
        "chain_never_delete": f"BEFORE DELETE ON chain {refuse}",
    }  # fmt: skip
    return {name: f"CREATE TRIGGER {name} {when}" for name, when in whens.items()}


def functions_of_a_server() -> dict[str, str]:
    """What the triggers of a server run, by name, as the server keeps its words."""
    refuse = "RAISE EXCEPTION 'sot: sealed';"
    bodies = {
        "sot_refuse": refuse,
        "sot_in_order": f"IF {_OUT_OF_ORDER} OR ({_AFTER_THE_SEAL}) THEN {refuse} END IF; RETURN NEW;",
        "sot_grow": f"{_GROW}; RETURN NEW;",
        "sot_no_shrink": f"IF {_SHRINKS} THEN {refuse} END IF; RETURN NEW;",
    }
    return {name: f" BEGIN {body} END " for name, body in bodies.items()}


def triggers_of_a_server() -> dict[str, tuple[str, str]]:
    """Every trigger of a server by name, and the function that it runs."""
    whens = {
        f"{table}_never_changed": (f"BEFORE DELETE OR UPDATE ON {table} FOR EACH ROW", "sot_refuse")
        for table in NEVER_CHANGED
    } | {
        f"{table}_never_emptied": (f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", "sot_refuse")
        for table in (*NEVER_CHANGED, "chain")
    } | {
        "ledger_in_order": ("BEFORE INSERT ON ledger FOR EACH ROW", "sot_in_order"),
        "ledger_grows": ("AFTER INSERT ON ledger FOR EACH ROW", "sot_grow"),
        "chain_never_shrinks": ("BEFORE UPDATE ON chain FOR EACH ROW", "sot_no_shrink"),
        "chain_never_deleted": ("BEFORE DELETE ON chain FOR EACH ROW", "sot_refuse"),
    }  # fmt: skip
    return {
        name: (f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {function}()", function)
        for name, (when, function) in whens.items()
    }
