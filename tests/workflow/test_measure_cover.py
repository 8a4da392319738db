"""What no case catches is proved to say the same, or shown with an exam that parts the two."""

import sys

import pytest

from sot_engine.domain.step import stepped
from sot_engine.packs.cover import Survivor, cover
from sot_engine.packs.own import open_pack
from sot_engine.reports.cover_lines import cover_lines
from sot_engine.workflow.rules.measure_cover import measure_cover, proved

OWN = open_pack("sot-core")


def survivor(rule: str, what: str, *, same: bool | None) -> Survivor:
    """A slip of a rule as the search might hand it on."""
    found = next(one for one in stepped(OWN.pack.rule[rule].when, OWN.pack.findings) if one.what == what)
    return Survivor(rule, found, same, {})


@pytest.mark.parametrize("same", [True, None])
def test_a_slip_that_says_something_else_is_shown_with_an_exam_whatever_trying_found(*, same: bool | None) -> None:
    found = proved(OWN.pack, survivor("C2-03", "loosened", same=same))
    assert found.same is False
    assert not found.proved
    assert found.parting in ({"first_rib_pain.left": 3}, {"first_rib_pain.right": 3})


def test_what_was_not_decided_by_trying_is_decided_by_a_proof() -> None:
    listed = cover(OWN.pack, [OWN.pack.rule["X-02"]], OWN.cases).survivors
    found = [proved(OWN.pack, one._replace(same=None)) for one in listed]
    assert [(one.same, one.proved) for one in found] == [(True, True)] * 4


def test_without_z3_what_was_tried_stands_and_is_not_called_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    for name in [name for name in sys.modules if name.startswith("sot_engine.proofs.")]:
        monkeypatch.delitem(sys.modules, name)
    (found,) = measure_cover(("sot-core",), rule="X-02")
    assert found.is_complete
    assert not any(one.proved for one in found.survivors)
    assert list(cover_lines(found))[-1].endswith(
        "4 say the same, 0 of them proved (the extra `proofs` has what proves it)"
    )


def test_an_exam_that_parts_two_by_the_patient_says_what_the_patient_is() -> None:
    found = proved(OWN.pack, survivor("D-25", "loosened", same=None))
    assert found.same is False
    assert set(found.parting) > {"patient.pregnancy_weeks"}
