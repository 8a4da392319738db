import pytest

from sot_engine.domain import condition as c
from sot_engine.domain.wording import Wording, effect_said, said
from sot_engine.packs.shelf import read_pack

PACK = read_pack("ak-variants")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("C1-02", "“Heel tension” is 2 or more on either side"),
        ("C2-11", "“First rib tubercle, pain” is 1 to 3 on either side"),
        ("C3-01", "“Antalgic posture” is recorded and is not none"),
        ("D-10", "a pregnancy of 20 weeks or more is recorded"),
        ("D-09", "the patient's age is less than 12 years"),
        ("G-02", "Category III is established, and rule C3-07 did not fire"),
        ("G-07", "rules C2-03 and C2-04 fired, on no side in common"),
        ("D-SOTO", "“SOTO (step out, turn out) test” ends with worse on either side"),
        ("D-32", "the side of the category is not known"),
    ],
)
def test_a_condition_is_said_in_words(rule: str, words: str) -> None:
    assert said(PACK.rule[rule].when, PACK.findings) == words


def test_every_rule_of_our_packs_has_words_and_an_outline() -> None:
    wording = Wording(PACK.findings)
    for rule in PACK.rules:
        text = wording.say(rule.when)
        assert "_" not in text, rule.id
        assert wording.outline(rule.when).text
        assert effect_said(rule.then)


def test_what_our_packs_do_not_use_has_words_too() -> None:
    wording = Wording(PACK.findings)
    leaf = c.Among("head_tilt", ("left",))
    assert wording.say(c.NOf(2, (leaf, leaf))).startswith("at least 2 of: “Head tilt")
    assert wording.outline(c.NOf(1, (leaf, leaf))).text == "at least 1 of these"
    assert wording.say(c.Improved("heel_tension")) == "“Heel tension” improved after blocking"
    assert wording.say(c.All(())) == "always"
    assert wording.say(c.AnyOf(())) == "never"
    assert wording.say(c.Bounds("gone", at_most=3)) == "“gone” is 3 or less"
    assert wording.say(c.Pattern("soto_test", "contains", ("worse",))).endswith("contains worse")
