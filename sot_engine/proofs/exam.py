"""An exam as variables: one box for every place in which something can be recorded, and all that it may hold.

A value is a whole number: tenths for a number, the place of a word among the words, the place of a sequence among
all sequences. Whether it was recorded is a yes or no of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import product
from typing import NamedTuple, TypeAlias

import z3

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.truth import other
from sot_engine.domain.visit import LONGEST, OLDEST

TENTHS = 10


class Box(NamedTuple):
    """One place of an exam: what it holds, and whether anything was recorded in it."""

    finding: Finding
    value: z3.ArithRef
    recorded: z3.BoolRef


Boxes: TypeAlias = Mapping[str, Box]


@dataclass(frozen=True)
class Exam:
    """Every possible exam at once: the boxes before and after blocking, the patient, and a category to commit."""

    before: Boxes
    after: Boxes
    age: z3.ArithRef
    weeks: z3.ArithRef
    asked: z3.BoolRef
    commit: z3.ArithRef
    domain: tuple[z3.BoolRef, ...]

    def commits(self, category: Category) -> z3.BoolRef:
        """That the practitioner names this category."""
        return self.commit == CATEGORIES.index(category) + 1

    @property
    def entries(self) -> tuple[z3.BoolRef, ...]:
        """A yes for every entry that somebody made: boxes filled, and pregnancy asked."""
        boxes = (*self.before.values(), *self.after.values())
        return (*(box.recorded for box in boxes), self.asked)


def any_exam(pack: Pack) -> Exam:
    """The exam of which nothing is known yet."""
    domain: list[z3.BoolRef] = []

    def whole(name: str, low: int, high: int) -> z3.ArithRef:
        variable = z3.Int(name)
        domain.extend((variable >= low, variable <= high))
        return variable

    def box(prefix: str, key: str, finding: Finding) -> Box:
        low, high, step = extent(finding)
        return Box(finding, whole(f"{prefix}{key}", low, high) * step, z3.Bool(f"{prefix}{key}?"))

    keys = pack.keys.by_key.items()
    return Exam(
        before={key: box("", key, finding) for key, (finding, _) in keys},
        after={key: box("after.", key, finding) for key, (finding, _) in keys},
        age=whole("patient.age_years", 0, OLDEST),
        weeks=whole("patient.pregnancy_weeks", 0, LONGEST),
        asked=z3.Bool("patient.pregnancy_weeks?"),
        commit=whole("commit", 0, len(CATEGORIES)),
        domain=tuple(domain),
    )


def extent(finding: Finding) -> tuple[int, int, int]:
    """The lowest and highest number that a finding's variable takes, and how many tenths or places each step is."""
    if finding.kind in NUMBERS and finding.range:
        low, high = finding.range
        if finding.kind == "measure":
            return tenths(low), tenths(high), 1
        return int(low), int(high), TENTHS
    return 0, len(worded(finding)) - 1, 1


@cache
def sequences(words: tuple[str, ...], low: int, high: int) -> tuple[Value, ...]:
    """Every sequence of these words, from the shortest to the longest."""
    return tuple(found for size in range(low, high + 1) for found in product(words, repeat=size))


def worded(finding: Finding) -> tuple[Value, ...]:
    """What a finding in words can hold, in the order in which it is numbered."""
    if finding.kind == "sequence" and finding.length:
        return sequences(finding.values, *finding.length)
    return finding.words


def code(finding: Finding, value: Value) -> int:
    """The number that stands for a recorded value."""
    if isinstance(value, int | float):
        return tenths(value)
    return worded(finding).index(value)


def decode(finding: Finding, number: int) -> Value:
    """The recorded value for which a number stands."""
    if finding.kind not in NUMBERS:
        return worded(finding)[number]
    return number // TENTHS if number % TENTHS == 0 else number / TENTHS


def tenths(number: float) -> int:
    """A number with at most one decimal, in whole tenths."""
    return round(number * TENTHS)


def longer(exam: Exam) -> Exam:
    """The same exam with more recorded, in any box that was empty; nothing that was recorded is different."""

    def fuller(name: str, recorded: z3.BoolRef) -> z3.BoolRef:
        return z3.Or(recorded, z3.Bool(f"more.{name}?"))

    def boxes(prefix: str, known: Boxes) -> Boxes:
        return {key: box._replace(recorded=fuller(f"{prefix}{key}", box.recorded)) for key, box in known.items()}

    return replace(
        exam,
        before=boxes("", exam.before),
        after=boxes("after.", exam.after),
        asked=fuller("patient.pregnancy_weeks", exam.asked),
    )


def mirrored(exam: Exam, pack: Pack) -> Exam:
    """The same exam with left and right exchanged everywhere."""
    across = {
        finding.key(side): finding.key(other(side) if side else None) for finding, side in pack.keys.by_key.values()
    }

    def boxes(known: Boxes) -> Boxes:
        return {key: _turned(known[opposite]) for key, opposite in across.items()}

    return replace(exam, before=boxes(exam.before), after=boxes(exam.after))


def _turned(box: Box) -> Box:
    finding = box.finding
    if not finding.mirrors:
        return box
    places = {place: code(finding, finding.mirrored(value)) for place, value in enumerate(worded(finding))}
    return box._replace(value=_mapped(box.value, places))


def _mapped(value: z3.ArithRef, places: Mapping[int, int]) -> z3.ArithRef:
    found = value
    for place, new in places.items():
        if place != new:
            found = z3.If(value == place, z3.IntVal(new), found)
    return found


def only(exam: Exam, position: str) -> Exam:
    """The same exam in which nothing but the findings of one position is recorded."""

    def boxes(known: Boxes) -> Boxes:
        return {
            key: box if box.finding.position == position else box._replace(recorded=z3.BoolVal(val=False))
            for key, box in known.items()
        }

    return replace(exam, before=boxes(exam.before), after=boxes(exam.after))
