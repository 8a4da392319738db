"""A finding that means something after blocking only, and was recorded before it."""

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from sot_engine.cli.main import main
from sot_engine.domain.retested import misplaced, only_after
from sot_engine.domain.visit import Visit
from sot_engine.intake.visit_text import visit_yaml
from tests.known_packs import core
from tests.records.cases import exam


def with_pain_on_blocks() -> Visit:
    visit = exam()
    return replace(visit, findings=MappingProxyType({**visit.findings, "pain_on_blocks": "more"}))


def test_what_rules_read_after_blocking_alone_is_known_from_the_pack() -> None:
    assert only_after(core()) == {"pain_on_blocks"}


def test_a_finding_of_after_blocking_that_stands_before_it_is_found() -> None:
    assert misplaced(exam(), core()) == ()
    assert misplaced(exam("retest"), core()) == ()
    assert [finding.id for finding in misplaced(with_pain_on_blocks(), core())] == ["pain_on_blocks"]


def test_it_is_told_and_the_visit_is_assessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "visit.yaml"
    path.write_text(visit_yaml(with_pain_on_blocks(), core()), "utf-8")
    assert main(["assess", str(path), "--format", "json"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("{")
    assert "pain_on_blocks is asked after blocking only" in said.err
