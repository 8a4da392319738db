"""Law 5: what is written reads back as it was: a visit, a pack, an assessment."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from sot_engine.domain.assessment import plain
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import assess
from sot_engine.intake.visit_file import read_visit_text
from sot_engine.intake.visit_text import visit_json, visit_yaml
from sot_engine.packs import kept
from tests.known_packs import core, tiny, with_ak
from tests.strategies import few, law, visits, whole_visits


@law
@given(whole_visits(core()))
def test_a_visit_written_as_json_reads_back_equal(visit: Visit) -> None:
    assert read_visit_text(visit_json(visit, core()), "visit.json", core()) == visit


@few
@given(whole_visits(core()))
def test_a_visit_written_as_yaml_reads_back_equal(visit: Visit) -> None:
    assert read_visit_text(visit_yaml(visit, core()), "visit.yaml", core()) == visit


@few
@given(whole_visits(core()))
def test_json_is_read_as_the_yaml_that_it_also_is(visit: Visit) -> None:
    text = visit_json(visit, core())
    assert read_visit_text(text, "visit.yaml", core(), is_json=False) == visit


@pytest.mark.parametrize("pack", [core(), with_ak(), tiny()], ids=["sot-core", "with ak-variants", "tiny"])
def test_a_pack_kept_as_json_reads_back_equal(pack: Pack) -> None:
    text = json.dumps(kept.dump(pack), ensure_ascii=False)
    again = kept.load(text)
    assert again == pack
    assert repr(again.rules) == repr(pack.rules)
    assert [rule.at for rule in again.rules] == [rule.at for rule in pack.rules]
    assert json.dumps(kept.dump(again), ensure_ascii=False) == text


@few
@given(visits(core()))
def test_an_assessment_is_plain_json(visit: Visit) -> None:
    written = plain(assess(core(), visit))
    assert json.loads(json.dumps(written, allow_nan=False)) == written


@few
@given(whole_visits(core()))
def test_what_does_not_count_as_evidence_never_changes_the_assessment(visit: Visit) -> None:
    """Who examined, when, the complaint, what was not done, and how sure the examiner was."""
    bare = Visit(
        examined_at="2026-01-01T00:00:00Z",
        examiner="Somebody",
        patient=replace(visit.patient, ref="", birth_date=None),
        findings=visit.findings,
        after=visit.after,
    )
    assert plain(assess(core(), visit)) == plain(assess(core(), bare))
