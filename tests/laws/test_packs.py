"""Law 8: flip or delete any one condition of any rule, and a golden case fails."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from sot_engine.domain.mutant import Mutant, mutants
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule
from sot_engine.inference.direct import Direct
from sot_engine.packs.cases import Case
from sot_engine.packs.failures import failures
from sot_engine.packs.shelf import pack_cases, pack_folder
from tests.known_packs import core, readings_of, with_ak

CORE = pack_cases(core(), pack_folder("sot-core"))
AK = pack_cases(with_ak(), pack_folder("ak-variants"))
OWN = [(core(), rule, CORE) for rule in core().rules] + [
    (with_ak(), rule, AK) for rule in with_ak().rules if rule.id not in core().rule
]


@pytest.mark.parametrize(("name", "cases"), [("core", CORE), ("with_ak", AK)])
def test_every_golden_case_comes_out_as_it_says(name: str, cases: tuple[Case, ...]) -> None:
    ready = readings_of(name)
    wrong = [(case.id, list(failures(case, ready.agree(case.visit, case.commit)))) for case in cases]
    assert [found for found in wrong if found[1]] == []


@pytest.mark.parametrize(("pack", "rule", "cases"), OWN, ids=[rule.id for _, rule, _ in OWN])
def test_no_condition_can_be_flipped_or_deleted_unseen(pack: Pack, rule: Rule, cases: tuple[Case, ...]) -> None:
    asked = [case for case in cases if case.rule == rule.id] + [case for case in cases if case.rule is None]
    found = list(mutants(rule.when, pack.findings))
    assert found
    unseen = [mutant for mutant in found if not is_caught(pack, rule, mutant, asked)]
    assert [f"{mutant.what}: {mutant.leaf}" for mutant in unseen] == []


def is_caught(pack: Pack, rule: Rule, mutant: Mutant, cases: Iterable[Case]) -> bool:
    """Whether one of the cases comes out otherwise than it says when the rule has this condition instead."""
    rules = tuple(replace(rule, when=mutant.condition) if known is rule else known for known in pack.rules)
    direct = Direct(replace(pack, rules=rules))
    return any(next(failures(case, direct.read(case.visit, case.commit)), None) for case in cases)


def test_every_rule_has_a_case_of_each_kind() -> None:
    for _, rule, cases in OWN:
        kinds = {case.kind for case in cases if case.rule == rule.id}
        assert kinds >= {"fires", "near_miss", "unrecorded"}, rule.id
