"""The nearest known name, for whoever wrote one that is not known."""

import pytest

from sot_engine.source.nearest import did_you_mean, nearest

KNOWN = ("arm_fossa_upper", "arm_fossa_lower", "heel_tension", "first_rib_pain")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("arm_fosa_upper", "arm_fossa_upper"),
        ("heel-tension", "heel_tension"),
        ("rib_pain", "first_rib_pain"),
        ("zzz", None),
        ("", None),
    ],
)
def test_a_name_is_offered_only_when_it_is_close_enough_to_be_meant(name: str, meant: str | None) -> None:
    assert nearest(name, KNOWN) == meant


def test_the_hint_is_the_nearest_name_or_what_else_helps() -> None:
    assert did_you_mean("heel_tensoin", KNOWN) == 'did you mean "heel_tension"?'
    assert did_you_mean("zzz", KNOWN, "see the list") == "see the list"
    assert did_you_mean("zzz", ()) == ""
