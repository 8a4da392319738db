"""The block figure as SVG and in letters: what it says, and that it says it in black and white."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sot_engine.domain.figure import Figure, Wedge
from sot_engine.reports.figure_svg import WIDE as SVG_WIDE
from sot_engine.reports.figure_svg import figure_svg
from sot_engine.reports.figure_text import ACROSS, DOWN, LEVEL, MIDDLE, figure_lines
from sot_engine.reports.sheet import Section, Sheet
from tests.domain.test_figure import NAMES, figure
from tests.reports.shown import forbidden, on_screen
from tests.reports.test_snapshots import same

FOLDER = Path(__file__).parent / "figure_snapshots"
SVG = "{http://www.w3.org/2000/svg}"
HEAD = 3
"""Lines above the drawing."""


def texts(name: str) -> list[str]:
    return [part.text or "" for part in ET.fromstring(figure_svg(figure(name))).iter(f"{SVG}text")]  # noqa: S314  # ours


@pytest.mark.parametrize("name", NAMES)
def test_the_drawings_are_as_they_were_looked_at(name: str) -> None:
    same(f"{name}.svg", figure_svg(figure(name)).replace("><", ">\n<") + "\n", FOLDER)
    same(f"{name}.txt", "\n".join(figure_lines(figure(name))) + "\n", FOLDER)


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_itself_says_that_it_is_an_option_for_review(name: str) -> None:
    assert texts(name)[0] == "Documented option for practitioner review"
    assert figure_lines(figure(name))[0] == "Documented option for practitioner review"


def test_it_says_how_the_patient_lies_and_where_head_and_feet_are() -> None:
    told = texts("C2-L")
    assert "C2-L: on the back (supine), face up, seen from above" in told
    assert {"FACE UP", "head", "feet", "L", "R", "left", "right", "pubis"} <= set(told)
    assert {"FACE DOWN", "sacrum"} <= set(texts("C3-L"))


def test_landmark_and_direction_of_each_wedge_stand_in_words() -> None:
    for told in (texts("C2-L"), [line.removeprefix("[A]").strip() for line in figure_lines(figure("C2-L"))]):
        assert "left, under the posterior iliac crest;" in told
        assert "thin edge at 90 degrees, across to the midline" in told


@pytest.mark.parametrize("name", NAMES)
def test_who_cannot_see_it_is_told_the_same(name: str) -> None:
    tree = ET.fromstring(figure_svg(figure(name)))  # noqa: S314  # ours
    title, text = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert title is not None
    assert text is not None
    assert text.text is not None
    assert tree.get("aria-label") == text.text
    assert tree.get("role") == "img"
    assert "Block A: " in text.text
    assert "Not to scale." in text.text
    assert forbidden(text.text) == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_drawn_in_black_white_and_grey(name: str) -> None:
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', figure_svg(figure(name))))
    assert all(colour == "none" or len(set(colour.removeprefix("#"))) == 1 for colour in colours)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_lies_outside_the_picture(name: str) -> None:
    svg = figure_svg(figure(name))
    for points in re.findall(r'points="([^"]+)"', svg):
        for pair in points.split():
            x, y = map(float, pair.split(","))
            assert 0 <= x <= SVG_WIDE
            assert 0 <= y <= 330


@pytest.mark.parametrize("name", NAMES)
def test_in_letters_it_is_ascii_within_72_columns(name: str) -> None:
    lines = figure_lines(figure(name))
    assert all(line.isascii() for line in lines)
    assert max(map(len, lines)) <= 72


@pytest.mark.parametrize("name", NAMES)
def test_in_letters_the_tip_of_each_arrow_lies_on_its_landmark(name: str) -> None:
    shown = figure(name)
    for wedge in shown.wedges:
        spot = shown.spot(wedge)
        row, column = HEAD + LEVEL + round(spot.y * DOWN), MIDDLE + round(spot.x * ACROSS)
        assert figure_lines(shown)[row][column] in "<>^v"


@pytest.mark.parametrize("name", NAMES)
def test_every_wedge_is_whole_on_the_grid(name: str) -> None:
    drawing = "\n".join(figure_lines(figure(name))[HEAD:-5])
    assert "[A]" in drawing
    assert "[B]" in drawing


@pytest.mark.parametrize(("degrees", "tip"), [(0, "^"), (45, "^"), (90, ">"), (135, "v"), (180, "v")])
def test_every_direction_has_an_arrow(degrees: int, tip: str) -> None:
    shown = Figure("X", "prone", (Wedge("left", "asis_iliac_crest", degrees, (0.9, 0.0)),))
    line = figure_lines(shown)[HEAD + LEVEL]
    assert line[MIDDLE + round(-0.9 * ACROSS)] == tip


def test_what_falls_off_the_grid_is_not_drawn() -> None:
    shown = Figure("X", "prone", (Wedge("left", "asis_iliac_crest", 180, (3.0, 3.0)),))
    assert "[A]" not in "\n".join(figure_lines(shown)[:-3])


def test_a_terminal_that_is_too_narrow_shows_the_words_alone() -> None:
    sheet = Sheet("RULE", "A placement", sections=(Section("Placement", (), figure("C1-L")),))
    assert "[A]" in on_screen(sheet, width=80)
    assert "[A]" not in on_screen(sheet, width=60)
