"""The words of the pack language as functions of an exam: what each condition asks, and the keys behind a yes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import chain, repeat
from operator import call
from typing import TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding, Vocabulary
from sot_engine.domain.reading import CategorySide, Firing, Tally
from sot_engine.domain.rule import Category
from sot_engine.domain.truth import SIDES, Side, Truth, at_least, every, other, some, sure
from sot_engine.domain.visit import Patient, Readings


@dataclass(slots=True)
class Exam:
    """What is known so far of one exam: the recorded values, and then what each stratum concluded."""

    patient: Patient
    findings: Readings
    after: Readings
    fired: dict[str, Firing]
    tallies: Mapping[Category, Tally]
    decided: Category | None = None
    side: CategorySide | None = None
    blocks: frozenset[tuple[str, Side]] = frozenset()
    asked: int = 0
    """The rules of which something that they need is known, as bits."""


Question: TypeAlias = Callable[[Exam], Truth]
Test: TypeAlias = Callable[[c.Value], bool]
Keys: TypeAlias = tuple[str, ...]
Behind: TypeAlias = Callable[[Exam], Keys | None]


class Asker:
    """Turns the conditions of a pack into questions, and into the keys behind a yes."""

    def __init__(self, findings: Vocabulary) -> None:
        """Conditions are read in the words of this vocabulary."""
        self._findings = findings

    def question(self, node: c.Condition, side: Side | None) -> Question:
        """A function of the exam that answers yes, no or unknown."""
        if isinstance(node, c.LEAVES):
            return self._leaf(node, side)
        if isinstance(node, c.GROUPS):
            return self._group(node, side)
        if isinstance(node, c.EachSide | c.BothSides):
            halves = [self.question(node.of, half) for half in SIDES]
            join = some if isinstance(node, c.EachSide) else every
            return lambda exam: join(map(call, halves, repeat(exam)))
        if isinstance(node, c.OtherSide):
            return self.question(node.of, other(sure(side)))
        if isinstance(node, c.PatientBounds):
            field, within = node.field, _within(node)
            return lambda exam: None if (value := getattr(exam.patient, field)) is None else within(value)
        return self._concluded(node, side)

    def _leaf(self, node: c.Leaf, side: Side | None) -> Question:
        key, test = self._key(node.finding, side), value_test(node, side)
        if node.after:
            return lambda exam: None if (value := exam.after.get(key)) is None else test(value)
        return lambda exam: None if (value := exam.findings.get(key)) is None else test(value)

    def _group(self, node: c.Group, side: Side | None) -> Question:
        questions = [self.question(child, side) for child in node.of]
        if isinstance(node, c.NOf):
            number = node.at_least
            return lambda exam: at_least(number, (question(exam) for question in questions))
        join = every if isinstance(node, c.All) else some
        return lambda exam: join(map(call, questions, repeat(exam)))

    def _concluded(self, node: c.Condition, side: Side | None) -> Question:  # noqa: C901, PLR0911  # one line a word of the language
        match node:
            case c.Unless(of):
                inner = self.question(of, side)
                return lambda exam: inner(exam) is not True
            case c.NotRecorded(findings):
                keys = [self._key(name, side) for name in findings]
                return lambda exam: any(key not in exam.findings for key in keys)
            case c.Fired(rules):
                return lambda exam: any(_fired_on(exam, name, side) for name in rules)
            case c.NotFired(rules):
                return lambda exam: not any(name in exam.fired for name in rules)
            case c.NoCommonSide(first, second):
                return lambda exam: _no_common_side(exam, first, second)
            case c.Established(category):
                return lambda exam: exam.tallies[category].established  # type: ignore[index]  # the reader admits only categories
            case c.Decided(category):
                return lambda exam: exam.decided == category
            case c.CategorySide(words):
                return lambda exam: exam.decided is not None and (exam.side or "none") in words
            case c.BlockUnder(landmark):
                return lambda exam: (landmark, sure(side)) in exam.blocks
            case c.Improved(finding):
                return lambda exam: self._improved(exam, self._findings[finding], self._key(finding, side))
            case c.NoneImproved(findings):
                return self._none_improved(findings)
        message = f"no reading of {type(node).__name__}"
        raise TypeError(message)

    def _none_improved(self, findings: tuple[str, ...]) -> Question:
        keys = [(self._findings[name], key) for name in findings for key in self._findings[name].keys]
        positive = {key: self._positive(finding, key) for finding, key in keys}

        def question(exam: Exam) -> Truth:
            again = [(finding, key) for finding, key in keys if key in exam.findings and key in exam.after]
            was_positive = any(positive[key](exam) is True for _, key in again)
            return was_positive and not any(self._improved(exam, finding, key) for finding, key in again)

        return question

    def _positive(self, finding: Finding, key: str) -> Question:
        if finding.retest is None:
            return lambda _: False
        side = key.partition(".")[2]
        return self.question(finding.retest.positive, "left" if side == "left" else "right" if side else None)

    def _improved(self, exam: Exam, finding: Finding, key: str) -> bool:
        before, now = exam.findings.get(key), exam.after.get(key)
        if before is None or now is None or finding.retest is None:
            return False
        match finding.retest.improves:
            case "down":
                return _tenths(now) <= _tenths(before) - 10
            case "up":
                return _tenths(now) > _tenths(before)
            case "to_negative":
                return now == finding.negative_value and self._positive(finding, key)(exam) is True
            case "fewer":
                word = finding.retest.word
                return now.count(word) < before.count(word)  # type: ignore[union-attr,arg-type]  # sequences only

    def behind(self, node: c.Condition, side: Side | None) -> Behind:
        """A function of the exam that names the keys behind a yes, and is None where the answer is not yes.

        Of several parts, the keys are those of every part that certainly holds; absence has no keys.
        """
        match node:
            case c.Among() | c.Except() | c.Bounds() | c.Pattern():
                return self._behind_leaf(node, side)
            case c.All(of):
                return _behind_every([self.behind(part, side) for part in of])
            case c.AnyOf(of):
                return _behind_some([self.behind(part, side) for part in of], 1)
            case c.NOf(number, of):
                return _behind_some([self.behind(part, side) for part in of], number)
            case c.EachSide(of):
                return _behind_some([self.behind(of, half) for half in SIDES], 1)
            case c.BothSides(of):
                return _behind_every([self.behind(of, half) for half in SIDES])
            case c.OtherSide(of):
                return self.behind(of, other(sure(side)))
        question, keys = self.question(node, side), self._keys_behind(node, side)
        return lambda exam: keys(exam) if question(exam) is True else None

    def _behind_leaf(self, node: c.Leaf, side: Side | None) -> Behind:
        key, test = self._key(node.finding, side), value_test(node, side)
        if node.after:
            named: Keys = (f"after.{key}",)
            return lambda exam: named if (value := exam.after.get(key)) is not None and test(value) else None
        named = (key,)
        return lambda exam: named if (value := exam.findings.get(key)) is not None and test(value) else None

    def _keys_behind(self, node: c.Condition, side: Side | None) -> Callable[[Exam], Keys]:
        match node:
            case c.PatientBounds(field):
                return lambda _: (f"patient.{field}",)
            case c.Improved(finding):
                key = self._key(finding, side)
                return lambda _: (key, f"after.{key}")
            case c.NoneImproved(findings):
                asked = {
                    key: self._positive(self._findings[name], key)
                    for name in findings
                    for key in self._findings[name].keys
                }
                return lambda exam: _retested(exam, [key for key in asked if asked[key](exam) is True])
        return lambda _: ()

    def _key(self, finding: str, side: Side | None) -> str:
        return self._findings[finding].key(side)


def _behind_every(parts: list[Behind]) -> Behind:
    """The keys of all parts, when they all hold."""

    def behind(exam: Exam) -> Keys | None:
        keys: Keys = ()
        for part in parts:
            found = part(exam)
            if found is None:
                return None
            keys += found
        return keys

    return behind


def _behind_some(parts: list[Behind], number: int) -> Behind:
    """The keys of every part that holds, when that many of them do."""

    def behind(exam: Exam) -> Keys | None:
        held = [keys for part in parts if (keys := part(exam)) is not None]
        return tuple(chain.from_iterable(held)) if len(held) >= number else None

    return behind


def _tenths(value: c.Value) -> int:
    return round(float(value) * 10)  # type: ignore[arg-type]  # the reader admits numbers only


def value_test(node: c.Leaf, side: Side | None) -> Test:
    """What a recorded value must be for a leaf to hold, on the side that is read."""
    match node:
        case c.Among(_, values):
            return frozenset(worded(value, side) for value in values).__contains__
        case c.Except(_, values):
            refused = frozenset(worded(value, side) for value in values)
            return lambda value: value not in refused
        case c.Bounds():
            return _within(node)
        case c.Pattern(_, how, words):
            size = len(words)
            if how == "starts_with":
                return lambda value: value[:size] == words  # type: ignore[index]  # sequences only
            if how == "ends_with":
                return lambda value: value[-size:] == words  # type: ignore[index]  # likewise
            return lambda value: any(word in value for word in words)  # type: ignore[operator]  # likewise


def worded(value: c.Value, side: Side | None) -> c.Value:
    """A value of a condition on the side that is read, where it may be `this_side` or `other_side`."""
    if value == c.THIS_SIDE:
        return sure(side)
    return other(sure(side)) if value == c.OTHER_SIDE else value


def _within(node: c.Bounds | c.PatientBounds) -> Callable[[c.Value], bool]:
    least, most, above, below = node.at_least, node.at_most, node.above, node.below

    def within(value: c.Value) -> bool:
        number = float(value)  # type: ignore[arg-type]  # numbers only, by the vocabulary
        return (
            (least is None or number >= least)
            and (most is None or number <= most)
            and (above is None or number > above)
            and (below is None or number < below)
        )

    return within


def _fired_on(exam: Exam, rule: str, side: Side | None) -> bool:
    firing = exam.fired.get(rule)
    return firing is not None and (side is None or side in firing.sides)


def _no_common_side(exam: Exam, first: str, second: str) -> bool:
    one, two = exam.fired.get(first), exam.fired.get(second)
    return one is not None and two is not None and not set(one.sides) & set(two.sides)


def _retested(exam: Exam, keys: list[str]) -> Keys:
    again = [key for key in keys if key in exam.findings and key in exam.after]
    return (*again, *(f"after.{key}" for key in again))
