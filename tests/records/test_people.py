"""Passwords that are changed and reset, and people who are changed from outside: nothing of it is silent."""

import os
from pathlib import Path

import pytest
from sqlalchemy import text

from sot_engine.errors import NotFound, SealBroken, SigningRefused
from sot_engine.records.fault import Fault
from sot_engine.records.people import OWNER, check_password
from sot_engine.records.tables import PACK, PERSON
from sot_engine.store.database import Database
from sot_engine.workflow.charts.change_password import change_password
from sot_engine.workflow.charts.list_people import list_acts
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.reset_password import Reset, reset_password
from sot_engine.workflow.charts.sign_visit import sign_visit
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import PASSWORD, drafted, reviewed

ONCE, OWN = "good for once only", "chosen by anna herself"


def faults(records: Database) -> tuple[Fault, ...]:
    return verify_records(records).faults


def test_a_reset_password_signs_nothing_until_its_person_has_chosen_another(records: Database) -> None:
    entry = reviewed(records)
    reset_password(records, "anna", ONCE, Reset(by="cleo", password=PASSWORD, reason=" Forgotten. "))
    with pytest.raises(SigningRefused, match="somebody else gave anna this password"):
        sign_visit(records, entry.id, "anna", ONCE)
    with pytest.raises(SigningRefused, match="not that of anna"):
        sign_visit(records, entry.id, "anna", PASSWORD)
    with pytest.raises(SigningRefused, match="the new password is the old one"):
        change_password(records, "anna", ONCE, ONCE)
    change_password(records, "anna", ONCE, OWN)
    assert sign_visit(records, entry.id, "anna", OWN).stage == "signed"
    acts = [(one.person, one.act, one.by, one.reason) for one in list_acts(records)]
    assert acts[3:] == [
        ("anna", "password reset", "cleo", "Forgotten."), ("anna", "password changed", "anna", ""),
    ]  # fmt: skip
    assert faults(records) == ()


def test_everything_that_a_reset_lacks_is_told_together(records: Database) -> None:
    with pytest.raises(SigningRefused) as told:
        reset_password(records, "ben", ONCE, Reset(by="ben", password=PASSWORD, reason=" "))
    assert told.value.context.splitlines() == [
        "the reason is not written",
        "  another person resets it; who knows the old one changes it",
        "  a practitioner resets it, not a student",
    ]
    with pytest.raises(SigningRefused, match="not that of cleo"):
        reset_password(records, "anna", ONCE, Reset(by="cleo", password="a wrong one", reason="x"))  # noqa: S106
    with pytest.raises(SigningRefused, match="at least 8 characters"):
        reset_password(records, "anna", "short", Reset(by="cleo", password=PASSWORD, reason="x"))
    with pytest.raises(NotFound):
        reset_password(records, "nobody", ONCE, Reset(by="cleo", password=PASSWORD, reason="x"))
    assert len(list_acts(records)) == 3
    with records.reading() as connection:
        check_password(connection, "anna", PASSWORD)


def test_the_owner_of_the_database_resets_where_nobody_else_can(records: Database) -> None:
    reset_password(records, "anna", ONCE, Reset(reason="The only practitioner."))
    change_password(records, "anna", ONCE, OWN)
    assert list_acts(records)[3].by == OWNER
    assert faults(records) == ()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_who_does_not_own_the_file_resets_nothing_as_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "records.db"
    with open_records(str(path)) as records:
        os.chown(path, 12345, -1)
        with pytest.raises(SigningRefused, match="cannot be reset") as told:
            reset_password(records, "anna", ONCE, Reset(reason="x"))
        assert told.value.context == "this account does not own the database"


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE person SET role = 'practitioner' WHERE id = 'ben'", "names ben, whose role was changed"),
        ("UPDATE person SET password = 'x', name = 'y' WHERE id = 'anna'", "whose name and password was changed"),
        ("DELETE FROM person WHERE id = 'cleo'", "names cleo, who is gone from the people"),
        ("INSERT INTO person VALUES ('eve', 'Eve', '', 'practitioner', 'x')", "no row names eve"),
    ],
)
def test_a_person_who_was_changed_from_outside_is_found(records: Database, statement: str, says: str) -> None:
    with records.writing() as connection:
        connection.execute(text(statement))
    assert [fault for fault in faults(records) if says in fault.says]
    assert len(faults(records)) == 1


def test_people_who_were_recorded_before_passwords_were_in_the_chain_are_no_fault(records: Database) -> None:
    """Rows of the first version told nothing of a password."""
    import json

    from sot_engine.records.ledger import append
    from sot_engine.records.row import Draft

    old = {"id": "old", "name": "O. Old", "credentials": "", "role": "practitioner"}
    with records.writing() as connection:
        connection.execute(PERSON.insert(), old | {"password": "x"})
        append(connection, Draft("person", "2026-01-01T00:00:00+00:00", "old", json.dumps(old)))
    assert faults(records) == ()
    assert list_acts(records)[-1].act == "added"


def test_a_pack_that_is_gone_is_a_fault_of_the_records(records: Database) -> None:
    from sot_engine.records.packs import _read as remembered

    entry = drafted(records)
    with records.writing() as connection:
        for trigger in ("pack_never_delete", "pack_never_changed"):
            if records.address.is_file == trigger.endswith("delete"):
                connection.execute(text(f"DROP TRIGGER {trigger}{'' if records.address.is_file else ' ON pack'}"))
        connection.execute(PACK.delete())
    remembered.clear()
    with pytest.raises(SealBroken, match="was not kept"):
        open_entry(records, entry.id)
    assert any("a pack that is gone" in fault.says for fault in faults(records))
