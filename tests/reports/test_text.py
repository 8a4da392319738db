"""Lines of at most 80 columns."""

from hypothesis import given
from hypothesis import strategies as st

from sot_engine.reports.sheet import Entry, Section, Sheet
from sot_engine.reports.text import WIDTH, sheet_text, wrapped

WORDS = st.lists(
    st.text(st.characters(codec="ascii", categories=("L", "N", "P")), min_size=1, max_size=120), max_size=40
)


def test_text_is_broken_between_words_and_hangs_below_its_start() -> None:
    assert wrapped("one two three " * 8, "  ")[1].startswith("  ")
    assert wrapped("word", "Label  ") == ["Label  word"]
    assert wrapped("a " * 60, "o ", 4)[1].startswith("    a")


def test_a_line_may_be_full() -> None:
    assert wrapped(f"{'x' * 39} {'y' * 40}") == [f"{'x' * 39} {'y' * 40}"]
    assert wrapped(f"{'x' * 40} {'y' * 40}") == ["x" * 40, "y" * 40]


def test_nothing_gives_one_empty_line() -> None:
    assert wrapped("") == [""]


def test_a_word_longer_than_a_line_is_cut_and_an_address_is_not() -> None:
    assert list(map(len, wrapped("x" * 200))) == [80, 80, 40]
    address = f"https://example.org/{'x' * 100}"
    assert wrapped(f"see {address}", "  ") == ["  see", f"  {address}"]


@given(WORDS, st.integers(0, 20))
def test_no_letter_is_lost_and_no_line_is_too_long(words: list[str], indent: int) -> None:
    text = " ".join(word for word in words if "://" not in word)
    lines = wrapped(text, " " * indent)
    assert max(map(len, lines)) <= WIDTH
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_an_entry_shows_its_mark_its_label_and_its_body() -> None:
    entries = (Entry("head", "+", "label", ("body",)), Entry("bare", "!"), Entry("plain"), Entry("named", "", "id"))
    lines = sheet_text(Sheet("WORD", "Title.", sections=(Section("Part", entries),))).splitlines()
    assert lines[-5:] == ["  + label: head", "      body", "  ! bare", "  plain", "  id: named"]
