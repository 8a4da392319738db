"""The rules of a pack as formulas, from the pack as it is written: a new pack is translated too, or refused.

Rules of the later strata ask what was concluded before them. They find it under the names of `CONCLUDED`, which the
steps of `decision.py` and `conclusion.py` bring forth.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise, product
from typing import NamedTuple

from benchmarks.peers.formula import Check, Every, Fact, Formula, Operator, Some, flat, negated
from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Rule, Stratum
from sot_engine.domain.truth import SIDES, Side, other

FIRST: tuple[Stratum, ...] = ("stop", "contradiction", "evidence")
"""The strata that read recorded values alone."""
LATER: tuple[Stratum, ...] = ("gate", "guidance")
"""The strata that come after the placement."""

CONCLUDED = (
    "fired", "fired_left", "fired_right", "category", "side", "placed",
    *(f"established_{name}" for name in CATEGORIES),
)  # fmt: skip
NEVER = Some(())
"""A formula that holds for no exam."""


class Weighed(NamedTuple):
    """A rule with its formula, once for each side that it names, or once without a side."""

    rule: Rule
    halves: tuple[tuple[Side | None, Formula], ...]

    @property
    def formula(self) -> Formula:
        """When the rule fires, on whatever side."""
        return self.halves[0][1] if len(self.halves) == 1 else Some(tuple(formula for _, formula in self.halves))


def weighed(pack: Pack, *strata: Stratum) -> tuple[Weighed, ...]:
    """The rules of these strata, made ready.

    Errors: TypeError for a word of the pack language that is not known here, ValueError for a finding that has the
    name of something concluded.
    """
    taken = sorted({*CONCLUDED} & {*pack.findings})
    if taken:
        message = f"the pack {pack.id} has findings called {', '.join(taken)}, which the peers conclude under that name"
        raise ValueError(message)
    translator = _Translator(pack)
    return tuple(translator.rule(rule) for stratum in strata for rule in pack.strata[stratum])


def formulas(pack: Pack) -> Mapping[str, Formula]:
    """The formula of every stop, contradiction and evidence rule, by id."""
    return {one.rule.id: one.formula for one in weighed(pack, *FIRST)}


def translate(pack: Pack, condition: c.Condition) -> Formula:
    """The formula of one condition.

    Errors: TypeError for a word that is not known here.
    """
    return _Translator(pack).formula(condition, None)


def translated(pack: Pack) -> tuple[Rule, ...]:
    """The rules of the first strata."""
    return tuple(rule for stratum in FIRST for rule in pack.strata[stratum])


class _Translator:
    def __init__(self, pack: Pack) -> None:
        self._pack, self._findings = pack, pack.findings

    def rule(self, rule: Rule) -> Weighed:
        if isinstance(rule.when, c.EachSide):
            halves = [(side, self.formula(rule.when.of, side)) for side in SIDES]
            return Weighed(rule, tuple((side, self._reached(rule, formula)) for side, formula in halves))
        return Weighed(rule, ((None, self._reached(rule, self.formula(rule.when, None))),))

    def _reached(self, rule: Rule, formula: Formula) -> Formula:
        """A placement or a gate is asked for the category or the position that it speaks of."""
        on, verb = rule.then.on, rule.then.verb
        if rule.stratum not in {"placement", "gate"} or (verb == "cautions" and on == "any"):
            return formula
        names = tuple(name for name in CATEGORIES if on in {name, self._position(name)})
        return Every((Check("category", "recorded") if on == "any" else Check("category", "in", names), formula))

    def _position(self, category: str) -> str | None:
        placed = (rule.then.placement for rule in self._pack.strata["placement"] if rule.then.on == category)
        return next((placement.position for placement in placed if placement), None)

    def formula(self, node: c.Condition, side: Side | None) -> Formula:
        match node:
            case c.All(of):
                return Every(tuple(self.formula(child, side) for child in of))
            case c.AnyOf(of):
                return Some(tuple(self.formula(child, side) for child in of))
            case c.NOf(number, of):
                parts = [self.formula(child, side) for child in of]
                return Some(tuple(Every(chosen) for chosen in combinations(parts, number)))
            case c.EachSide(of):
                return Some(tuple(self.formula(of, half) for half in SIDES))
            case c.BothSides(of):
                return Every(tuple(self.formula(of, half) for half in SIDES))
            case c.OtherSide(of):
                return self.formula(of, _turned(side))
            case c.PatientBounds(field):
                return _within(f"patient.{field}", node)
            case c.Among() | c.Except() | c.Bounds() | c.Pattern():
                return self._leaf(node, side)
        return self._concluded(node, side)

    def _concluded(self, node: c.Condition, side: Side | None) -> Formula:  # noqa: C901, PLR0911  # one line a word of the language
        match node:
            case c.Unless(of):
                return negated(self.formula(of, side))
            case c.NotRecorded(findings):
                return Some(tuple(negated(_recorded(self._findings[name].key(side))) for name in findings))
            case c.Fired(rules):
                return Some(tuple(_fired(name, side) for name in rules))
            case c.NotFired(rules):
                return Every(tuple(negated(_fired(name, None)) for name in rules))
            case c.NoCommonSide(one, two):
                apart = [Some((negated(_fired(one, half)), negated(_fired(two, half)))) for half in SIDES]
                return Every((_fired(one, None), _fired(two, None), *apart))
            case c.Established(category):
                return Check(f"established_{category}", "in", (True,))
            case c.Decided(category):
                return Check("category", "in", (category,))
            case c.CategorySide(words):
                return Check("side", "in", words)
            case c.BlockUnder(landmark):
                return Check("placed", "only", tuple(self._blocking(landmark, side)))
            case c.Improved(finding):
                return self._improved(self._findings[finding], self._findings[finding].key(side))
            case c.NoneImproved(findings):
                return self._none_improved(findings)
        message = f"no peer knows the word {type(node).__name__} of the pack language"
        raise TypeError(message)

    def _blocking(self, landmark: str, side: Side | None) -> Iterator[str]:
        """The placement rules that put a block under a landmark on this side."""
        for rule in self._pack.strata["placement"]:
            blocks = rule.then.placement.blocks if rule.then.placement else ()
            if any((block.landmark, block.side) == (landmark, side) for block in blocks):
                yield rule.id

    def _none_improved(self, findings: tuple[str, ...]) -> Formula:
        keys = [(self._findings[name], key) for name in findings for key in self._findings[name].keys]
        positive = [
            Every((_recorded(key), _recorded(f"after.{key}"), self._positive(finding, key))) for finding, key in keys
        ]
        still = [negated(self._improved(finding, key)) for finding, key in keys]
        return Check("", "apart", Every((Some(tuple(positive)), *still)))

    def _positive(self, finding: Finding, key: str) -> Formula:
        side = next((half for half in SIDES if key == finding.key(half)), None) if finding.sided else None
        return self.formula(finding.retest.positive, side) if finding.retest else NEVER

    def _improved(self, finding: Finding, key: str) -> Formula:
        after, retest = f"after.{key}", finding.retest
        if retest is None:
            return NEVER
        better: Formula = Check(after, "<=", Fact(key, -1))
        if retest.improves == "up":
            better = Check(after, ">", Fact(key, 0))
        elif retest.improves == "to_negative":
            negative = () if finding.negative_value is None else (finding.negative_value,)
            better = Every((_among(after, negative), self._positive(finding, key)))
        elif retest.improves == "fewer":
            better = Some(tuple(_fewer(finding, key, str(retest.word))))
        return Check("", "apart", better)

    def _leaf(self, node: c.Leaf, side: Side | None) -> Formula:
        finding = self._findings[node.finding]
        key = finding.key(side)
        key = f"after.{key}" if node.after else key
        match node:
            case c.Bounds():
                return _within(key, node)
            case c.Pattern(_, how, words):
                return _among(key, (value for value in _every_value(finding) if _fits(value, how, words)))
            case c.Among(_, values):
                return _among(key, (_worded(value, side) for value in values))
            case c.Except(_, values) if finding.kind in NUMBERS:
                return _apart(key, sorted(values, key=float))  # type: ignore[arg-type]  # numbers only, by the vocabulary
            case c.Except(_, values):
                refused = {_worded(value, side) for value in values}
                return _among(key, (value for value in _every_value(finding) if value not in refused))


def _recorded(key: str) -> Check:
    return Check(key, "recorded")


def _fired(rule: str, side: Side | None) -> Check:
    return Check(f"fired_{side}" if side else "fired", "has", rule)


def _fewer(finding: Finding, key: str, word: str) -> Iterator[Formula]:
    """So many of this word before, and fewer of it now."""
    values = [value for value in _every_value(finding) if isinstance(value, tuple)]
    for number in sorted({value.count(word) for value in values} - {0}):
        before = _among(key, (value for value in values if value.count(word) == number))
        yield Every((before, _among(f"after.{key}", (value for value in values if value.count(word) < number))))


def _every_value(finding: Finding) -> Iterator[c.Value]:
    if finding.kind == "sequence" and finding.length:
        for size in range(finding.length[0], finding.length[1] + 1):
            yield from product(finding.values, repeat=size)
    else:
        yield from finding.words


def _fits(value: c.Value, how: str, words: tuple[str, ...]) -> bool:
    if how == "contains":
        return any(word in value for word in words)  # type: ignore[operator]  # sequences only
    size = len(words)
    part = value[:size] if how == "starts_with" else value[-size:]  # type: ignore[index]  # likewise
    return part == words


def _among(key: str, values: Iterable[c.Value]) -> Check:
    return Check(key, "in", tuple(flat(value) for value in values))


def _apart(key: str, values: list[c.Value]) -> Formula:
    """Recorded, and none of these numbers."""
    edges = [flat(value) for value in values]
    between = [Every((Check(key, ">", low), Check(key, "<", high))) for low, high in pairwise(edges)]
    return Some((Check(key, "<", edges[0]), *between, Check(key, ">", edges[-1])))


def _within(key: str, node: c.Bounds | c.PatientBounds) -> Formula:
    bounds: tuple[tuple[Operator, c.Number | None], ...] = (
        (">=", node.at_least), ("<=", node.at_most), (">", node.above), ("<", node.below),
    )  # fmt: skip
    tests = tuple(Check(key, operator, bound) for operator, bound in bounds if bound is not None)
    return tests[0] if len(tests) == 1 else Every(tests)


def _worded(value: c.Value, side: Side | None) -> c.Value:
    if value == c.THIS_SIDE:
        return side or "left"
    return _turned(side) if value == c.OTHER_SIDE else value


def _turned(side: Side | None) -> Side:
    if side is None:
        message = "a condition on a side stands outside each_side and both_sides"
        raise ValueError(message)
    return other(side)
