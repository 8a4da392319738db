"""A pack as positive conjunctions over whole numbers: the only form that the live engine is trusted with.

A literal says that a fact with this code holds a number within these bounds. A condition becomes a list of
conjunctions, one of which must hold. What a conjunction cannot say (`unless`, `not_recorded`, `not_fired`) becomes a
literal on a flag that is counted between two strata and is always asserted, as 0 or 1.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, groupby, islice, product
from typing import Literal, NamedTuple, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.domain.truth import SIDES, Side, other, sure
from sot_engine.errors import PackLimit

LOWEST, HIGHEST = -1_000_000, 1_000_000
MAX_CONJUNCTIONS = 200
"""One rule may not expand to more; an honest rule needs fewer than 60."""
MAX_LITERALS = 15
"""The C core corrupts its memory at 17 conditions in one rule."""

EXACT = 1e-6
"""Bounds have one decimal, so a tenth that is nearly whole is whole."""

SIDE_NUMBER = {None: 0, "none": 0, "left": 1, "right": 2, "undetermined": 3}

NUMBERED: dict[str, int] = {name: place for place, name in enumerate(CATEGORIES, start=1)}
"""The categories as the engine sees them; 0 stands for none."""

Interval: TypeAlias = tuple[int, int]
Conjunction: TypeAlias = dict[str, Interval]
"""Codes with the bounds, both included, that each fact must lie within."""


class Variant(NamedTuple):
    """One conjunction of a rule or of a flag, and the side that it stands for."""

    rule: str
    side: Side | None
    literals: Conjunction


@dataclass(slots=True)
class Flag:
    """A condition that is asked positively in an earlier stratum, so that its absence can be read in a later one."""

    code: str
    layer: Literal["values", "concluded"]
    conjunctions: list[Conjunction]

    def given(self, facts: Mapping[str, int]) -> "Flag":
        """What is left to ask of the flag when these facts are given."""
        left = [settled(literals, facts) for literals in self.conjunctions]
        return replace(self, conjunctions=[literals for literals in left if literals])


@dataclass(slots=True)
class Retested:
    """A group of findings whose re-test is counted: how many were positive before, how many improved."""

    code: str
    keys: tuple[str, ...]


@dataclass(slots=True)
class Expansion:
    """Every variant of a pack by rule, the flags they read, and by code what is to be counted between two strata."""

    variants: dict[str, list[Variant]] = field(default_factory=dict)
    flags: dict[str, Flag] = field(default_factory=dict)
    retested: dict[str, Retested] = field(default_factory=dict)
    missing: dict[str, frozenset[str]] = field(default_factory=dict)
    """Keys of which it is counted how many were not recorded."""
    common: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Two rules of which it is counted on how many sides both fired."""
    fired: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Rules of which it is counted how many fired."""
    positive: dict[str, Flag] = field(default_factory=dict)
    """By key, whether what was recorded before the blocks was positive; asked of an exam with a re-test alone."""


def settled(literals: Conjunction, given: Mapping[str, int]) -> Conjunction | None:
    """What is left to ask of a conjunction when these facts are given; nothing when they rule it out.

    Of one that given facts alone fulfil the decision is left, which is told: the engine needs something to ask.
    """
    if any(code in given and not low <= given[code] <= high for code, (low, high) in literals.items()):
        return None
    left = {code: literals[code] for code in literals if code not in given}
    return left or {":decided": _only(given[":decided"])}


def number_of(finding: Finding, asked: Iterable[c.Leaf] = ()) -> Callable[[c.Value], int]:
    """How a recorded value of this finding becomes a whole number.

    Units: tenths for numbers, so that a measure with one decimal is exact; the place in the list for words. Sequences
    that the leaves read alike stand together, so that a leaf needs few intervals.
    """
    if finding.kind in NUMBERS:
        return lambda value: round(value * 10)  # type: ignore[arg-type]  # numbers only, by the vocabulary
    words: Iterable[c.Value] = finding.words if finding.kind != "sequence" else _alike(_sequences(finding), asked)
    places: Mapping[c.Value, int] = {value: place for place, value in enumerate(words)}
    return places.__getitem__


def _alike(sequences: Iterable[tuple[str, ...]], asked: Iterable[c.Leaf]) -> list[tuple[str, ...]]:
    """The same sequences, those together of which every leaf says the same."""
    leaves = list(asked)
    return sorted(sequences, key=lambda words: [not _holds(leaf, words) for leaf in leaves])


def _sequences(finding: Finding) -> Iterator[tuple[str, ...]]:
    low, high = finding.length or (1, 1)
    for size in range(low, high + 1):
        yield from product(finding.values, repeat=size)


class Expander:
    """Expands the rules of one pack."""

    def __init__(self, pack: Pack) -> None:
        """Start from an empty expansion; `rule` adds to it."""
        self._pack = pack
        asked = c.leaves_by_finding(rule.when for rule in pack.rules)
        self._numbers = {name: number_of(finding, asked.get(name, ())) for name, finding in pack.findings.items()}
        self.numbers = {key: self._numbers[finding.id] for key, (finding, _) in pack.keys.by_key.items()}
        """How a value becomes a number, by the key under which it is recorded."""
        self._rule: Rule | None = None
        self.found = Expansion()

    def pack(self) -> Expansion:
        """Expand every rule and every re-test of the pack.

        Errors: PackLimit for a rule that expands to more than the engine bears.
        """
        for finding in self._pack.findings.values():
            if finding.retest:
                for side in SIDES if finding.sided else (None,):
                    key = finding.key(side)
                    flag = Flag(f"+{key}", "values", [
                        {f"before.{code}": bounds for code, bounds in literals.items()}
                        for literals in self.conjunctions(finding.retest.positive, side)
                    ])  # fmt: skip
                    self.found.positive[key] = flag
        for rule in self._pack.rules:
            self.found.variants[rule.id] = self.rule(rule)
        return self.found

    def rule(self, rule: Rule) -> list[Variant]:
        """Expand one rule to its variants."""
        self._rule = rule
        try:
            found = list(self._sides(rule))
        except OverflowError as error:
            message = f"rule {rule.id} expands to more than {error} cases"
            raise PackLimit(message, where=rule.at, hint="split the rule, or name fewer alternatives") from None
        self._check_length(literals for _, literals in found)
        gate = _reach(rule)
        return [
            Variant(rule.id, side, joined) for side, literals in found if (joined := _join(literals, gate)) is not None
        ]

    def _check_length(self, conjunctions: Iterable[Conjunction]) -> None:
        most = max(map(len, conjunctions), default=0)
        if most >= MAX_LITERALS:
            name, where = (self._rule.id, self._rule.at) if self._rule else (self._pack.id, None)
            message = f"{name} joins {most} conditions; the live engine bears {MAX_LITERALS - 1}"
            raise PackLimit(message, where=where, hint="split the rule")

    def _sides(self, rule: Rule) -> Iterator[tuple[Side | None, Conjunction]]:
        if isinstance(rule.when, c.EachSide):
            for side in SIDES:
                yield from ((side, literals) for literals in self.conjunctions(rule.when.of, side))
        else:
            yield from ((None, literals) for literals in self.conjunctions(rule.when, None))

    def conjunctions(self, node: c.Condition, side: Side | None) -> list[Conjunction]:
        """The conjunctions of which one must hold for the condition to hold."""
        found = list(islice(self._alternatives(node, side), MAX_CONJUNCTIONS + 1))
        if len(found) > MAX_CONJUNCTIONS:
            raise OverflowError(MAX_CONJUNCTIONS)
        return found

    def _alternatives(self, node: c.Condition, side: Side | None) -> Iterable[Conjunction]:
        match node:
            case c.AnyOf(of):
                return (literals for child in of for literals in self.conjunctions(child, side))
            case c.All(of):
                return self._every([(child, side) for child in of])
            case c.NOf(number, of):
                chosen = combinations(of, number)
                return (found for some in chosen for found in self._every([(child, side) for child in some]))
            case c.EachSide(of):
                return (literals for half in SIDES for literals in self.conjunctions(of, half))
            case c.BothSides(of):
                return self._every([(of, half) for half in SIDES])
            case c.OtherSide(of):
                return self.conjunctions(of, other(sure(side)))
            case c.PatientBounds(name):
                return [{f"patient.{name}": _bounds(node)}]
            case c.Among() | c.Except() | c.Bounds() | c.Pattern():
                code = self._code(node, side)
                return [{code: interval} for interval in self._intervals(node, side)]
        return self._concluded(node, side)

    def _every(self, parts: list[tuple[c.Condition, Side | None]]) -> list[Conjunction]:
        joined: list[Conjunction] = [{}]
        for node, side in parts:
            more = self.conjunctions(node, side)
            joined = [both for one in joined for two in more if (both := _join(one, two)) is not None]
            if len(joined) > MAX_CONJUNCTIONS:
                raise OverflowError(MAX_CONJUNCTIONS)
        return joined

    def _code(self, node: c.Leaf, side: Side | None) -> str:
        key = self._pack.findings[node.finding].key(side)
        return f"after.{key}" if node.after else key

    def _intervals(self, node: c.Leaf, side: Side | None) -> list[Interval]:
        if isinstance(node, c.Bounds):
            return [_bounds(node)]
        finding = self._pack.findings[node.finding]
        number = self._numbers[node.finding]
        if isinstance(node, c.Pattern):
            return runs(number(words) for words in _sequences(finding) if _fits(words, node))
        values = {number(_worded(value, side)) for value in node.values}
        if isinstance(node, c.Among):
            return runs(values)
        if finding.kind in NUMBERS:
            return _gaps(values)
        every: Iterable[c.Value] = _sequences(finding) if finding.kind == "sequence" else finding.words
        return runs(place for value in every if (place := number(value)) not in values)

    def _concluded(self, node: c.Condition, side: Side | None) -> list[Conjunction]:  # noqa: C901, PLR0911  # one line a word of the language
        yes, no = (1, 1), (0, 0)
        match node:
            case c.Unless(of):
                return [{self._flag(of, side): no}]
            case c.NotRecorded(findings):
                keys = tuple(self._pack.findings[name].key(side) for name in findings)
                code = f"missing:{','.join(keys)}"
                self.found.missing[code] = frozenset(keys)
                return [{code: (1, HIGHEST)}]
            case c.Fired(rules):
                return [{_rule_code(name, side): yes} for name in rules]
            case c.NotFired(rules):
                return [{self._counted("of", self.found.fired, rules): no}]
            case c.NoCommonSide(one, two):
                common = self._counted("common", self.found.common, (one, two))
                return [{_rule_code(one, None): yes, _rule_code(two, None): yes, common: no}]
            case c.Established(category):
                return [{f"established:{category}": yes}]
            case c.Decided(category):
                return [{":decided": _only(NUMBERED[category])}]
            case c.CategorySide(words):
                places = runs(SIDE_NUMBER[word] for word in words)
                return [{":decided": (1, len(CATEGORIES)), ":side": interval} for interval in places]
            case c.BlockUnder(landmark):
                return [{f"block:{landmark}.{sure(side)}": yes}]
            case c.Improved(finding):
                return [{f"improved:{self._pack.findings[finding].key(side)}": yes}]
            case c.NoneImproved(findings):
                code = self._group(findings)
                return [{f"positive#{code}": (1, HIGHEST), f"improved#{code}": no}]
        message = f"no expansion of {type(node).__name__}"
        raise TypeError(message)

    def _flag(self, of: c.Condition, side: Side | None) -> str:
        name = f"{side}:{of}"
        if name not in self.found.flags:
            concluded = any(isinstance(inner, c.CONCLUDED) for inner in c.walk(of))
            layer: Literal["values", "concluded"] = "concluded" if concluded else "values"
            code = f"?{len(self.found.flags)}"
            conjunctions = self.conjunctions(of, side)
            self._check_length(conjunctions)
            self.found.flags[name] = Flag(code, layer, conjunctions)
        return self.found.flags[name].code

    def _counted(self, kind: str, known: dict[str, tuple[str, ...]], names: tuple[str, ...]) -> str:
        """The code under which something is counted of these names, the same wherever they are asked."""
        code = f"{kind}:{','.join(names)}"
        known[code] = names
        return code

    def _group(self, findings: tuple[str, ...]) -> str:
        name = ",".join(findings)
        if name not in self.found.retested:
            keys = tuple(key for finding in findings for key in self._pack.findings[finding].keys)
            self.found.retested[name] = Retested(str(len(self.found.retested)), keys)
        return self.found.retested[name].code


def _reach(rule: Rule) -> Conjunction:
    """For which decided categories a placement or a gate is asked at all."""
    on, verb = rule.then.on, rule.then.verb
    if rule.stratum not in {"placement", "gate"} or (verb == "cautions" and on == "any"):
        return {}
    if on == "any":
        return {":decided": (1, len(CATEGORIES))}
    if on in NUMBERED:
        return {":decided": _only(NUMBERED[on])}
    return {f"lies:{on}": (1, 1)}


def _rule_code(rule: str, side: Side | None) -> str:
    return f"fired:{rule}.{side}" if side else f"fired:{rule}"


def _only(number: int) -> Interval:
    return (number, number)


def _worded(value: c.Value, side: Side | None) -> c.Value:
    if value in {c.THIS_SIDE, c.OTHER_SIDE}:
        return sure(side) if value == c.THIS_SIDE else other(sure(side))
    return value


def _holds(leaf: c.Leaf, words: tuple[str, ...]) -> bool:
    """Whether a test of a sequence holds."""
    if isinstance(leaf, c.Pattern):
        return _fits(words, leaf)
    return not isinstance(leaf, c.Bounds) and words in leaf.values


def _fits(words: tuple[str, ...], node: c.Pattern) -> bool:
    wanted = node.words
    if node.how == "contains":
        return bool(set(words) & set(wanted))
    part = words[: len(wanted)] if node.how == "starts_with" else words[-len(wanted) :]
    return part == wanted


def _bounds(node: c.Bounds | c.PatientBounds) -> Interval:
    scale = 10 if isinstance(node, c.Bounds) else 1
    low = [LOWEST]
    high = [HIGHEST]
    if node.at_least is not None:
        low.append(_up(node.at_least * scale))
    if node.above is not None:
        low.append(_down(node.above * scale) + 1)
    if node.at_most is not None:
        high.append(_down(node.at_most * scale))
    if node.below is not None:
        high.append(_up(node.below * scale) - 1)
    return max(low), min(high)


def _up(number: float) -> int:
    near = round(number)
    return near if abs(near - number) < EXACT else int(number // 1) + 1


def _down(number: float) -> int:
    near = round(number)
    return near if abs(near - number) < EXACT else int(number // 1)


def runs(numbers: Iterable[int]) -> list[Interval]:
    """The fewest intervals that hold exactly these numbers."""
    ordered = sorted(set(numbers))
    runs: list[Interval] = []
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        runs.append((members[0], members[-1]))
    return runs


def edges(intervals: Iterable[Interval]) -> list[int]:
    """The numbers at which it changes which of these intervals hold."""
    return sorted({edge for low, high in intervals for edge in (low, high + 1)})


def _gaps(numbers: Iterable[int]) -> list[Interval]:
    """The intervals between these numbers, and outside them."""
    ordered = sorted(numbers)
    starts = [LOWEST, *(number + 1 for number in ordered)]
    ends = [*(number - 1 for number in ordered), HIGHEST]
    return [(low, high) for low, high in zip(starts, ends, strict=True) if low <= high]


def _join(one: Conjunction, two: Conjunction) -> Conjunction | None:
    """Both conjunctions at once, or None when no number could satisfy a code that both name."""
    joined = dict(one)
    for code, (low, high) in two.items():
        lowest, highest = joined.get(code, (low, high))
        if max(low, lowest) > min(high, highest):
            return None
        joined[code] = (max(low, lowest), min(high, highest))
    return joined
