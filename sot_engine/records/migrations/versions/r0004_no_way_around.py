"""Guards against what the first ones let pass: the hidden number of a row, a count ahead of its rows, an unread seal.

A table of a file has a number for each row, `rowid`, that its columns do not show; `INSERT OR REPLACE` with the number
of another row takes that row away.
"""

from sot_engine.records.migrations.triggers import make_triggers

revision = "0004"
down_revision = "0003"

KEPT = ("ledger", "pack", "patient")
"""Tables whose rows stay where they are."""


def _last(*kinds: str) -> str:
    """The step of the last row of these kinds in the visit of the new row."""
    words = ", ".join(f"'{kind}'" for kind in kinds)
    return f"coalesce((SELECT max(step) FROM ledger WHERE visit = NEW.visit AND kind IN ({words})), 0)"  # noqa: S608  # our own words


_AHEAD = (
    "NEW.id <> OLD.id OR NOT EXISTS (SELECT 1 FROM ledger WHERE number = NEW.length AND hash = NEW.hash"
    " AND coalesce(visit, '') = coalesce(NEW.last_visit, ''))"
)
_UNREVIEWED = (
    f"NEW.kind IN ('attested', 'sealed') AND NOT ({_last('exam')} < {_last('assessment')}"
    f" AND {_last('assessment')} < {_last('review')})"
)


def upgrade() -> None:
    """Make the triggers; rows that are there already are read by `sot records verify`."""
    make_triggers(triggers_of_a_file(), functions_of_a_server(), triggers_of_a_server())


def triggers_of_a_file() -> dict[str, str]:
    """Every trigger of a file that came with this version, by name, as the file keeps its words."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'sot: sealed'); END"
    whens = {
        f"{table}_place_taken": f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid)"  # noqa: S608  # our own words
        for table in KEPT
    } | {
        "ledger_seals_reviewed": f"INSERT ON ledger WHEN {_UNREVIEWED}",
        "chain_never_ahead": f"UPDATE ON chain WHEN {_AHEAD}",
    }  # fmt: skip
    return {name: f"CREATE TRIGGER {name} BEFORE {when} {refuse}" for name, when in whens.items()}


def functions_of_a_server() -> dict[str, str]:
    """What the triggers of a server run, by name, as the server keeps its words."""
    whens = {"sot_reviewed": _UNREVIEWED, "sot_not_ahead": _AHEAD}
    return {
        name: f" BEGIN IF {when} THEN RAISE EXCEPTION 'sot: sealed'; END IF; RETURN NEW; END "
        for name, when in whens.items()
    }


def triggers_of_a_server() -> dict[str, tuple[str, str]]:
    """Every trigger of a server that came with this version, by name, and the function that it runs."""
    whens = {
        "ledger_seals_reviewed": ("INSERT ON ledger", "sot_reviewed"),
        "chain_never_ahead": ("UPDATE ON chain", "sot_not_ahead"),
    }
    return {
        name: (f"CREATE TRIGGER {name} BEFORE {when} FOR EACH ROW EXECUTE FUNCTION {function}()", function)
        for name, (when, function) in whens.items()
    }
