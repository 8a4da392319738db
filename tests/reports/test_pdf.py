"""Notes and assessments on paper: the same bytes every time, the font that comes along, and nothing from outside."""

import os
import re
import subprocess
import sys
import zlib
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import weasyprint
from weasyprint.layout import inline

from sot_engine.domain.figure import figure_of
from sot_engine.errors import MachineLacks, extra
from sot_engine.packs.own import open_pack
from sot_engine.reports import pdf
from sot_engine.reports.book import book
from sot_engine.reports.boxes import boxes_words
from sot_engine.reports.figure_words import lettered
from sot_engine.reports.note import draft_note
from sot_engine.reports.note_html import note_html
from sot_engine.reports.pdf import BOXES, FACES, FONTS, _sheet, breakable, pdf_bytes
from sot_engine.reports.sheet_html import sheets_html
from tests.known_packs import core
from tests.reports.charts import amended, signed
from tests.reports.shown import ROOT, sheet
from tests.reports.test_book import Outline

pytestmark = pytest.mark.filterwarnings("ignore:HarfBuzz-Subset will be required:DeprecationWarning")
"""Of WeasyPrint, on a machine without that library; the fonts are then cut by fontTools."""

PRINT = """
import sys
from sot_engine.workflow.charts.write_note import note_bytes
from tests.known_packs import core
from tests.reports.charts import amended
sys.stdout.buffer.write(note_bytes(amended(), core(), "pdf"))
"""
YEARS_LATER = """
import time
later = time.time() + 1e8
time.time = lambda: later
"""


PAGES = {
    "note": lambda: note_html(draft_note(signed(), core())),
    "assessments": lambda: sheets_html([sheet("mixed"), sheet("category-i"), sheet("refer")], "2026-01-15T10:00:00Z"),
    "book": lambda: book(open_pack("ak-variants"), "2026-01-15"),
}


def printed(before: str, seed: str) -> bytes:
    """The amended note as a program of its own prints it."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    made = subprocess.run(
        [sys.executable, "-c", before + PRINT], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    return made.stdout


def streams(pdf: bytes) -> bytes:
    """What is packed into a PDF, unpacked."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompress(part) for part in packed if part[:1] == b"x")


def test_two_runs_years_apart_print_the_same_bytes() -> None:
    assert printed("", "1") == printed(YEARS_LATER, "2")


@pytest.mark.parametrize("name", PAGES)
def test_our_own_sheet_prints_what_the_one_of_the_library_prints(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PAGES[name]()
    ours = pdf_bytes(page)
    monkeypatch.setattr(pdf, "_our_own", lambda page: page)
    assert ours == pdf_bytes(page)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that the parser of the library is asked to read."""
    pages: list[str] = []

    class Noted(weasyprint.HTML):  # type: ignore[misc]  # the library is untyped
        def __init__(self, string: str) -> None:
            pages.append(string)
            super().__init__(string=string)

    monkeypatch.setattr(weasyprint, "HTML", Noted)
    return pages


@pytest.mark.parametrize("name", PAGES)
def test_a_page_read_as_xml_prints_what_the_parser_of_the_library_prints(
    name: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGES[name]()
    ours = pdf_bytes(page)
    assert asked == [""]
    monkeypatch.setattr(pdf, "_read", weasyprint.HTML)
    assert ours == pdf_bytes(page)
    assert len(asked[1]) > 1000


def test_a_sign_that_xml_has_not_is_read_by_the_parser_of_the_library(asked: list[str]) -> None:
    page = PAGES["note"]().replace("Carried a piano", "Carried a\x0cpiano", 1)
    assert pdf_bytes(page).startswith(b"%PDF")
    assert asked
    assert all("Carried a\x0cpiano" in one for one in asked)


def test_the_library_asks_for_our_own_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "<p>Nothing of this is printed.</p>"
    hides = weasyprint.CSS(string="* { display: none }")
    ours = pdf_bytes(page)
    monkeypatch.setattr(pdf, "_elements", lambda: hides)
    assert ours != pdf_bytes(page)


def test_the_pdf_bears_the_day_of_signing_and_of_the_last_addition() -> None:
    told = streams(pdf_bytes(note_html(draft_note(amended(), core()))))
    assert b"D:20260115104000" in told
    assert b"D:20260117090000" in told


def test_the_pdf_is_set_in_the_font_that_comes_along() -> None:
    told = streams(pdf_bytes(note_html(draft_note(signed(), core()))))
    names = set(re.findall(rb"/BaseFont /[A-Z]{6}\+([\w-]+)", told))
    assert names
    assert all(name.startswith(b"Sot-Sans") for name in names)


def test_a_stylesheet_that_was_read_before_prints_the_same_as_one_inside_the_page() -> None:
    page = note_html(draft_note(signed(), core()))
    inside = page.replace("<style>", '<style type="text/css">')
    assert pdf_bytes(page) == pdf_bytes(inside) == pdf_bytes(page)
    assert _sheet.cache_info().hits


def test_no_line_below_the_top_of_a_page_is_measured_for_what_floats_there(monkeypatch: pytest.MonkeyPatch) -> None:
    measured, measure = [], inline.inline_min_content_width

    def noted(context: Any, line: Any, **how: Any) -> Any:
        measured.append(line.element_tag)
        return measure(context, line, **how)

    monkeypatch.setattr(inline, "inline_min_content_width", noted)
    pdf_bytes(PAGES["note"]())
    assert set(measured) == {"h1", "p", "dd"}


def test_the_words_of_the_figure_are_text_of_the_page_and_not_of_the_picture() -> None:
    """Each sign of a text in an SVG is laid out by itself, which took a sixth of the time of a note."""
    page = note_html(draft_note(signed(), core()))
    picture = re.search("<svg.*?</svg>", page, re.DOTALL)
    caption = re.search("<figcaption>.*?</figcaption>", page, re.DOTALL)
    assert picture is not None
    assert caption is not None
    drawn = "".join(re.findall("<text[^>]*>(.*?)</text>", picture[0]))
    assert "Documented option for practitioner review" in drawn
    assert len(drawn) < 80
    placed = core().rule["C2-L"].then.placement
    assert placed is not None
    for letter, _, words in lettered(figure_of("C2-L", placed)):
        assert f"<b>{letter}\t</b>{'; '.join(words)}" in caption[0]
    assert ">C2-L: on the back (supine), face up, seen from above<" in caption[0]


LINEAR_A = "\U00010600\U00010601"
"""Letters that hardly any machine has a font for."""


def test_letters_that_no_font_has_are_told_in_the_pdf_and_beside_it(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"<html><body><p>{LINEAR_A} {LINEAR_A}</p></body></html>"
    printed = pdf_bytes(page)
    assert printed == pdf_bytes(page)
    words = caplog.records[0].getMessage()
    assert words.startswith("2 signs of this document are printed as boxes")
    monkeypatch.setattr(pdf, "boxes_noticed", lambda: nullcontext(set()))
    assert printed == pdf_bytes(page.replace("<body>", f'<body><p style="{BOXES}">{words}</p>'))


def test_a_page_whose_letters_are_all_there_says_nothing_of_boxes(caplog: pytest.LogCaptureFixture) -> None:
    pdf_bytes("<html><body><p style='no-such: thing'>Zo\u00eb \u03a9 \u0416 \u0639</p></body></html>")
    assert caplog.records == []


def test_the_words_about_boxes_name_scripts_and_never_letters() -> None:
    words = boxes_words({ord(sign) for sign in "\u738b\u5c0f\u0939\u093f\ud55c\u2695"})
    assert words.startswith("6 signs of this document are printed as boxes")
    assert "has them: CJK, Devanagari, Hangul and symbols." in words
    assert words.isascii()
    assert "1 sign of this document is printed as a box" in boxes_words({0x738B})


def test_the_font_has_its_licence_beside_it() -> None:
    assert {path.name for path in FONTS.iterdir()} == {"LICENSE", *(file for file, _ in FACES)}
    assert "Permission is hereby granted, free of charge" in (FONTS / "LICENSE").read_text(encoding="utf-8")


def test_a_time_that_was_set_for_other_builds_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    pdf_bytes("<p>x</p>")
    assert os.environ["SOURCE_DATE_EPOCH"] == "12345"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    pdf_bytes("<p>x</p>")
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_without_weasyprint_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MachineLacks, match="needs WeasyPrint") as error:
        pdf_bytes("<p>x</p>")
    assert extra("pdf") in error.value.hint


@pytest.mark.parametrize("name", ["note", "assessments"])
def test_a_page_is_well_formed_and_asks_for_nothing_from_outside(name: str) -> None:
    page = PAGES[name]()
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    assert outline.links == []
    assert re.findall(r"""(?:src|url|@import|<link|<script)[=( ]""", page) == []


def test_what_somebody_wrote_goes_on_over_the_page_and_an_entry_with_its_label_does_not() -> None:
    """Kept on one page, a long history left a page with nothing but its heading."""
    page = note_html(draft_note(replace(signed(), history="Long ago."), core()))
    assert '<p class="entry">Long ago.</p>' in page
    assert '<p class="entry said">response: Felt the left side' in page
    assert '<div class="entry said"><span class="label">+\thallmark:</span> C2-01 Side-sway' in page


def test_the_title_of_a_note_never_names_the_patient() -> None:
    title = re.search("<title>(.*?)</title>", note_html(draft_note(signed(), core())))
    assert title is not None
    assert title[1] == "Visit note v-category-ii-left"


def test_several_assessments_stand_on_one_page_with_their_figures() -> None:
    page = PAGES["assessments"]()
    assert page.count("<article>") == 3
    placed = core().rule["C1-L"].then.placement
    assert placed is not None
    assert page.count("<svg") == 1
    assert figure_of("C1-L", placed).placement in page


def test_the_foot_of_a_note_never_stands_alone_on_a_page() -> None:
    whole = PAGES["note"]()
    before, after = whole.split("<body>")[0], whole[whole.index("<footer>") :]
    pages = set()
    for number in range(20, 44):
        printed = weasyprint.HTML(string=f"{before}<body><article>{'<p>A line.</p>' * number}{after}").render().pages
        last = {box.element_tag for box in printed[-1]._page_box.descendants()}  # noqa: SLF001
        assert {"p", "footer"} <= last
        pages.add(len(printed))
    assert pages == {1, 2}


def test_the_same_placement_twice_on_a_page_shares_no_id() -> None:
    outline = Outline()
    outline.feed(sheets_html([sheet("category-i"), sheet("category-i")], "2026-01-15T10:00:00Z"))
    assert len(outline.ids) == len(set(outline.ids))


def test_the_fonts_are_where_the_package_has_them() -> None:
    assert Path(FONTS).is_relative_to(ROOT / "sot_engine")


def test_a_word_that_is_longer_than_any_line_has_places_to_break() -> None:
    """A word of 20,000 letters took eight seconds otherwise; tags, signs and the words of people stay whole."""
    word = "a&amp;" * 150
    page = f'<p title="{"t" * 300}">{word} and {"b" * 100} end</p>'
    broken = breakable(page)
    assert broken.replace("\u200b", "") == page
    assert max(map(len, broken.replace("&amp;", "&").split("\u200b"))) <= 100 + len(f'<p title="{"t" * 300}">')
    assert "t" * 300 in broken
    assert re.findall("&[a-z]*\u200b", broken) == []
    whole = note_html(draft_note(amended(), core()))
    assert breakable(whole) == whole


def test_printing_leaves_nothing_behind_and_says_nothing(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    made = subprocess.run([sys.executable, "-c", PRINT], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert made.stdout.startswith(b"%PDF")
    assert made.stderr == b""
    assert [path for path in tmp_path.iterdir() if path.name.startswith("weasyprint")] == []
