"""Sentences that a source adds; they decide nothing."""

from collections.abc import Iterator

import numpy as np

from benchmarks.numpy_by_hand.decision import Decided
from benchmarks.numpy_by_hand.exams import EMPTY, Array, Exams, any_of, both, either, fired, other_side

Retest = tuple[Array, Array]
"""Where a finding was re-tested and had been positive, and where it is better."""

SAME = "same>same>same"


def guide(exams: Exams, evidence: dict[str, Array], decided: Decided) -> dict[str, Array]:
    """G-01 to G-13."""
    seen = fired(evidence)
    ready = {name: found["established"] for name, found in decided.counts.items()}
    rib, groin = evidence["C2-03"], evidence["C2-04"]
    begins = [word for word in exams.words("soto_test__left") if word.split(">")[0] == "better"]
    fossa = exams.each_is_present("arm_fossa_upper") | exams.each_is_present("arm_fossa_lower")
    cleared = both(exams.codes("after__heel_tension") == 0)
    return {
        "G-01": seen["C2-02"] & ~seen["C2-03"] & ~seen["C2-11"],
        "G-02": ready["III"] & ~seen["C3-07"],
        "G-03": exams.each_holds("soto_test", *begins),
        "G-04": seen["C3-10"],
        "G-05": (seen["C1-04"] | seen["C1-05"]) & ~seen["C1-01"] & ~seen["C1-02"],
        "G-06": exams.holds("anatomical_short_leg_suspected", "left", "right"),
        "G-07": seen["C2-03"] & seen["C2-04"] & ~either(rib & groin),
        "G-08": both(fossa),
        "G-09": cleared & exams.holds("after__short_leg_prone", "left", "right"),
        "G-10": _nothing_improved(exams, decided),
        "G-11": _primary_is_negative(exams, ready),
        "G-12": exams.holds("sacral_base", "plus", "minus"),
        "G-13": exams.holds("after__pain_on_blocks", "more", "peripheralised"),
    }


def _primary_is_negative(exams: Exams, ready: dict[str, Array]) -> Array:
    """Heel tension for I, the arm/fossa test for II, SOTO for III."""
    heels = both(exams.codes("heel_tension") == 0)
    arms = both(exams.each_holds("arm_fossa_upper", "absent") & exams.each_holds("arm_fossa_lower", "absent"))
    same, empty = exams.each_holds("soto_test", SAME), exams.codes("soto_test") == EMPTY
    return (ready["I"] & heels) | (ready["II"] & arms) | (ready["III"] & either(same & other_side(same | empty)))


def _nothing_improved(exams: Exams, decided: Decided) -> Array:
    """Of what was re-tested for the decided category something was positive before, and nothing is better."""
    ways = {"I": _of_1(exams), "II": _of_2(exams), "III": _of_3(exams)}
    found = np.zeros(exams.size, dtype=bool)
    for name, retests in ways.items():
        positive, better = (any_of(rows) for rows in zip(*retests, strict=True))
        found |= decided.by_category[name] & positive & ~better
    return found


def _of_1(exams: Exams) -> Iterator[Retest]:
    yield from _eased(exams, "heel_tension")
    for sign in ("dollar_sign", "crest_sign"):
        for word in ("tighter", "softer"):
            yield _cleared(exams, f"{sign}_{word}_side", ("left", "right"), "equal")
    yield _cleared(exams, "cervical_syndrome", ("left", "right"), "none")
    yield _cleared(exams, "short_leg_prone", ("left", "right"), "even")


def _of_2(exams: Exams) -> Iterator[Retest]:
    for name in ("arm_fossa_upper", "arm_fossa_lower"):
        for side in ("left", "right"):
            yield _cleared(exams, f"{name}__{side}", ("present",), "absent")
    for name in ("first_rib", "inguinal_upper", "inguinal_lower", "medial_knee", "lateral_knee", "anterior_scalene"):
        yield from _eased(exams, f"{name}_pain")


def _of_3(exams: Exams) -> Iterator[Retest]:
    yield from _eased(exams, "sciatic_gluteal_pain")
    yield from _eased(exams, "sciatic_calf_pain")
    for side in ("left", "right"):
        yield _less_often_worse(exams, f"soto_test__{side}")
        name = f"straight_leg_raise_deg__{side}"
        before, now = exams.measure(name), exams.measure(f"after__{name}")
        yield (before < 70) & ~np.isnan(now), now > before  # degrees from which a raise is free


def _eased(exams: Exams, name: str) -> Iterator[Retest]:
    """A grade or a pain, lower by one at least."""
    for side in ("left", "right"):
        before, now = exams.code(f"{name}__{side}"), exams.code(f"after__{name}__{side}")
        again = (before != EMPTY) & (now != EMPTY)
        yield again & (before >= 1), again & (now < before)


def _cleared(exams: Exams, name: str, positive: tuple[str, ...], negative: str) -> Retest:
    """A word that was positive, and is the negative one now."""
    was = exams.holds(name, *positive)
    return was & exams.is_recorded(f"after__{name}"), was & exams.holds(f"after__{name}", negative)


def _less_often_worse(exams: Exams, name: str) -> Retest:
    """A sequence in which `worse` stands less often than before."""
    often = np.array([word.split(">").count("worse") for word in exams.words(name)] + [0], dtype=np.uint8)
    again = exams.is_recorded(name) & exams.is_recorded(f"after__{name}")
    before, now = (often[np.minimum(exams.code(column), len(often) - 1)] for column in (name, f"after__{name}"))
    return again & (before > 0), again & (now < before)
