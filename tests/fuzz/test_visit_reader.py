"""Whatever text stands in a visit file, VisitError comes out, or a visit that can be written and assessed."""

import pytest
from hypothesis import given, settings

from sot_engine.errors import SotError, VisitError
from sot_engine.intake.visit_file import read_visit_text
from sot_engine.intake.visit_text import visit_json
from tests.fuzz.damage import damaged, odd
from tests.intake.test_visit_file import EXAMPLE
from tests.known_packs import core, readings_of
from tests.strategies import law

JSON = visit_json(read_visit_text(EXAMPLE, "visit.yaml", core()), core())


def check_refusal(error: SotError) -> None:
    assert str(error)
    assert all(fault.hint and fault.where for fault in error.faults)


def read(text: str, name: str) -> None:
    try:
        visit = read_visit_text(text, name, core())
    except VisitError as error:
        check_refusal(error)
        return
    written = visit_json(visit, core())
    written.encode()
    assert read_visit_text(written, "again.json", core()) == visit
    readings_of("core").agree(visit)


@settings(law, max_examples=200)
@given(damaged((EXAMPLE,)))
def test_damaged_yaml_is_read_or_refused(text: str) -> None:
    read(text, "visit.yaml")


@settings(law, max_examples=200)
@given(damaged((JSON,)))
def test_damaged_json_is_read_or_refused(text: str) -> None:
    read(text, "visit.json")


@law
@given(odd())
def test_odd_text_is_refused(text: str) -> None:
    for name in ("visit.yaml", "visit.json"):
        with pytest.raises(VisitError):
            read_visit_text(text, name, core())
