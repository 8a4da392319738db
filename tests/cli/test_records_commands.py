"""`sot visit` and `sot records` as a person or a script types them."""

import csv
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from sot_engine.workflow.exams.finish_exam import Finished
from sot_engine.workflow.exams.interview import Wish, begin_exam
from tests.cli.at_records import EXAM, PASSWORD, Sot, ended, new, reviewed, secret, terminal
from tests.cli.exams import HEAD
from tests.known_packs import TINY
from tests.records.cases import EXAMPLES


def test_a_bundled_exam_goes_to_a_signed_note(sot: Sot, tmp_path: Path) -> None:
    visit = new(sot, "--patient-name", "Zoe Invented")
    ran = sot("visit", "assess", visit)
    assert "Category II, side left" in ran.out
    assert f"sot visit review {visit}" in ran.err
    ran = secret(sot, "visit", "sign", visit)
    assert (ran.code, ran.out) == (1, "")
    assert "S010" in ran.err
    assert ran.err.count("was not reviewed") == 3
    words = ("--accept", "category", "--accept", "side", "--change", "placement=none", "--reason", "placement=Sore.")
    assert sot("visit", "review", visit[:5], *words).out == f"{visit}  reviewed\n"
    assert sot("visit", "edit", visit, "--plan", "Again.", "--score", "NPRS=6", "--history", "Since March.").code == 0
    ran = secret(sot, "visit", "sign", visit)
    assert (ran.code, ran.out) == (0, f"{visit}  signed\n")
    assert ran.err.startswith("Seal: ")
    shown = sot("visit", "show", visit).out
    for told in ("SIGNED", "Instead: none.", "Reason: Sore.", "NPRS 6", "Since March.", "not a legal electronic"):
        assert told in shown, told
    assert sot("records", "verify", "--seal", ran.err.split()[1]).out.startswith("ok  ")
    assert json.loads(sot("visit", "show", visit, "--format", "json").out)["stage"] == "signed"
    assert "same, byte for byte" in sot("visit", "assess", visit, "--again").out


def test_a_signed_visit_is_amended_and_not_edited(sot: Sot) -> None:
    visit = reviewed(sot)
    secret(sot, "visit", "sign", visit)
    ran = sot("visit", "edit", visit, "--plan", "x")
    assert ran.code == 1
    assert f"R020 {visit} was signed on " in ran.err
    words = ("visit", "amend", visit, "--kind", "correction", "--text", "It was the right.", "--reason", "A slip.")
    assert secret(sot, *words).out == f"{visit}  amended\n"
    assert "1. correction; Anna Example" in sot("visit", "show", visit).out
    assert secret(sot, "visit", "amend", visit, "--move-to", "NOBODY", "--reason", "x").code == 3
    move = ("visit", "amend", visit, "--move-to", "P-9", "--new-patient", "--reason", "Two of one name.")
    assert secret(sot, *move).code == 0
    assert "now in another chart" in sot("visit", "list", "--patient", "EXAMPLE-2").out
    assert "amended" in sot("visit", "list", "--patient", "P-9").out


def test_nothing_is_asked_about_a_visit_of_which_nothing_can_be_done(
    sot: Sot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor is not opened for a signed visit, and no words are asked for one that is not there."""
    visit = reviewed(sot)
    secret(sot, "visit", "sign", visit)
    process = terminal(tmp_path, "visit", "edit", visit, "--by", "anna", EDITOR="touch " + str(tmp_path / "opened"))
    process.expect(f"R020 {visit} was signed")
    assert ended(process) == 1
    assert not (tmp_path / "opened").exists()
    process = terminal(tmp_path, "visit", "review", visit, "--by", "anna")
    process.expect(f"R020 {visit} was signed")
    assert ended(process) == 1
    process = terminal(tmp_path, "visit", "amend", "zzzz")
    process.expect("R010 no visit is called")
    assert ended(process) == 3
    draft = new(sot)
    process = terminal(tmp_path, "visit", "sign", draft, "--by", "anna")
    process.expect(f"S010 {draft} cannot be signed yet")
    assert ended(process) == 1
    words = ("visit", "amend", visit, "--kind", "addendum", "--move-to", "P-9", "--reason", "x")
    assert sot(*words).code == 2


def test_after_a_review_it_is_said_what_a_signature_still_lacks(sot: Sot) -> None:
    visit = sot("visit", "new", str(EXAMPLES / "mixed.yaml")).out.split()[0]
    sot("visit", "assess", visit)
    ran = sot("visit", "review", visit, "--accept-rest")
    assert ran.out == f"{visit}  reviewed\n"
    assert "Before it can be signed: the findings match several categories, II, III" in ran.err
    assert "sot visit sign" not in ran.err


def test_a_student_waits_for_a_practitioner(sot: Sot) -> None:
    visit = reviewed(sot, "--by", "ben")
    ran = secret(sot, "visit", "sign", visit, "--by", "ben")
    assert ran.out == f"{visit}  awaiting cosignature\n"
    assert "Next, a practitioner" in ran.err
    assert secret(sot, "visit", "cosign", visit, "--by", "ben").code == 1
    assert secret(sot, "visit", "cosign", visit, "--by", "cleo").out == f"{visit}  signed\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("visit", "new"), 2, "VISIT is missing: visit file"),
        (("visit", "review", "x"), 3, "no visit is called"),
        (("visit", "show", "x"), 3, "no visit is called"),
        (("people", "add", "dora"), 2, "--name is missing: name, as it is to be signed"),
        (("people", "add", "dora", "--name", "Dora"), 2, "--password-stdin is missing: the password"),
        (("people", "password", "dora"), 3, 'nobody is called "dora"'),
        (("visit", "list", "--limit", "0"), 2, "--limit"),
        (("visit", "list", "--patient", "P-9"), 3, "no patient has this reference"),
        (("visit", "new", EXAM, "--by", "nobody"), 3, 'nobody is called "nobody"'),
        (("visit", "new", "nowhere.yaml"), 3, "V010"),
        (("records", "restore", "nowhere.db"), 3, "the backup cannot be read"),
        (("records", "restore", EXAM), 3, "R050 this is no backup of records"),
        (("records", "import", EXAM), 3, "R050 this is no export of records"),
        (("records", "backup", "--out", EXAM), 2, "is there already"),
        (("records", "export", "--out", EXAM), 2, "is there already"),
        (("records", "patient", "P-9"), 3, "no patient has this reference"),
    ],
)
def test_what_is_missing_or_wrong_is_named(sot: Sot, words: tuple[str, ...], code: int, says: str) -> None:
    ran = sot(*words)
    assert ran.code == code
    assert says in ran.err
    assert ran.out == ""


def test_options_that_say_nothing_are_a_wrong_command_line(sot: Sot) -> None:
    visit = new(sot)
    assert sot("visit", "edit", visit).code == 2
    assert sot("visit", "edit", visit, "--score", "SF36=3").code == 2
    assert sot("visit", "edit", visit, "--score", "NPRS=66").code == 3
    assert sot("visit", "edit", visit, "--without", "SF36").code == 2
    assert sot("visit", "edit", visit, "--blocks", "suggested").code == 2
    assert sot("visit", "sign", visit).code == 2
    assert sot("visit", "amend", visit).code == 2
    sot("visit", "assess", visit)
    assert sot("visit", "review", visit).code == 2
    assert sot("visit", "review", visit, "--accept", "side", "--reject", "side").code == 2
    assert sot("visit", "review", visit, "--accept", "side", "--reason", "category=x").code == 2
    assert sot("visit", "review", visit, "--change", "side").code == 2


def test_a_word_that_is_none_of_those_offered_is_told_without_the_words_of_a_library(sot: Sot) -> None:
    visit = new(sot)
    for words in (("visit", "assess", visit, "--commit", "IV"), ("visit", "export", visit, "--format", "xml"),
                  ("visit", "list", "--format", "xml"), ("people", "add", "eve", "--role", "boss"),
                  ("visit", "amend", visit, "--kind", "x")):  # fmt: skip
        ran = sot(*words)
        assert ran.code == 2
        assert "is not one of" in ran.err
        assert "Value error" not in ran.err


def test_a_salt_that_is_not_given_is_named(sot: Sot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOT_SALT", raising=False)
    ran = sot("visit", "export", new(sot), "--format", "fhir", "--deidentified")
    assert ran.code == 2
    assert "Error: SOT_SALT is missing: salt, the same for every export that belongs together" in ran.err


def test_blocks_are_those_suggested_or_those_of_a_file(sot: Sot, tmp_path: Path) -> None:
    visit = new(sot)
    sot("visit", "assess", visit)
    assert sot("visit", "edit", visit, "--blocks", "suggested", "--response", "Comfortable.").code == 0
    assert "On the back (supine), as in C2-L." in sot("visit", "show", visit).out
    file = tmp_path / "blocks.yaml"
    file.write_text(
        'position: prone\nblocks: [{side: left, landmark: ASIS, wedge: small}]\nstarted_at: "09:40"\n', "utf-8"
    )
    assert sot("visit", "edit", visit, "--blocks", str(file), "--score", "NPRS=6").code == 0
    shown = sot("visit", "show", visit).out
    assert "Left: ASIS, small" in shown
    assert "NPRS 6" in shown
    assert sot("visit", "edit", visit, "--without", "blocks", "--without", "nprs").code == 0
    shown = sot("visit", "show", visit).out
    assert "ASIS" not in shown
    assert "NPRS" not in shown


def test_a_response_goes_with_the_blocks_given_or_with_those_on_record(sot: Sot, tmp_path: Path) -> None:
    def response() -> Any:
        blocks = json.loads(sot("visit", "show", visit, "--format", "json").out)["blocks"]
        return blocks and blocks["response"]

    visit = new(sot)
    for words in ((), ("--plan", "Again."), ("--without", "blocks")):
        ran = sot("visit", "edit", visit, "--response", "Tingling.", *words)
        assert (ran.code, "no blocks are on record or given" in ran.err) == (2, True)
    file = tmp_path / "blocks.yaml"
    file.write_text("position: prone\nblocks: [{side: left, landmark: ASIS}]\n", "utf-8")
    assert sot("visit", "edit", visit, "--blocks", str(file), "--response", "Comfortable.").code == 0
    assert response() == "Comfortable."
    for words in (("--plan", "Again."), ("--exam", EXAM), ()):
        told = f"Tingling {words}"
        assert sot("visit", "edit", visit, "--response", told, *words).code == 0
        assert response() == told
    assert sot("visit", "edit", visit, "--response", "x", "--without", "blocks").code == 2
    assert sot("visit", "edit", visit, "--without", "blocks").code == 0
    assert response() is None
    file.write_text(file.read_text("utf-8") + "response: Comfortable.\n", "utf-8")
    ran = sot("visit", "edit", visit, "--blocks", str(file), "--response", "Tingling.")
    assert (ran.code, "the file of blocks has a response too" in ran.err) == (2, True)
    assert "--response" in sot("visit", "edit", visit).err


def test_an_exam_goes_out_and_comes_in_again(sot: Sot, tmp_path: Path) -> None:
    visit = new(sot)
    out = tmp_path / "visit.yaml"
    assert sot("visit", "export", visit, "--out", str(out)).code == 0
    other = sot("visit", "import", str(out)).out.split()[0]
    assert sot("visit", "export", other).out == sot("visit", "export", visit).out == out.read_text("utf-8")
    assert json.loads(sot("visit", "export", visit, "--format", "json").out)["schema"] == "sot-visit/1"
    assert json.loads(sot("visit", "export", visit, "--format", "note-json").out)["schema"] == "sot-note/1"


@pytest.mark.parametrize(("born", "database", "code"), [("1980-02-03", "", "V040"), ("1989-02-01", "data", "R040")])
def test_an_exam_that_was_asked_and_is_not_recorded_is_told_with_its_file_and_how_to_record_it(
    born: str, database: str, code: str, sot: Sot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(wish: Wish, *_: object, **__: object) -> Finished:
        return begin_exam(wish, {**HEAD, "age": births.pop(0)}).finish()

    births = ["1989-02-01", born]
    monkeypatch.setattr("sot_engine.cli.exams.exam.must_be_a_terminal", lambda: None)
    monkeypatch.setattr("sot_engine.cli.exams.ask.record", asked)
    ran = sot("visit", "new", "--ask", str(tmp_path / "first.yaml"))
    assert (ran.code, "The exam is written" in ran.err) == (0, False)
    if database:
        monkeypatch.setenv("SOT_DATABASE", str(tmp_path / database))
    file = tmp_path / "the second.yaml"
    ran = sot("visit", "new", "--ask", str(file), "--with", "ak-variants")
    assert (ran.code != 0, ran.out, file.exists()) == (True, "", True)
    _, told, why = ran.err.partition(f"Into the records:\n  sot visit new '{file}' --with ak-variants\n")
    assert told
    assert f"{code} " in why


def test_records_are_backed_up_carried_and_put_back(sot: Sot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = reviewed(sot)
    kept, whole, folder = (str(tmp_path / name) for name in ("kept.db", "records.json", "csv"))
    assert "read and found whole" in sot("records", "backup", "--out", kept).out
    assert sot("records", "export", "--out", whole).code == 0
    assert sot("records", "export", "--out", folder, "--format", "csv").code == 0
    assert sot("records", "import", whole).code == 3
    assert sot("records", "restore", kept).code == 3
    assert "rows restored" in sot("records", "restore", kept, "--replace").out
    for name in (whole, folder):
        monkeypatch.setenv("SOT_DATABASE", str(tmp_path / f"{Path(name).name}.db"))
        assert "rows taken in" in sot("records", "import", name).out
        assert visit in sot("visit", "list").out
        assert json.loads(sot("visit", "list", "--format", "json").out)[0]["id"] == visit


def test_records_that_begin_anew_are_told_because_their_name_may_be_a_slip(
    sot: Sot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "recrods.db"))
    assert f"New records begin in {tmp_path / 'recrods.db'}\n" in sot("visit", "list").err
    assert "New records" not in sot("visit", "list").err
    (tmp_path / "emptied.db").touch()
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "emptied.db"))
    assert f"New records begin in {tmp_path / 'emptied.db'}\n" in sot("visit", "list").err
    monkeypatch.setenv("SOT_DATABASE", f"sqlite:{tmp_path / 'records.db'}")
    ran = sot("visit", "list")
    assert (ran.code, '"sqlite:" is no kind of database' in ran.err) == (4, True)


def test_a_broken_chain_is_told_with_its_visit(sot: Sot, tmp_path: Path) -> None:
    import sqlite3

    visit = reviewed(sot)
    connection = sqlite3.connect(tmp_path / "data" / "records.db")
    connection.executescript("DROP TRIGGER ledger_never_update; UPDATE ledger SET at = 'x' WHERE kind = 'exam'")
    connection.close()
    ran = sot("records", "verify", "--seal", "f" * 64)
    assert ran.code == 4
    assert f"of the visit {visit}: is not what was recorded" in ran.out
    assert f"no row has the seal {'f' * 64}" in ran.out
    assert "the guard ledger_never_update is gone, off or written otherwise" in ran.out
    assert "R030 2 faults in " in ran.err
    assert "and 1 guard of the database not in force" in ran.err
    assert sot("records", "backup").code == 4


def test_a_table_is_of_one_pack_and_loses_no_finding(sot: Sot, tmp_path: Path) -> None:
    exam = "schema: sot-visit/1\nvisit: {examined_at: 2026-01-15T10:00:00+00:00, examiner: A}\n"
    (tmp_path / "tiny.yaml").write_text(f"{exam}patient: {{ref: T, age_years: 40}}\nfindings: {{rigid: present}}\n")
    visit = sot("visit", "new", str(tmp_path / "tiny.yaml"), "--pack", str(TINY)).out.split()[0]
    ran = sot("visit", "export", "--format", "table")
    assert (ran.code, f'{visit} records "rigid", which sot-core has no column for' in ran.err) == (3, True)
    ran = sot("visit", "export", visit, "--format", "table", "--pack", str(TINY))
    (row,) = csv.DictReader(StringIO(ran.out))
    assert (row["exam_id"], row["rigid"]) == (visit, "present")
    ran = sot("visit", "export", visit, "--pack", str(TINY))
    assert (ran.code, "only a table is of one pack" in ran.err) == (2, True)


def test_patients_are_corrected_merged_and_erased(sot: Sot) -> None:
    new(sot, "--patient-name", "Zoe Invented")
    for command in ("visit list --patient", "records patient"):
        ran = sot(*command.split(), "P\udcff")
        assert (ran.code, "no patient has this reference" in ran.err) == (3, True)
    assert "born     1985-06-07" in sot("records", "patient", "EXAMPLE-2", "--birth-date", "1985-06-07").out
    visit = new(sot)
    words = ("visit", "amend", visit, "--move-to", "P-9", "--new-patient", "--reason", "x")
    assert secret(sot, *words).code == 0
    assert secret(sot, "records", "merge", "P-9", "EXAMPLE-2", "--reason", "One person.").out.startswith(
        "1 visit joined"
    )
    ran = sot("records", "patient", "P-9", "--contact", "by telephone")
    assert "P-9 was merged into EXAMPLE-2; this is the patient now" in ran.err
    assert "ref      EXAMPLE-2" in ran.out
    ran = sot("records", "patient", "EXAMPLE-2")
    assert ("contact  by telephone" in ran.out, ran.err) == (True, "")
    ran = secret(sot, "records", "erase", "EXAMPLE-2", "--reason", "Request.")
    assert ran.out.startswith("Erased. The visits stay under p")
    assert "EXAMPLE-2" not in sot("visit", "list").out


def test_an_encrypted_database_is_opened_by_a_key_from_standard_input(
    sot: Sot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOT_DATABASE", f"sqlcipher://{tmp_path}/hidden.db")
    monkeypatch.setenv("SOT_KEY_STDIN", "1")
    monkeypatch.setattr("sot_engine.workflow.charts.open_records.kept_key", lambda _: None)
    words = ("people", "add", "anna", "--name", "Anna", "--password-stdin")
    assert sot(*words, stdin=f"the key\n{PASSWORD}\n").code == 0
    assert sot("people", "list", stdin="the key\n").out.startswith("anna")
    ran = sot("people", "list", stdin="another\n")
    assert (ran.code, "the key does not open it" in ran.err) == (4, True)
