"""Law 7 for rules that nobody wrote: whatever the pack language can say, both readings read it alike."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sot_engine.domain import condition as c
from sot_engine.domain.condition import Condition, Value
from sot_engine.domain.finding import NUMBERS, Kind
from sot_engine.domain.rule import CATEGORIES, Category, Effect, Rule
from sot_engine.domain.visit import Visit
from sot_engine.errors import PackLimit
from sot_engine.inference.direct import Direct
from sot_engine.inference.durable import Durable
from sot_engine.inference.plan import Plan
from tests.known_packs import tiny
from tests.strategies import by_key, few, visits

FINDINGS = tuple(tiny().findings.values())
EARLIER = tuple(rule.id for rule in tiny().rules if rule.stratum in {"stop", "contradiction", "evidence"})
RETESTED = tuple(finding.id for finding in FINDINGS if finding.retest)

EFFECTS = (
    Effect(verb="supports", on="I", strength="hallmark"),
    Effect(verb="opposes", on="II"),
    Effect(verb="stops", urgency="urgent", send="A doctor"),
    Effect(verb="contradicts"),
)
LATER = (
    Effect(verb="advises"),
    *(
        Effect(verb=verb, on=on)
        for verb in ("cautions", "withholds", "modifies")
        for on in ("any", "I", "II", "III", "prone", "supine")
    ),
    *(rule.then for rule in tiny().strata["placement"]),
)
BY_POSITION = tuple(effect for effect in LATER if effect.on in {"prone", "supine"})
DECIDING: tuple[Mapping[str, Value], ...] = (
    {},
    {"rigid": "present", "heel.left": 3},
    {"rib.left": 5, "drift": 20, "short_leg": "left", "loss": "absent"},
    {"angle.left": 60, "angle.right": 80, "line": 3, "short_leg": "left"},
)
"""Findings that mostly decide a category, whatever else an exam holds."""


@st.composite
def leaves(draw: st.DrawFn, *, sided: bool, after: bool) -> Condition:
    """A test of one finding, of one with sides or without."""
    finding = draw(st.sampled_from([one for one in FINDINGS if one.sided is sided]))
    values = by_key(tiny())[finding.keys[0]]
    again = after and draw(st.booleans())
    if finding.kind in NUMBERS and draw(st.booleans()):
        names = draw(st.sampled_from((("at_least",), ("above",), ("at_most", "above"), ("below", "at_least"))))
        low, high = finding.range or (0, 0)
        numbers = st.integers(int(low), int(high))
        return c.Bounds(finding.id, **{name: draw(numbers) for name in names}, after=again)
    if finding.kind == "sequence" and draw(st.booleans()):
        words = tuple(draw(st.lists(st.sampled_from(finding.values), min_size=1, max_size=2)))
        return c.Pattern(finding.id, draw(st.sampled_from(("starts_with", "ends_with", "contains"))), words, again)
    chosen = tuple(draw(st.lists(values, min_size=1, max_size=3, unique=True)))
    kinds: list[type[c.Among | c.Except]] = [c.Among] if finding.kind == "sign" else [c.Among, c.Except]
    return draw(st.sampled_from(kinds))(finding.id, chosen, again)


def concluded(*, sided: bool) -> st.SearchStrategy[Condition]:
    """What only later strata may ask."""
    rules = st.lists(st.sampled_from(EARLIER), min_size=1, max_size=2, unique=True).map(tuple)
    findings = st.sampled_from([finding.id for finding in FINDINGS if finding.sided is sided])
    either: list[st.SearchStrategy[Condition]] = [
        rules.map(c.Fired),
        rules.map(c.NotFired),
        st.just(c.NoCommonSide("E2-1", "E3-1")),
        st.sampled_from(("I", "II", "III")).map(c.Established),
        st.sampled_from(("I", "II", "III")).map(c.Decided),
        st.sampled_from((("left",), ("none", "undetermined"))).map(c.CategorySide),
        st.lists(findings, min_size=1, max_size=2).map(tuple).map(c.NotRecorded),
        st.lists(st.sampled_from(RETESTED), min_size=1, max_size=3, unique=True).map(tuple).map(c.NoneImproved),
        st.sampled_from([name for name in RETESTED if tiny().findings[name].sided is sided]).map(c.Improved),
    ]
    if sided:
        either.append(st.sampled_from(("greater_trochanter", "posterior_iliac_crest")).map(c.BlockUnder))
        either.append(st.sampled_from((c.THIS_SIDE, c.OTHER_SIDE)).map(lambda word: c.Among("short_leg", (word,))))
    return st.one_of(either)


def trees(*, sided: bool, later: bool, deep: int = 2) -> st.SearchStrategy[Condition]:
    """Conditions of any shape; inside a side they read sides, outside they turn to one."""
    ends: list[st.SearchStrategy[Condition]] = [leaves(sided=sided, after=later), leaves(sided=False, after=later)]
    if later:
        ends.append(concluded(sided=sided))
    ends.append(st.integers(0, 40).map(lambda years: c.PatientBounds("age_years", at_least=years)))
    ends.append(st.integers(0, 40).map(lambda weeks: c.PatientBounds("pregnancy_weeks", above=0, below=weeks)))
    if deep == 0:
        return st.one_of(ends)
    inner = trees(sided=sided, later=later, deep=deep - 1)
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    groups: list[st.SearchStrategy[Condition]] = [
        several.map(c.All),
        several.map(c.AnyOf),
        several.flatmap(lambda of: st.integers(1, len(of)).map(lambda number: c.NOf(number, of))),
    ]
    if later:
        groups.append(inner.filter(lambda of: not any(isinstance(node, c.Unless) for node in c.walk(of))).map(c.Unless))
    if sided:
        groups.append(inner.map(c.OtherSide))
    else:
        within = trees(sided=True, later=later, deep=deep - 1)
        groups += [within.map(c.EachSide), within.map(c.BothSides)]
    return st.one_of(*ends, *groups)


@st.composite
def exams(draw: st.DrawFn) -> tuple[Visit, Category | None]:
    """An exam, most of them decided, and the category that is committed if it is mixed."""
    exam, deciding = draw(visits(tiny())), draw(st.sampled_from(DECIDING))
    together = MappingProxyType({**exam.findings, **deciding})
    return replace(exam, findings=together), draw(st.sampled_from((None, *CATEGORIES)))


def decisions() -> st.SearchStrategy[Condition]:
    """Conditions that the decision alone can fulfil."""
    decided = st.sampled_from(CATEGORIES).map(c.Decided)
    side = st.sampled_from((("left", "right"), ("none", "undetermined"))).map(c.CategorySide)
    under = c.EachSide(c.BlockUnder("greater_trochanter"))
    several = st.lists(st.one_of(decided, side), min_size=2, max_size=2).map(tuple)
    return st.one_of(decided, decided.map(c.Unless), several.map(c.AnyOf), several.map(c.All), st.just(c.Unless(under)))


RECORDED, CONCLUDED = trees(sided=False, later=False), trees(sided=False, later=True)


def with_rule(when: Condition, then: Effect) -> tuple[Rule, ...]:
    extra = replace(tiny().rule["G-1"], id="ZZ", when=when, then=then)
    return (*tiny().rules, extra)


@pytest.mark.parametrize(
    ("conditions", "effects"),
    [(RECORDED, EFFECTS), (CONCLUDED, LATER), (decisions(), BY_POSITION)],
    ids=["recorded alone", "concluded", "decided alone"],
)
def test_both_readings_read_every_rule_alike(
    conditions: st.SearchStrategy[Condition], effects: tuple[Effect, ...]
) -> None:
    @settings(few, max_examples=80)
    @given(conditions, st.sampled_from(effects), st.lists(exams(), min_size=6, max_size=6))
    def read_twice(when: Condition, then: Effect, drawn: list[tuple[Visit, Category | None]]) -> None:
        assume(then.verb != "places" or not any(isinstance(node, c.BlockUnder) for node in c.walk(when)))
        pack = replace(tiny(), rules=with_rule(when, then), sha256="a rule that nobody wrote")
        try:
            Plan(pack).stages()
            live = Durable(pack)
        except PackLimit:
            assume(False)  # noqa: FBT003  # hypothesis draws another
            return
        direct = Direct(pack)
        try:
            for exam, commit in drawn:
                assert live.read(exam, commit) == direct.read(exam, commit)
        finally:
            live.close()

    read_twice()


def test_there_is_a_finding_of_every_kind_to_draw_from() -> None:
    assert {finding.kind for finding in FINDINGS} == set(get_args(Kind))
