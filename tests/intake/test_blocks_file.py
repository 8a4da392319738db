"""Blocks as they were placed, from a file."""

from pathlib import Path

import pytest

from sot_engine.domain.chart import BlocksUsed, BlockUsed
from sot_engine.errors import ImpossibleValue, VisitFaults, VisitShape, VisitSyntax
from sot_engine.intake.blocks_file import read_blocks
from tests.known_packs import core

GOOD = """
position: supine
blocks:
  - {side: left, landmark: iliac crest, direction_deg: 90, wedge: 10 cm}
  - {side: right, landmark: greater trochanter}
started_at: "09:40"
response: Comfortable.
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "blocks.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_of_blocks_is_read(tmp_path: Path) -> None:
    """A landmark of the pack is spelled as there, one in words of one's own as it was written."""
    assert read_blocks(written(tmp_path, GOOD), core()) == BlocksUsed(
        position="supine",
        blocks=(
            BlockUsed(side="left", landmark="iliac crest", direction_deg=90, wedge="10 cm"),
            BlockUsed(side="right", landmark="greater_trochanter"),
        ),
        started_at="09:40",
        response="Comfortable.",
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("response", "respones", 7, 'unknown key "respones"'),
        ("landmark: greater", "landmrak: greater", 5, 'unknown key "landmrak"'),
        ("position: supine", "position: seated", 2, "input should be 'prone' or 'supine'"),
        ("side: left", "side: middle", 4, "input should be 'left' or 'right'"),
        ("direction_deg: 90", "direction_deg: 90.5", 4, "should be a valid integer"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(VisitShape) as told:
        read_blocks(written(tmp_path, GOOD.replace(old, new, 1)), core())
    assert told.value.where is not None
    assert told.value.where.line == line
    assert says in told.value.message


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("direction_deg: 90", "direction_deg: up", 4, '"direction_deg" cannot be "up"'),
        ("direction_deg: 90", "direction_deg: true", 4, '"direction_deg" cannot be true'),
        ("direction_deg: 90", 'direction_deg: "1_0"', 4, '"direction_deg" cannot be "1_0"'),
        ("direction_deg: 90", 'direction_deg: "90"', 4, '"direction_deg" cannot be "90"'),
        ("direction_deg: 90", "direction_deg: 500", 4, "cannot point to 500 degrees"),
        ("direction_deg: 90", "direction_deg: -1", 4, "cannot point to -1 degrees"),
        ('started_at: "09:40"', 'started_at: "25:99"', 6, 'there is no such time as "25:99"'),
        ('started_at: "09:40"', "started_at: 2026-01-15", 6, 'there is no such time as "2026-01-15"'),
        ('started_at: "09:40"', "started_at: '2026-W03-4'", 6, 'there is no such time as "2026-W03-4"'),
        ('started_at: "09:40"', "started_at: 20260115T0940", 6, 'there is no such time as "20260115T0940"'),
        ('"09:40"', "2026-01-15T09:40+23:59", 6, 'there is no such time as "2026-01-15T09:40\\+23:59"'),
        ('started_at: "09:40"', "started_at: soon", 6, 'there is no such time as "soon"'),
        ('started_at: "09:40"', 'started_at: "09:40"\nstopped_at: "09:39"', 7, "taken away before they were placed"),
        ("landmark: iliac crest", 'landmark: " "', 4, "the landmark is empty"),
        ('started_at: "09:40"', "placement: C2L", 6, 'no placement is called "C2L"'),
    ],
)
def test_what_cannot_have_been_is_told_with_its_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(ImpossibleValue, match=says) as told:
        read_blocks(written(tmp_path, GOOD.replace(old, new, 1)), core())
    assert told.value.where is not None
    assert told.value.where.line == line


def test_blocks_without_a_block_are_told(tmp_path: Path) -> None:
    with pytest.raises(ImpossibleValue, match="no block is listed"):
        read_blocks(written(tmp_path, "position: prone\nblocks: []\n"), core())


def test_a_day_with_its_time_is_a_time(tmp_path: Path) -> None:
    for day in ("2026-03-14T09:40:00-08:00", "2026-03-14T09:40"):
        text = GOOD.replace('"09:40"', f'"{day}"\nstopped_at: "09:46"')
        assert read_blocks(written(tmp_path, text), core()).stopped_at == "09:46"


def test_all_mistakes_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(VisitFaults) as told:
        read_blocks(written(tmp_path, GOOD.replace("side", "sied")), core())
    assert len(told.value.faults) == 2


@pytest.mark.parametrize("text", ["- a list", "a: b: c"])
def test_what_is_no_map_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises((VisitShape, VisitSyntax)):
        read_blocks(written(tmp_path, text), core())


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(VisitSyntax, match="no such file"):
        read_blocks(tmp_path / "nowhere.yaml", core())
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(VisitSyntax, match="not UTF-8"):
        read_blocks(tmp_path / "bytes.yaml", core())
