"""Rows that fit the chain and were never recorded, rows put in the place of others, and bytes that are no words."""

from collections import OrderedDict
from pathlib import Path

import pytest
from sqlalchemy import text

from sot_engine.errors import AlreadySigned, SealBroken
from sot_engine.records import packs
from sot_engine.records.ledger import append, visit_rows
from sot_engine.records.patients import patient_of
from sot_engine.records.row import Draft, Kind
from sot_engine.records.verify import Verified
from sot_engine.store.database import Database
from sot_engine.workflow.charts.amend_visit import Amendment, amend_visit
from sot_engine.workflow.charts.export_records import export_records
from sot_engine.workflow.charts.import_records import import_records
from sot_engine.workflow.charts.list_visits import list_visits
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.verify_records import verify_records
from tests.records.cases import PASSWORD, assessed, drafted, reviewed, signed
from tests.records.tampering import run, tampered, three

IN_THE_PLACE_OF_A_SEAL = """
INSERT OR REPLACE INTO ledger
SELECT length + 1, l.visit, l.step, NULL, 'addendum', l.at, l.person, l.body, last_visit, c.hash, c.hash
FROM ledger l, chain c WHERE l.kind = 'sealed' AND l.number = c.length
"""
BY_ITS_HIDDEN_NUMBER = """
INSERT OR REPLACE INTO ledger (
    rowid, number, visit, step, patient, kind, at, person, body, follows, previous, hash
)
SELECT l.rowid, c.length + 1, NULL, NULL, NULL, 'person', l.at, l.person, l.body, c.last_visit, c.hash, c.hash
FROM ledger l, chain c WHERE l.kind = 'sealed'
"""
"""A file numbers its rows by itself too, and takes such a number."""


def forged(records: Database, visit: str, kind: Kind, words: str) -> Verified:
    """What verify says after a row with all its hashes was put behind a signed visit, and every guard put back."""
    guard = "ledger_after_seal" if records.address.is_file else "ledger_in_order"
    return slipped_in(records, Draft(kind, "2030-01-01T00:00:00+00:00", "anna", words, visit), guard)


def slipped_in(records: Database, draft: Draft, guard: str) -> Verified:
    """What verify says after a row with all its hashes went past a guard, which was put back."""
    with records.writing() as connection:
        if records.address.is_file:
            asked = text("SELECT sql FROM sqlite_master WHERE name = :g")
            made = connection.execute(asked, {"g": guard}).scalar_one()
            connection.execute(text(f"DROP TRIGGER {guard}"))
            append(connection, draft)
            connection.execute(text(made))
        else:
            connection.execute(text(f"ALTER TABLE ledger DISABLE TRIGGER {guard}"))
            append(connection, draft)
            connection.execute(text(f"ALTER TABLE ledger ENABLE TRIGGER {guard}"))
    return verify_records(records)


@pytest.mark.parametrize("kind", ["exam", "written", "assessment", "review", "attested", "sealed"])
def test_a_row_behind_the_seal_is_found_and_never_shown_though_every_hash_fits(records: Database, kind: Kind) -> None:
    visits = three(records)
    with records.reading() as connection:
        words = next((row.body for row in visit_rows(connection, visits[1]) if row.kind == kind), "{}")
    found = forged(records, visits[1], kind, words.replace("left", "right"))
    assert found.guards == ((), ())
    assert {fault.visit for fault in found.faults} == {visits[1]}
    assert f'is a row of the kind "{kind}" behind the seal, where only an addendum may come' in {
        fault.says for fault in found.faults
    }
    with pytest.raises(SealBroken, match="behind the seal, where only an addendum may come"):
        open_entry(records, visits[1])


def test_a_second_beginning_is_refused_and_found(records: Database) -> None:
    """It would put a signed visit into the chart of somebody else."""
    visits = three(records)
    with records.reading() as connection:
        first, patient_key = visit_rows(connection, visits[1])[0], patient_of(connection, "P-2")
    draft = Draft("opened", first.at, first.person, first.body, visits[1], patient_key)
    with pytest.raises(AlreadySigned), records.writing() as connection:
        append(connection, draft)
    found = tampered(records, lambda connection: append(connection, draft))
    says = {fault.says for fault in found.faults if fault.visit == visits[1]}
    assert "begins its visit once more" in says
    with pytest.raises(SealBroken, match="begins its visit once more"):
        open_entry(records, visits[1])


@pytest.mark.parametrize(
    "statement",
    [
        IN_THE_PLACE_OF_A_SEAL,
        "INSERT OR REPLACE INTO pack SELECT sha256, id, version, 'x' FROM pack",
        "INSERT OR REPLACE INTO patient SELECT key FROM patient",
        "INSERT OR REPLACE INTO chain SELECT id, 0, hash, last_visit FROM chain",
        "INSERT INTO chain VALUES (2, 0, 'x', NULL)",
        BY_ITS_HIDDEN_NUMBER,
        "INSERT OR REPLACE INTO pack (rowid, sha256, id, version, content) VALUES (1, 'x', 'x', '1', 'x')",
        "INSERT OR REPLACE INTO patient (rowid, key) VALUES (1, 'x')",
        "UPDATE chain SET length = length + 1",
        "UPDATE chain SET id = 2",
    ],
)
def test_nothing_that_was_recorded_is_replaced(records: Database, statement: str) -> None:
    if not records.address.is_file and "OR REPLACE" in statement:
        pytest.skip("only a file replaces a row without asking who refuses a deletion")
    signed(records)
    with pytest.raises(AlreadySigned), records.writing() as connection:
        connection.execute(text(statement))
    assert verify_records(records).faults == ()


def test_a_trigger_of_somebody_else_is_named_and_nothing_is_lost_without_a_word(records: Database) -> None:
    acts = {
        "sqlite": ("CREATE TRIGGER quiet BEFORE INSERT ON ledger BEGIN SELECT RAISE(IGNORE); END",),
        "postgresql": (
            "CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "CREATE TRIGGER quiet BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION quiet()",
        ),
    }
    visit = signed(records).id
    with records.writing() as connection:
        for act in acts[connection.dialect.name]:
            connection.execute(text(act))
    assert verify_records(records).guards == ((), ("quiet on ledger",))
    with pytest.raises(SealBroken, match="did not take what was to be recorded"):
        amend_visit(records, visit, "anna", PASSWORD, Amendment(kind="addendum", reason="Late.", text="More."))


def test_a_count_of_rows_that_stands_there_twice_is_found(records: Database) -> None:
    signed(records)
    found = tampered(records, run("INSERT INTO chain VALUES (2, 0, 'x', NULL)"))
    assert [fault.says for fault in found.faults] == ["is the last, and the count of rows stands there more than once"]


@pytest.mark.parametrize(
    "change",
    ["ledger SET body = CAST(x'7b22ff7d' AS TEXT) WHERE kind = 'exam'", "identity SET name = CAST(x'ff' AS TEXT)"],
)
def test_bytes_that_are_no_text_are_a_change_like_any_other(records: Database, change: str) -> None:
    if not records.address.is_file:
        pytest.skip("only a file takes such bytes as text")
    visit = signed(records).id
    found = tampered(records, run(f"UPDATE {change}"))
    assert {fault.visit for fault in found.faults} == {visit}


@pytest.mark.parametrize("kind", ["patient", "exam"])
def test_words_nested_without_end_are_a_change_like_any_other(records: Database, kind: str) -> None:
    visit = signed(records).id
    found = tampered(records, run("UPDATE ledger SET body = :b WHERE kind = :k", b="[" * 100_000, k=kind))
    assert "is not what was recorded" in {fault.says for fault in found.faults}
    if kind == "exam":
        with pytest.raises(SealBroken, match="cannot be read"):
            open_entry(records, visit)


def test_a_kept_pack_that_cannot_be_read_is_told(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = signed(records).id
    tampered(records, run("UPDATE pack SET content = 'x'"))
    monkeypatch.setattr(packs, "_read", OrderedDict())
    with pytest.raises(SealBroken, match="that was kept is not what it was"):
        open_entry(records, visit)


def test_a_visit_that_cannot_be_read_takes_nothing_away_from_the_others(
    records: Database, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    visits = three(records)
    with records.reading() as connection:
        words = next(row.body for row in visit_rows(connection, visits[1]) if row.kind == "exam")
    forged(records, visits[1], "exam", words)
    assert {one.entry.id for one in list_visits(records)} == {visits[0], visits[2]}
    assert f"the visit {visits[1]} is not as it was recorded and is left out" in caplog.text
    export_records(records, str(tmp_path / "records.json"))
    with open_records(str(tmp_path / "other.db")) as other, pytest.raises(SealBroken, match="behind the seal"):
        import_records(other, str(tmp_path / "records.json"))


def test_a_trigger_on_a_table_of_somebody_else_is_nobodys_business(records: Database) -> None:
    with records.writing() as connection:
        connection.execute(text("CREATE TABLE other (x INTEGER)"))
        if records.address.is_file:
            connection.execute(text("CREATE TRIGGER touch AFTER UPDATE ON other BEGIN SELECT 1; END"))
        else:
            connection.execute(text("CREATE RULE touch AS ON UPDATE TO other DO INSTEAD NOTHING"))
    assert verify_records(records).guards == ((), ())
    with records.writing() as connection:
        if records.address.is_file:
            connection.execute(text("CREATE TRIGGER ledger_grows_not AFTER UPDATE ON person BEGIN SELECT 1; END"))
        else:
            connection.execute(text("CREATE RULE ledger_grows_not AS ON UPDATE TO person DO INSTEAD NOTHING"))
    assert verify_records(records).guards == ((), ("ledger_grows_not on person",))


@pytest.mark.parametrize(
    ("kind", "words", "says"),
    [
        ("addendum", "{}", "cannot be read"),
        ("addendum", "no JSON", "cannot be read"),
        ("assessment", "{}", "cannot be read"),
        ("written", "[]", "cannot be read"),
        ("nonsense", "{}", 'is of the kind "nonsense", which no visit has'),
        ("person", "{}", 'is of the kind "person", which no visit has'),
    ],
)
def test_a_row_that_fits_the_chain_and_cannot_be_read_is_found(
    records: Database, kind: Kind, words: str, says: str
) -> None:
    """It needs no guard lifted, and a visit that cannot be shown is never said to be as it was recorded."""
    visit = drafted(records).id
    with records.writing() as connection:
        append(connection, Draft(kind, "2026-03-14T09:30:00+00:00", "anna", words, visit))
    found = verify_records(records)
    assert found.guards == ((), ())
    assert [(fault.visit, fault.says) for fault in found.faults] == [(visit, says)]
    with pytest.raises(SealBroken, match="cannot be read"):
        open_entry(records, visit)


def test_a_row_of_no_visit_that_only_a_visit_has_is_found(records: Database) -> None:
    with records.writing() as connection:
        append(connection, Draft("addendum", "2026-03-14T09:30:00+00:00", "anna", "{}"))
    assert [fault.says for fault in verify_records(records).faults] == [
        'is of the kind "addendum", which only a visit has'
    ]


@pytest.mark.parametrize("kind", ["attested", "sealed"])
def test_a_signature_of_what_nobody_reviewed_is_refused_and_found(records: Database, kind: Kind) -> None:
    with records.reading() as connection:
        words = visit_rows(connection, signed(records).id)[-1]
    visit = assessed(records).id
    draft = Draft(kind, words.at, words.person, words.body, visit)
    with pytest.raises(AlreadySigned), records.writing() as connection:
        append(connection, draft)
    found = slipped_in(records, draft, "ledger_seals_reviewed")
    assert [(fault.visit, fault.says) for fault in found.faults] == [(visit, "signs what nobody has reviewed")]
    with pytest.raises(SealBroken, match="signs what nobody has reviewed"):
        open_entry(records, visit)


@pytest.mark.parametrize(("person", "at"), [("cleo", ""), ("", "2020-01-01T00:00:00+00:00")])
def test_a_signature_in_the_name_or_at_the_time_of_another_row_is_found(
    records: Database, person: str, at: str
) -> None:
    with records.reading() as connection:
        words = visit_rows(connection, signed(records).id)[-1]
    visit = reviewed(records).id
    with records.writing() as connection:
        append(connection, Draft("sealed", at or words.at, person or words.person, words.body, visit))
    assert [(fault.visit, fault.says) for fault in verify_records(records).faults] == [
        (visit, "is signed by another person, or at another time, than it was recorded")
    ]


def test_a_trigger_on_our_table_in_other_letters_is_named(records: Database) -> None:
    if not records.address.is_file:
        pytest.skip("a server keeps a name in one way")
    with records.writing() as connection:
        connection.execute(text("CREATE TRIGGER quiet BEFORE INSERT ON Identity BEGIN SELECT RAISE(IGNORE); END"))
    assert verify_records(records).guards == ((), ("quiet on identity",))


def test_a_guard_of_a_server_that_looks_elsewhere_is_named_and_so_is_a_table_that_inherits(records: Database) -> None:
    if records.address.is_file:
        pytest.skip("only a server has functions and tables that inherit")
    with records.writing() as connection:
        connection.execute(text("ALTER FUNCTION sot_in_order() SET search_path = elsewhere"))
        connection.execute(text("CREATE TABLE heir () INHERITS (ledger)"))
    assert verify_records(records).guards == (("ledger_in_order",), ("heir on ledger",))
