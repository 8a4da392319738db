"""One session of the live engine: its rules by layers, and what it is told before each of them."""

from collections.abc import Iterable
from enum import IntEnum
from functools import cached_property
from itertools import pairwise, product

from sot_engine.inference.absences import Absences
from sot_engine.inference.expand import Conjunction, Expansion, Flag, Interval, Retested, Variant
from sot_engine.inference.ruleset import Ruleset
from sot_engine.inference.wire import CONCLUDES


class Layer(IntEnum):
    """The strata as the engine runs them; each is closed by a sentinel before the next one's facts are asserted."""

    VALUES = 0
    COUNTS = 1
    TOTALS = 2
    DECIDED = 3
    PLACEMENT = 4
    BLOCKS = 5
    GATES = 6


class Stage:
    """One session of the live engine. It costs what all its rules need, so a stage has few, and an exam has several."""

    def __init__(self, place: int, ruleset: Ruleset, expansion: Expansion) -> None:
        """Start without layers; `place` tells the stages of a plan apart."""
        self.place, self.ruleset, self._expansion = place, ruleset, expansion
        self.layers: list[Layer] = []
        self.flags: dict[Layer, tuple[str, ...]] = {}
        """By layer, the flags that are asked in it, or that were asked before the stage begins."""
        self.asked: dict[str, list[Variant]] = {}
        """By the name in a match, every conjunction that it could mean: of one rule or flag, or of several."""

    def ask(self, layer: Layer, variants: Iterable[Variant], flags: Iterable[Flag]) -> None:
        """Ask rules and flags of a layer together: the facts of a match say which it means."""
        asked = [*variants, *(Variant(flag.code, None, literals) for flag in flags for literals in flag.conjunctions)]
        self.flags[layer] = tuple(flag.code for flag in flags)
        meant: dict[frozenset[tuple[str, Interval]], list[Variant]] = {}
        for variant in asked:
            meant.setdefault(frozenset(variant.literals.items()), []).append(variant)
        name = f"{layer.name.lower()} {self.place}"
        found = self.ruleset.ask(name, (one.literals for one in asked), layer * 100)
        for case_name, case in found.items():
            self.asked[case_name] = [one for literals in product(*case) for one in meant[frozenset(literals)]]

    def conclude(self, name: str, conjunction: Conjunction, layer: Layer, *, after: int = 0) -> None:
        """Add a rule of the decision; those that come after others of their layer see what these concluded."""
        self.ruleset.conclude(f"{CONCLUDES}{name}", conjunction, layer * 100 + after)

    def close(self, layer: Layer) -> None:
        """End a layer with its sentinel."""
        self.layers.append(layer)
        self.conclude(f"end:{int(layer)}", {"$end": (layer, layer)}, layer, after=99)

    # What the stage is told is worked out when all its rules are there.

    @cached_property
    def last(self) -> Layer:
        """The layer that the stage ends with."""
        return self.layers[-1]

    @cached_property
    def following(self) -> dict[Layer, Layer]:
        """The layer after each but the last."""
        return dict(pairwise(self.layers))

    @cached_property
    def absences(self) -> Absences:
        """What fired before it, and what is missing."""
        return Absences(self._expansion, self.ruleset)

    @cached_property
    def improved(self) -> tuple[tuple[str, str], ...]:
        """The codes that say whether a finding improved, with the key of the finding."""
        return tuple((code, code.removeprefix("improved:")) for code in self.ruleset.codes("improved"))

    @cached_property
    def retested(self) -> tuple[Retested, ...]:
        """The groups of findings whose re-tests are counted for it."""
        reads = self.ruleset.reads
        return tuple(one for one in self._expansion.retested.values() if f"positive#{one.code}" in reads)

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """The codes that say whether a block lies under a landmark on a side."""
        return self.ruleset.codes("block")
