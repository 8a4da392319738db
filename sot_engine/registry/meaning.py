"""The words of the pack language as expressions over columns: when a condition is certainly true.

One test of one column is made once, however many rules ask for it: tests are the first step of a plan.
"""

from collections.abc import Iterable
from typing import Generic, NamedTuple, Protocol, TypeVar

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.truth import SIDES, Side, other, sure
from sot_engine.registry.algebra import Algebra, Expr, Operator
from sot_engine.registry.layout import Column, Layout, sequences, word_of

Told_co = TypeVar("Told_co", covariant=True)
BOUNDS: tuple[tuple[str, Operator], ...] = (("at_least", ">="), ("at_most", "<="), ("above", ">"), ("below", "<"))


class Probe(NamedTuple):
    """One test of one column: that it holds one of these words, or a number that compares so."""

    column: Column
    words: tuple[str, ...] = ()
    operator: Operator = "=="
    number: int = 0


class Concluded(Protocol[Told_co]):
    """What the strata before a condition concluded, as expressions."""

    def fired(self, rule: str, side: Side | None) -> Told_co:
        """That a rule of an earlier stratum fired, on this side when one is named."""

    def established(self, category: str) -> Told_co:
        """That a category is established, whatever the outcome."""

    def decided(self, category: str) -> Told_co:
        """That a category is supported, or was committed."""

    def on_side(self, word: str) -> Told_co:
        """That a category is decided and its side is this word; `none` when it has no side."""

    def has_block(self, landmark: str, side: Side) -> Told_co:
        """That the placement in question has a block under this landmark on this side."""


class Meaning(Generic[Expr]):
    """What the conditions of a pack mean for one row of its table."""

    def __init__(self, pack: Pack, layout: Layout, algebra: Algebra[Expr], concluded: Concluded[Expr]) -> None:
        """Conditions are read in these columns, and against what was concluded so far."""
        self._findings, self._layout, self._algebra, self._concluded = pack.findings, layout, algebra, concluded
        self.tests: dict[Probe, str] = {}

    def of(self, node: c.Condition, side: Side | None = None) -> Expr:
        """When a condition is certainly true, read on one side or on none."""
        algebra = self._algebra
        match node:
            case c.Among() | c.Except() | c.Bounds() | c.Pattern():
                return self._leaf(node, self._finding(node.finding), self._column(node.finding, side, node.after), side)
            case c.PatientBounds(field):
                return self._within(node, self._layout.by_name[field])
            case c.All(parts):
                return self._every(self.of(part, side) for part in parts)
            case c.AnyOf(parts):
                return self._some(self.of(part, side) for part in parts)
            case c.NOf(number, parts):
                return algebra.compare(algebra.count([self.of(part, side) for part in parts]), ">=", number)
            case c.EachSide(inner):
                return self._some(self.of(inner, half) for half in SIDES)
            case c.BothSides(inner):
                return self._every(self.of(inner, half) for half in SIDES)
            case c.OtherSide(inner):
                return self.of(inner, other(sure(side)))
        return self._concludes(node, side)

    def _concludes(self, node: c.Condition, side: Side | None) -> Expr:  # noqa: C901, PLR0911  # one line a word of the language
        algebra, told = self._algebra, self._concluded
        match node:
            case c.Unless(inner):
                return algebra.no(self.of(inner, side))
            case c.NotRecorded(findings):
                return self._some(algebra.no(algebra.recorded(self._column(name, side))) for name in findings)
            case c.Fired(rules):
                return self._some(told.fired(name, side) for name in rules)
            case c.NotFired(rules):
                return self._every(algebra.no(told.fired(name, None)) for name in rules)
            case c.NoCommonSide(one, two):
                shared = [algebra.every([told.fired(one, half), told.fired(two, half)]) for half in SIDES]
                return self._every([told.fired(one, None), told.fired(two, None), algebra.no(algebra.some(shared))])
            case c.Established(category):
                return told.established(category)
            case c.Decided(category):
                return told.decided(category)
            case c.CategorySide(words):
                return self._some(told.on_side(word) for word in words)
            case c.BlockUnder(landmark):
                return told.has_block(landmark, sure(side))
            case c.Improved(finding):
                return self._better(self._finding(finding), side)
            case c.NoneImproved(findings):
                return self._none_better([self._finding(name) for name in findings])
        message = f"no expression for {type(node).__name__}"
        raise TypeError(message)

    # Tests of one column.

    def _leaf(self, node: c.Leaf, finding: Finding, column: Column, side: Side | None) -> Expr:
        match node:
            case c.Bounds():
                return self._within(node, column)
            case c.Pattern():
                fitting = (words for words in sequences(finding) if _fits(words, node))
                return self._test(Probe(column, tuple(map(word_of, fitting))))
            case c.Among(_, values):
                return self._holds(column, [_turned(value, side) for value in values])
            case c.Except(_, values):
                held = self._holds(column, [_turned(value, side) for value in values])
                return self._every([self._algebra.recorded(column), self._algebra.no(held)])

    def _holds(self, column: Column, values: list[c.Value]) -> Expr:
        if not column.is_number:
            return self._test(Probe(column, tuple(map(word_of, values))))
        return self._some(self._test(Probe(column, operator="==", number=_parts(value, column))) for value in values)

    def _within(self, node: c.Bounds | c.PatientBounds, column: Column) -> Expr:
        asked = ((operator, getattr(node, name)) for name, operator in BOUNDS)
        tests = [Probe(column, (), operator, _parts(end, column)) for operator, end in asked if end is not None]
        return self._every(self._test(test) for test in tests)

    def _test(self, test: Probe) -> Expr:
        if not test.column.is_number and not test.words:
            return self._algebra.constant(yes=False)
        return self._algebra.made(self.tests.setdefault(test, f"_test{len(self.tests)}"))

    def made(self, test: Probe) -> Expr:
        """The expression of a test itself, for the step that makes the tests."""
        if test.column.is_number:
            return self._algebra.within(test.column, test.operator, test.number)
        return self._algebra.among(test.column, test.words)

    # Re-tests.

    def _better(self, finding: Finding, side: Side | None) -> Expr:
        before, now = self._column(finding.id, side), self._column(finding.id, side, after=True)
        retest = finding.retest
        if retest is None:
            return self._algebra.constant(yes=False)
        match retest.improves:
            case "down":
                return self._algebra.dropped(before, now, before.parts)
            case "up":
                return self._algebra.dropped(before, now, -1)
            case "fewer":
                return self._fewer(finding, before, now, str(retest.word))
        if finding.negative_value is None:
            return self._algebra.constant(yes=False)
        return self._every([self._holds(now, [finding.negative_value]), self._positive(finding, side)])

    def _fewer(self, finding: Finding, before: Column, now: Column, word: str) -> Expr:
        """That a word stands less often in the sequence after blocking than in the one before."""
        by_count: dict[int, list[str]] = {}
        for words in sequences(finding):
            by_count.setdefault(words.count(word), []).append(word_of(words))
        pairs = [(many, few) for many in by_count for few in by_count if few < many]
        return self._some(
            self._every(
                [self._test(Probe(before, tuple(by_count[many]))), self._test(Probe(now, tuple(by_count[few])))]
            )
            for many, few in pairs
        )

    def _positive(self, finding: Finding, side: Side | None) -> Expr:
        if finding.retest is None:
            return self._algebra.constant(yes=False)
        return self.of(finding.retest.positive, side)

    def _none_better(self, findings: list[Finding]) -> Expr:
        pairs = [(finding, side) for finding in findings for side in (SIDES if finding.sided else (None,))]
        positive = self._some(
            self._every([self._again(finding, side), self._positive(finding, side)]) for finding, side in pairs
        )
        return self._every([positive, *(self._algebra.no(self._better(finding, side)) for finding, side in pairs)])

    def _again(self, finding: Finding, side: Side | None) -> Expr:
        columns = (self._column(finding.id, side), self._column(finding.id, side, after=True))
        return self._every(map(self._algebra.recorded, columns))

    # Small words.

    def _finding(self, name: str) -> Finding:
        return self._findings[name]

    def _column(self, finding: str, side: Side | None, after: bool = False) -> Column:  # noqa: FBT001, FBT002  # as a leaf has it
        return self._layout.of_key(self._findings[finding].key(side), after=after)

    def _every(self, parts: Iterable[Expr]) -> Expr:
        listed = list(parts)
        return listed[0] if len(listed) == 1 else self._algebra.every(listed)

    def _some(self, parts: Iterable[Expr]) -> Expr:
        listed = list(parts)
        if not listed:
            return self._algebra.constant(yes=False)
        return listed[0] if len(listed) == 1 else self._algebra.some(listed)


def _turned(value: c.Value, side: Side | None) -> c.Value:
    if value == c.THIS_SIDE:
        return sure(side)
    return other(sure(side)) if value == c.OTHER_SIDE else value


def _parts(value: c.Value, column: Column) -> int:
    """A number of the pack in the whole parts in which a column is counted."""
    return round(float(value) * column.parts)  # type: ignore[arg-type]  # numbers only, by the vocabulary


def _fits(words: tuple[str, ...], node: c.Pattern) -> bool:
    size = len(node.words)
    if node.how == "contains":
        return any(word in words for word in node.words)
    part = words[:size] if node.how == "starts_with" else words[-size:]
    return part == node.words
