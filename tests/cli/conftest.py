"""What tests of commands share: where learners keep their progress, a candidate's folder, and records."""

import io
import sys
from pathlib import Path

import pytest

from sot_engine.cli.main import main
from sot_engine.records import people
from tests.cli.at_records import PASSWORD, Ran, Sot
from tests.cli.students import BLUEPRINT


@pytest.fixture
def learners(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def sot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Sot:
    """Run a command on records of this test's own, in this process; `stdin` is what is sent to it."""
    monkeypatch.setattr(people, "ROUNDS", 1)
    monkeypatch.setattr(people, "KIBIBYTES", 8)
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("SOT_DATABASE", raising=False)
    monkeypatch.setenv("SOT_PERSON", "anna")

    def run(*words: str, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        code = main(list(words))
        return Ran(code, *capsys.readouterr())

    for name, role in (("anna", "practitioner"), ("ben", "student"), ("cleo", "practitioner")):
        words = ("people", "add", name, "--name", f"{name.title()} Example", "--role", role, "--password-stdin")
        assert run(*words, stdin=f"{PASSWORD}\n").code == 0
    return run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "spring.yaml").write_text(BLUEPRINT)
    return tmp_path
