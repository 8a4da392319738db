import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from sot_engine.inference.direct import Direct
from sot_engine.registry.describe import describe
from sot_engine.registry.layout import Layout
from sot_engine.registry.parquet_source import ParquetSource
from sot_engine.reports.counts_page import hush, hushed, percent
from sot_engine.workflow.registry.report_registry import report_registry
from tests.known_packs import core
from tests.registry.runs import Quiet, drawn, expected, whole_table


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "in.parquet"
    named = whole_table().with_columns(
        exam_id=pl.concat_str(pl.lit("Doe-"), "exam_id"), patient=pl.lit("Jane Doe"), examiner=pl.lit("Dr Who"),
    )  # fmt: skip
    named.write_parquet(path)
    return report_registry(str(path), watcher=Quiet()).page


def test_the_counts_are_those_of_reading_each_exam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sot_engine.registry.parquet_source.ROWS", 50)
    whole_table().write_parquet(tmp_path / "in.parquet")
    found = describe(core(), ParquetSource("in", [tmp_path / "in.parquet"], Layout.of(core())))
    readings = [Direct(core()).read(visit) for visit in drawn()]
    assert found.exams == len(drawn())
    assert found.concluded["outcome"] == Counter(one.outcome for one in readings)
    assert found.concluded["category"] == Counter(one.category for one in readings if one.category)
    assert found.concluded["lean"] == Counter(one.lean or "none" for one in readings if one.outcome == "insufficient")
    assert found.concluded["side"] == Counter(one.side or "none" for one in readings if one.category)
    assert found.concluded["placement"] == Counter(one.placement for one in readings)
    fired = Counter(rule for one in expected() for rule, _ in one.fired)
    assert {name: number for name, number in found.rules.items() if number} == fired
    assert found.ages == Counter(visit.patient.age_years // 10 * 10 for visit in drawn())


def test_findings_are_counted_where_they_were_recorded(tmp_path: Path) -> None:
    whole_table().write_parquet(tmp_path / "in.parquet")
    found = describe(core(), ParquetSource("in", [tmp_path / "in.parquet"], Layout.of(core())))
    for told in found.findings:
        finding = core().findings[told.key.partition(".")[0]]
        held = [visit.findings[told.key] for visit in drawn() if told.key in visit.findings]
        assert told.recorded == len(held)
        if finding.negative_value is None:
            assert told.positive is None
        else:
            assert told.positive == sum(value != finding.negative_value for value in held)


def test_the_page_stands_alone(page: str) -> None:
    links = re.findall(r'(?:src|href)="([^"]*)"|url\(([^)]*)\)', page)
    assert links
    assert [link for pair in links for link in pair if link and not link.startswith("#")] == []
    assert "<script" not in page
    assert page.count("<svg") >= 6 + 6
    plots = page[page.index("<svg") :]
    assert "#1f2933" in plots
    assert "#000000" not in plots


def test_nobody_can_be_found_in_the_page(page: str) -> None:
    assert "Doe" not in page
    assert "Who" not in page.replace("Who was examined", "")
    counts = [int(cell) for cell in re.findall(r"<td>(\d+)</td>", page)]
    assert counts
    assert not [number for number in counts if 0 < number < 5]


def test_the_page_says_what_it_is_and_is_not(page: str) -> None:
    assert "it is not a diagnosis" in page
    assert "Not recorded is never negative" in page
    assert core().notices[0] in page
    assert core().sha256[:12] in page


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 100, "b": 7}, {"a": "100", "b": "7"}),
        ({"a": 1_000, "b": 0}, {"a": "1,000", "b": "0"}),
        ({"a": 100, "b": 4, "c": 9}, {"a": "100", "b": "under 5", "c": "hidden"}),
        ({"a": 100, "b": 4, "c": 1}, {"a": "100", "b": "under 5", "c": "under 5"}),
        ({"a": 4}, {"a": "under 5"}),
    ],
)
def test_small_counts_are_not_shown_and_cannot_be_worked_out(counts: dict[str, int], shown: dict[str, str]) -> None:
    assert hush(counts) == shown


def test_a_count_that_is_not_shown_has_no_percent() -> None:
    assert percent(4, 100, hushed(4)) == ""
    assert percent(5, 100, hushed(5)) == "5.0 %"
    assert percent(0, 0, hushed(0)) == ""
