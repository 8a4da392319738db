"""What a finding may hold, how it is mirrored, and how it is said."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, spoken
from tests.known_packs import core, tiny
from tests.strategies import by_key, law


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("rigid", "present", "present"),
        ("rigid", "positive", "present"),
        ("rigid", "negative", "absent"),
        ("rigid", "equivocal", "equivocal"),
        ("rib", 0, 0),
        ("rib", 10, 10),
        ("drift", -10, -10),
        ("drift", 49.9, 49.9),
        ("drift", 3.0, 3),
        ("twist", "left_posterior", "left_posterior"),
        ("hold", ["same", "worse"], ("same", "worse")),
        ("hold", ("same",), ("same",)),
    ],
)
def test_what_a_finding_can_hold_is_read(name: str, raw: Any, value: Value) -> None:
    assert tiny().findings[name].read(raw) == value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("rigid", "Present"), ("rigid", ""), ("rigid", True), ("rigid", None), ("rigid", 1), ("rigid", ["present"]),
        ("rib", 11), ("rib", -1), ("rib", 2.0), ("rib", "2"), ("rib", True), ("rib", False), ("rib", None),
        ("rib", float("inf")), ("rib", [2]), ("rib", 10**30),
        ("drift", 50.1), ("drift", 0.15), ("drift", float("nan")), ("drift", "12.5"), ("drift", {}),
        ("twist", "positive"), ("twist", "left"), ("twist", None),
        ("hold", []), ("hold", ["same"] * 4), ("hold", "same"), ("hold", ["positive"]), ("hold", [["same"]]),
        ("hold", {"same": 1}), ("hold", [None]),
    ],
)  # fmt: skip
def test_what_a_finding_cannot_hold_is_refused_and_said_briefly(name: str, raw: Any) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is the value, in any words
        tiny().findings[name].read(raw)
    assert len(str(caught.value)) <= 60


def test_a_value_is_read_as_itself_whatever_the_pack_draws() -> None:
    @law
    @given(st.data())
    def read(data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(list(core().keys.by_key)))
        value = data.draw(by_key(core())[key])
        finding = core().keys.by_key[key][0]
        assert finding.read(value) == value
        assert finding.mirrored(finding.mirrored(value)) == value
        assert finding.read(finding.mirrored(value)) == finding.mirrored(value)

    read()


@pytest.mark.parametrize(
    ("name", "value", "mirrored"),
    [
        ("short_leg", "left", "right"),
        ("short_leg", "even", "even"),
        ("twist", "right_posterior", "left_posterior"),
        ("twist", "none", "none"),
        ("rib", 4, 4),
        ("hold", ("same", "worse"), ("same", "worse")),
    ],
)
def test_words_of_a_side_change_places_in_the_mirror(name: str, value: Value, mirrored: Value) -> None:
    assert tiny().findings[name].mirrored(value) == mirrored


def test_the_words_of_a_sequence_are_mirrored_one_by_one() -> None:
    sided = replace(tiny().findings["hold"], values=("left", "right"), mirrors=(("left", "right"),))
    assert sided.mirrored(("left", "left", "right")) == ("right", "right", "left")


def test_every_finding_of_sot_core_whose_words_name_a_side_is_mirrored() -> None:
    for finding in core().findings.values():
        sided = {word for word in finding.values if {"left", "right"} & set(word.split("_"))}
        assert sided == {word for pair in finding.mirrors for word in pair}, finding.id


@pytest.mark.parametrize(
    ("name", "keys"),
    [("rib", ("rib.left", "rib.right")), ("rigid", ("rigid",))],
)
def test_a_finding_is_recorded_under_its_id_or_under_each_side(name: str, keys: tuple[str, ...]) -> None:
    finding = tiny().findings[name]
    assert finding.keys == keys
    assert finding.key("left") == keys[0]


@pytest.mark.parametrize(
    ("name", "negative"),
    [("rigid", "absent"), ("rib", 0), ("line", 0), ("heel", 0), ("drift", None), ("short_leg", "even"), ("hold", None)],
)
def test_the_negative_of_a_finding_is_its_kinds_or_the_word_it_declares(name: str, negative: Value | None) -> None:
    assert tiny().findings[name].negative_value == negative


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rigid", "one of: absent, present, equivocal"),
        ("rib", "a whole number from 0 to 10"),
        ("drift", "a number from -10 to 50 mm, at most one decimal"),
        ("hold", "a list of 1 to 3 of: same, better, worse"),
        ("twist", "one of: none, left_posterior, right_posterior"),
    ],
)
def test_what_a_finding_takes_is_said_in_words(name: str, said: str) -> None:
    assert tiny().findings[name].allows() == said


@pytest.mark.parametrize(("value", "said"), [("present", "present"), (4, "4"), (12.5, "12.5"), (("a", "b"), "a, b")])
def test_a_value_is_spoken_as_it_is_printed(value: Value, said: str) -> None:
    assert spoken(value) == said


def test_the_keys_of_a_pack_are_in_the_order_of_its_vocabulary() -> None:
    listed: list[tuple[Finding, str | None]] = list(tiny().keys.by_key.values())
    assert [finding.id for finding, _ in listed[:4]] == ["rigid", "sway", "sway", "twist"]
    assert [side for _, side in listed[:4]] == [None, "left", "right", None]
