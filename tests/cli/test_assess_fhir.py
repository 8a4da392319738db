import json
from pathlib import Path

import pytest

from sot_engine.cli.assess_line import read_plainly
from sot_engine.cli.main import main

EXAM = "examples/category-ii-left.yaml"


def test_an_exam_is_written_as_a_fhir_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", EXAM, "--format", "fhir"]) == 0
    told = capsys.readouterr()
    bundle = json.loads(told.out)
    assert (bundle["resourceType"], bundle["type"]) == ("Bundle", "document")
    assert told.err == ""


def test_the_same_exam_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        assert main(["assess", EXAM, "--format", "fhir", "--out", str(tmp_path / name)]) == 0
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_a_document_is_of_one_visit(capsys: pytest.CaptureFixture[str]) -> None:
    assert read_plainly([EXAM, EXAM, "--format", "fhir"]) is None
    assert main(["assess", EXAM, "examples/mixed.yaml", "--format", "fhir"]) == 2
    assert "--format fhir is for one visit" in capsys.readouterr().err


def test_a_wrong_exam_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "tests/bad_visits/no_age.yaml", "--format", "fhir"]) == 3
    assert capsys.readouterr().out == ""
