"""What recorded values alone decide: the stops and the contradictions."""

from benchmarks.numpy_by_hand.exams import Array, Exams, both, either

SWAY_MM, LEG_DEG = 12, 70


def stops(exams: Exams) -> dict[str, Array]:
    """R-01 to R-12: refer."""
    return {
        "R-01": exams.is_present("bladder_bowel_change"),
        "R-02": exams.is_present("saddle_numbness"),
        "R-03": exams.is_present("sexual_dysfunction_new"),
        "R-04": exams.is_present("bilateral_leg_deficit"),
        "R-05": exams.is_present("progressive_weakness"),
        "R-06": exams.is_present("suspected_fracture"),
        "R-07": exams.is_present("cancer_warning"),
        "R-08": exams.is_present("infection_warning"),
        "R-09": exams.is_present("pulsatile_abdominal_mass"),
        "R-10": exams.is_present("myelopathy_signs"),
        "R-11": exams.is_present("obstetric_warning"),
        "R-12": exams.is_present("child_protection_concern"),
    }


def contradictions(exams: Exams) -> dict[str, Array]:
    """X-01 to X-07: findings that cannot both be true."""
    drifts = exams.measure("lateral_sway_mm") > SWAY_MM
    degrees = exams.measures("straight_leg_raise_deg")
    return {
        "X-01": exams.is_present("pelvic_rigidity") & (either(exams.each_is_present("lateral_sway")) | drifts),
        "X-02": _sides_clash(exams, "dollar_sign") | _sides_clash(exams, "crest_sign"),
        "X-03": both(exams.each_holds("lateral_sway", "absent")) & drifts,
        "X-04": exams.each_holds("straight_leg_raise", "absent") & (degrees < LEG_DEG),
        "X-05": (exams.holds("short_leg_supine", "even") & (exams.measure("short_leg_supine_mm") > 0))
        | (exams.holds("short_leg_prone", "even") & (exams.measure("short_leg_prone_mm") > 0)),
        "X-06": exams.each_is_present("straight_leg_raise") & (degrees >= LEG_DEG),
        "X-07": (exams.holds("short_leg_supine", "left", "right") & (exams.measure("short_leg_supine_mm") == 0))
        | (exams.holds("short_leg_prone", "left", "right") & (exams.measure("short_leg_prone_mm") == 0)),
    }


def _sides_clash(exams: Exams, sign: str) -> Array:
    """The tighter side is the softer one, or the sides are equal in one entry and unequal in the other."""
    tighter, softer = f"{sign}_tighter_side", f"{sign}_softer_side"
    same = either(exams.this_side(tighter) & exams.this_side(softer))
    even_then_not = exams.holds(tighter, "equal") & exams.holds(softer, "left", "right")
    not_then_even = exams.holds(tighter, "left", "right") & exams.holds(softer, "equal")
    return same | even_then_not | not_then_even
