"""Conditions with one part moved by one step: the slips that a wrong cut-off or a forgotten word would be.

`loosened` holds in more exams than the condition as written, `tightened` in fewer.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding, Vocabulary
from sot_engine.domain.mutant import Mutant, Spot, swapped

SIDE_WORDS = ("left", "right", "undetermined", "none")
_OUTWARD = {"at_least": -1, "above": -1, "at_most": 1, "below": 1}


class Step(NamedTuple):
    """A condition moved by one step: which way, and what it has become."""

    what: str
    condition: c.Condition


def stepped(condition: c.Condition, vocabulary: Vocabulary) -> Iterator[Mutant]:
    """The condition with each of its parts, groups and sides included, loosened and tightened by one step."""
    for spot, part in nodes(condition):
        for step in steps(part, vocabulary):
            yield Mutant(step.what, part, swapped(condition, spot, step.condition))


def nodes(condition: c.Condition, spot: Spot = ()) -> Iterator[tuple[Spot, c.Condition]]:
    """Every condition inside this one and itself, with the way to it."""
    yield spot, condition
    for number, child in enumerate(c.children(condition)):
        yield from nodes(child, (*spot, number))


def steps(part: c.Condition, vocabulary: Vocabulary) -> Iterator[Step]:
    """Every way in which one part can be a step too wide or too narrow."""
    match part:
        case c.Bounds(finding):
            yield from _bounds(part, 0.1 if vocabulary[finding].kind == "measure" else 1)
        case c.PatientBounds():
            yield from _bounds(part, 1)
        case c.Among(finding, values):
            yield from _words(part, values, _near(vocabulary[finding], values), more="loosened", fewer="tightened")
        case c.Except(finding, values):
            yield from _words(part, values, _near(vocabulary[finding], values), more="tightened", fewer="loosened")
        case c.Pattern(finding, how, words) if how != "contains":
            yield from _pattern(part, words, vocabulary[finding])
        case c.CategorySide(words):
            others = tuple(word for word in SIDE_WORDS if word not in words)
            yield from _side_words(words, others)
    yield from _groups(part)
    yield from _names(part)


def _bounds(part: c.Bounds | c.PatientBounds, step: float) -> Iterator[Step]:
    for bound, way in _OUTWARD.items():
        value = getattr(part, bound)
        if value is not None:
            for what, sign in (("loosened", way), ("tightened", -way)):
                moved: Any = {bound: _tenths(value + sign * step)}
                yield Step(what, part._replace(**moved))


def _tenths(number: float) -> c.Number:
    rounded = round(number, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _near(finding: Finding, values: tuple[c.Value, ...]) -> tuple[c.Value, ...]:
    """The values one step away from those listed: a neighbouring number, another word, one other word in a row."""
    found: dict[c.Value, None] = {}
    for value in values:
        if finding.kind in NUMBERS and isinstance(value, int | float) and finding.range:
            step, (low, high) = (0.1 if finding.kind == "measure" else 1), finding.range
            near = (_tenths(value - step), _tenths(value + step))
            found.update(dict.fromkeys(number for number in near if low <= number <= high))
        elif isinstance(value, tuple):
            changed = ((*value[:at], word, *value[at + 1 :]) for at in range(len(value)) for word in finding.values)
            found.update(dict.fromkeys(changed))
        else:
            found.update(dict.fromkeys(_other_words(finding, value)))
    return tuple(value for value in found if value not in values)


def _other_words(finding: Finding, value: c.Value) -> tuple[c.Value, ...]:
    if value not in {c.THIS_SIDE, c.OTHER_SIDE}:
        return finding.words
    turned = c.OTHER_SIDE if value == c.THIS_SIDE else c.THIS_SIDE
    return (turned, *(word for word in finding.words if word not in {"left", "right"}))


def _words(
    part: c.Among | c.Except, values: tuple[c.Value, ...], near: tuple[c.Value, ...], *, more: str, fewer: str
) -> Iterator[Step]:
    for value in near:
        yield Step(more, part._replace(values=(*values, value)))
    for value in values if len(values) > 1 else ():
        yield Step(fewer, part._replace(values=tuple(kept for kept in values if kept != value)))


def _pattern(part: c.Pattern, words: tuple[str, ...], finding: Finding) -> Iterator[Step]:
    first = part.how == "starts_with"
    if len(words) > 1:
        yield Step("loosened", part._replace(words=words[:-1] if first else words[1:]))
    if finding.length and len(words) < finding.length[1]:
        for word in finding.values:
            yield Step("tightened", part._replace(words=(*words, word) if first else (word, *words)))


def _side_words(words: tuple[str, ...], others: tuple[str, ...]) -> Iterator[Step]:
    for word in others:
        yield Step("loosened", c.CategorySide((*words, word)))
    for word in words if len(words) > 1 else ():
        yield Step("tightened", c.CategorySide(tuple(kept for kept in words if kept != word)))


def _groups(part: c.Condition) -> Iterator[Step]:
    """Every for any, both for either, one more or one fewer; a group of one says the same either way."""
    match part:
        case c.All(of) if len(of) > 1:
            yield Step("loosened", c.AnyOf(of))
        case c.AnyOf(of) if len(of) > 1:
            yield Step("tightened", c.All(of))
        case c.NOf(number, of):
            if number > 1:
                yield Step("loosened", c.NOf(number - 1, of))
            if number < len(of):
                yield Step("tightened", c.NOf(number + 1, of))
        case c.EachSide(of):
            yield Step("tightened", c.BothSides(of))
        case c.BothSides(of):
            yield Step("loosened", c.EachSide(of))


def _names(part: c.Condition) -> Iterator[Step]:
    """A list of rules or findings with one of them left out."""
    match part:
        case c.Fired(names) | c.NotFired(names) | c.NotRecorded(names) | c.NoneImproved(names) if len(names) > 1:
            said = {c.NotFired: "loosened", c.NoneImproved: "shortened"}.get(type(part), "tightened")
            for name in names:
                yield Step(said, type(part)(tuple(kept for kept in names if kept != name)))


__all__ = ["Step", "nodes", "stepped", "steps"]
