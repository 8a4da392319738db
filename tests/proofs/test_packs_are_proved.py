"""The packs as written: every theorem holds, in time, and what can happen does happen under the direct reading too."""

from functools import cache

import pytest

from sot_engine.inference.direct import Direct
from sot_engine.proofs.prover import Prover
from sot_engine.proofs.reach import REACH
from sot_engine.proofs.theorem import Ground
from sot_engine.workflow.rules.prove_pack import Proved, prove_pack

from .exams import pack_named

EACH_S, ALL_S = 10, 60


@cache
def proved(name: str) -> tuple[Proved, ...]:
    return tuple(prove_pack(pack_named(name)))


@pytest.mark.parametrize("name", ["sot-core", "ak-variants"])
def test_every_theorem_holds_in_time(name: str) -> None:
    assert [(one.name, told.says) for one in proved(name) for told in one.failures] == []
    assert max(one.seconds for one in proved(name)) < EACH_S
    assert sum(one.seconds for one in proved(name)) < ALL_S


def test_exceptions_are_only_those_that_the_pack_states() -> None:
    excused = [(one.name, told.about) for one in proved("ak-variants") for told in one.excused]
    assert excused == [("shadow", ("AK-05", "AK-01")), ("shadow", ("AK-06", "AK-02"))]
    assert not any(one.excused for one in proved("sot-core"))


def test_the_theorems_of_a_pack_hold_for_what_extends_it() -> None:
    stated = [promise.id for promise in pack_named("sot-core").theorems]
    assert stated
    assert [promise.id for promise in pack_named("ak-variants").theorems] == stated


@pytest.mark.parametrize(
    "theorem", [theorem for theorem in REACH if theorem.name != "shadow"], ids=lambda one: one.name
)
def test_an_exam_for_all_that_is_possible(theorem: object) -> None:
    """Each rule, outcome and placement is shown by an exam, and the direct reading of that exam shows it."""
    pack = pack_named("ak-variants")
    ground, direct = Ground(pack), Direct(pack)
    prover = Prover(ground)
    for claim in next(one for one in REACH if one is theorem).claims(ground):
        witness = prover.exam_of(claim.sight.formula, claim.exams)
        assert witness, claim.says
        readings = [direct.read(visit, witness.commit) for visit in witness.visits]  # type: ignore[arg-type]  # a category
        assert claim.sight.seen(readings), claim.says
