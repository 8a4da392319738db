"""The tables that queries name are those that the migrations make, and a server's user needs no more than is said."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from sot_engine.errors import SigningRefused, StoreUnavailable
from sot_engine.records.ledger import append
from sot_engine.records.row import Draft
from sot_engine.records.tables import METADATA, SCHEMA
from sot_engine.store.database import Database
from sot_engine.store.opening import open_database
from sot_engine.workflow.charts.correct_patient import correct_patient
from sot_engine.workflow.charts.erase_patient import erase_patient
from sot_engine.workflow.charts.export_records import export_records
from sot_engine.workflow.charts.import_records import import_records
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.reset_password import Reset, reset_password
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import PASSWORD, add_people, exam_of, signed

DOCS = Path(__file__).parents[2] / "docs" / "records.md"


def test_the_newest_migration_is_the_version_that_is_written() -> None:
    assert ScriptDirectory(str(SCHEMA.folder)).get_current_head() == SCHEMA.head


def test_the_migrations_make_the_tables_that_queries_name(records: Database) -> None:
    with records.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_a_user_with_the_rights_that_are_documented_records_and_cannot_lift_the_guard(
    records: Database, address: str
) -> None:
    if records.address.is_file:
        pytest.skip("a file has no users")
    told = "SELECT and INSERT on all tables, UPDATE on `identity`, `person` and `chain`, DELETE on `identity`"
    assert told in " ".join(DOCS.read_text("utf-8").split())
    with records.writing() as connection:
        connection.execute(text("DROP ROLE IF EXISTS clerk"))
        for right in (
            "CREATE ROLE clerk LOGIN",
            "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO clerk",
            "GRANT UPDATE ON identity, person, chain TO clerk",
            "GRANT DELETE ON identity TO clerk",
        ):
            connection.execute(text(right))
    with open_records(address.replace("//sot@", "//clerk@")) as limited:
        signed(limited)
        correct_patient(limited, "EXAMPLE-2", "anna", contact="x")
        erase_patient(limited, "EXAMPLE-2", "anna", PASSWORD, "Request.")
        assert verify_records(limited).faults == ()
        with pytest.raises(SigningRefused, match="cannot be reset"):
            reset_password(limited, "anna", PASSWORD, Reset(reason="as its owner"))
        for act in ("ALTER TABLE ledger DISABLE TRIGGER ALL", "DELETE FROM ledger", "DROP TABLE ledger"):
            with pytest.raises(StoreUnavailable, match="the user may not do this"), limited.writing() as open_:
                open_.execute(text(act))
    with records.writing() as connection:
        connection.execute(text("DROP OWNED BY clerk"))
        connection.execute(text("DROP ROLE clerk"))


def test_records_of_the_first_version_are_raised_and_are_whole(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the first version wrote says nothing of identities; from the first correction on the ledger does."""
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "data"))
    folder = tmp_path / "old"
    copytree(SCHEMA.folder, folder)
    for later in ("r0002_identities_in_the_chain.py", "r0003_rows_in_their_place.py", "r0004_no_way_around.py"):
        (folder / "versions" / later).unlink()
    with open_database(address, replace(SCHEMA, folder=folder, head="0001")) as old, old.writing() as connection:
        connection.execute(text("INSERT INTO patient VALUES ('p1')"))
        append(connection, Draft("patient", "2026-01-01T00:00:00+00:00", "anna", "{}", patient="p1"))
        connection.execute(text("INSERT INTO identity VALUES ('p1', 'P-1', '', NULL, '')"))
    with open_records(address) as records:
        assert len(list((tmp_path / "data").glob("*.before-0004"))) == 1
        assert verify_records(records).faults == ()
        export_records(records, str(tmp_path / "records.json"))
        add_people(records)
        assert signed(records, exam_of("P-1")).patient.id == "p1"
        correct_patient(records, "P-1", "anna", name="Zoe Invented")
        assert verify_records(records).faults == ()
        with records.writing() as connection:
            connection.execute(text("UPDATE identity SET name = 'Another'"))
        assert len(verify_records(records).faults) == 1
    exported = (tmp_path / "records.json").read_text("utf-8").replace(', "salt": null', "")
    (tmp_path / "old.json").write_text(exported, "utf-8")
    with open_records(str(tmp_path / "other.db")) as records:
        assert import_records(records, str(tmp_path / "old.json")).length == 1
        assert verify_records(records).faults == ()
