"""Law 3: recording a finding, or a side, that was not recorded never un-fires a rule that reads recorded values."""

from dataclasses import replace
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import RECORDED_ONLY
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct
from sot_engine.inference.explore import Explorer
from sot_engine.inference.ground import Ground
from tests.known_packs import core, with_ak
from tests.strategies import by_key, law, visits

DIRECT = Direct(with_ak())
GROUND = Ground.of(Direct(core()))


@st.composite
def grown(draw: st.DrawFn, pack: Pack) -> tuple[Visit, Visit]:
    """An exam, and the same with one or more keys recorded that were not."""
    visit = draw(visits(pack))
    left = [key for key in by_key(pack) if key not in visit.findings]
    keys = draw(st.lists(st.sampled_from(left), unique=True, min_size=1, max_size=4))
    more = {key: draw(by_key(pack)[key]) for key in keys}
    return visit, replace(visit, findings=MappingProxyType({**visit.findings, **more}))


@law
@given(grown(with_ak()))
def test_recording_more_unfires_no_stop_no_contradiction_and_no_evidence(pair: tuple[Visit, Visit]) -> None:
    before, after = (DIRECT.read(visit) for visit in pair)
    for stratum in ("stops", "contradictions", "evidence"):
        later = {firing.rule: firing for firing in getattr(after, stratum)}
        for firing in getattr(before, stratum):
            assert firing.rule in later
            assert set(firing.sides) <= set(later[firing.rule].sides)
            assert firing.facts <= later[firing.rule].facts


@law
@given(grown(core()))
def test_what_is_known_of_a_rule_stays_known(pair: tuple[Visit, Visit]) -> None:
    before, after = (Explorer(GROUND, visit) for visit in pair)
    for rule, truth in before.truths.items():
        if truth is not None:
            assert after.truths[rule] is truth


def test_the_rules_that_must_keep_this_law_read_no_re_test_and_no_absence() -> None:
    assert RECORDED_ONLY == ("stop", "contradiction", "evidence")
    assert {rule.stratum for rule in with_ak().rules} >= {*RECORDED_ONLY}
