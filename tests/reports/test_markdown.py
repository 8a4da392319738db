"""Markdown says what the text says, whatever was typed."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sot_engine.reports.markdown import sheet_markdown
from sot_engine.reports.sheet import Entry, Section, Sheet
from tests.reports.shown import EXAMPLES, sheet

TYPED = st.text(st.sampled_from("ab1 .)*_`[](){}<>#+-=!&;~|\\:/'\""), min_size=1, max_size=30)


def read_back(markdown: str) -> list[str]:
    """The text of every paragraph and heading as a reader of Markdown sees it."""
    told = []
    for token in MarkdownIt("commonmark").enable("strikethrough").parse(markdown):
        kinds = [(child.type, child.content) for child in token.children or ()]
        if token.type == "inline":
            told.append("".join(content for kind, content in kinds if kind in {"text", "text_special"}))
            assert {kind for kind, _ in kinds} <= {"text", "text_special", "strong_open", "strong_close"}
    return told


@given(TYPED)
def test_what_was_typed_is_read_back(typed: str) -> None:
    text = " ".join(typed.split())
    shown = Sheet("WORD", "Title.", glance=(("Label", text),), sections=(Section("Part", (Entry("x", body=(text,)),)),))
    told = read_back(sheet_markdown(shown))
    assert told[0] == "WORD: Title."
    assert told[1].rstrip() == f"Label: {text}".rstrip()
    assert told[3:] == ["x", text] or not text


def test_an_example_has_a_heading_for_every_section() -> None:
    for name in EXAMPLES:
        shown = sheet(name)
        told = read_back(sheet_markdown(shown))
        assert [section.title for section in shown.sections if section.title not in told] == []
        assert [line for line in (*shown.lead, *shown.footer) if line not in told] == []
