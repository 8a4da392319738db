import pytest
from hypothesis import given

from sot_engine.domain.visit import Visit
from sot_engine.errors import PackLimit
from sot_engine.registry.layout import EXAM, Layout, column_name
from sot_engine.registry.rows import visit_row, whole_row
from tests.known_packs import core, finding, tiny, tiny_with
from tests.registry.runs import drawn
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
