import json
from dataclasses import replace
from pathlib import Path

import pytest

from sot_engine.errors import ExportRefused, UnknownFinding
from sot_engine.exchange.reader import read_bundle
from sot_engine.workflow.charts.export_fhir import assessment_fhir, export_deidentified, export_fhir, fhir_id
from sot_engine.workflow.charts.import_fhir import import_fhir
from tests.exchange.charts import ENTRIES, assessed, draft, examined, resources, signed
from tests.known_packs import core, with_ak


@pytest.mark.parametrize("name", ["blank", "amended", "cosigned", "stop", "mixed_committed"])
def test_an_entry_goes_into_a_file_and_comes_back_equal(name: str, tmp_path: Path) -> None:
    file = tmp_path / "visit.json"
    file.write_text(export_fhir(ENTRIES[name](), core()), encoding="utf-8")
    assert import_fhir(file, core()) == ENTRIES[name]()


def test_a_name_has_the_same_id_always_and_everywhere() -> None:
    assert fhir_id("patient/8f14e45f") == "fdb25a07-5229-524a-a981-6f1bf6d69386"


def test_the_words_of_the_reports_stand_in_the_document() -> None:
    text = export_fhir(signed(), core())
    assert "The findings recorded match the published pattern for Category II, side left." in text
    assert "What it is not: it is not a diagnosis" in text


def test_an_assessment_that_is_in_no_chart_is_a_preliminary_document() -> None:
    bundle = json.loads(assessment_fhir(examined(), assessed(), core()))
    (first,) = resources(bundle, "Composition")
    assert (bundle["type"], first["status"]) == ("document", "preliminary")
    assert first["identifier"]["value"] == "EXAMPLE-2/2026-01-15T10:00:00+00:00"
    entry = read_bundle(json.dumps(bundle), core(), fhir_id)
    assert (entry.visit, entry.assessment, entry.stage) == (examined(), assessed(), "draft")
    assert entry.opened_by.name == examined().examiner


def test_a_committed_category_goes_with_an_assessment_that_is_in_no_chart() -> None:
    found = assessed("mixed", "II")
    entry = read_bundle(assessment_fhir(examined("mixed"), found, core()), core(), fhir_id)
    assert entry.committed == "II"


def test_a_de_identified_export_names_nobody_and_needs_a_salt() -> None:
    text = export_deidentified(signed(), core(), b"sixteen letters.")
    assert json.loads(text)["type"] == "collection"
    assert "Nusquam" not in text
    with pytest.raises(ExportRefused):
        export_deidentified(signed(), core(), b"short")


def test_a_visit_that_was_recorded_with_an_older_version_of_the_pack_comes_back(tmp_path: Path) -> None:
    older = replace(core(), version="0.9.0", sha256="0" * 64)
    found = assessed()._replace(pack=assessed().pack._replace(version="0.9.0", sha256="0" * 64))
    entry = replace(signed(), assessment=found)
    file = tmp_path / "visit.json"
    file.write_text(export_fhir(entry, older), encoding="utf-8")
    assert import_fhir(file, core()) == entry


def test_a_finding_that_the_pack_knows_no_more_is_told(tmp_path: Path) -> None:
    file = tmp_path / "visit.json"
    file.write_text(export_fhir(draft(), core()), encoding="utf-8")
    fewer = {name: one for name, one in core().findings.items() if name != "cervical_compaction"}
    with pytest.raises(UnknownFinding, match='no finding is called "cervical_compaction"'):
        import_fhir(file, replace(core(), findings=fewer))


def test_a_visit_in_the_words_of_an_extended_pack_needs_that_pack(tmp_path: Path) -> None:
    file = tmp_path / "visit.json"
    file.write_text(export_fhir(draft(), with_ak()), encoding="utf-8")
    assert import_fhir(file, with_ak()) == draft()
    with pytest.raises(Exception, match=r'in the words of the pack "sot-core\+ak-variants", and this is "sot-core"'):
        import_fhir(file, core())
