import pytest

from sot_engine.exchange.moment import as_recorded, dated, fhir_time, latest, timed
from sot_engine.exchange.names import ORIGINAL_TEXT


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03-14T09:30:00-08:00", "2026-03-14T09:30:00-08:00"),
        ("2026-03-14T09:30-08:00", "2026-03-14T09:30:00-08:00"),
        ("2026-03-14 09:30:00Z", "2026-03-14T09:30:00Z"),
        ("2026-03-14T09:30:00.125+05:45", "2026-03-14T09:30:00.125+05:45"),
        ("2026-03-14", "2026-03-14"),
        ("2026-03", "2026-03"),
        ("2026", "2026"),
        ("2026-02-30", None),
        ("2026-13", None),
        ("2026-02-30T09:30:00Z", None),
        ("2026-03-14T25:00:00Z", None),
        ("2026-03-14T09:30:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_time_is_written_as_fhir_writes_it_or_not_at_all(text: str, written: str | None) -> None:
    assert fhir_time(text) == written


def test_a_time_that_fhir_writes_otherwise_keeps_what_was_recorded() -> None:
    element = timed("recorded", "2026-03-14 09:30Z", "a signature")
    assert element["recorded"] == "2026-03-14T09:30:00Z"
    assert element["_recorded"]["extension"] == [{"url": ORIGINAL_TEXT, "valueString": "2026-03-14 09:30Z"}]
    assert as_recorded(element, "recorded") == "2026-03-14 09:30Z"


def test_a_time_that_fhir_writes_alike_stands_alone() -> None:
    assert timed("recorded", "2026-03-14T09:30:00Z", "a signature") == {"recorded": "2026-03-14T09:30:00Z"}
    assert dated("date", "in spring") == {}


def test_an_extension_of_somebody_else_is_not_what_was_recorded() -> None:
    element = {"date": "2026", "_date": {"extension": [{"url": "urn:other", "valueString": "x"}]}}
    assert as_recorded(element, "date") == "2026"


def test_the_latest_time_is_the_latest_wherever_it_was_written() -> None:
    assert latest(("2026-03-14T09:30:00-08:00", "2026-03-14T18:00:00+01:00")) == "2026-03-14T09:30:00-08:00"
    assert latest(("soon", "2026-03-14T09:30:00Z", "2026")) == "2026-03-14T09:30:00Z"
