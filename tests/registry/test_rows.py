from pathlib import Path

import pytest
from hypothesis import given

from sot_engine.domain.visit import Visit
from sot_engine.errors import MachineLacks, PackLimit
from sot_engine.registry.layout import EXAM, Layout, column_name
from sot_engine.registry.rows import visit_row, whole_row
from sot_engine.registry.table_file import write_table
from tests.known_packs import core, finding, tiny, tiny_with
from tests.registry.runs import agree, drawn, run
from tests.strategies import few, whole_visits


@few
@given(whole_visits(tiny()))
def test_a_row_holds_what_was_recorded_and_nothing_that_names_anybody(visit: Visit) -> None:
    row = visit_row(visit, "E1")
    recorded = {column_name(key) for key in visit.findings} | {column_name(key, after=True) for key in visit.after}
    assert set(row) == {EXAM, "age_years", "pregnancy_weeks", *recorded}
    named = {visit.patient.ref, visit.examiner, visit.examined_at, visit.complaint, *visit.not_done.values()}
    known = {word for column in Layout.of(tiny()).columns for word in column.words} | {"E1"}
    assert not (named - known) & {cell for cell in row.values() if isinstance(cell, str)}


def test_a_whole_row_has_every_column_of_the_layout_in_order() -> None:
    layout = Layout.of(core())
    names = [column.name for column in layout.columns if column.role != "beside"]
    assert list(whole_row(drawn()[0], "E0", layout)) == names


@pytest.mark.parametrize("name", ["exams.parquet", "exams.csv"])
def test_visits_that_are_written_as_a_table_are_read_back_as_they_are(tmp_path: Path, name: str) -> None:
    rows = [visit_row(visit, f"E{place}") for place, visit in enumerate(drawn())]
    write_table(rows, Layout.of(core()), tmp_path / name)
    run(tmp_path / name, tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


def test_a_table_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks):
        write_table([], Layout.of(core()), tmp_path / "no/such/folder.parquet")


@pytest.mark.parametrize(
    "findings",
    [
        finding("outcome", "sign"),
        finding("exam_id", "sign"),
        finding("hip", "sign", sided="true") + finding("hip__left", "sign"),
    ],
)
def test_findings_that_would_share_a_column_are_refused(findings: str) -> None:
    with pytest.raises(PackLimit, match="two things would share the column"):
        Layout.of(tiny_with(findings=findings))


def test_the_names_of_columns_keep_their_form() -> None:
    """Tables outlive the program that wrote them."""
    assert column_name("heel_tension.left") == "heel_tension__left"
    assert column_name("heel_tension.left", after=True) == "after__heel_tension__left"
    assert column_name("pelvic_rigidity") == "pelvic_rigidity"
