"""The words of the pack language as pairs of formulas: when a condition is certainly true, and when certainly false.

Where neither holds, the answer is unknown: something that it asks for was not recorded.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple, Protocol

import z3

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.truth import SIDES, Side, other, sure
from sot_engine.proofs.exam import TENTHS, Box, Exam, code, extent, tenths, worded

YES, NO = z3.BoolVal(True), z3.BoolVal(False)  # noqa: FBT003  # the two constants of Z3


class Known(NamedTuple):
    """An answer in three values: when it is yes, and when it is no."""

    yes: z3.BoolRef
    no: z3.BoolRef


class Conclusions(Protocol):
    """What the strata before a condition concluded."""

    def fired(self, rule: str, side: Side | None) -> z3.BoolRef:
        """That a rule fired, on this side when one is named."""

    def is_established(self, category: str) -> z3.BoolRef:
        """That a category is established."""

    def is_decided(self, category: str) -> z3.BoolRef:
        """That a category is supported or committed."""

    def on_side(self, word: str) -> z3.BoolRef:
        """That a category is decided, and its side is this word."""

    def has_block(self, landmark: str, side: Side) -> z3.BoolRef:
        """That the placement in question has a block there."""


def certain(formula: z3.BoolRef) -> Known:
    """An answer that is never unknown."""
    return Known(formula, z3.Not(formula))


def both(parts: Iterable[Known]) -> Known:
    """Yes when every part is, no when one is."""
    listed = list(parts)
    return Known(_and(part.yes for part in listed), _or(part.no for part in listed))


def either(parts: Iterable[Known]) -> Known:
    """Yes when one part is, no when every one is."""
    listed = list(parts)
    return Known(_or(part.yes for part in listed), _and(part.no for part in listed))


def _several(number: int, parts: list[Known]) -> Known:
    """Yes when that many parts are; no when too many of them are no for it."""
    return Known(_count(number, [part.yes for part in parts]), _count(len(parts) - number + 1, [p.no for p in parts]))


def _count(number: int, formulas: list[z3.BoolRef]) -> z3.BoolRef:
    if number <= 0:
        return YES
    return z3.PbGe([(formula, 1) for formula in formulas], number) if number <= len(formulas) else NO


def _and(formulas: Iterable[z3.BoolRef]) -> z3.BoolRef:
    listed = list(formulas)
    return listed[0] if len(listed) == 1 else z3.And(listed)


def _or(formulas: Iterable[z3.BoolRef]) -> z3.BoolRef:
    listed = list(formulas)
    return listed[0] if len(listed) == 1 else z3.Or(listed)


class Meaning:
    """What the conditions of a pack mean for one exam."""

    def __init__(self, pack: Pack, exam: Exam, concluded: Conclusions) -> None:
        """Conditions are read against the boxes of this exam, and what was concluded so far."""
        self._pack, self._exam, self._concluded = pack, exam, concluded

    def of(self, node: c.Condition, side: Side | None = None) -> Known:
        """When a condition is certainly true, and when certainly false, read on one side or on none."""
        match node:
            case c.Among() | c.Except() | c.Bounds() | c.Pattern():
                box = (self._exam.after if node.after else self._exam.before)[self._key(node.finding, side)]
                return _leaf(box, _test(node, box, side))
            case c.PatientBounds(field):
                asked = YES if field == "age_years" else self._exam.asked
                value = self._exam.age if field == "age_years" else self._exam.weeks
                test = _within(node, value * TENTHS)
                return Known(z3.And(asked, test), z3.And(asked, z3.Not(test)))
            case c.All(parts):
                return both(self.of(part, side) for part in parts)
            case c.AnyOf(parts):
                return either(self.of(part, side) for part in parts)
            case c.NOf(number, parts):
                return _several(number, [self.of(part, side) for part in parts])
            case c.EachSide(inner):
                return either(self.of(inner, half) for half in SIDES)
            case c.BothSides(inner):
                return both(self.of(inner, half) for half in SIDES)
            case c.OtherSide(inner):
                return self.of(inner, other(sure(side)))
        return certain(self._concludes(node, side))

    def _concludes(self, node: c.Condition, side: Side | None) -> z3.BoolRef:  # noqa: C901, PLR0911  # one line a word of the language
        told = self._concluded
        match node:
            case c.Unless(inner):
                return z3.Not(self.of(inner, side).yes)
            case c.NotRecorded(findings):
                return _or(z3.Not(self._exam.before[self._key(name, side)].recorded) for name in findings)
            case c.Fired(rules):
                return _or(told.fired(name, side) for name in rules)
            case c.NotFired(rules):
                return _and(z3.Not(told.fired(name, None)) for name in rules)
            case c.NoCommonSide(one, two):
                shared = [z3.And(told.fired(one, half), told.fired(two, half)) for half in SIDES]
                return z3.And(told.fired(one, None), told.fired(two, None), z3.Not(z3.Or(shared)))
            case c.Established(category):
                return told.is_established(category)
            case c.Decided(category):
                return told.is_decided(category)
            case c.CategorySide(words):
                return _or(told.on_side(word) for word in words)
            case c.BlockUnder(landmark):
                return told.has_block(landmark, sure(side))
            case c.Improved(finding):
                return self._better(self._key(finding, side))
            case c.NoneImproved(findings):
                keys = [key for name in findings for key in self._pack.findings[name].keys]
                worse = [z3.Not(self._better(key)) for key in keys]
                return z3.And(_or(z3.And(self._again(key), self._was_positive(key)) for key in keys), *worse)
        message = f"no formula for {type(node).__name__}"
        raise TypeError(message)

    def _key(self, finding: str, side: Side | None) -> str:
        return self._pack.findings[finding].key(side)

    def _again(self, key: str) -> z3.BoolRef:
        """That the box was filled before blocking and after."""
        return z3.And(self._exam.before[key].recorded, self._exam.after[key].recorded)

    def _was_positive(self, key: str) -> z3.BoolRef:
        finding, side = self._pack.keys.by_key[key]
        return self.of(finding.retest.positive, side).yes if finding.retest else NO

    def _better(self, key: str) -> z3.BoolRef:
        """That what was re-tested is better, by what the finding says is better."""
        before, after = self._exam.before[key], self._exam.after[key]
        finding = self._pack.keys.by_key[key][0]  # of this pack: the boxes are those of the first of two
        retest, negative = finding.retest, finding.negative_value
        if retest is None:
            return NO
        if retest.improves == "down":
            better = after.value <= before.value - TENTHS
        elif retest.improves == "up":
            better = after.value > before.value
        elif retest.improves == "to_negative":
            gone = NO if negative is None else after.value == code(before.finding, negative)
            better = z3.And(gone, self._was_positive(key))
        else:
            better = _fewer(before, after, str(retest.word))
        return z3.And(self._again(key), better)


def _leaf(box: Box, test: z3.BoolRef) -> Known:
    return Known(z3.And(box.recorded, test), z3.And(box.recorded, z3.Not(test)))


def _test(node: c.Leaf, box: Box, side: Side | None) -> z3.BoolRef:
    """What the value must be for a leaf to hold."""
    finding = box.finding
    match node:
        case c.Bounds():
            return _within(node, box.value)
        case c.Pattern():
            return _one_of(box, {place for place, words in enumerate(worded(finding)) if _matches(words, node)})
        case c.Except(_, values):
            return z3.Not(_one_of(box, {_number(finding, value, side) for value in values}))
        case c.Among(_, values):
            return _one_of(box, {_number(finding, value, side) for value in values})


def _number(finding: Finding, value: c.Value, side: Side | None) -> int:
    if value == c.THIS_SIDE:
        return code(finding, sure(side))
    return code(finding, other(sure(side))) if value == c.OTHER_SIDE else code(finding, value)


def _one_of(box: Box, numbers: set[int]) -> z3.BoolRef:
    """That the value is one of these numbers; neighbours are asked for together."""
    step = extent(box.finding)[2]
    runs = groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0] * step)
    spans = [[number for _, number in run] for _, run in runs]
    return z3.Or([_between(box.value, span[0], span[-1]) for span in spans])


def _between(value: z3.ArithRef, low: int, high: int) -> z3.BoolRef:
    return value == low if low == high else z3.And(value >= low, value <= high)


def _within(node: c.Bounds | c.PatientBounds, value: z3.ArithRef) -> z3.BoolRef:
    limits = []
    if node.at_least is not None:
        limits.append(value >= tenths(node.at_least))
    if node.at_most is not None:
        limits.append(value <= tenths(node.at_most))
    if node.above is not None:
        limits.append(value > tenths(node.above))
    if node.below is not None:
        limits.append(value < tenths(node.below))
    return z3.And(limits)


def _matches(words: c.Value, node: c.Pattern) -> bool:
    """Whether one whole sequence starts with, ends with or contains the words of a pattern."""
    observed = tuple(words) if isinstance(words, tuple) else ()
    if node.how == "contains":
        return not set(node.words).isdisjoint(observed)
    if len(observed) < len(node.words):
        return False
    ordered = (observed, node.words) if node.how == "starts_with" else (observed[::-1], node.words[::-1])
    return all(one == two for one, two in zip(*ordered, strict=False))


def _fewer(before: Box, after: Box, word: str) -> z3.BoolRef:
    """That a word stands less often in the sequence after blocking than in the one before."""
    counts: dict[int, set[int]] = {}
    for place, words in enumerate(worded(before.finding)):
        counts.setdefault(words.count(word) if isinstance(words, tuple) else 0, set()).add(place)
    return z3.Or([
        z3.And(_one_of(before, counts[many]), _one_of(after, counts[few]))
        for many in counts for few in counts if few < many
    ])  # fmt: skip
