from typing import Any

import pytest

from sot_engine.errors import ImpossibleValue, SotError, VisitFaults, VisitShape
from sot_engine.exchange.check import MOST, check, path_of
from tests.exchange.charts import ENTRIES, bundle_of


@pytest.mark.parametrize("name", ENTRIES)
def test_every_reference_of_every_document_leads_to_a_resource_that_may_stand_there(name: str) -> None:
    check(bundle_of(name))


def faults(bundle: Any) -> list[SotError]:
    """What the check finds wrong."""
    with pytest.raises(SotError) as caught:
        check(bundle, "b.json")
    return list(caught.value.faults)


def test_a_reference_to_nothing_is_told_with_its_path() -> None:
    bundle = bundle_of("signed")
    bundle["entry"][0]["resource"]["subject"]["reference"] = "urn:uuid:0"
    (fault,) = faults(bundle)
    assert isinstance(fault, ImpossibleValue)
    assert str(fault.where) == "b.json:entry[0].resource.subject"
    assert fault.message == 'nothing in the bundle is called "urn:uuid:0"'


def test_a_reference_to_a_resource_of_another_type_says_which_may_stand_there() -> None:
    bundle = bundle_of("signed")
    first = bundle["entry"][0]["resource"]
    first["encounter"]["reference"] = first["subject"]["reference"]
    (fault,) = faults(bundle)
    assert fault.message == "a Patient cannot stand here; Encounter can"


def test_a_reference_to_what_is_contained_is_looked_for_in_its_own_resource() -> None:
    bundle = bundle_of("signed")
    guidance = next(one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "GuidanceResponse")
    guidance["outputParameters"]["reference"] = "#elsewhere"
    (fault,) = faults(bundle)
    assert 'nothing in the bundle is called "#elsewhere"' in fault.message


def test_a_reference_by_its_words_alone_need_not_lead_anywhere() -> None:
    bundle = bundle_of("signed")
    bundle["entry"][0]["resource"]["custodian"] = {"display": "A practice"}
    check(bundle)


def test_what_fhir_does_not_know_is_told_where_it_stands() -> None:
    bundle = bundle_of("signed")
    bundle["entry"][0]["resource"]["statuss"] = "final"
    (fault,) = faults(bundle)
    assert isinstance(fault, VisitShape)
    assert str(fault.where) == "b.json:entry[0].resource.statuss"


def test_a_bundle_of_another_kind_is_told_with_few_of_its_faults() -> None:
    entries = [{"fullUrl": f"urn:uuid:{number}", "resource": {"resourceType": "Observation"}} for number in range(90)]
    with pytest.raises(VisitFaults) as caught:
        check({"resourceType": "Bundle", "type": "document", "entry": entries})
    assert len(caught.value.faults) == MOST


def test_a_path_is_written_as_fhir_writes_it() -> None:
    assert path_of(("entry", 3, "resource", "status")) == "entry[3].resource.status"
    assert path_of(()) == ""
