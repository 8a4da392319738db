"""Exams as hypothesis draws them, in the words of any pack.

A visit records what some rules ask for and a handful of keys beside it, each side apart, so that many findings are
recorded on one side alone. The stop questions are mostly answered with no, or else nearly every exam would end in
`refer`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any, TypeAlias

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from sot_engine.domain import condition as c
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.domain.truth import SIDES, Side, other
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.question import value_test

Values: TypeAlias = st.SearchStrategy[Value]

MONTH = 3
"""The month of every exam, whose day is drawn: who was born in it has an age that depends on the day."""

law = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(law, max_examples=30)


def numbers(finding: Finding, edges: tuple[float, ...] = ()) -> Values:
    """Numbers of the range: its ends, the edges that rules have and what lies just beside them, or any."""
    low, high = finding.range or (0, 0)
    step = 0.1 if finding.kind == "measure" else 1
    beside = {_number(round(edge + shift * step, 1)) for edge in edges for shift in (-1, 0, 1)}
    whole = [number for number in beside if finding.kind == "measure" or isinstance(number, int)]
    known = sorted({low, high, *(number for number in whole if low <= number <= high)})
    anywhere = st.integers(int(low), int(high))
    if finding.kind == "measure":
        tenths = st.integers(int(low * 10), int(high * 10)).map(lambda tenth: _number(tenth / 10))
        return st.one_of(st.sampled_from(known), anywhere, tenths)
    return st.one_of(st.sampled_from(known), anywhere)


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


def values(finding: Finding, edges: tuple[float, ...] = ()) -> Values:
    """Everything that a finding can hold."""
    if finding.kind in NUMBERS:
        return numbers(finding, edges)
    words = st.sampled_from(finding.words)
    if finding.kind == "sequence":
        low, high = finding.length or (1, 1)
        return st.lists(words, min_size=low, max_size=high).map(tuple)
    return words


_drawn: dict[tuple[str, str], Mapping[str, Values]] = {}


def by_key(pack: Pack) -> Mapping[str, Values]:
    """For every key under which a visit can record something, what it can hold; made once for a pack."""
    known = _drawn.get((pack.id, pack.sha256))
    if known is None:
        edges = _edges(pack)
        known = _drawn[pack.id, pack.sha256] = {
            key: values(finding, edges.get(finding.id, ())) for key, (finding, _) in pack.keys.by_key.items()
        }
    return known


def _edges(pack: Pack) -> dict[str, tuple[float, ...]]:
    """For every finding, the bounds that rules ask about."""
    edges: dict[str, set[float]] = {}
    for rule in pack.rules:
        for node in c.walk(rule.when):
            if isinstance(node, c.Bounds):
                bounds = (node.at_least, node.at_most, node.above, node.below)
                edges.setdefault(node.finding, set()).update(bound for bound in bounds if bound is not None)
    return {name: tuple(sorted(found)) for name, found in edges.items()}


@cache
def patients() -> st.SearchStrategy[Patient]:
    """Patients of every age, pregnancy asked or not."""
    ages = st.one_of(st.sampled_from((0, 11, 12, 17, 18, 40)), st.integers(0, 110))
    weeks = st.one_of(st.none(), st.sampled_from((0, 1, 19, 20, 45)), st.integers(0, 45))
    return st.builds(lambda age, week: Patient(ref="P", age_years=age, pregnancy_weeks=week), ages, weeks)


@st.composite
def findings(draw: st.DrawFn, pack: Pack, most: int = 12) -> Mapping[str, Value]:
    """Recorded values in the order of the vocabulary: what some rules ask for, and keys at random beside it."""
    known = by_key(pack)
    stops = [key for finding in pack.stop_questions for key in finding.keys]
    found: dict[str, Value] = dict.fromkeys(stops if draw(st.integers(0, 2)) else (), "absent")
    for rule in draw(_aims(pack)):
        draw(_towards(pack, rule.when, found))
    others = st.sampled_from([key for key in known if key not in stops])
    for key in draw(st.lists(others, unique=True, max_size=most)):
        found[key] = draw(known[key])
    if stops and draw(st.integers(0, 5)) == 0:
        found[draw(st.sampled_from(stops))] = draw(st.sampled_from(("absent", "equivocal", "present")))
    return MappingProxyType({key: found[key] for key in known if key in found})


@st.composite
def _aims(draw: st.DrawFn, pack: Pack) -> list[Rule]:
    """Some rules for which an exam is drawn: none, any two, or what decides a category and places blocks for it."""
    category = draw(st.sampled_from((None, *CATEGORIES)))
    others = [rule for rule in pack.rules if rule.stratum not in {"stop", "contradiction"}]
    beside = draw(st.lists(st.sampled_from(others), max_size=2))
    if category is None:
        return beside
    of = [rule for rule in pack.rules if rule.category == category]
    strong = [rule for rule in of if rule.then.strength in {"hallmark", "supporting"}]
    placing = [rule for rule in of if rule.stratum == "placement"]
    chosen: list[Rule] = draw(st.lists(st.sampled_from(strong), min_size=2, max_size=3))
    return [*chosen, *_some(draw, placing), *beside]


def _some(draw: st.DrawFn, rules: list[Rule]) -> list[Rule]:
    return draw(st.lists(st.sampled_from(rules), max_size=1)) if rules else []


@st.composite
def _towards(draw: st.DrawFn, pack: Pack, node: c.Condition, found: dict[str, Value], side: Side | None = None) -> None:
    """Record what a condition asks for, where nothing stands yet; what it asks of other strata is left to chance."""
    match node:
        case c.Among() | c.Except() | c.Bounds() | c.Pattern() if not node.after:
            key = pack.findings[node.finding].key(side)
            if key not in found:
                found[key] = draw(_fitting(pack, node, key, side))
        case c.All(of) | c.NOf(_, of):
            for child in of:
                draw(_towards(pack, child, found, side))
        case c.BothSides(inner):
            for half in SIDES:
                draw(_towards(pack, inner, found, half))
        case _:
            for part, read_on in _one_of(draw, pack, node, side):
                draw(_towards(pack, part, found, read_on))


def _one_of(
    draw: st.DrawFn, pack: Pack, node: c.Condition, side: Side | None
) -> Iterator[tuple[c.Condition, Side | None]]:
    """The one part that is enough for a condition to hold, and the side on which it is read."""
    match node:
        case c.AnyOf(of):
            yield draw(st.sampled_from(of)), side
        case c.EachSide(inner):
            yield inner, draw(st.sampled_from(SIDES))
        case c.OtherSide(inner) if side:
            yield inner, other(side)
        case c.Fired(rules):
            when = pack.rule[draw(st.sampled_from(rules))].when
            yield when.of if side and isinstance(when, c.EachSide) else when, side


_fitted: dict[tuple[str, str, c.Leaf, str, Side | None], Values] = {}


def _fitting(pack: Pack, node: c.Leaf, key: str, side: Side | None) -> Values:
    """What a leaf asks for, made once for a pack: hypothesis reads the source of every filter that it has not seen."""
    asked = (pack.id, pack.sha256, node, key, side)
    if asked not in _fitted:
        if isinstance(node, c.Among):
            _fitted[asked] = st.sampled_from(node.values).map(lambda value: _worded(value, side))
        else:
            _fitted[asked] = by_key(pack)[key].filter(value_test(node, side))
    return _fitted[asked]


def _worded(value: Value, side: Side | None) -> Value:
    if side is None or value not in {c.THIS_SIDE, c.OTHER_SIDE}:
        return value
    return side if value == c.THIS_SIDE else other(side)


@st.composite
def visits(draw: st.DrawFn, pack: Pack, most: int = 12) -> Visit:
    """Exams in the words of a pack, some of them with a re-test after blocking."""
    recorded = draw(findings(pack, most))
    return Visit(
        examined_at="2026-03-14T09:30:00-08:00",
        examiner="A. Example, DC",
        patient=draw(patients()),
        findings=recorded,
        after=draw(st.one_of(st.just(MappingProxyType({})), again(pack, recorded))),
    )


@st.composite
def again(draw: st.DrawFn, pack: Pack, recorded: Mapping[str, Value]) -> Mapping[str, Value]:
    """What was tested again after blocking: mostly what was recorded before, sometimes what was not."""
    known = by_key(pack)
    nodes = [node for rule in pack.rules for node in c.walk(rule.when) if isinstance(node, c.LEAVES)]
    asked = {node.finding for node in nodes if node.after}
    keys = [key for key, (finding, _) in pack.keys.by_key.items() if finding.retest or finding.id in asked]
    before = [key for key in keys if key in recorded]
    chosen = draw(st.lists(st.sampled_from(before or keys), unique=True, max_size=5))
    beside = draw(st.lists(st.sampled_from(keys), unique=True, max_size=2))
    found = {key: draw(known[key]) for key in (*chosen, *beside)}
    return MappingProxyType({key: found[key] for key in keys if key in found})


@cache
def texts() -> st.SearchStrategy[str]:
    """Text as somebody may write it, in any script; never empty and without blanks around it."""
    letters = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\ufffe\uffff")
    return st.text(letters, min_size=1, max_size=30).map(str.strip).filter(bool)


@cache
def lines() -> st.SearchStrategy[str]:
    """Text that stands on one line, as a name or a reference does."""
    return texts().map(lambda text: " ".join(text.split())).filter(bool)


@st.composite
def whole_visits(draw: st.DrawFn, pack: Pack) -> Visit:
    """Exams with everything that a visit file can hold."""
    visit = draw(visits(pack))
    names = {key.partition(".")[0] for key in visit.findings}
    left = [finding for finding in pack.findings.values() if finding.id not in names]
    skipped = draw(st.lists(st.sampled_from(left), unique=True, max_size=3)) if left else []
    sided: dict[str, str] = {
        finding.key(draw(st.sampled_from(SIDES))) if draw(st.booleans()) else finding.id: draw(texts())
        for finding in skipped
    }
    trusted = draw(st.lists(st.sampled_from(list(pack.findings)), unique=True, max_size=3))
    words: dict[str, Any] = {name: draw(st.sampled_from(("sure", "unsure"))) for name in trusted}
    return Visit(
        examined_at=draw(times()),
        examiner=draw(lines()),
        patient=draw(named_patients()),
        findings=visit.findings,
        after=visit.after,
        complaint=draw(st.one_of(st.none(), texts())),
        not_done=MappingProxyType(sided),
        confidence=MappingProxyType(words),
    )


@cache
def times() -> st.SearchStrategy[str]:
    """Times of an exam in March 2026, each with an offset."""
    zones = st.sampled_from(("Z", "+00:00", "-08:00", "+05:45", "+14:00"))
    clock = st.sampled_from(("00:00", "09:30", "23:59:59", "12:00:00.125"))
    return st.builds(lambda day, at, zone: f"2026-03-{day:02}T{at}{zone}", st.integers(1, 31), clock, zones)


@st.composite
def named_patients(draw: st.DrawFn) -> Patient:
    """Patients with a reference, and with an age in years or a date of birth that gives it."""
    patient = draw(patients())
    born = None
    age = patient.age_years
    if draw(st.booleans()):
        birth = draw(st.dates(date(1900, 1, 1), date(2026, 2, 28)))
        born = birth.isoformat()
        age = 2026 - birth.year - (birth.month > MONTH)
        if birth.month == MONTH:
            born, age = None, patient.age_years
    return Patient(ref=draw(lines()), age_years=age, birth_date=born, pregnancy_weeks=patient.pregnancy_weeks)
