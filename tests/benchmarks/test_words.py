"""The peer of a printed note: its words alone."""

from benchmarks.note import _words
from sot_engine.reports.note_html import note_html
from tests.reports.charts import signed
from tests.reports.notes import note


def test_the_words_of_a_note_are_all_there_in_paragraphs_and_nothing_else_is() -> None:
    page = note_html(note(signed()))
    bare = _words(page)
    assert bare.startswith("<p>SIGNED</p><p>Visit note</p><p>")
    assert "<p>+\thallmark: C2-01 Side-sway in the plumb line, left</p>" in bare
    assert bare.count("<p>") > 100
    assert "<p>Lateral pelvic sway, eyes open [lateral_sway]: left present, right absent</p>" in bare
    assert bare.replace("<p>", "").replace("</p>", "").count("<") == 0
    assert "Documented option" not in bare
