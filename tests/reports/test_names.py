"""Findings and values as people read them."""

import pytest

from sot_engine.reports.names import clean, fact_words, listed, name_words, time_words
from tests.known_packs import core


@pytest.mark.parametrize(
    ("key", "spoken", "words"),
    [
        ("first_rib_pain.left", "6", "First rib tubercle, pain, left [first_rib_pain]: 6 of 10"),
        ("heel_tension.right", "2", "Heel tension, right [heel_tension]: 2 of 3"),
        ("lateral_sway_mm", "12.5", "Lateral pelvic sway, measured [lateral_sway_mm]: 12.5 mm"),
        ("straight_leg_raise_deg.left", "1", "Straight leg raise, angle, left [straight_leg_raise_deg]: 1 degree"),
        ("pelvic_torsion", "left_posterior", "Pelvic torsion [pelvic_torsion]: left posterior"),
        ("after.pain_on_blocks", "more", "Pain on the blocks, after blocking [pain_on_blocks]: more"),
        ("patient.age_years", "1", "Age: 1 year"),
        ("patient.pregnancy_weeks", "22", "Pregnancy: 22 weeks"),
    ],
)
def test_a_fact_in_words(key: str, spoken: str, words: str) -> None:
    assert fact_words(key, spoken, core()) == words


def test_an_unsure_finding_says_so_on_both_sides() -> None:
    assert fact_words("heel_tension.left", "2", core(), unsure={"heel_tension"}).endswith("2 of 3 (recorded as unsure)")


def test_a_finding_that_was_not_done_may_name_a_side() -> None:
    assert name_words("heel_tension", core()) == "Heel tension [heel_tension]"
    assert name_words("heel_tension.left", core()) == "Heel tension, left [heel_tension]"


def test_words_in_a_row() -> None:
    assert [listed(words) for words in ((), ("a",), ("a", "b"), ("a", "b", "c"))] == ["", "a", "a and b", "a, b and c"]
    assert listed(("a", "b"), "or") == "a or b"


def test_text_from_outside_is_one_line_of_signs_that_can_be_seen() -> None:
    assert clean("  Zoë   Ünal ") == "Zoë Ünal"
    assert clean("a\tb\n\u3000c\x1b[2J\u202e") == "a b c?[2J?"
    persian = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647"
    assert clean(persian) == persian


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-03-14T09:30:00-08:00", "2026-03-14 09:30 UTC-08:00"),
        ("2026-03-14T09:30:07Z", "2026-03-14 09:30:07 UTC"),
        ("2026-03-14 09:30+00:00", "2026-03-14 09:30 UTC"),
        ("2026-03-14T09:30:00.250+05:45", "2026-03-14 09:30:00.250 UTC+05:45"),
        ("2026-03-14", "2026-03-14"),
        ("last\x1b[2J week", "last?[2J week"),
    ],
)
def test_a_time_is_read_in_its_own_zone(text: str, told: str) -> None:
    assert time_words(text) == told
