"""The ledger refuses to be changed, and whatever was changed around it is found."""

from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from sot_engine.errors import AlreadySigned, SealBroken, SotError
from sot_engine.records.ledger import append
from sot_engine.records.row import Draft
from sot_engine.store.database import Database
from sot_engine.workflow.charts.back_up import back_up
from sot_engine.workflow.charts.erase_patient import erase_patient
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.restore import restore
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import PASSWORD, add_people, drafted, exam_of, signed
from tests.records.tampering import run, tampered, three

BACK_DATED = """
INSERT INTO ledger SELECT number + 9, visit, step + 9, patient, kind, at, person, body, follows, previous, hash
FROM ledger WHERE kind = 'sealed'
"""


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET body = '{}' WHERE kind = 'exam'",
        "UPDATE ledger SET hash = previous WHERE number = 1",
        "DELETE FROM ledger WHERE kind = 'sealed'",
        "DELETE FROM ledger",
        "UPDATE pack SET content = ''",
        "DELETE FROM pack",
        "UPDATE patient SET key = 'x'",
        "DELETE FROM patient",
        "UPDATE chain SET length = 0",
        "DELETE FROM chain",
        BACK_DATED,
    ],
)
def test_the_database_itself_refuses_to_change_what_was_recorded(records: Database, statement: str) -> None:
    entry = signed(records)
    before = verify_records(records)
    with pytest.raises(AlreadySigned, match="never changed or deleted"), records.writing() as connection:
        connection.execute(text(statement))
    assert verify_records(records) == before
    assert open_entry(records, entry.id).entry == entry


@pytest.mark.parametrize("kind", ["exam", "written", "assessment", "review", "attested", "sealed"])
def test_the_database_itself_takes_no_such_row_after_the_seal(records: Database, kind: str) -> None:
    """Even from a program that keeps the chain."""
    entry = signed(records)
    with pytest.raises(AlreadySigned), records.writing() as connection:
        append(connection, Draft(kind, "2026-03-14T09:30:00-08:00", "anna", "{}", entry.id))  # type: ignore[arg-type]  # one of them
    assert open_entry(records, entry.id).entry == entry


def test_a_server_is_not_emptied(records: Database) -> None:
    if records.address.is_file:
        pytest.skip("only a server has TRUNCATE")
    signed(records)
    for table in ("ledger", "pack", "chain"):
        with pytest.raises(AlreadySigned), records.writing() as connection:
            connection.execute(text(f"TRUNCATE {table}"))


# --- Somebody with a hand on the database ---


def test_whole_records_have_all_their_guards(records: Database) -> None:
    signed(records)
    assert verify_records(records).guards.lifted == ()


def test_every_guard_that_was_taken_away_is_named_though_no_row_was_changed(records: Database) -> None:
    found = tampered(records, lambda _: None)
    assert found.faults == ()
    assert {"ledger_in_order", "ledger_grows", "chain_never_shrinks"} < set(found.guards.lifted)
    assert {name.partition("_")[0] for name in found.guards.lifted} == {"ledger", "pack", "patient", "chain"}


def test_what_is_restored_has_its_guards_again(
    records: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(records)
    assert tampered(records, lambda _: None).guards.lifted
    path, _ = back_up(records, str(tmp_path / "kept.db"))
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "again" / "records.db"))
    restore(str(path))
    with open_records() as again:
        assert verify_records(again).guards.lifted == ()


def test_a_guard_that_was_made_to_do_nothing_is_named(records: Database) -> None:
    acts = {
        "sqlite": (
            "DROP TRIGGER ledger_never_delete",
            "CREATE TRIGGER ledger_never_delete BEFORE DELETE ON ledger BEGIN SELECT 1; END",
        ),
        "postgresql": (
            "CREATE OR REPLACE FUNCTION sot_in_order() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
        ),
    }
    with records.writing() as connection:
        for act in acts[connection.dialect.name]:
            connection.execute(text(act))
    named = "ledger_never_delete" if records.address.is_file else "ledger_in_order"
    assert verify_records(records).guards.lifted == (named,)


@pytest.mark.parametrize(
    "change",
    [
        "body = replace(body, 'left', 'right')", "at = '2020-01-01T00:00:00+00:00'", "person = 'cleo'",
        "kind = 'review'", "hash = previous",
    ],
)  # fmt: skip
def test_a_changed_row_is_found_with_its_visit(records: Database, change: str) -> None:
    visits = three(records)
    statement = f"UPDATE ledger SET {change} WHERE visit = :v AND kind = 'exam'"  # noqa: S608  # from the list above
    found = tampered(records, run(statement, v=visits[1]))
    assert found.faults
    assert found.faults[0].visit == visits[1]
    assert {fault.visit for fault in found.faults} <= {visits[1], None}


def test_a_row_whose_hash_was_made_anew_is_found_at_the_next(records: Database) -> None:
    """Who changes a row and its hash breaks what follows."""
    from sot_engine.records.ledger import visit_rows
    from sot_engine.records.row import hash_of

    visits = three(records)
    with records.reading() as connection:
        row = next(row for row in visit_rows(connection, visits[1]) if row.kind == "exam")
    forged = row._replace(body=row.body.replace("left", "right"))
    change = run(
        "UPDATE ledger SET body = :b, hash = :h WHERE number = :n", b=forged.body, h=hash_of(forged), n=row.number
    )
    (fault,) = tampered(records, change).faults
    assert (fault.row, fault.visit, fault.says) == (row.number + 1, visits[1], "does not follow the row before it")


@pytest.mark.parametrize("kind", ["opened", "exam", "assessment", "review", "sealed"])
def test_a_deleted_row_is_found_with_its_visit(records: Database, kind: str) -> None:
    visits = three(records)
    found = tampered(records, run("DELETE FROM ledger WHERE visit = :v AND kind = :k", v=visits[1], k=kind))
    missing = next(fault for fault in found.faults if fault.says == "is missing")
    assert missing.visit == visits[1]


def test_a_deleted_visit_is_found(records: Database) -> None:
    visits = three(records)
    found = tampered(records, run("DELETE FROM ledger WHERE visit = :v", v=visits[1]))
    missing = [fault for fault in found.faults if fault.says == "is missing"]
    assert len(missing) == 5
    assert missing[-1].visit == visits[1]


def test_a_deleted_end_is_found_with_its_visit(records: Database) -> None:
    visits = three(records)
    found = tampered(records, run("DELETE FROM ledger WHERE visit = :v AND kind = 'sealed'", v=visits[2]))
    assert [(fault.visit, fault.says) for fault in found.faults] == [(visits[2], "is missing")]


def test_rows_that_changed_places_are_found(records: Database) -> None:
    visits = three(records)

    def swap(connection: Connection) -> None:
        numbers = connection.execute(
            text("SELECT number FROM ledger WHERE visit = :v ORDER BY number"), {"v": visits[1]}
        ).scalars().all()  # fmt: skip
        for before, after in ((numbers[2], -1), (numbers[3], numbers[2]), (-1, numbers[3])):
            connection.execute(text("UPDATE ledger SET number = :a WHERE number = :b"), {"a": after, "b": before})

    found = tampered(records, swap)
    assert {fault.visit for fault in found.faults if "step" in fault.says} == {visits[1]}


def test_a_count_that_was_taken_back_is_found(records: Database) -> None:
    three(records)
    assert tampered(records, run("UPDATE chain SET length = length - 1")).faults[0].says.startswith("is not the one")
    assert tampered(records, run("DELETE FROM chain")).faults[0].says.endswith("the count of rows is gone")


def test_a_count_or_a_number_out_of_all_bounds_is_told_in_few_lines(records: Database) -> None:
    three(records)
    assert len(tampered(records, run("UPDATE chain SET length = 4000000000000000000")).faults) < 20_000
    far = run("UPDATE ledger SET number = 3999999999999999999 WHERE number = 20")
    assert len(tampered(records, far).faults) < 20_000


@pytest.mark.parametrize(
    ("table", "statement"),
    [
        ("ledger", "number = 'x' WHERE number = 10"), ("ledger", "number = 3.5 WHERE number = 9"),
        ("ledger", "step = x'ff' WHERE number = 9"), ("ledger", "follows = x'ff' WHERE number = 9"),
        ("ledger", "body = x'ff' WHERE number = 9"), ("ledger", "kind = 7 WHERE number = 9"),
        ("ledger", "body = '[]' WHERE kind = 'pack'"), ("ledger", "body = '{' WHERE kind = 'person'"),
        ("chain", "length = 'x'"), ("chain", "last_visit = ''"), ("pack", "content = x'ff'"), ("pack", "id = 'other'"),
    ],
)  # fmt: skip
def test_what_is_of_another_kind_altogether_is_told_and_no_riddle(tmp_path: Path, table: str, statement: str) -> None:
    """A file takes bytes where a number belongs."""
    with open_records(str(tmp_path / "records.db")) as records:
        add_people(records)
        visits = three(records)
        assert tampered(records, run(f"UPDATE {table} SET {statement}")).faults  # noqa: S608  # from the list above
        for visit in visits:
            with suppress(SotError):
                open_entry(records, visit)


def test_who_patients_are_does_not_change_without_a_word(records: Database) -> None:
    """Two charts that change their persons, one that loses its person, one that nobody opened."""
    visits = three(records)
    keys = [open_entry(records, visit).entry.patient.id for visit in visits]
    swap = "UPDATE identity SET name = CASE patient WHEN :a THEN 'B' ELSE 'A' END WHERE patient IN (:a, :b)"
    found = tampered(records, run(swap, a=keys[0], b=keys[1]))
    assert [(fault.visit, fault.says) for fault in found.faults] == [
        (visits[n], f"names the patient {keys[n]}, who is another one now, without a word") for n in (0, 1)
    ]
    found = tampered(records, run("DELETE FROM identity WHERE patient = :a", a=keys[2]))
    assert (visits[2], f"names the patient {keys[2]}, who was taken away without a word") in {
        (fault.visit, fault.says) for fault in found.faults
    }
    found = tampered(records, run("INSERT INTO patient VALUES ('pzzz')"))
    assert "no row names the patient pzzz" in {fault.says for fault in found.faults}


def test_an_erased_person_who_is_there_again_is_told(records: Database) -> None:
    visit = signed(records, exam_of("P-1")).id
    key = open_entry(records, visit).entry.patient.id
    erase_patient(records, "P-1", "anna", PASSWORD, "Request.")
    assert verify_records(records).faults == ()
    again = run("INSERT INTO identity VALUES (:k, 'P-1', '', NULL, '', 'salt')", k=key)
    (fault,) = tampered(records, again).faults
    assert (fault.visit, fault.says) == (visit, f"names the patient {key}, who was erased and is there again")


def test_a_pack_that_was_changed_or_is_gone_is_found(records: Database) -> None:
    three(records)
    changed = tampered(records, run("UPDATE pack SET content = replace(content, 'left', 'right')"))
    assert [fault.says for fault in changed.faults] == ["names a pack that is not what was kept"]
    gone = tampered(records, run("DELETE FROM pack"))
    assert [fault.says for fault in gone.faults] == ["names a pack that is gone"]


def test_an_entry_whose_rows_are_broken_is_told_and_not_guessed(records: Database) -> None:
    visits = three(records)
    tampered(records, run("UPDATE ledger SET body = '{' WHERE visit = :v AND kind = 'review'", v=visits[0]))
    with pytest.raises(SealBroken, match=r"row \d+ cannot be read") as told:
        open_entry(records, visits[0])
    assert visits[0] in told.value.context
    tampered(records, run("DELETE FROM ledger WHERE visit = :v AND kind = 'exam'", v=visits[1]))
    with pytest.raises(SealBroken, match="is step 3 of its visit, where step 2 was due"):
        open_entry(records, visits[1])
    tampered(records, run("DELETE FROM ledger WHERE visit = :v AND kind <> 'opened'", v=visits[2]))
    with pytest.raises(SealBroken, match="has lost its first rows"):
        open_entry(records, visits[2])


def test_empty_records_are_whole(records: Database) -> None:
    found = verify_records(records)
    assert (found.rows, found.faults) == (3, ())


def test_a_new_patient_and_a_draft_are_in_the_chain_too(records: Database) -> None:
    entry = drafted(records)
    assert tampered(records, run("DELETE FROM ledger WHERE kind = 'patient'")).faults
    assert entry.stage == "draft"
