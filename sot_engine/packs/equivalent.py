"""Whether a changed condition says the same as the one as written, by trying every exam that either tells apart.

Everything that the two conditions ask is varied at once: each key over its telling values and unrecorded, the
patient's age and weeks around each bound, and what was concluded before over all it can be. Two conditions that agree
on all of that are equivalent. Where that is too many the answer is left open; a proof over formulas takes over.

A rule on placements is silent in an exam that is referred. So two of its conditions are equivalent too when whatever
parts them, recorded alone, fires a stop; recording more never un-fires one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import Any, NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Tally
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import Patient
from sot_engine.inference.direct import Direct, Read
from sot_engine.inference.ground import telling_values
from sot_engine.inference.question import Asker, Exam
from sot_engine.packs.scene import ready, sides_fired

MOST = 300_000
"""The largest number of exams that is tried for one pair of conditions."""

_ON = ((), ("left",), ("right",), ("left", "right"))


class Verdict(NamedTuple):
    """Whether two conditions say the same: yes, no with an exam that parts them, or None when it was not tried."""

    same: bool | None
    tried: int
    parting: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Room:
    """What two conditions ask, and everything that each of these can be."""

    keys: Mapping[str, tuple[Any, ...]]

    @property
    def size(self) -> int:
        """How many exams there are in it."""
        return prod(len(values) for values in self.keys.values())

    def exams(self) -> Iterator[Mapping[str, Any]]:
        """Every exam, the one in which nothing is recorded first."""
        names = tuple(self.keys)
        for chosen in product(*self.keys.values()):
            yield dict(zip(names, chosen, strict=True))


def compare(pack: Pack, rule: Rule, changed: c.Condition) -> Verdict:
    """Compare a rule with itself under another condition, over every exam that either tells apart."""
    other = replace(rule, when=changed)
    room, stops = _room(pack, rule, other), _silencing(pack, rule)
    if room and room.size <= MOST:
        one, two = ready(pack, rule), ready(pack, other)
        for imagined in room.exams():
            exam = _exam(imagined)
            if sides_fired(one, exam) != sides_fired(two, exam) and not _is_referred(stops, exam):
                return Verdict(same=False, tried=room.size, parting=_said(imagined))
        return Verdict(same=True, tried=room.size, parting={})
    return _compare_parts(pack, rule, other)


def _compare_parts(pack: Pack, rule: Rule, other: Rule) -> Verdict:
    """Compare no more than the part in which two conditions differ; it can show that they are the same, only that."""
    part = _differing(rule.when, other.when)
    one, two = replace(rule, when=part.one), replace(other, when=part.two)
    room, stops = _room(pack, one, two), _silencing(pack, rule)
    if room is None or room.size > MOST:
        return Verdict(None, 0, {})
    ask = Asker(pack.findings)
    for side in SIDES if part.on_a_side else (None,):
        before, after = ask.question(part.one, side), ask.question(part.two, side)
        for exam in map(_exam, room.exams()):
            if before(exam) is not after(exam) and not _is_referred(stops, exam):
                return Verdict(None, room.size, {})
    return Verdict(same=True, tried=room.size, parting={})


class Part(NamedTuple):
    """The smallest part in which two conditions differ."""

    one: c.Condition
    two: c.Condition
    on_a_side: bool = False


def _differing(one: c.Condition, two: c.Condition, *, on_a_side: bool = False) -> Part:
    ones, twos = c.children(one), c.children(two)
    if type(one) is type(two) and len(ones) == len(twos):
        apart = [(before, after) for before, after in zip(ones, twos, strict=True) if before != after]
        if len(apart) == 1 and not isinstance(one, c.NOf):
            within = on_a_side or isinstance(one, c.EachSide | c.BothSides)
            return _differing(*apart[0], on_a_side=within)
    return Part(one, two, on_a_side)


def _silencing(pack: Pack, rule: Rule) -> tuple[Read, ...]:
    """The stop rules, where a stop silences this rule; a caution on any placement is printed all the same."""
    if rule.stratum not in {"gate", "placement"} or (rule.then.verb, rule.then.on) == ("cautions", "any"):
        return ()
    return Direct(replace(pack, rules=pack.strata["stop"])).strata["stop"]


def _is_referred(stops: tuple[Read, ...], exam: Exam) -> bool:
    """Whether a stop fires in this exam, and so in any that records more."""
    return any(read.truth(exam) is True for read in stops)


def _room(pack: Pack, rule: Rule, other: Rule) -> Room | None:
    nodes = [node for one in (rule, other) for node in c.walk(one.when)]
    if any(isinstance(node, c.Improved | c.NoneImproved) for node in nodes):
        return None  # compares two values of one finding, which telling values do not exhaust
    found: dict[str, tuple[Any, ...]] = {}
    tests = [node for node in nodes if isinstance(node, c.LEAVES)]
    for node in nodes:
        found.update(_asked(pack, node, tests))
    for field in {node.field for node in nodes if isinstance(node, c.PatientBounds)}:
        found[f"patient.{field}"] = _patient(field, nodes)
    return Room(found)


def _asked(pack: Pack, node: c.Condition, tests: list[c.Leaf]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    match node:
        case c.Among() | c.Except() | c.Bounds() | c.Pattern():
            finding = pack.findings[node.finding]
            first = "after." if node.after else ""
            yield from ((f"{first}{key}", (None, *_telling(finding, tests))) for key in finding.keys)
        case c.NotRecorded(names):
            for finding in (pack.findings[name] for name in names):
                yield from ((key, (None, *_telling(finding, tests))) for key in finding.keys)
        case c.Fired(names) | c.NotFired(names):
            yield from ((f"fired.{name}", _firings(pack.rule[name])) for name in names)
        case c.NoCommonSide(first, second):
            yield from ((f"fired.{name}", _firings(pack.rule[name])) for name in (first, second))
        case c.Established(category):
            yield f"established.{category}", (False, True)
        case c.Decided() | c.CategorySide():
            yield "decided", (None, *CATEGORIES)
            yield "side", (None, "left", "right", "undetermined")
        case c.BlockUnder(landmark):
            yield f"blocks.{landmark}", _ON


def _telling(finding: Finding, tests: list[c.Leaf]) -> tuple[c.Value, ...]:
    return telling_values(finding, [test for test in tests if test.finding == finding.id])


def _firings(rule: Rule) -> tuple[Any, ...]:
    return (None, *_ON[1:]) if rule.is_sided else (None, ())


def _patient(field: str, nodes: list[c.Condition]) -> tuple[int | None, ...]:
    bounds = [
        bound
        for node in nodes if isinstance(node, c.PatientBounds) and node.field == field
        for bound in (node.at_least, node.at_most, node.above, node.below) if bound is not None
    ]  # fmt: skip
    near = {int(bound) + shift for bound in bounds for shift in (-1, 0, 1)}
    whole = tuple(sorted(number for number in near if number >= 0))
    return whole if field == "age_years" else (None, *whole)


def _exam(imagined: Mapping[str, Any]) -> Exam:
    plain = {key: value for key, value in imagined.items() if value is not None}
    patient = Patient(
        ref="", age_years=plain.get("patient.age_years", 40), pregnancy_weeks=plain.get("patient.pregnancy_weeks")
    )
    fired = {
        key.removeprefix("fired."): Firing(key.removeprefix("fired."), sides, frozenset())
        for key, sides in plain.items() if key.startswith("fired.")
    }  # fmt: skip
    tallies = {name: Tally(0, 0, 0, 0, 0, plain.get(f"established.{name}", False)) for name in CATEGORIES}
    blocks = frozenset(
        (key.removeprefix("blocks."), side) for key, on in plain.items() if key.startswith("blocks.") for side in on
    )
    after = {key.removeprefix("after."): value for key, value in plain.items() if key.startswith("after.")}
    findings = {key: value for key, value in plain.items() if _is_finding(key)}
    decided = plain.get("decided")
    return Exam(patient, findings, after, fired, tallies, decided, plain.get("side") if decided else None, blocks)


def _is_finding(key: str) -> bool:
    name, dot, rest = key.partition(".")
    return not dot or (rest in SIDES and name not in {"fired", "established", "blocks", "after"})


def _said(imagined: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in imagined.items() if value not in (None, False, ())}


__all__ = ["MOST", "Verdict", "compare"]
