"""The main job from the first key to what leaves the practice: exam, entry, review, signature, note, bundle, table."""

import csv
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest

from sot_engine.intake.visit_file import read_visit
from tests.cli.terminal import TMUX, Terminal, terminal
from tests.reports.shown import ROOT

PASSWORD = "a long invented password"  # noqa: S105  # of a person who is invented
HEAD = ("--ref", "P-0042", "--age", "1989-02-01", "--weeks", "0", "--examiner", "A. Example, DC",
        "--complaint", "Left low back pain after lifting.", "--out", "exam.yaml")  # fmt: skip
EXAM = (("first rib tub", "60"), ("upper fossa", "l"), ("eyes open", "l"), ("short leg, supine", "l"))
"""What is found, and the keys that record it."""


class Practice:
    """A folder in which the program is run as from a shell of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def sot(self, *words: str, stdin: str = "", code: int = 0) -> str:
        """Run one command, which ends with this code, for what it prints."""
        ran = self.ran(*words, stdin=stdin)
        assert ran.returncode == code, ran.stdout + ran.stderr
        return ran.stdout if code == 0 else ran.stderr

    def ran(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run one command."""
        return subprocess.run(
            [sys.executable, str(ROOT / "cli.py"), *words],
            cwd=self.folder, input=stdin, capture_output=True, text=True, check=False,
            env={**os.environ, "SOT_DATA_DIR": str(self.folder / "data"), "SOT_PERSON": "anna"},
        )  # fmt: skip

    def sign(self, visit: str, code: int = 0) -> str:
        """Sign a visit with the password of Anna."""
        return self.sot("visit", "sign", visit, "--password-stdin", stdin=f"{PASSWORD}\n", code=code)


def ask_exam(term: Terminal) -> None:
    """Record the exam at the table, key by key, and write its file."""
    term.sot("exam", *HEAD)
    term.wait("New or worsening bladder or bowel change")
    term.type("n" * 10)
    term.wait("recorded 10")
    for name, keys in EXAM:
        term.type(f"/{name}")
        term.wait(f"Find: {name}")
        term.press("Enter")
        for key in keys:
            term.type(key)
    term.wait("SUPPORTED")
    term.type("w")
    term.wait("Write the visit")
    term.type("y")
    term.wait("code=0")


@pytest.mark.slow
@pytest.mark.skipif(TMUX is None, reason="tmux is not installed")
def test_an_exam_at_the_table_becomes_a_signed_note_a_pdf_and_a_bundle(tmp_path: Path) -> None:
    with terminal(tmp_path) as term:
        ask_exam(term)
    practice = Practice(tmp_path)
    practice.sot("people", "add", "anna", "--name", "A. Example, DC", "--password-stdin", stdin=f"{PASSWORD}\n")
    visit = practice.sot("visit", "new", "exam.yaml").split()[0]

    practice.sot("visit", "assess", visit)
    refused = practice.sign(visit, code=1)
    assert "the placement (C2-L) was not reviewed" in refused
    practice.sot("visit", "review", visit, "--accept-rest")
    practice.sot("visit", "edit", visit, "--blocks", "suggested", "--response", "Less tender.", "--score", "NPRS=6")
    practice.sign(visit)

    note = practice.sot("visit", "export", visit, "--format", "text")
    assert "VISIT NOTE: SIGNED" in note
    assert "Signed by A. Example, DC" in note
    assert max(map(len, note.splitlines())) <= 80
    assert note.isascii()
    for name in ("once.pdf", "again.pdf"):
        practice.sot("visit", "export", visit, "--format", "pdf", "--out", name)
    assert (tmp_path / "once.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    assert (tmp_path / "once.pdf").read_bytes().startswith(b"%PDF-")

    _bundle_comes_in_again(practice, visit)
    _table_names_nobody(practice, visit)
    assert practice.sot("records", "verify").startswith("ok")


def _bundle_comes_in_again(practice: Practice, visit: str) -> None:
    """The bundle holds the exam: taken into another practice, it gives the same visit file."""
    practice.sot("visit", "export", visit, "--format", "fhir", "--out", "bundle.json")
    bundle = json.loads((practice.folder / "bundle.json").read_text("utf-8"))
    assert bundle["type"] == "document"
    assert bundle["entry"][0]["resource"]["status"] == "final"
    elsewhere = Practice(practice.folder / "elsewhere")
    elsewhere.folder.mkdir()
    elsewhere.sot("people", "add", "anna", "--name", "A. Example, DC", "--password-stdin", stdin=f"{PASSWORD}\n")
    taken = elsewhere.sot("visit", "import", "../bundle.json").split()[0]
    again = elsewhere.sot("visit", "export", taken)
    assert again == practice.sot("visit", "export", visit)
    (elsewhere.folder / "again.yaml").write_text(again, "utf-8")
    assert read_visit(elsewhere.folder / "again.yaml") == read_visit(practice.folder / "exam.yaml")


def _table_names_nobody(practice: Practice, visit: str) -> None:
    """The table has a row a visit, which `sot registry` reads, and nothing that says who it was."""
    table = practice.sot("visit", "export", "--format", "table")
    (row,) = csv.DictReader(StringIO(table))
    assert row["first_rib_pain__left"] == "6"
    assert row["arm_fossa_upper__right"] == "absent"
    for word in ("P-0042", "1989", "Example", "lifting"):
        assert word not in table
    (practice.folder / "exams.csv").write_text(table, "utf-8")
    practice.sot("registry", "assess", "exams.csv", "--out", "result.csv")
    (found,) = csv.DictReader(StringIO((practice.folder / "result.csv").read_text("utf-8")))
    assert (found["exam_id"], found["outcome"], found["category"], found["side"]) == (visit, "supported", "II", "left")
    assert found["placement_id"] == "C2-L"


def test_one_visit_and_many_are_told_apart_and_a_pdf_goes_to_a_file(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    assert "name one" in practice.sot("visit", "export", "--format", "text", code=2)
    assert "a PDF goes to a file" in practice.sot("visit", "export", "x", "--format", "pdf", code=2)
    assert "only a bundle is de-identified" in practice.sot("visit", "export", "x", "--deidentified", code=2)


def test_a_de_identified_bundle_needs_a_salt_and_names_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    practice = Practice(tmp_path)
    practice.sot("people", "add", "anna", "--name", "A. Example, DC", "--password-stdin", stdin=f"{PASSWORD}\n")
    visit = practice.sot("visit", "new", str(ROOT / "examples/category-ii-left.yaml")).split()[0]
    practice.sot("visit", "assess", visit)
    told = practice.sot("visit", "export", visit, "--format", "fhir", "--deidentified", code=2)
    assert "SOT_SALT" in told
    monkeypatch.setenv("SOT_SALT", "nobody would guess this salt")
    bundle = practice.sot("visit", "export", visit, "--format", "fhir", "--deidentified")
    for word in ("EXAMPLE-2", "E. Xample", "A. Example", "2026-01-15", "piano"):
        assert word not in bundle


def test_an_exam_that_is_there_already_is_taken_in_with_a_word(tmp_path: Path) -> None:
    practice = Practice(tmp_path)
    practice.sot("people", "add", "anna", "--name", "A. Example, DC", "--password-stdin", stdin=f"{PASSWORD}\n")
    first, again = (practice.ran("visit", "new", str(ROOT / "examples/category-ii-left.yaml")) for _ in range(2))
    assert "is it the same exam?" not in first.stderr
    assert f"{first.stdout.split()[0]} of this patient was examined at the same time" in again.stderr
