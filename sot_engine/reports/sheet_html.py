"""Sheets as one HTML file: an assessment, or several one after another, each on a page of its own in print."""

from collections.abc import Sequence

from sot_engine.reports.markup import Markup, el
from sot_engine.reports.paper import foot, paper, rows, section_html, top
from sot_engine.reports.sheet import Sheet

EXAM = "Exam"


def sheets_html(sheets: Sequence[Sheet], dated: str) -> str:
    """The whole page with every sheet on it, in the order given."""
    return paper("Assessment", (dated, dated), [_article(sheet) for sheet in sheets])


def _article(sheet: Sheet) -> Markup:
    legend = (el("p", f"Signs: {sheet.legend}", class_="legend"),) if sheet.legend else ()
    return el(
        "article",
        top(sheet.word, sheet.title, sheet.lead),
        rows(sheet.glance, EXAM),
        *legend,
        *(section_html(section, "h2") for section in sheet.sections),
        foot(sheet.footer),
    )
