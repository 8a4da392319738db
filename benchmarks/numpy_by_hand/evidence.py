"""What speaks for and against each category, and what is shown beside it as a contrast."""

from benchmarks.numpy_by_hand.exams import EMPTY, Array, Exams, at_least, both, either, other_side
from benchmarks.numpy_by_hand.recorded import LEG_DEG, SWAY_MM

VERY = 4
"""From this pain on, out of 10, a point is very painful."""

HALLMARK = {
    "I": ("C1-01", "C1-02"),
    "II": ("C2-01", "C2-02", "C2-03", "C2-04"),
    "III": ("C3-01", "C3-02", "C3-03"),
}
SUPPORTING = {
    "I": ("C1-04", "C1-05", "C1-07", "C1-08", "C1-09", "C1-10", "C1-11"),
    "II": ("C2-05", "C2-06", "C2-07", "C2-09", "C2-10"),
    "III": ("C3-04", "C3-05", "C3-06", "C3-07", "C3-08", "C3-09", "C3-10", "C3-11"),
}
WEAK = {
    "I": ("C1-03", "C1-06", "C1-12", "C1-13", "C1-14", "C1-15", "C1-16"),
    "II": ("C2-08", "C2-11", "C2-12", "C2-13", "C2-14", "C2-15", "C2-16", "C2-17", "C2-18", "C2-19"),
    "III": ("C3-12", "C3-13", "C3-14", "C3-15"),
}
OPPOSES = {"I": ("C1-20",), "II": ("C2-20",), "III": ()}


def category_1(exams: Exams) -> dict[str, Array]:
    """C1-01 to C1-22."""
    heels = exams.codes("heel_tension")
    return {
        "C1-01": exams.is_present("pelvic_rigidity"),
        "C1-02": at_least(heels, 2),
        "C1-03": exams.is_present("anteroposterior_sway"),
        "C1-04": _uneven(exams, "dollar_sign"),
        "C1-05": _uneven(exams, "crest_sign"),
        "C1-06": exams.each_holds("first_rib_motion", "moves"),
        "C1-07": exams.holds("pelvic_torsion", "left_posterior", "right_posterior"),
        "C1-08": exams.is_present("upper_cervical_fixation"),
        "C1-09": at_least(exams.codes("occipital_line_1_area"), 1),
        "C1-10": exams.holds("sacral_nutation", "reduced", "absent"),
        "C1-11": exams.holds("mind_language_1", "weak"),
        "C1-12": exams.is_present("diffuse_bilateral_complaints"),
        "C1-13": exams.is_present("nape_headache"),
        "C1-14": exams.is_present("visceral_complaints"),
        "C1-15": exams.holds("head_tilt", "left", "right"),
        "C1-16": heels == 1,
        "C1-20": exams.each_is_present("lateral_sway"),
        "C1-21": exams.holds("antalgic_posture", "left", "right", "flexed", "extended"),
        "C1-22": _fossa(exams, "present"),
    }


def category_2(exams: Exams) -> dict[str, Array]:
    """C2-01 to C2-22."""
    rib, scalene = exams.codes("first_rib_pain"), exams.codes("anterior_scalene_pain")
    upper, lower = exams.codes("inguinal_upper_pain"), exams.codes("inguinal_lower_pain")
    head = [exams.codes(name) for name in ("temporalis_pain", "occipitomastoid_pain", "occipitoparietal_pain")]
    limbs = exams.each_is_present("one_sided_limb_complaints")
    silent = exams.each_holds("arm_fossa_upper", "absent") & exams.each_holds("arm_fossa_lower", "absent")
    return {
        "C2-01": exams.each_is_present("lateral_sway"),
        "C2-02": _fossa(exams, "present"),
        "C2-03": at_least(rib, VERY),
        "C2-04": at_least(upper, VERY) | at_least(lower, VERY),
        "C2-05": at_least(exams.codes("medial_knee_pain"), VERY),
        "C2-06": at_least(exams.codes("lateral_knee_pain"), VERY),
        "C2-07": at_least(scalene, VERY) & other_side(scalene < VERY),
        "C2-08": exams.holds("latissimus_trapezius_cross", "left_lat_right_trap", "right_lat_left_trap"),
        "C2-09": exams.holds("mind_language_2", "weak"),
        "C2-10": exams.each_is_present("one_leg_stance_difficulty"),
        "C2-11": (rib >= 1) & (rib < VERY),
        "C2-12": ((upper >= 1) & (upper < VERY)) | ((lower >= 1) & (lower < VERY)),
        "C2-13": at_least(head[0], VERY) | at_least(head[1], VERY) | at_least(head[2], VERY),
        "C2-14": exams.is_present("tmj_dysfunction"),
        "C2-15": exams.is_present("pelvic_trauma"),
        "C2-16": exams.each_is_present("groin_hip_buttock_pain"),
        "C2-17": limbs & other_side(exams.each_holds("one_sided_limb_complaints", "absent")),
        "C2-18": exams.is_present("dressing_difficulty"),
        "C2-19": exams.measure("lateral_sway_mm") > SWAY_MM,
        "C2-20": exams.is_present("pelvic_rigidity"),
        "C2-21": both(silent),
        "C2-22": exams.holds("antalgic_posture", "left", "right", "flexed", "extended"),
    }


def category_3(exams: Exams) -> dict[str, Array]:
    """C3-01 to C3-20."""
    posture, level = exams.code("antalgic_posture"), exams.holds("postural_break_level", "none")
    disc = exams.holds("lumbar_disc_on_imaging", "none")
    upright = exams.holds("antalgic_posture", "none")
    reacts = [either(exams.each_is_present(f"{name}_indicator")) for name in ("trapezius", "gluteal")]
    low_raise = exams.measures("straight_leg_raise_deg") < LEG_DEG
    unfavourable = ("same>worse>worse", "better>worse>worse", "worse>worse>worse")
    return {
        "C3-01": (posture != EMPTY) & ~upright,
        "C3-02": exams.each_holds("soto_test", "same>same>better", "same>better>better"),
        "C3-03": at_least(exams.codes("sciatic_gluteal_pain"), VERY),
        "C3-04": at_least(exams.codes("sciatic_calf_pain"), VERY),
        "C3-05": exams.each_is_present("straight_leg_raise") | low_raise,
        "C3-06": exams.each_is_present("crossed_straight_leg_raise"),
        "C3-07": reacts[0] & reacts[1],
        "C3-08": exams.is_recorded("postural_break_level") & ~level,
        "C3-09": exams.is_recorded("lumbar_disc_on_imaging") & ~disc,
        "C3-10": exams.each_holds("soto_test", *unfavourable),
        "C3-11": exams.holds("mind_language_3", "weak"),
        "C3-12": exams.each_is_present("leg_pain_below_knee"),
        "C3-13": exams.each_is_present("leg_numbness_tingling"),
        "C3-14": at_least(exams.codes("piriformis_tension"), 2),
        "C3-15": at_least(exams.codes("psoas_tension"), 2),
        "C3-20": upright,
    }


def _uneven(exams: Exams, sign: str) -> Array:
    """A side is named, as the tighter or as the softer one."""
    tighter, softer = (exams.holds(f"{sign}_{word}_side", "left", "right") for word in ("tighter", "softer"))
    return tighter | softer


def _fossa(exams: Exams, word: str) -> Array:
    """The upper or the lower fossa."""
    return exams.each_holds("arm_fossa_upper", word) | exams.each_holds("arm_fossa_lower", word)
