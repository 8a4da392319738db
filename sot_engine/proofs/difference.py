"""Two packs over every possible exam: the smallest exam that they read differently, or none at all."""

from collections.abc import Iterator
from typing import Literal, TypeAlias

import z3

from sot_engine.domain.pack import Pack
from sot_engine.proofs.prover import Prover
from sot_engine.proofs.symbolic import NEVER, Symbolic
from sot_engine.proofs.theorem import Ground, Witness

What: TypeAlias = Literal["outcome", "category", "lean", "candidates", "committed", "side", "placed", "status", "rules"]
CONCLUSIONS: tuple[What, ...] = (
    "outcome", "category", "lean", "candidates", "committed", "side", "placed", "status",
)  # fmt: skip


def difference(one: Pack, two: Pack, what: tuple[What, ...] = (*CONCLUSIONS, "rules")) -> Witness | None:
    """The smallest exam of which two packs conclude something different; None when there is no such exam.

    `rules` in `what` asks whether the same rules fire on the same sides. The packs record the same findings.
    Errors: Undecided when Z3 gives up.
    """
    ground = Ground(one)
    other = Symbolic(two, ground.exam)
    differs = z3.Or([z3.Or(list(_apart(ground.all, other, name))) for name in what])
    prover = Prover(ground)
    if prover.exam_of(differs, (ground.exam,)) is None:
        return None
    return prover.witness(differs, (ground.exam,))


def _apart(one: Symbolic, two: Symbolic, what: What) -> Iterator[z3.BoolRef]:
    """For each word or rule, that it is concluded by one pack and not by the other."""
    if what == "rules":
        for rule in one.fires.keys() | two.fires.keys():
            pairs = zip(one.fires.get(rule, NEVER), two.fires.get(rule, NEVER), strict=True)
            yield from (z3.Xor(mine, theirs) for mine, theirs in pairs)
        return
    mine, theirs = getattr(one, what), getattr(two, what)
    for word in mine.keys() | theirs.keys():
        yield z3.Xor(mine.get(word, z3.BoolVal(val=False)), theirs.get(word, z3.BoolVal(val=False)))
