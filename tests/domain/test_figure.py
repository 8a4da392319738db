"""Where the wedges of a figure lie on the page, and when nothing is drawn."""

from dataclasses import replace
from math import isclose
from types import MappingProxyType

import pytest

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.condition import Value
from sot_engine.domain.figure import Figure, documented_figure, figure_of
from sot_engine.inference.assess import assess
from tests.known_packs import core
from tests.reports.shown import EXAMPLES, example

NAMES = ("C1-L", "C1-R", "C2-L", "C2-R", "C3-L", "C3-R")


def figure(name: str) -> Figure:
    placement = core().rule[name].then.placement
    assert placement is not None
    return figure_of(name, placement)


@pytest.mark.parametrize("name", NAMES)
def test_every_wedge_lies_on_its_patient_side_as_the_letters_say(name: str) -> None:
    shown = figure(name)
    for wedge in shown.wedges:
        on_page = shown.letters[0 if shown.spot(wedge).x < 0 else 1]
        assert on_page == {"left": "L", "right": "R"}[wedge.side]


def test_the_left_is_on_the_left_face_down_and_on_the_right_face_up() -> None:
    assert figure("C1-L").letters == ("L", "R")
    assert figure("C2-L").letters == ("R", "L")
    assert figure("C1-L").spot(figure("C1-L").wedges[0]) == (-1.35, 0.85)
    assert figure("C2-L").spot(figure("C2-L").wedges[0]) == (0.75, -0.45)


@pytest.mark.parametrize("name", NAMES)
def test_no_wedge_points_away_from_the_midline(name: str) -> None:
    shown = figure(name)
    for wedge in shown.wedges:
        assert shown.pointing(wedge).x * shown.spot(wedge).x < 0


@pytest.mark.parametrize(("name", "product"), [("C1-L", -1), ("C1-R", -1), ("C3-L", 0), ("C3-R", 0)])
def test_category_i_wedges_face_each_other_and_category_iii_wedges_stand_square(name: str, product: float) -> None:
    shown = figure(name)
    one, two = (shown.pointing(wedge) for wedge in shown.wedges)
    assert isclose(one.x * two.x + one.y * two.y, product, abs_tol=1e-9)


@pytest.mark.parametrize("category", ["C1", "C2", "C3"])
def test_left_and_right_are_mirror_images_on_the_page(category: str) -> None:
    left, right = figure(f"{category}-L"), figure(f"{category}-R")
    for one, two in zip(left.wedges, right.wedges, strict=True):
        assert left.spot(one).x == -right.spot(two).x
        assert left.spot(one).y == right.spot(two).y
        assert isclose(left.pointing(one).x, -right.pointing(two).x)


def changed(name: str, **findings: Value) -> Assessment:
    """A bundled exam, assessed with some findings other than they are."""
    visit = example(name)
    keys = {key.replace("__", "."): value for key, value in findings.items()}
    return assess(core(), replace(visit, findings=MappingProxyType({**visit.findings, **keys})))


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_figure_is_drawn_when_a_placement_is_shown_and_not_otherwise(name: str) -> None:
    found = assess(core(), example(name))
    drawn = documented_figure(found, core())
    assert (drawn is not None) == (found.placement.status in {"suggested", "modify"})
    assert drawn is None or drawn.placement == found.placement.id


def test_nothing_is_drawn_when_the_placement_is_withheld() -> None:
    found = changed("category-ii-left", bladder_bowel_change="equivocal")
    assert found.placement.status == "withheld"
    assert documented_figure(found, core()) is None


def test_nothing_is_drawn_when_the_side_is_not_determined() -> None:
    found = assess(core(), example("category-ii-left"))._replace(side="undetermined")
    assert documented_figure(found, core()) is None


def test_nothing_is_drawn_for_a_rule_that_places_no_block() -> None:
    found = assess(core(), example("category-ii-left"))
    assert documented_figure(found._replace(placement=found.placement._replace(id="C2-03")), core()) is None
