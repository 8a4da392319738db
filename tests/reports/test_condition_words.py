"""Conditions in plain words."""

import re

import pytest

from sot_engine.domain import condition as c
from sot_engine.reports.condition_words import condition_lines, condition_words
from tests.known_packs import core, tiny, with_ak

HEEL = c.Bounds("heel_tension", at_least=2)
RIB = c.Bounds("first_rib_pain", at_least=4)
SWAY = c.Among("lateral_sway", ("present",))
RIGID = c.Among("pelvic_rigidity", ("present",))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (c.EachSide(RIB), "first rib tubercle pain at least 4, on either side"),
        (c.BothSides(SWAY), "lateral pelvic sway eyes open present, on both sides"),
        (RIGID, "pelvic rigidity standing present"),
        (c.Among("short_leg_prone", ("left", "right")), "short leg prone recorded as left or right"),
        (c.Among("short_leg_prone_mm", (0,)), "short leg prone difference is 0 mm"),
        (c.Except("antalgic_posture", ("none",)), "antalgic posture recorded as anything but none"),
        (c.Among("pelvic_torsion", ("left_posterior",)), "pelvic torsion recorded as left posterior"),
        (c.Bounds("lateral_sway_mm", above=12), "lateral pelvic sway measured above 12 mm"),
        (c.Bounds("straight_leg_raise_deg", below=70), "straight leg raise angle below 70 degrees"),
        (c.Bounds("first_rib_pain", at_least=1, at_most=3), "first rib tubercle pain from 1 to 3"),
        (c.Bounds("first_rib_pain", above=0, below=3), "first rib tubercle pain above 0 and below 3"),
        (c.Pattern("soto_test", "ends_with", ("worse",)), "SOTO (step out, turn out) test ends with worse"),
        (
            c.EachSide(c.Among("soto_test", (("same", "better"), ("better", "better")))),
            'SOTO (step out, turn out) test recorded as "same, better" or "better, better", on either side',
        ),
        (
            c.EachSide(c.All((HEEL, c.OtherSide(c.Bounds("heel_tension", below=2))))),
            "on either side, heel tension at least 2 and on the other side heel tension below 2",
        ),
        (
            c.EachSide(c.Among("short_leg_prone", ("this_side",))),
            "on either side, short leg prone recorded as the same side",
        ),
        (
            c.All((RIGID, c.AnyOf((c.EachSide(SWAY), c.Bounds("lateral_sway_mm", above=12))))),
            (
                "pelvic rigidity standing present and (lateral pelvic sway eyes open present on either side or lateral "
                "pelvic sway measured above 12 mm)"
            ),
        ),
        (
            c.NOf(2, (RIGID, c.EachSide(HEEL), c.EachSide(RIB))),
            (
                "at least 2 of: pelvic rigidity standing present; heel tension at least 2 on either side; first rib "
                "tubercle pain at least 4 on either side"
            ),
        ),
        (c.PatientBounds("age_years", below=12), "the patient's age is below 12 years"),
        (c.PatientBounds("pregnancy_weeks", at_least=20), "pregnancy is at least 20 weeks"),
        (c.Unless(c.Among("short_leg_prone", ("left",))), "short leg prone not recorded as left"),
        (c.Unless(c.BlockUnder("greater_trochanter")),
         "it does not hold that the placement has a block under the greater trochanter there"),
        (c.NotRecorded(("osteoporosis",)), "osteoporosis is not recorded"),
        (c.NotRecorded(("osteoporosis", "frailty")),
         "at least one of these is not recorded: osteoporosis and frail or very small body"),
        (c.Fired(("C2-02",)), "C2-02 (Arm/fossa response) fired"),
        (c.NotFired(("C2-03",)), "C2-03 (Very painful first rib) did not fire"),
        (c.NotFired(("C2-03", "C2-02")), "none of C2-03 (Very painful first rib) or C2-02 (Arm/fossa response) fired"),
        (c.NoCommonSide("C2-03", "C2-02"),
         "C2-03 (Very painful first rib) and C2-02 (Arm/fossa response) fired, on no side in common"),
        (c.Established("III"), "Category III is established"),
        (c.Decided("I"), "Category I is supported or committed"),
        (c.CategorySide(("undetermined",)), "the side of the category is undetermined"),
        (c.Improved("heel_tension"), "heel tension is better after blocking"),
        (c.Among("pain_on_blocks", ("more",), after=True), "pain on the blocks after blocking recorded as more"),
        (c.NoneImproved(("heel_tension", "soto_test")),
         ("at least one of these was positive and re-tested, and none is better after blocking: heel tension and SOTO "
          "(step out, turn out) test")),
        (c.Among("ely", ("present",)), "Ely test present"),
    ],
)  # fmt: skip
def test_a_condition_in_words(condition: c.Condition, words: str) -> None:
    assert condition_words(condition, core()) == words


@pytest.mark.parametrize("pack", [with_ak(), tiny()], ids=["core and ak", "tiny"])
def test_every_condition_of_a_pack_has_words_and_none_of_them_is_an_id(pack: object) -> None:
    ids = {name for name in pack.findings if "_" in name}  # type: ignore[attr-defined]  # a Pack
    for rule in pack.rules:  # type: ignore[attr-defined]
        for line in condition_lines(rule.when, pack):  # type: ignore[arg-type]
            assert line.strip(), rule.id
            assert not ids & set(re.findall(r"\w+", line)), rule.id


def test_what_is_long_becomes_a_list() -> None:
    parts = tuple(
        c.EachSide(c.Bounds(name, at_least=4)) for name in ("first_rib_pain", "inguinal_upper_pain", "medial_knee_pain")
    )
    head, *rest = condition_lines(c.AnyOf(parts), core())
    assert head == "any of these:"
    assert rest[0] == "- first rib tubercle pain at least 4, on either side"
    assert condition_lines(c.NOf(2, parts), core())[0] == "at least 2 of these:"
    inside = tuple(part.of for part in parts)
    assert condition_lines(c.BothSides(c.All((*inside, *inside))), core())[0] == "on both sides, all of these:"


def test_what_is_short_stays_a_phrase() -> None:
    assert condition_lines(c.EachSide(RIB), core()) == ("first rib tubercle pain at least 4, on either side",)
