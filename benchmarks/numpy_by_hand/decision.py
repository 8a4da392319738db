"""From what fired to counts, outcome, category, lean, candidates and side."""

from typing import NamedTuple

import numpy as np

from benchmarks.numpy_by_hand.evidence import HALLMARK, OPPOSES, SUPPORTING, WEAK
from benchmarks.numpy_by_hand.exams import Array, Exams, any_of, fired

CATEGORIES = ("I", "II", "III")
SIDED_BY = {"II": ("C2-03", "C2-04"), "III": ("C3-02", "C3-03", "C3-04", "C3-10", "C3-12")}
"""The rules from which the side of a category comes; Category I has none."""

COUNTED = {"hallmark": HALLMARK, "supporting": SUPPORTING, "weak": WEAK, "opposes": OPPOSES}
OUTCOMES = ("refer", "contradictory", "mixed", "supported", "insufficient")
MIXED, SUPPORTED, INSUFFICIENT = 2, 3, 4
SIDES = ("left", "right", "undetermined")
BESIDES = ("I,II", "I,III", "II,III", "I,II,III")
NOTHING = -1
"""The place of a word that is none."""


class Decided(NamedTuple):
    """What was concluded: places of words, and the yes-or-no that later rules ask for."""

    counts: dict[str, dict[str, Array]]
    outcome: Array
    category: Array
    lean: Array
    candidates: Array
    committed: Array
    side: Array
    by_category: dict[str, Array]
    """Where each category is supported or was committed."""

    @property
    def any(self) -> Array:
        """Where some category is."""
        return self.by_category["I"] | self.by_category["II"] | self.by_category["III"]


def decide(exams: Exams, stops: dict[str, Array], clashes: dict[str, Array], evidence: dict[str, Array]) -> Decided:
    """Count what fired and decide."""
    counts = _counts(exams.size, fired(evidence))
    playing = {name: found["kept"] >= 1 for name, found in counts.items()}
    outcome = _outcome(stops, clashes, playing, counts)
    candidate = {name: (outcome == MIXED) & playing[name] for name in CATEGORIES}
    chosen = {name: candidate[name] & exams.holds("committed", name) for name in CATEGORIES}
    supported = {name: (outcome == SUPPORTED) & playing[name] for name in CATEGORIES}
    decided = {name: supported[name] | chosen[name] for name in CATEGORIES}
    return Decided(
        counts, outcome, _place(supported), _lean(outcome, counts), _candidates(candidate), _place(chosen),
        _side(evidence, decided), decided,
    )  # fmt: skip


def _counts(size: int, evidence: dict[str, Array]) -> dict[str, dict[str, Array]]:
    counts = {}
    for name in CATEGORIES:
        found = {
            line: _number(size, evidence, rules[name])
            for line, rules in (
                ("hallmark", HALLMARK),
                ("supporting", SUPPORTING),
                ("weak", WEAK),
                ("opposes", OPPOSES),
            )
        }
        kept = found["hallmark"] - np.minimum(found["hallmark"], found["opposes"])
        ready = (kept >= 1) & (kept + found["supporting"] >= 2)  # two in all
        counts[name] = {**found, "kept": kept, "established": ready}
    return counts


def _number(size: int, evidence: dict[str, Array], rules: tuple[str, ...]) -> Array:
    total = np.zeros(size, dtype=np.uint8)
    for rule in rules:
        total += evidence[rule]
    return total


def _outcome(
    stops: dict[str, Array], clashes: dict[str, Array], playing: dict[str, Array], counts: dict[str, dict[str, Array]]
) -> Array:
    """The first that applies."""
    refer, contradictory = (any_of(fired(found).values()) for found in (stops, clashes))
    number = playing["I"].astype(np.uint8) + playing["II"] + playing["III"]
    ready = [playing[name] & counts[name]["established"] for name in CATEGORIES]
    supported = (number == 1) & any_of(ready)
    return np.select([refer, contradictory, number > 1, supported], [0, 1, MIXED, SUPPORTED], INSUFFICIENT)


def _place(where: dict[str, Array]) -> Array:
    """The place of the category in which it is so; there is one at most."""
    return np.select([where[name] for name in CATEGORIES], [0, 1, 2], NOTHING)


def _lean(outcome: Array, counts: dict[str, dict[str, Array]]) -> Array:
    """Of the insufficient: most kept hallmarks, then supporting, then weak rules; a tie is no lean.

    No count reaches 64, so the three make one number that compares as they do.
    """
    score = [
        (found["kept"].astype(np.int32) * 64 + found["supporting"]) * 64 + found["weak"] for found in counts.values()
    ]
    leads = [(score[one] > score[two]) & (score[one] > score[three]) for one, two, three in _TURNS]
    return np.where(outcome == INSUFFICIENT, np.select(leads, [0, 1, 2], NOTHING), NOTHING)


_TURNS = ((0, 1, 2), (1, 0, 2), (2, 0, 1))


def _candidates(candidate: dict[str, Array]) -> Array:
    one, two, three = (candidate[name] for name in CATEGORIES)
    return np.select([one & two & three, one & two, one & three, two & three], [3, 0, 1, 2], NOTHING)


def _side(evidence: dict[str, Array], decided: dict[str, Array]) -> Array:
    on = {name: any_of(evidence[rule] for rule in rules) for name, rules in SIDED_BY.items()}
    left, right = (
        (decided["II"] & on["II"][side]) | (decided["III"] & on["III"][side]) for side in (0, 1)
    )  # fmt: skip
    return np.select([left & right, left, right], [2, 0, 1], NOTHING)
