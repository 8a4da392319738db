"""The outcome measures of the shelf: what is known of them, and what is refused."""

from pathlib import Path
from typing import get_args

import pytest

from sot_engine.domain.chart import Measure
from sot_engine.errors import PackFaults, PackNotFound, PackShape
from sot_engine.packs import measures
from sot_engine.packs.measures import measures_of, read_measures
from tests.known_packs import core

GOOD = """
- id: NPRS
  name: A scale
  range: [0, 10]
  better: lower
  scored: A number.
  rights: Free.
  cite: [X]
"""


def test_every_measure_that_an_entry_can_hold_is_known() -> None:
    assert set(read_measures()) == set(get_args(Measure))


def test_every_citation_is_a_source_of_the_core_pack() -> None:
    for measure in read_measures().values():
        cited = {*measure.cite, *(key for change in measure.changes for key in change.cite)}
        assert cited <= set(core().sources), measure.id
        assert all(change.cite for change in measure.changes), measure.id


def test_directions_and_ranges_are_those_of_the_literature() -> None:
    known = read_measures()
    assert {name: one.better for name, one in known.items()} == {
        "NPRS": "lower", "PSFS": "higher", "ODI": "lower", "NDI": "lower",
    }  # fmt: skip
    assert known["ODI"].range == (0, 100)
    assert [change.value for change in known["NDI"].changes] == [5, 9.5]


def test_a_measure_of_the_users_own_shelf_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "measures.yaml").write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("SOT_PACKS", str(tmp_path))
    known = read_measures()
    assert known["NPRS"].name == "A scale"
    assert set(known) == set(get_args(Measure))


def test_a_wrong_file_names_the_line_and_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "measures.yaml"
    path.write_text(GOOD.replace("better: lower", "better: sideways").replace("  cite: [X]\n", ""), encoding="utf-8")
    with pytest.raises(PackFaults) as error:
        measures_of(path)
    told = str(error.value)
    assert 'better cannot be "sideways"' in told
    assert '"cite" is missing' in told


def test_a_file_that_is_no_list_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "measures.yaml"
    path.write_text("NPRS: {}\n", encoding="utf-8")
    with pytest.raises(PackShape, match="holds a list"):
        measures_of(path)


def test_a_shelf_without_measures_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "shelves", lambda: iter(()))
    with pytest.raises(PackNotFound, match="no shelf holds") as error:
        read_measures()
    assert "install" in error.value.hint
