"""Conditions drawn at random, with every word of the pack language, over a pack small enough to read many of them."""

from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Effect, Rule

from .exams import pack_named, values

FINDINGS = (
    "pelvic_rigidity", "lateral_sway", "lateral_sway_mm", "antalgic_posture", "head_tilt", "first_rib_pain",
    "arm_fossa_upper", "heel_tension", "straight_leg_raise_deg", "short_leg_prone", "short_leg_supine", "soto_test",
    "pain_now",
)  # fmt: skip
RULES = ("C1-01", "C1-02", "C2-01", "C2-03", "C3-01", "C3-02", "C1-L", "C1-R", "C2-L", "C2-R")
EVIDENCE = RULES[:6]
Drawn = st.SearchStrategy[c.Condition]


@cache
def small() -> Pack:
    """A few findings of sot-core, and the rules that read no others."""
    whole = pack_named("sot-core")
    kept = {name: whole.findings[name] for name in FINDINGS}
    return replace(whole, findings=kept, rules=tuple(whole.rule[name] for name in sorted(RULES)))


def asking(conditions: list[c.Condition]) -> Pack:
    """The small pack, with each condition as one more sentence of guidance."""
    like = small().rules[0]
    asked = (
        replace(like, id=f"Q-{number:02}", when=condition, then=Effect(verb="advises"))
        for number, condition in enumerate(conditions)
    )
    rules: tuple[Rule, ...] = (*small().rules, *asked)
    return replace(small(), rules=rules)


def leaves(finding: Finding, *, on_a_side: bool) -> Drawn:
    """What can be asked of one finding."""
    name, after = st.just(finding.id), st.booleans()
    some = st.lists(values(finding), min_size=1, max_size=3, unique=True).map(tuple)
    kinds: list[Drawn] = [st.builds(c.Among, name, some, after), st.builds(c.Except, name, some, after)]
    if finding.kind in NUMBERS:
        bounds = {word: st.none() | values(finding) for word in ("at_least", "at_most", "above", "below")}
        kinds.append(st.builds(c.Bounds, finding=name, after=after, **bounds))
    if finding.kind == "sequence":
        how = st.sampled_from(("starts_with", "ends_with", "contains"))
        kinds.append(st.builds(c.Pattern, name, how, some.map(lambda found: found[0]), after))
    if on_a_side and {"left", "right"} <= set(finding.values):
        kinds.append(st.builds(c.Among, name, st.sampled_from(((c.THIS_SIDE,), (c.OTHER_SIDE,))), after))
    if finding.retest:
        kinds.append(st.builds(c.Improved, name))
    return st.one_of([*kinds, st.builds(c.NotRecorded, st.tuples(name))])


def concluded(*, on_a_side: bool) -> Drawn:
    """What can be asked of earlier conclusions, and of the patient."""
    rules = st.lists(st.sampled_from(EVIDENCE), min_size=1, max_size=2).map(tuple)
    words = st.lists(st.sampled_from(("left", "right", "undetermined", "none")), min_size=1, max_size=2).map(tuple)
    retested = st.lists(st.sampled_from(("heel_tension", "short_leg_prone", "soto_test")), min_size=1).map(tuple)
    category = st.sampled_from(CATEGORIES)
    kinds: list[Drawn] = [
        st.builds(c.Fired, rules),
        st.builds(c.NotFired, rules),
        st.builds(c.NoCommonSide, st.sampled_from(EVIDENCE), st.sampled_from(EVIDENCE)),
        st.builds(c.Established, category),
        st.builds(c.Decided, category),
        st.builds(c.CategorySide, words),
        st.builds(c.NoneImproved, retested),
        st.integers(0, 130).map(lambda age: c.PatientBounds("age_years", at_least=age)),
        st.integers(0, 45).map(lambda weeks: c.PatientBounds("pregnancy_weeks", above=weeks)),
    ]
    if on_a_side:
        kinds.append(st.builds(c.BlockUnder, st.sampled_from(("greater_trochanter", "asis_iliac_crest"))))
    return st.one_of(kinds)


def grouped(inner: Drawn) -> Drawn:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(c.All, several),
        st.builds(c.AnyOf, several),
        several.flatmap(lambda of: st.builds(c.NOf, st.integers(1, len(of)), st.just(of))),
        st.builds(c.Unless, inner),
    )


@cache
def on_a_side() -> Drawn:
    ones = [leaves(finding, on_a_side=True) for finding in small().findings.values()]
    return st.recursive(
        st.one_of([*ones, concluded(on_a_side=True)]),
        lambda inner: grouped(inner) | st.builds(c.OtherSide, inner),
        max_leaves=5,
    )


@cache
def conditions() -> Drawn:
    """Any condition that guidance may ask."""
    ones = [leaves(finding, on_a_side=False) for finding in small().findings.values() if not finding.sided]
    sided = st.builds(c.EachSide, on_a_side()) | st.builds(c.BothSides, on_a_side())
    return st.recursive(st.one_of([*ones, concluded(on_a_side=False), sided, sided, sided]), grouped, max_leaves=5)
