from sot_engine.domain import condition as c
from sot_engine.domain.step import Step, steps
from sot_engine.packs.shelf import read_pack

FINDINGS = read_pack("sot-core").findings


def made(part: c.Condition) -> dict[str, list[c.Condition]]:
    found: dict[str, list[c.Condition]] = {}
    for step in steps(part, FINDINGS):
        found.setdefault(step.what, []).append(step.condition)
    return found


def test_a_cut_off_moves_by_one_and_a_measure_by_a_tenth() -> None:
    assert made(c.Bounds("first_rib_pain", at_least=4)) == {
        "loosened": [c.Bounds("first_rib_pain", at_least=3)],
        "tightened": [c.Bounds("first_rib_pain", at_least=5)],
    }
    assert made(c.Bounds("lateral_sway_mm", above=12))["loosened"] == [c.Bounds("lateral_sway_mm", above=11.9)]


def test_a_list_of_words_gains_or_loses_one() -> None:
    found = made(c.Among("sacral_nutation", ("reduced", "absent")))
    assert c.Among("sacral_nutation", ("reduced",)) in found["tightened"]
    assert c.Among("sacral_nutation", ("reduced", "absent", "present")) in found["loosened"]
    assert made(c.Except("antalgic_posture", ("none",))).keys() == {"tightened"}


def test_a_sequence_moves_by_one_word() -> None:
    found = made(c.Among("soto_test", (("same", "same", "better"),)))["loosened"]
    assert c.Among("soto_test", (("same", "same", "better"), ("same", "same", "worse"))) in found
    assert len(found) == 6
    assert len(made(c.Pattern("soto_test", "ends_with", ("worse",)))["tightened"]) == 3
    shorter = made(c.Pattern("soto_test", "starts_with", ("same", "worse")))["loosened"]
    assert shorter == [c.Pattern("soto_test", "starts_with", ("same",))]


def test_groups_and_sides_are_widened_and_narrowed() -> None:
    one, two = c.Among("head_tilt", ("left",)), c.Among("head_tilt", ("right",))
    assert list(steps(c.All((one, two)), FINDINGS)) == [Step("loosened", c.AnyOf((one, two)))]
    assert list(steps(c.AnyOf((one,)), FINDINGS)) == []
    assert made(c.NOf(2, (one, two, one))) == {
        "loosened": [c.NOf(1, (one, two, one))],
        "tightened": [c.NOf(3, (one, two, one))],
    }
    assert list(steps(c.EachSide(one), FINDINGS)) == [Step("tightened", c.BothSides(one))]
    assert list(steps(c.BothSides(one), FINDINGS)) == [Step("loosened", c.EachSide(one))]


def test_a_list_of_names_loses_one() -> None:
    assert made(c.Fired(("A", "B"))) == {"tightened": [c.Fired(("B",)), c.Fired(("A",))]}
    assert made(c.NotFired(("A", "B"))).keys() == {"loosened"}
    assert made(c.NoneImproved(("A", "B"))).keys() == {"shortened"}
    assert made(c.NotRecorded(("A",))) == {}
    assert made(c.CategorySide(("left",))).keys() == {"loosened"}
    assert c.CategorySide(("left",)) in made(c.CategorySide(("left", "right")))["tightened"]
