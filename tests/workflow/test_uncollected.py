"""The search for garbage, which is off while something is exported and then as it was."""

import gc
from collections.abc import Iterator

import pytest

from sot_engine.workflow.charts import export_fhir, export_visit
from sot_engine.workflow.charts.export_visit import deidentified, exported
from sot_engine.workflow.uncollected import uncollected
from tests.known_packs import core
from tests.reports.charts import signed


@pytest.fixture(autouse=True)
def _left_as_it_was() -> Iterator[None]:
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


@pytest.mark.parametrize("was_on", [True, False])
def test_the_search_is_off_and_then_as_it_was(*, was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    with uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() is was_on


def test_the_search_goes_on_after_a_failure() -> None:
    gc.enable()
    with pytest.raises(ZeroDivisionError), uncollected():
        _ = 1 / 0
    assert gc.isenabled()


def test_nothing_is_searched_while_an_entry_is_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.enable()
    seen: list[bool] = []

    def looked(*_: object) -> bytes:
        seen.append(gc.isenabled())
        return b""

    monkeypatch.setattr(export_visit, "note_bytes", looked)
    exported(signed(), core(), "pdf")
    assert (seen, gc.isenabled()) == ([False], True)


def test_nothing_is_searched_while_a_bundle_without_the_person_is_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    gc.enable()
    monkeypatch.setattr(export_fhir, "export_deidentified", lambda *_: str(gc.isenabled()))
    assert deidentified(signed(), core(), b"salt") == b"False"
    assert gc.isenabled()
