"""The keys of an answer, for every kind of finding."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.finding import Finding
from sot_engine.intake.answer_keys import choices, is_typed, numbered
from sot_engine.intake.entry import BACK, ENTER, Entry, KeyRefused
from sot_engine.intake.offer import offers
from tests.known_packs import core
from tests.strategies import law


def made(kind: str, **more: Any) -> Finding:
    plain: dict[str, Any] = {
        "id": "f", "kind": kind, "position": "prone", "family": "t", "name": "F", "asks": "", "how": "",
        "recorded": "", "reliability": "", "cite": (),
    }  # fmt: skip
    return Finding(**plain, **more)


PAIN = made("pain", range=(0, 10), sided=True)
COUNT = made("count", range=(0, 30))
MEASURE = made("measure", range=(-50, 60), unit="cm")
SEQUENCE = made("sequence", values=("same", "better", "worse"), length=(2, 3), sided=True)


def typed(finding: Finding | str, *row: str) -> Entry:
    """The entry after these keys; a word of several letters that is no named key is typed letter by letter."""
    entry = Entry.of(core().findings[finding] if isinstance(finding, str) else finding)
    for word in row:
        for key in (word,) if word in {ENTER, BACK} else word:
            entry = entry.press(key)
    return entry


def told(finding: Finding | str, *row: str) -> Mapping[str, Any]:
    """What is recorded once these keys have answered the question whole; sides by their name."""
    entry = typed(finding, *row)
    assert entry.is_whole
    return {key.partition(".")[2] or "it": value for key, value in entry.found.items()}


@pytest.mark.parametrize(
    ("finding", "row", "found"),
    [
        ("pelvic_rigidity", ["y"], {"it": "present"}),
        ("pelvic_rigidity", ["n"], {"it": "absent"}),
        ("pelvic_rigidity", ["e"], {"it": "equivocal"}),
        ("lateral_sway", ["l"], {"left": "present", "right": "absent"}),
        ("lateral_sway", ["r"], {"left": "absent", "right": "present"}),
        ("lateral_sway", ["b"], {"left": "present", "right": "present"}),
        ("lateral_sway", ["n"], {"left": "absent", "right": "absent"}),
        ("lateral_sway", ["oye"], {"left": "present", "right": "equivocal"}),
        ("lateral_sway", ["o", ENTER, "y"], {"right": "present"}),
        ("lateral_sway", ["on", ENTER], {"left": "absent"}),
        ("heel_tension", ["20"], {"left": 2, "right": 0}),
        ("heel_tension", ["n"], {"left": 0, "right": 0}),
        ("heel_tension", ["b3"], {"left": 3, "right": 3}),
        ("heel_tension", ["l2"], {"left": 2}),
        ("heel_tension", ["r2"], {"right": 2}),
        ("heel_tension", ["2", ENTER], {"left": 2}),
        ("heel_tension", ["2n"], {"left": 2, "right": 0}),
        ("first_rib_pain", ["t1"], {"left": 10, "right": 1}),
        ("lumbosacral_pain", ["t"], {"it": 10}),
        ("lumbosacral_pain", ["n"], {"it": 0}),
        ("occipital_line_1_area", ["70"], {"left": 7, "right": 0}),
        ("short_leg_supine", ["l"], {"it": "left"}),
        ("short_leg_supine", ["n"], {"it": "even"}),
        ("short_leg_supine", ["0"], {"it": "even"}),
        ("pelvic_torsion", ["r"], {"it": "right_posterior"}),
        ("antalgic_posture", ["3"], {"it": "flexed"}),
        ("onset", ["2"], {"it": "gradual"}),
        ("cervical_indicator_level", ["4"], {"it": "C4"}),
        ("sacral_nutation", ["0"], {"it": "present"}),
        ("sacral_nutation", ["2"], {"it": "absent"}),
        ("first_rib_motion", ["12"], {"left": "moves", "right": "fixed"}),
        ("first_rib_motion", ["b1"], {"left": "moves", "right": "moves"}),
        ("temporal_sphenoidal_area", ["12", "n"], {"left": "T12", "right": "none"}),
        ("temporal_sphenoidal_area", ["1", ENTER, "9"], {"left": "T1", "right": "T9"}),
        ("temporal_sphenoidal_area", ["n"], {"left": "none", "right": "none"}),
        ("lateral_sway_mm", ["12.5", ENTER], {"it": 12.5}),
        ("lateral_sway_mm", ["12,5", ENTER], {"it": 12.5}),
        ("lateral_sway_mm", ["128", BACK, ENTER], {"it": 12}),
        ("sit_and_reach_cm", ["-4", ENTER], {"it": -4}),
        ("straight_leg_raise_deg", ["45", ENTER, "80", ENTER], {"left": 45, "right": 80}),
        ("straight_leg_raise_deg", ["r80", ENTER], {"right": 80}),
        ("soto_test", ["112", "111"], {"left": ("same", "same", "better"), "right": ("same", "same", "same")}),
        ("soto_test", ["12", ENTER, ENTER], {"left": ("same", "better")}),
        ("soto_test", ["r3", ENTER], {"right": ("worse",)}),
        (COUNT, ["12", ENTER], {"it": 12}),
        (COUNT, ["n"], {"it": 0}),
    ],
)
def test_keys_answer_a_finding(finding: Finding | str, row: list[str], found: Mapping[str, Any]) -> None:
    assert told(finding, *row) == found


@pytest.mark.parametrize(
    ("finding", "row", "message"),
    [
        ("pelvic_rigidity", ["l"], "the key l means nothing here"),
        ("lateral_sway", ["y"], "the key y means nothing here"),
        ("heel_tension", ["4"], "the key 4 means nothing here"),
        ("heel_tension", ["2l"], "the key l means nothing here"),
        ("sacral_nutation", ["n"], "the key n means nothing here"),
        ("first_rib_motion", ["n"], "the key n means nothing here"),
        ("lateral_sway_mm", ["\t"], "that key means nothing here"),
        ("lateral_sway_mm", ["k"], "the key k means nothing here"),
        ("lateral_sway_mm", ["151", ENTER], "151 cannot be: it takes a number from 0 to 150 mm, at most one decimal"),
        ("lateral_sway_mm", ["1.25", ENTER], "1.25 cannot be"),
        ("lateral_sway_mm", ["1-", ENTER], "1- cannot be"),
        ("lateral_sway_mm", ["1.2.3", ENTER], "1.2.3 cannot be"),
        ("lateral_sway_mm", ["1234567"], "it takes a number from 0 to 150 mm"),
        ("temporal_sphenoidal_area", ["19"], "the key 9 means nothing here"),
        (SEQUENCE, ["1", ENTER], "it takes a list of 2 to 3 of: same, better, worse"),
    ],
)
def test_a_key_that_cannot_be_taken_says_why(finding: Finding | str, row: list[str], message: str) -> None:
    with pytest.raises(KeyRefused, match=message.replace("(", r"\(")):
        typed(finding, *row)


def test_a_key_taken_back_is_as_if_it_had_not_been_pressed() -> None:
    assert typed("soto_test", "11", BACK) == typed("soto_test", "1")
    assert typed("lateral_sway_mm", "1", BACK) == typed("lateral_sway_mm")
    assert typed("heel_tension", "2", BACK) == typed("heel_tension")
    assert typed("lateral_sway", "o", BACK) == typed("lateral_sway")


def test_the_side_that_is_asked_is_named() -> None:
    assert typed("heel_tension").side == "left"
    assert typed("heel_tension", "2").side == "right"
    assert typed("heel_tension", "b").side == "both"
    assert typed("heel_tension", "22").side == ""
    assert typed("pelvic_rigidity").side == ""


def test_a_long_sequence_of_many_words_is_typed_by_number() -> None:
    many = made("sequence", values=tuple(f"w{number}" for number in range(1, 13)), length=(1, 2))
    assert told(many, "12", "1", ENTER) == {"it": ("w12", "w1")}
    assert told(many, "2", ENTER) == {"it": ("w2",)}


def test_the_keys_that_are_offered_are_keys_that_are_taken() -> None:
    for finding in core().findings.values():
        entry = Entry.of(finding)
        for offer in offers(entry):
            for key in offer.key.split() if len(offer.key.split()) == 2 else [offer.key]:
                if len(key) == 1:
                    assert entry.press(key) != entry, (finding.id, key)


def test_what_is_offered_is_short_enough_for_a_line_save_where_words_are_many() -> None:
    long = {
        finding.id for finding in core().findings.values()
        if sum(len(key) + len(says) + 4 for key, says in offers(Entry.of(finding))) > 70
    }  # fmt: skip
    assert long == {"temporal_sphenoidal_area"}


def test_offers_change_with_the_answer() -> None:
    assert [offer.key for offer in offers(typed("heel_tension"))] == ["0-3", "n", "b", "l r"]
    assert [offer.key for offer in offers(typed("heel_tension", "2"))] == ["0-3", "Enter"]
    assert [offer.key for offer in offers(typed("lateral_sway"))] == ["l", "r", "b", "n", "o"]
    assert [offer.key for offer in offers(typed("lateral_sway", "o"))] == ["y", "n", "e", "Enter"]
    assert [offer.key for offer in offers(typed("soto_test", "1"))] == ["1", "2", "3", "Enter"]
    assert [offer.key for offer in offers(typed(PAIN))] == ["0-9", "t", "n", "b", "l r"]


@law
@given(st.sampled_from(list(core().findings.values())), st.lists(st.sampled_from("lrbnoyet0123456789.,-"), max_size=6))
def test_whatever_is_pressed_only_values_that_the_finding_can_hold_are_recorded(
    finding: Finding, row: list[str]
) -> None:
    entry = Entry.of(finding)
    for key in [*row, ENTER, ENTER, ENTER]:
        if entry.is_whole:
            break
        try:
            entry = entry.press(key)
        except KeyRefused:
            continue
    assert set(entry.found) <= set(finding.keys)
    assert all(finding.read(value) == value for value in entry.found.values())


@law
@given(st.data())
def test_every_value_of_every_finding_can_be_recorded_with_keys(data: st.DataObject) -> None:
    finding = data.draw(st.sampled_from([one for one in core().findings.values() if not is_typed(one)]))
    choice = data.draw(st.sampled_from(choices(finding)))
    start = Entry.of(finding)
    if finding.sided:
        start = start.press("o" if finding.kind == "sign" else "b")
    entry = start.press(choice.key)
    while not entry.is_whole:
        entry = entry.press(ENTER)
    assert choice.value in entry.found.values() or (choice.value,) in entry.found.values()


def test_numbers_of_words_count_from_one_and_the_negative_is_nought() -> None:
    words = numbered(core().findings["temporal_sphenoidal_area"])
    assert words["0"] == "none"
    assert list(words) == [str(number) for number in range(18)]
    assert is_typed(MEASURE)
    assert not is_typed(PAIN)
