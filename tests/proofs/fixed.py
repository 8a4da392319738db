"""The symbolic reading of one visit: every variable fixed to what was recorded, and each formula worked out.

For holding the formulas against the other readings. The keys behind a firing are not worked out; they stay empty.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import z3

from sot_engine.domain.pack import OUTCOMES, Pack
from sot_engine.domain.reading import Firing, Reading, Tally
from sot_engine.domain.rule import CATEGORIES, Category, Stratum
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import Readings, Visit
from sot_engine.proofs.exam import Boxes, code
from sot_engine.proofs.symbolic import COUNTED, Symbolic

STATUSES = ("suggested", "modify", "withheld", "none")
SIDE_WORDS = ("left", "right", "undetermined")


class Fixed:
    """The symbolic reading of one pack, ready to be asked about single visits."""

    def __init__(self, pack: Pack) -> None:
        """Build the formulas once."""
        self._symbolic = Symbolic(pack)
        self._formulas = list(_formulas(self._symbolic))
        sorts = [formula.sort() for formula in self._formulas]
        self._all = z3.Function("all", *sorts, z3.BoolSort())(*self._formulas)

    def read(self, visit: Visit, commit: Category | None = None) -> Reading:
        """What the formulas conclude of one visit."""
        fixed = z3.simplify(z3.substitute(self._all, *self._values(visit, commit)))
        return self._reading(_plain(fixed.children()))

    def _values(self, visit: Visit, commit: Category | None) -> Iterator[tuple[Any, Any]]:
        exam, weeks = self._symbolic.exam, visit.patient.pregnancy_weeks
        yield exam.age, z3.IntVal(visit.patient.age_years)
        yield exam.weeks, z3.IntVal(weeks or 0)
        yield exam.asked, z3.BoolVal(weeks is not None)
        yield exam.commit, z3.IntVal(CATEGORIES.index(commit) + 1 if commit else 0)
        for boxes, recorded in ((exam.before, visit.findings), (exam.after, visit.after)):
            yield from _filled(boxes, recorded)

    def _reading(self, values: Iterator[Any]) -> Reading:
        fired = {stratum: tuple(self._firings(stratum, values)) for stratum in self._symbolic.pack.strata}
        tallies = {name: Tally(*islice(values, len(Tally._fields))) for name in CATEGORIES}
        outcome, category, lean = (_chosen(words, values) for words in (OUTCOMES, CATEGORIES, CATEGORIES))
        candidates = tuple(name for name in CATEGORIES if next(values))
        committed, side, placement = (_chosen(words, values) for words in (CATEGORIES, SIDE_WORDS, STATUSES))
        return Reading(
            stops=fired["stop"],
            contradictions=fired["contradiction"],
            evidence=fired["evidence"],
            tallies=tallies,
            outcome=outcome,
            category=category,
            lean=lean,
            candidates=candidates,
            committed=committed,
            side=side,
            placement=placement,
            placement_rule=_chosen(tuple(self._symbolic.placed), values),
            gates=fired["gate"],
            guidance=fired["guidance"],
        )

    def _firings(self, stratum: Stratum, values: Iterator[Any]) -> Iterator[Firing]:
        for rule in self._symbolic.pack.strata[stratum]:
            yes, *halves = islice(values, 3)
            if yes:
                sides = tuple(side for side, half in zip(SIDES, halves, strict=True) if half)
                yield Firing(rule.id, sides, frozenset())


def _formulas(symbolic: Symbolic) -> Iterator[Any]:
    """Every formula of a reading, in the order in which it is read back."""
    for rules in symbolic.pack.strata.values():
        for rule in rules:
            yield from symbolic.fires[rule.id]
    for name in CATEGORIES:
        yield from (symbolic.tallies[name][line] for line in (*COUNTED, "kept"))
        yield symbolic.established[name]
    for chosen in (symbolic.outcome, symbolic.category, symbolic.lean, symbolic.candidates, symbolic.committed):
        yield from chosen.values()
    yield from (symbolic.side[word] for word in SIDE_WORDS)  # type: ignore[index]  # the three words
    yield from (symbolic.status[word] for word in STATUSES)  # type: ignore[index]  # the four words
    yield from symbolic.placed.values()


def _filled(boxes: Boxes, recorded: Readings) -> Iterator[tuple[Any, Any]]:
    for key, box in boxes.items():
        value = recorded.get(key)
        yield box.recorded, z3.BoolVal(value is not None)
        yield box.value, z3.IntVal(0 if value is None else code(box.finding, value))


def _plain(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        yield value.as_long() if z3.is_int_value(value) else z3.is_true(value)


def _chosen(words: tuple[Any, ...], values: Iterator[Any]) -> Any:
    """The word whose formula holds, or None; a second one would be a mistake of the formulas."""
    held = [word for word in words if next(values)]
    if len(held) > 1:
        message = f"two at once: {held}"
        raise ValueError(message)
    return held[0] if held else None
