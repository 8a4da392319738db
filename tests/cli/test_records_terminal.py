"""`sot visit` and `sot records` on a terminal, where what is missing is asked."""

import re
import time
from pathlib import Path

import pytest

from sot_engine.cli.asking import TRIES
from sot_engine.cli.charts.editing import kept_when_refused
from sot_engine.domain.chart import ChartEntry, Identity
from sot_engine.intake.visit_file import read_visit
from sot_engine.workflow.charts.open_entry import Opened
from tests.cli.at_records import EXAM, PASSWORD, Sot, ended, new, reviewed, secret, terminal
from tests.known_packs import core
from tests.records.cases import ANNA, exam

# --- On a terminal ---


def test_on_a_terminal_what_is_missing_is_asked(tmp_path: Path) -> None:
    process = terminal(tmp_path, "people", "add")
    for prompt, typed in (("short id", "anna"), ("Name", "A. Example, DC"), ("Role", "")):
        process.expect(prompt)
        process.send(f"{typed}\r")
    for prompt in ("Password", "same again"):
        process.expect(prompt)
        process.send(f"{PASSWORD}\r")
    assert ended(process) == 0
    process = terminal(tmp_path, "visit", "new", EXAM)
    process.expect(r"([0-9a-z]{8})  draft")
    visit = process.match.group(1)
    assert ended(process) == 0
    assert ended(terminal(tmp_path, "visit", "assess", visit)) == 0
    process = terminal(tmp_path, "visit", "review", visit)
    process.expect("category: II")
    process.send("\r")
    process.expect("side: left")
    process.send("\r")
    process.expect("placement: C2-L")
    process.send("\x1b[B\x1b[B\r")
    process.expect("Reason")
    process.send("Sore today.\r")
    process.expect("reviewed")
    assert ended(process) == 0
    process = terminal(tmp_path, "visit", "sign", visit)
    process.expect("REVIEWED")
    process.expect("Password of anna")
    process.send(f"{PASSWORD}\r")
    process.expect("signed")
    assert ended(process) == 0


def test_ctrl_c_ends_with_130_and_nothing_is_signed(tmp_path: Path) -> None:
    process = terminal(tmp_path, "people", "add")
    process.expect("short id")
    process.send("\x03")
    assert ended(process) == 130


def test_an_exam_is_edited_in_the_editor_until_it_can_be_read(tmp_path: Path, sot: Sot) -> None:
    visit = new(sot)
    editor = tmp_path / "editor.sh"
    editor.write_text(
        f'#!/bin/sh\nif [ -e {tmp_path}/again ]; then sed -i "s/^  heel_tensoin/  heel_tension/" "$1"\n'
        f'else sed -i "s/^  heel_tension/  heel_tensoin/; s/^complaint:.*/complaint: Changed./" "$1"\n'
        f"touch {tmp_path}/again; fi\n",
        "utf-8",
    )
    editor.chmod(0o755)
    process = terminal(tmp_path, "visit", "edit", visit, "--by", "anna", EDITOR=str(editor), VISUAL="")
    process.expect("V030")
    process.expect("Open it again")
    process.send("y")
    process.expect(f"{visit}  draft")
    assert ended(process) == 0
    assert "Changed." in sot("visit", "export", visit).out


def test_an_exam_that_somebody_changed_while_the_editor_was_open_is_kept_in_a_file(
    tmp_path: Path, sot: Sot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    visit = new(sot)
    editor = tmp_path / "editor.sh"
    editor.write_text(
        f'#!/bin/sh\nsed -i "s/^complaint:.*/complaint: Of mine./" "$1"\ntouch {tmp_path}/opened\n'
        f"while [ ! -e {tmp_path}/go ]; do sleep 0.05; done\n",
        "utf-8",
    )
    editor.chmod(0o755)
    process = terminal(tmp_path, "visit", "edit", visit, "--by", "anna", EDITOR=str(editor), VISUAL="")
    while not (tmp_path / "opened").exists():
        time.sleep(0.05)
    other = tmp_path / "other.yaml"
    other.write_text(re.sub("complaint: .*", "complaint: Of theirs.", Path(EXAM).read_text("utf-8")), "utf-8")
    assert sot("visit", "edit", visit, "--by", "cleo", "--exam", str(other)).code == 0
    (tmp_path / "go").touch()
    process.expect(f"sot visit edit {visit} --exam visit-{visit}.yaml")
    process.expect(f"S010 somebody changed {visit} meanwhile")
    assert ended(process) == 1
    assert "Of theirs." in sot("visit", "export", visit).out
    assert "Of mine." in (tmp_path / f"visit-{visit}.yaml").read_text("utf-8")


@pytest.mark.parametrize("data", ["data", "/dev/null/data"])
def test_what_was_typed_is_kept_where_the_records_are_or_shown_when_the_folder_takes_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], data: str
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / data))
    monkeypatch.chdir(gone)
    gone.rmdir()
    visit = exam()
    entry = ChartEntry(
        id="k7qf2m9x", patient=Identity(id="p", ref="P"), stage="draft", opened_by=ANNA, opened_at="x", visit=visit
    )
    with pytest.raises(KeyboardInterrupt), kept_when_refused(Opened(entry, core()), visit):
        raise KeyboardInterrupt
    told = capsys.readouterr().err
    assert "In the place of the exam that is there:\n  sot visit edit k7qf2m9x --exam" in told
    kept = tmp_path / data / "visit-k7qf2m9x.yaml"
    if data == "data":
        assert read_visit(kept, core()) == visit
        assert str(kept) in told
    else:
        assert told.startswith("schema: sot-visit/1")
        assert "stands above, since no file can be written" in told


def test_a_password_that_was_mistyped_is_typed_again_and_the_words_before_it_are_not_lost(
    tmp_path: Path, sot: Sot
) -> None:
    visit = reviewed(sot)
    assert secret(sot, "visit", "sign", visit).code == 0
    words = ("visit", "amend", visit, "--by", "anna", "--kind", "addendum", "--reason", "Late.")
    process = terminal(tmp_path, *words)
    process.expect("What is to be added")
    process.send("A long story.\r")
    for typed in ("no", "nor this", PASSWORD):
        process.expect("Password of anna")
        process.send(f"{typed}\r")
    process.expect("amended")
    assert ended(process) == 0
    assert "A long story." in sot("visit", "export", visit, "--format", "text").out
    process = terminal(tmp_path, *words, "--text", "x")
    for _ in range(TRIES):
        process.expect("Password of anna")
        process.send("no\r")
    assert ended(process) == 1


def test_what_is_asked_in_a_review_is_not_cut_within_a_word(sot: Sot, tmp_path: Path) -> None:
    visit = new(sot)
    sot("visit", "assess", visit)
    process = terminal(tmp_path, "visit", "review", visit, "--by", "anna")
    process.expect(r"C2-02,\s+C2-03, C2-04, C2-05, C2-12; `sot learn C2-01`\)")
    shown, _, asked = process.before.rpartition("\r\n\r\n")
    assert max(len(line) for line in asked.splitlines()) <= 80
    for known in ("What next", "AKO", "Very painful first rib"):
        assert known in shown
    process.expect("category: II")
    process.sendcontrol("c")
    assert ended(process) == 130


def test_an_exam_of_somebody_else_under_way_is_not_offered_to_go_on_with(sot: Sot, tmp_path: Path) -> None:
    new(sot)
    started = ("exam", "--ref", "T-9", "--age", "40", "--examiner", "A. Example", "--complaint", "x")
    process = terminal(tmp_path, *started, PROMPT_TOOLKIT_NO_CPR="1")
    process.expect("Weeks pregnant")
    process.send("\r")
    process.expect("Bladder or bowel")
    process.sendcontrol("c")
    assert ended(process) == 130
    words = ("visit", "new", str(tmp_path / "today.yaml"), "--ask", "--patient", "EXAMPLE-2", "--by", "anna")
    process = terminal(tmp_path, *words, PROMPT_TOOLKIT_NO_CPR="1")
    assert process.expect(["Age in years", "T-9"]) == 0
    process.sendcontrol("c")
    ended(process)


def test_an_exam_at_the_table_has_the_last_visit_of_the_records_in_sight(sot: Sot, tmp_path: Path) -> None:
    older = new(sot)
    visit = new(sot)
    words = ("visit", "new", str(tmp_path / "today.yaml"), "--ask", "--patient", "EXAMPLE-2", "--by", "anna")
    process = terminal(tmp_path, *words, PROMPT_TOOLKIT_NO_CPR="1")
    for prompt in ("Age in years", "Weeks pregnant", "Examiner", "Complaint"):
        process.expect(prompt)
        process.send("\r")
    process.expect("On 2026-01-15: absent")
    process.send("=w")
    process.expect("any other key no")
    process.send("y")
    process.expect(r"([0-9a-z]{8})  draft")
    begun = process.match.group(1)
    assert ended(process) == 0
    assert begun not in {older, visit}
    assert list(read_visit(tmp_path / "today.yaml").findings.values()) == ["absent"]
    assert begun in sot("visit", "list", "--patient", "EXAMPLE-2").out


def test_a_patient_without_a_visit_has_no_last_one_and_a_file_says_itself_whose_it_is(sot: Sot, tmp_path: Path) -> None:
    process = terminal(tmp_path, "visit", "new", "--ask", "--patient", "P-9")
    process.expect("R010")
    assert ended(process) == 3
    visit = new(sot)
    secret(sot, "visit", "amend", visit, "--move-to", "P-9", "--new-patient", "--reason", "Two of one name.")
    process = terminal(tmp_path, "visit", "new", "--ask", "--patient", "EXAMPLE-2")
    process.expect("R010 the chart of EXAMPLE-2 holds no visit")
    assert ended(process) == 3
    ran = sot("visit", "new", EXAM, "--patient", "EXAMPLE-2")
    assert (ran.code, "--patient goes with --ask" in ran.err) == (2, True)


def test_the_menu_of_amendments_offers_to_move_a_visit_of_the_wrong_patient(sot: Sot, tmp_path: Path) -> None:
    visit = reviewed(sot)
    secret(sot, "visit", "sign", visit)
    process = terminal(tmp_path, "visit", "amend", visit, "--by", "anna")
    process.expect("recorded for the wrong patient")
    process.send("\x1b[A\r")
    process.expect("whose visit it is")
    process.send("P-9\r")
    process.expect("Is it a new patient")
    process.send("y")
    process.expect("Reason")
    process.send("Two of one name.\r")
    process.expect("Password of anna")
    process.send(f"{PASSWORD}\r")
    process.expect(f"{visit}  amended")
    assert ended(process) == 0
    assert "now in another chart" in sot("visit", "list", "--patient", "EXAMPLE-2").out
    assert "amended" in sot("visit", "list", "--patient", "P-9").out


def test_a_slip_in_the_reference_ends_the_move_before_more_is_asked(sot: Sot, tmp_path: Path) -> None:
    process = terminal(tmp_path, "visit", "amend", new(sot), "--by", "anna")
    process.expect("recorded for the wrong patient")
    process.send("\x1b[A\r")
    process.expect("whose visit it is")
    process.send("EXAMPEL-2\r")
    process.expect("Is it a new patient")
    process.send("n")
    process.expect("R010 no patient has this reference")
    assert "Reason" not in process.before
    assert ended(process) == 3


def test_what_is_wrong_is_said_before_a_password_is_asked(sot: Sot, tmp_path: Path) -> None:
    draft = new(sot)
    for words, says, code in (
        (("records", "erase", "P-9", "--reason", "x"), "R010 no patient has this reference", 3),
        (("records", "merge", "EXAMPLE-2", "P-9", "--reason", "x"), "R010 no patient has this reference", 3),
        (("visit", "amend", draft, "--move-to", "P-9", "--reason", "x"), "check it, or add --new-patient", 3),
        (("visit", "amend", draft, "--kind", "addendum", "--text", "x", "--reason", "x"), "it is not signed", 1),
    ):
        process = terminal(tmp_path, *words, "--by", "anna")
        process.expect(says)
        assert "Password" not in process.before
        assert ended(process) == code
