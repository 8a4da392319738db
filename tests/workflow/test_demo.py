"""The exam that comes along, in a checkout and in an installed package."""

import os
from pathlib import Path

import pytest

from sot_engine.errors import MachineLacks
from sot_engine.workflow import demo as verb
from sot_engine.workflow.demo import demo, example_file
from tests.reports.shown import ROOT


def test_the_demo_is_the_main_job_on_the_main_example() -> None:
    shown = demo()
    assert (shown.found.outcome, shown.found.category, shown.found.side) == ("supported", "II", "left")
    assert (shown.found.placement.status, shown.found.placement.id) == ("suggested", "C2-L")
    assert shown.found.not_asked == ()


def test_the_example_is_named_as_short_as_is_clear(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    assert example_file() == Path("examples/category-ii-left.yaml")
    monkeypatch.chdir(tmp_path)
    assert example_file().is_absolute()


def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let the verb believe that it lies in an installed package."""
    package = tmp_path / "site-packages" / "sot_engine"
    (package / "workflow").mkdir(parents=True)
    monkeypatch.setattr(verb, "__file__", os.fspath(package / "workflow" / "demo.py"))
    return package


def test_the_example_is_found_in_an_installed_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = installed(monkeypatch, tmp_path)
    (package / "examples").mkdir()
    (package / "examples" / verb.EXAMPLE).touch()
    assert example_file() == package / "examples" / verb.EXAMPLE


def test_a_package_without_its_example_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    installed(monkeypatch, tmp_path)
    with pytest.raises(MachineLacks, match="is missing"):
        example_file()
