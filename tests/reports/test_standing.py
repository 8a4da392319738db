"""How a student stands as lines, as sentences, on a screen and as pictures."""

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import combinations

import pytest
from rich.console import Console

from sot_engine.domain.standing import Bin, Calibration, CardSum, CaseSum, Confusion, Forecast, Standing, Weak
from sot_engine.errors import MachineLacks, extra
from sot_engine.reports.block import Block, block_lines, spoken_lines
from sot_engine.reports.block_screen import show_blocks
from sot_engine.reports.card_lines import span_words
from sot_engine.reports.standing import standing_blocks
from sot_engine.reports.standing_plot import plots
from sot_engine.reports.standing_svg import _calibration, _forecast, standing_svg
from tests.known_packs import core
from tests.reports.shown import forbidden

DAY = datetime(2026, 3, 14, 9, tzinfo=UTC)
SURE = Calibration(
    bins=(Bin(said=0.5, right=1, of=2), Bin(said=0.9, right=4, of=5)), brier=0.2, reliability=0.01, resolution=0.02,
    uncertainty=0.21,
)  # fmt: skip
NOTHING = Standing(
    learner="anna",
    deck="sot-core",
    cards=CardSum(cards=893, known=0, changed=0, resting=0, answers=0, forgotten=0),
    cases=CaseSum(cases=0, right=0, earned=0, possible=0, passed_stops=0),
    confidence=None,
    recall=None,
    confusion=None,
    weak=(),
    forecast=Forecast(now=0, days=tuple((date(2026, 3, 14 + number), 0) for number in range(14)), later=0),
    elsewhere={},
)
WHOLE = replace(
    NOTHING,
    cards=CardSum(cards=893, known=9, changed=1, resting=2, answers=20, forgotten=3, first=DAY, last=DAY),
    cases=CaseSum(cases=7, right=5, earned=40, possible=70, passed_stops=1),
    confidence=SURE,
    recall=SURE,
    confusion=Confusion(engine=("II", "refer"), student=("II", "passed a stop"), counts={("II", "II"): 4}),
    weak=(
        *(Weak(finding=name, answered=4, forgotten=2, missed=1, over_read=0) for name in list(core().findings)[:13]),
        Weak(finding="gone", answered=0, forgotten=0, missed=1, over_read=0),
    ),
    forecast=Forecast(now=3, days=((date(2026, 3, 14), 2), (date(2026, 3, 15), 0)), later=4),
    elsewhere={"my-school": 3},
)  # fmt: skip


def text(standing: Standing) -> str:
    return "\n".join(block_lines(standing_blocks(standing, core())))


def test_everything_that_is_there_has_its_block_and_what_is_not_has_none() -> None:
    titles = [block.title for block in standing_blocks(WHOLE, core())]
    assert titles == [
        "anna: sot-core", "Cards that come back", "Cards remembered, against what was foretold", "Cases",
        "Right, against how sure you were", "What was taken for what", "Findings that gave trouble",
    ]  # fmt: skip
    assert [block.title for block in standing_blocks(NOTHING, core())] == ["anna: sot-core"]
    only_cases = replace(NOTHING, cases=WHOLE.cases)
    assert [block.title for block in standing_blocks(only_cases, core())] == ["anna: sot-core", "Cases"]


def test_the_numbers_stand_in_the_lines_and_no_line_is_too_wide() -> None:
    lines = text(WHOLE).splitlines()
    assert "Cards seen: 9 of 893." in lines
    assert "Changed by the pack since then, and due again: 1." in lines
    assert "  90       4 of 5      80" in lines
    assert "  now             3" in lines
    assert "  later           4" in lines
    assert "Stops walked past: 1." in lines
    assert "The 12 that gave most, of 14." in lines
    assert max(map(len, lines)) <= 80
    assert forbidden(text(WHOLE)) in ([], ["percent"])  # of the student's own confidence, never of a patient


def test_a_name_that_is_too_long_for_its_column_has_a_line_of_its_own() -> None:
    long = "A finding with a name that goes on and on for longer than half of any line"
    block = Block("Title", (), ("about", "first column", "second column"), ((long, "1", "2"), ("short", "3", "4")))
    lines = list(block_lines([block]))
    assert f"  {long}" in lines
    assert lines[-1].split() == ["short", "3", "4"]
    assert max(map(len, lines)) <= 80


def test_a_screen_reader_hears_what_each_number_is() -> None:
    told = list(spoken_lines(standing_blocks(WHOLE, core())))
    assert "sure 90. came true: 4 of 5, of 100: 80." in told
    assert "engine II. II: 4." in told
    assert not any("  " in line or "---" in line for line in told)


def test_the_screen_shows_the_same_words_as_the_lines() -> None:
    out = StringIO()
    show_blocks(standing_blocks(WHOLE, core()), Console(file=out, width=80, color_system=None))
    shown = " ".join(out.getvalue().replace("─", " ").split())
    for block in standing_blocks(WHOLE, core()):
        assert block.title in shown
        assert all(" ".join(words.split()) in shown for words in block.says)


def test_plots_are_drawn_of_what_there_is_and_of_nothing_without_plotext(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = list(plots(WHOLE))
    assert len(drawn) == 2
    assert "Right of 100 (up), against how sure" in drawn[0]
    assert drawn[0].count("O") == len(SURE.bins)
    assert all(len(line) <= 80 for plot in drawn for line in plot.splitlines())
    assert "\x1b" not in "".join(drawn)
    assert list(plots(NOTHING)) == []
    monkeypatch.setitem(sys.modules, "plotext", None)
    assert list(plots(WHOLE)) == []


@pytest.mark.parametrize("standing", [WHOLE, NOTHING])
def test_the_picture_is_one_svg_and_always_the_same(standing: Standing) -> None:
    picture = standing_svg(standing, core())
    assert picture.lstrip().startswith("<?xml")
    assert picture.rstrip().endswith("</svg>")
    assert picture == standing_svg(standing, core())


def test_no_label_of_the_picture_lies_on_the_frame_or_on_another() -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(5, 3.7))
    axes = figure.subplots()
    bins = tuple(Bin(said=said / 10, right=right, of=2) for said, right in ((0, 0), (1, 2), (8, 2), (9, 0), (10, 0)))
    _calibration(axes, Calibration(bins=bins, brier=0.2, reliability=0, resolution=0, uncertainty=0))
    figure.draw_without_rendering()
    boxes, frame = [text.get_window_extent() for text in axes.texts], axes.get_window_extent()
    assert len(boxes) == len(bins)
    assert all(frame.y0 < box.y0 and box.y1 < frame.y1 for box in boxes)
    assert not any(one.overlaps(two) for one, two in combinations(boxes, 2))


def test_a_count_has_no_half_on_its_axis() -> None:
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    _forecast(axes, Forecast(now=1, days=((date(2026, 1, 1), 0), (date(2026, 1, 2), 0)), later=0))
    assert all(tick == int(tick) for tick in axes.get_yticks())
    assert [text.get_text() for text in axes.texts] == ["none in these days"]


def test_without_matplotlib_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MachineLacks, match="needs matplotlib") as refused:
        standing_svg(WHOLE, core())
    assert refused.value.hint == extra("practice")


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=20), "less than 1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=5, seconds=30), "6 min"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(days=8), "8 days"),
        (timedelta(days=75), "2 months"),
        (timedelta(days=800), "2 years"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(span: timedelta, words: str) -> None:
    assert span_words(span) == words
