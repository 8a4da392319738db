"""Guards against rows that would take the place of others: a step twice, a second beginning, a replacement.

`INSERT OR REPLACE` takes a row away from a file without asking the guards against deletion.
"""

from sot_engine.records.migrations.triggers import make_triggers

revision = "0003"
down_revision = "0002"

_NEXT = "(SELECT coalesce(max(step), 0) + 1 FROM ledger WHERE visit = NEW.visit)"
_OUT_OF_PLACE = (
    f"NEW.visit IS NOT NULL AND (coalesce(NEW.step, 0) <> {_NEXT} OR (NEW.kind = 'opened') <> (NEW.step = 1))"
)
_PACK_IS_THERE = "EXISTS (SELECT 1 FROM pack WHERE sha256 = NEW.sha256)"
_PATIENT_IS_THERE = "EXISTS (SELECT 1 FROM patient WHERE key = NEW.key)"


def upgrade() -> None:
    """Make the triggers; rows that are there already are read by `sot records verify`."""
    make_triggers(triggers_of_a_file(), functions_of_a_server(), triggers_of_a_server())


def triggers_of_a_file() -> dict[str, str]:
    """Every trigger of a file that came with this version, by name, as the file keeps its words."""
    refuse = "BEGIN SELECT RAISE(ABORT, 'sot: sealed'); END"
    whens = {
        "ledger_steps_in_order": f"ledger WHEN {_OUT_OF_PLACE} {refuse}",
        "pack_never_replaced": f"pack WHEN {_PACK_IS_THERE} {refuse}",
        "patient_never_replaced": f"patient WHEN {_PATIENT_IS_THERE} {refuse}",
        "chain_never_second": f"chain {refuse}",
    }
    return {name: f"CREATE TRIGGER {name} BEFORE INSERT ON {when}" for name, when in whens.items()}


def functions_of_a_server() -> dict[str, str]:
    """What the triggers of a server run, by name, as the server keeps its words; `sot_refuse` is there already."""
    return {"sot_steps": f" BEGIN IF {_OUT_OF_PLACE} THEN RAISE EXCEPTION 'sot: sealed'; END IF; RETURN NEW; END "}


def triggers_of_a_server() -> dict[str, tuple[str, str]]:
    """Every trigger of a server that came with this version, by name, and the function that it runs."""
    runs = {"ledger_steps_in_order": ("ledger", "sot_steps"), "chain_never_second": ("chain", "sot_refuse")}
    return {
        name: (f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()", function)
        for name, (table, function) in runs.items()
    }
