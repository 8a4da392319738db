"""Text in plain ASCII: nothing changes its number or its meaning, and what is lost is counted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.reports.ascii import LOST, in_ascii
from tests.strategies import few


@pytest.mark.parametrize(("text", "told"), [
    ("José Müller, Łódź", "Jose Muller, Lodz"),
    ("Straße, Ærø, œuvre", "Strasse, AEro, oeuvre"),
    ("“so” \u2014 it\u2019s…", '"so" - it\'s...'),
    ("pain ≥ 4 → 2, ±1", "pain >= 4 -> 2, +/-1"),
    ("\u22123 mm, 70°", "-3 mm, 70 deg"),
    ("1½ blocks", "1 1/2 blocks"),
    ("10² and H₂O", "10^2 and H2O"),
    ("٤ ४", "4 4"),
    ("a\u00a0b", "a b"),
    ("e\u0301\u0327", "e"),
    ("ﬁrst", "first"),
])  # fmt: skip
def test_signs_are_told_in_plain_letters(text: str, told: str) -> None:
    assert in_ascii(text) == (told, 0)


def test_what_has_no_form_is_a_question_mark_and_is_counted() -> None:
    assert in_ascii("山田 Jane") == (f"{LOST}{LOST} Jane", 2)


def test_plain_text_is_left_alone() -> None:
    assert in_ascii("a ? b\n") == ("a ? b\n", 0)


@few
@given(st.text())
def test_any_text_comes_out_in_ascii_and_keeps_what_is_plain_in_it(text: str) -> None:
    plain = in_ascii(text)
    assert plain.text.isascii()
    rest = iter(plain.text)
    assert all(sign in rest for sign in text if sign.isascii() and sign.isalnum())
