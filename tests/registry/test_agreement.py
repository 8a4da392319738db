"""Intervals drawn again and again, the picture, and tables read back into visits."""

import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.agreement import MEASURES, Measure, Scale
from sot_engine.domain.visit import Visit
from sot_engine.errors import TableShape, TableUnreadable
from sot_engine.inference.agreement import Rated, Sample, estimate
from sot_engine.inference.examiners import compare
from sot_engine.registry.agreement import bootstrapped, values_in
from sot_engine.registry.agreement_plot import agreement_svg
from sot_engine.registry.layout import Layout
from sot_engine.registry.recordings import Recorded, read_recordings
from sot_engine.registry.rows import whole_row
from tests.inference.panels import NAMES, panel
from tests.known_packs import core
from tests.strategies import law

Values = list[list[tuple[int | None, ...]]]


def sample(patients: Values, scale: Scale) -> Sample:
    """Patients with rows of two things each."""
    rated = ([Rated(f"thing {place % 2}", row) for place, row in enumerate(rows)] for rows in patients)
    return Sample.of(rated, {"thing 0": scale, "thing 1": scale})


cells = st.one_of(st.integers(0, 3), st.integers(0, 3), st.none())
paired = st.tuples(cells, cells, cells).filter(lambda row: row.count(None) < 2)


@law
@given(
    st.lists(st.lists(paired, min_size=1, max_size=3), min_size=2, max_size=12),
    st.sampled_from([measure for measure in MEASURES if measure != "alpha"]),
    st.sampled_from(("words", "steps")),
)
def test_every_patient_drawn_as_often_as_there_is_gives_the_value_itself(
    patients: Values, measure: Measure, scale: Scale
) -> None:
    of = sample(patients, scale)
    drawn = np.array([list(of.patients.values())], dtype=float)
    expected = estimate(measure, of).value
    if expected is not None:
        assert values_in(measure, of, drawn)[0] == pytest.approx(expected, abs=1e-9)


@law
@given(st.lists(paired, min_size=2, max_size=12), st.sampled_from(("words", "steps", "measure")))
def test_the_same_is_true_of_alpha(rows: list[tuple[int | None, ...]], scale: Scale) -> None:
    of = sample([[row] for row in rows], scale)
    expected = estimate("alpha", of).value
    if expected is not None:
        drawn = np.array([list(of.patients.values())], dtype=float)
        assert values_in("alpha", of, drawn)[0] == pytest.approx(expected, abs=1e-9)


def test_an_interval_by_draws_is_near_the_one_by_formula_and_the_same_again_for_a_seed() -> None:
    rows = [(one, one if place % 5 else (one + 1) % 3) for place in range(40) for one in (0, 1, 2)]
    of = sample([[row] for row in rows], "steps")
    for measure in MEASURES:
        if measure == "weighted_kappa":
            continue
        formula, drawn = estimate(measure, of), bootstrapped(2_000, 1)(measure, of)
        assert drawn.by == "bootstrap"
        assert (drawn.low, drawn.high) == pytest.approx((formula.low, formula.high), abs=0.03)
        assert drawn == bootstrapped(2_000, 1)(measure, of)
    assert bootstrapped(2_000, 2)("kappa", of) != bootstrapped(2_000, 1)("kappa", of)


def test_a_pair_that_saw_nobody_together_is_left_out_of_the_draws() -> None:
    rows: Values = [[(1, 1, None)], [(2, 2, None)], [(1, 2, None)], [(2, 1, 1)], [(2, 2, None)], [(1, 1, None)]]
    found = bootstrapped(300, 1)("kappa", sample(rows, "words"))
    assert found.by == "bootstrap"


def test_draws_that_are_all_alike_give_a_sentence() -> None:
    found = bootstrapped(500, 1)("agreement", sample([[(1, 1)], [(2, 2)]], "words"))
    assert (found.value, found.low, found.by) == (1, None, "")
    assert found.note.startswith("drawing the patients again gives no interval")


def test_where_there_is_no_value_there_is_nothing_to_draw() -> None:
    assert bootstrapped(500, 1)("kappa", sample([[(1, 1)]] * 3, "words")).note.startswith("all recorded the same value")


def test_the_picture_is_the_same_text_every_time_and_names_the_findings() -> None:
    found = compare(core(), panel(core(), 2, 15))
    picture = agreement_svg(found, core().findings)
    assert picture == agreement_svg(found, core().findings)
    for word in ("Arm/fossa, upper fossa", "Gwet's AC1", "Outcome", "15 patients", "sot-core"):
        assert word in picture
    assert "P-0" not in picture
    title = re.search(r"translate\(([\d.]+) [\d.]+\)\">Agreement between", picture)
    assert title
    assert float(title[1]) < 10, "a title that begins over the plot does not fit beside the names of the findings"


def test_a_picture_of_nothing_is_a_picture_all_the_same() -> None:
    found = compare(core(), {"one": {}, "two": {}})
    assert agreement_svg(found, core().findings).startswith("<?xml")


# --- Tables ---


def write(path: Path, visits: dict[str, Visit]) -> str:
    """Visits as a table with who and whom, in the format that the name of the file says."""
    layout = Layout.of(core())
    rows = [
        {
            **whole_row(visit, patient, layout), "patient": patient, "examiner": visit.examiner,
            "examined_at": visit.examined_at,
            **{f"confidence__{name}": word for name, word in visit.confidence.items()},
        }
        for patient, visit in visits.items()
    ]  # fmt: skip
    frame = pl.DataFrame(rows, infer_schema_length=None)
    match path.suffix:
        case ".csv":
            frame.write_csv(path)
        case ".parquet":
            frame.write_parquet(path)
        case _:
            frame.write_ndjson(path)
    return str(path)


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl"])
def test_a_table_reads_back_into_the_visits_that_it_was_made_of(tmp_path: Path, suffix: str) -> None:
    visits = dict(panel(core(), 1, 8)[NAMES[0]])
    found = list(read_recordings(write(tmp_path / f"a{suffix}", visits), core(), tmp_path))
    for one, (patient, visit) in zip(found, visits.items(), strict=True):
        assert isinstance(one, Recorded)
        assert (one.examiner, one.patient) == (NAMES[0], patient)
        for name in ("findings", "after", "confidence", "examined_at"):
            assert getattr(one.visit, name) == getattr(visit, name)


def csv(path: Path, *lines: str) -> str:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


HEAD = "exam_id,patient,examiner,examined_at,age_years,heel_tension__left"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("E1,P1,A,,40,9", "heel_tension__left cannot be"),
        ("E1,P1,A,,forty,1", "age_years cannot be"),
        ("E1,,A,,40,1", "names no patient or no examiner"),
        ("E1,P1,A,yesterday,40,1", "is not a time"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_with_its_line_and_the_rest_goes_on(
    tmp_path: Path, line: str, message: str
) -> None:
    found = list(
        read_recordings(csv(tmp_path / "a.csv", HEAD, "E0,P0,A,,40,1", line, "E2,P2,A,,40,2"), core(), tmp_path)
    )
    (fault,) = (one for one in found if isinstance(one, TableShape))
    assert [one.patient for one in found if isinstance(one, Recorded)] == ["P0", "P2"]
    assert message in str(fault)
    assert "a.csv:3" in str(fault)


@pytest.mark.parametrize(
    ("name", "lines", "error", "message"),
    [
        ("a.csv", ["exam_id,age_years", "E0,40"], TableShape, "no column patient and no column examiner"),
        (
            "a.csv",
            [HEAD + ",heel_tensoin__left", "E0,P0,A,,40,1,1"],
            TableShape,
            "no column is called .heel_tensoin__left",
        ),
        ("a.csv", [], TableUnreadable, "it is empty"),
        ("a.parquet", ["PAR1 and then nothing"], TableUnreadable, "it is not a whole Parquet file"),
    ],
)
def test_a_table_that_is_none_is_refused_as_a_whole(
    tmp_path: Path, name: str, lines: list[str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        list(read_recordings(csv(tmp_path / name, *lines), core(), tmp_path))


def test_a_table_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableUnreadable, match="there is no such file"):
        list(read_recordings(str(tmp_path / "none.parquet"), core(), tmp_path))
