"""Whatever an entry holds, its note can be written in every form, and JSON gives it back."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.chart import (
    Addendum,
    Answer,
    BlocksUsed,
    ChartEntry,
    Identity,
    Person,
    Score,
    Signature,
    Suggestion,
)
from sot_engine.domain.rule import CATEGORIES
from sot_engine.inference.assess import assess
from sot_engine.reports.note import draft_note
from sot_engine.reports.note_html import note_html
from sot_engine.reports.note_json import note_json, read_note
from sot_engine.reports.note_markdown import note_markdown
from sot_engine.reports.note_text import note_text
from tests.known_packs import core
from tests.reports.test_book import Outline
from tests.strategies import few, whole_visits

NUMBERS = st.floats(-1000, 1000, allow_nan=False)


def some(kind: type[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    """A few values of a kind, every field drawn."""
    return st.lists(any_of(kind), max_size=most).map(tuple)


def any_of(kind: type[Any]) -> st.SearchStrategy[Any]:
    """A value of a kind, every field drawn; control signs, empty texts and half characters too."""
    numbers = {name: NUMBERS for name in ("value", "previous") if name in {field.name for field in fields(kind)}}
    return st.builds(kind, **numbers if kind is Score else {})


@st.composite
def entries(draw: st.DrawFn) -> ChartEntry:
    visit = draw(whole_visits(core()))
    found = draw(st.sampled_from((None, assess(core(), visit))))
    suggestions = draw(some(Suggestion))
    answered = {one.key: draw(any_of(Answer)) for one in suggestions if draw(st.booleans())}
    entry: ChartEntry = draw(
        st.builds(
            ChartEntry, visit=st.just(visit), assessment=st.just(found), suggestions=st.just(suggestions),
            answers=st.just(answered), patient=any_of(Identity), opened_by=any_of(Person),
            committed=st.sampled_from((None, *CATEGORIES)), blocks=st.one_of(st.none(), any_of(BlocksUsed)),
            scores=some(Score), signatures=some(Signature), addenda=some(Addendum),
        )
    )  # fmt: skip
    return entry


@few
@given(entries())
def test_any_entry_has_a_note_in_every_form(entry: ChartEntry) -> None:
    shown = draft_note(entry, core())
    text = note_text(shown)
    assert text.isascii()
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    assert max(map(len, text.splitlines())) <= 80
    assert read_note(note_json(shown)) == shown
    assert note_markdown(shown).encode()
    outline = Outline()
    outline.feed(note_html(shown))
    assert outline.open == []


@few
@given(entries())
def test_what_is_added_to_an_entry_leaves_the_original_words_alone(entry: ChartEntry) -> None:
    before, after = draft_note(replace(entry, addenda=()), core()), draft_note(entry, core())
    assert before.chapters[:-1] == after.chapters[:-1]
    assert before.rows == after.rows
