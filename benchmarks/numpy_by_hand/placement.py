"""Which placement fits, and what withholds or changes it."""

from typing import NamedTuple

import numpy as np

from benchmarks.numpy_by_hand.decision import NOTHING, Decided
from benchmarks.numpy_by_hand.exams import Array, Exams, any_of, either, fired, other_side

EMERGENCY = (
    "bladder_bowel_change", "saddle_numbness", "sexual_dysfunction_new", "bilateral_leg_deficit",
    "progressive_weakness",
)  # fmt: skip
ALWAYS_ASKED = (
    *EMERGENCY, "suspected_fracture", "cancer_warning", "infection_warning", "pulsatile_abdominal_mass",
    "myelopathy_signs",
)  # fmt: skip
STOP_QUESTIONS = (*ALWAYS_ASKED, "obstetric_warning", "child_protection_concern")

PLACEMENTS = ("C1-L", "C1-R", "C2-L", "C2-R", "C3-L", "C3-R")
STATUSES = ("none", "withheld", "modify", "suggested")
CHILD, UNDER_AGE, HALFWAY = 12, 18, 20

WITHHOLD = (*(f"D-{number:02}" for number in range(1, 20)), "D-SOTO")
MODIFY = tuple(f"D-{number}" for number in range(20, 27))


class Placed(NamedTuple):
    """The gates that fired, the status, and the placement that is shown."""

    gates: dict[str, Array]
    status: Array
    placement: Array


def place(exams: Exams, evidence: dict[str, Array], decided: Decided) -> Placed:
    """Choose by the short leg, and ask the gates."""
    fits = _fits(exams, decided)
    gates = {
        **_of_any(exams, decided),
        **_of_a_position(exams, decided),
        **_of_a_category(exams, evidence, decided),
        **_changes(exams, decided),
        **_by_the_blocks(exams, decided, _trochanter(fits)),
    }
    fired_, anywhere = fired(gates), any_of(fits)
    withheld = any_of(fired_[rule] for rule in WITHHOLD) | ~anywhere
    modified = any_of(fired_[rule] for rule in MODIFY)
    status = np.select([~decided.any, withheld, modified], [0, 1, 2], 3)
    shown = np.select(fits, range(len(PLACEMENTS)), NOTHING)
    return Placed(gates, status, np.where(decided.any & ~withheld, shown, NOTHING))


def _fits(exams: Exams, decided: Decided) -> list[Array]:
    """Each placement of a decided category on its short-leg side; one leg is short, so one fits at most."""
    prone, supine = exams.this_side("short_leg_prone"), exams.this_side("short_leg_supine")
    one, two, three = (decided.by_category[name] for name in ("I", "II", "III"))
    return [one & prone[0], one & prone[1], two & supine[0], two & supine[1], three & prone[0], three & prone[1]]


def _trochanter(fits: list[Array]) -> Array:
    """On which side a block lies under the trochanter: of the short leg prone, of the long leg supine."""
    return np.stack([fits[0] | fits[3] | fits[4], fits[1] | fits[2] | fits[5]])


def _of_any(exams: Exams, decided: Decided) -> dict[str, Array]:
    """D-01 to D-09, D-14 and D-SOTO withhold the placement of any category."""
    some, ends = decided.any, [word for word in exams.words("soto_test__left") if word.split(">")[-1] == "worse"]
    doubtful = any_of(exams.holds(name, "equivocal") for name in STOP_QUESTIONS)
    return {
        "D-01": some & doubtful,
        "D-02": some & exams.holds("inflammatory_arthropathy", "active"),
        "D-03": some & exams.holds("osteoporosis", "severe"),
        "D-04": some & exams.holds("anticoagulation", "unstable"),
        "D-05": some & exams.holds("recent_surgery", "not_cleared"),
        "D-06": some & exams.holds("spondylolisthesis", "unstable"),
        "D-07": some & exams.is_present("skin_breakdown"),
        "D-08": some & exams.is_present("cannot_report_pain"),
        "D-09": some & (exams.code("age_years") < CHILD),
        "D-14": some & _not_recorded(exams, EMERGENCY),
        "D-SOTO": some & exams.each_holds("soto_test", *ends),
    }


def _of_a_position(exams: Exams, decided: Decided) -> dict[str, Array]:
    """D-10 to D-13 withhold what is done supine (II) or prone (I and III)."""
    supine, prone = decided.by_category["II"], decided.by_category["I"] | decided.by_category["III"]
    weeks, cushion = exams.code("pregnancy_weeks"), exams.is_present("prone_pregnancy_cushion")
    pregnant = (weeks > 0) & exams.is_recorded("pregnancy_weeks")
    return {
        "D-10": supine & pregnant & (weeks >= HALFWAY),
        "D-11": supine & exams.is_present("cannot_lie_supine"),
        "D-12": prone & pregnant & ~cushion,
        "D-13": prone & exams.is_present("cannot_lie_prone"),
        "D-24": prone & pregnant & cushion,
        "D-25": supine & pregnant & (weeks < HALFWAY),
    }


def _of_a_category(exams: Exams, evidence: dict[str, Array], decided: Decided) -> dict[str, Array]:
    """D-15 to D-19 withhold what is done for one category; D-32 is told of II."""
    one, two, three = (decided.by_category[name] for name in ("I", "II", "III"))
    weeks, age = exams.code("pregnancy_weeks"), exams.code("age_years")
    pregnant = (weeks > 0) & exams.is_recorded("pregnancy_weeks")
    not_asked = _not_recorded(exams, ALWAYS_ASKED) | (pregnant & ~exams.is_recorded("obstetric_warning"))
    not_asked |= (age < UNDER_AGE) & ~exams.is_recorded("child_protection_concern")
    no_prone = ~exams.holds("short_leg_prone", "left", "right")
    signs = evidence["C2-02"] | evidence["C2-03"] | evidence["C2-04"]
    long_leg = either(exams.this_side("short_leg_supine") & other_side(signs))
    return {
        "D-15": three & not_asked,
        "D-16": one & no_prone,
        "D-17": two & ~exams.holds("short_leg_supine", "left", "right"),
        "D-18": three & no_prone,
        "D-19": two & ((decided.side == 2) | long_leg),  # undetermined
        "D-32": two & (decided.side == NOTHING),
    }


def _changes(exams: Exams, decided: Decided) -> dict[str, Array]:
    """D-20 to D-23 change the placement of any category; D-27 to D-30 are told of every exam."""
    some = decided.any
    return {
        "D-20": some & exams.is_present("osteoporosis"),
        "D-21": some & exams.holds("anticoagulation", "stable"),
        "D-22": some & exams.is_present("corticosteroid_use"),
        "D-23": some & exams.is_present("frailty"),
        "D-27": exams.is_present("generalised_hypermobility"),
        "D-28": exams.holds("inflammatory_arthropathy", "quiescent"),
        "D-29": exams.holds("spondylolisthesis", "stable"),
        "D-30": exams.holds("recent_surgery", "cleared"),
    }


def _by_the_blocks(exams: Exams, decided: Decided, trochanter: Array) -> dict[str, Array]:
    """D-26 and D-31: a prosthesis over a block, and one that is not."""
    prosthesis = exams.each_is_present("hip_knee_prosthesis")
    return {"D-26": decided.any & prosthesis & trochanter, "D-31": prosthesis & ~trochanter}


def _not_recorded(exams: Exams, names: tuple[str, ...]) -> Array:
    return any_of(~exams.is_recorded(name) for name in names)
