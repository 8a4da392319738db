"""Every way in which exams end otherwise under a second pack, out of all possible exams, with a smallest one of each.

An ending is looked at from three sides, each with a closed list of words: what is decided, the side, and the placement.
Z3 is asked for an exam that ends in two different words; that pair of words is then ruled out and Z3 is asked again,
until there is none left. What is not listed at the end does not exist.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Literal, NamedTuple, TypeAlias

import z3

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.proofs.condition import NO
from sot_engine.proofs.prover import PATIENCE_MS, Prover, Undecided
from sot_engine.proofs.symbolic import Symbolic
from sot_engine.proofs.theorem import Ground, Witness

What: TypeAlias = Literal["outcome", "side", "placement"]
WHATS: tuple[What, ...] = ("outcome", "side", "placement")
MOST = 60
"""Ways looked for from one side; two packs that differ in more are two schools and not two versions."""

Words: TypeAlias = Mapping[str, z3.BoolRef]


class Move(NamedTuple):
    """One way in which exams end otherwise: the words before and after, and a smallest exam that shows it."""

    what: What
    before: str
    after: str
    witness: Witness


class Cut(NamedTuple):
    """The search from one side was cut off, and why; what is listed is there, and more may be."""

    what: What
    why: str


def moves(one: Pack, two: Pack, unmoved: Sequence[Pack] = ()) -> Iterator[Move | Cut]:
    """Every way in which an exam ends otherwise under the second pack; nothing when there is none.

    `unmoved` leaves out exams that end otherwise under one of these packs already. All must record the same findings.
    """
    ground = Ground(one)
    mine = {what: words(ground.all, what) for what in WHATS}
    alike = z3.And([_alike(mine, Symbolic(pack, ground.exam)) for pack in unmoved])
    other = Symbolic(two, ground.exam)
    for what in WHATS:
        yield from _from_one_side(Prover(ground), what, _pairs(mine[what], words(other, what), alike))


def _alike(mine: Mapping[What, Words], other: Symbolic) -> z3.BoolRef:
    """That an exam ends in the same words under another pack."""
    theirs = {what: words(other, what) for what in WHATS}
    return z3.And([formula == theirs[what].get(word, NO) for what in WHATS for word, formula in mine[what].items()])


def _pairs(mine: Words, theirs: Words, alike: z3.BoolRef) -> dict[tuple[str, str], z3.BoolRef]:
    """Every pair of different words, and the exams that end in the one before and in the other after."""
    pairs = ((before, after) for before in mine for after in theirs if before != after)
    return {(before, after): z3.And(mine[before], theirs[after], alike) for before, after in pairs}


def _from_one_side(prover: Prover, what: What, left: dict[tuple[str, str], z3.BoolRef]) -> Iterator[Move | Cut]:
    try:
        for _ in range(MOST):
            pair = prover.first_of(left)
            if pair is None:
                return
            yield Move(what, *pair, prover.witness(left.pop(pair), (prover.ground.exam,)))
        if prover.first_of(left) is not None:
            yield Cut(what, f"more than {MOST} ways")
    except Undecided:
        yield Cut(what, f"not decided within {PATIENCE_MS // 1000} s")


def words(read: Symbolic, what: What) -> Words:
    """Every word in which an exam can end, seen from one side, and the exams that end so; exactly one holds."""
    if what == "outcome":
        return _outcomes(read)
    if what == "side":
        sides = {str(side): formula for side, formula in read.side.items()}
        return {**sides, "none": z3.Not(z3.Or(list(sides.values())))}
    shown = {
        f"{status} {name}": z3.And(read.status[status], placed)
        for status in ("suggested", "modify")
        for name, placed in read.placed.items()
    }  # fmt: skip
    return {"none": read.status["none"], "withheld": read.status["withheld"], **shown}


def _outcomes(read: Symbolic) -> Words:
    """Stops and contradictions, the supported category, the candidates of a mixed exam, and the lean of the rest."""
    found = {"refer": read.outcome["refer"], "contradictory": read.outcome["contradictory"]}
    found |= {f"supported {name}": read.category[name] for name in CATEGORIES}
    for size in range(2, len(CATEGORIES) + 1):
        for names in combinations(CATEGORIES, size):
            exactly = [read.in_play[name] == z3.BoolVal(name in names) for name in CATEGORIES]
            found[f"mixed between {', '.join(names)}"] = z3.And(read.outcome["mixed"], *exactly)
    found |= {f"insufficient, lean {name}": read.lean[name] for name in CATEGORIES}
    none = z3.Not(z3.Or(list(read.lean.values())))
    return {**found, "insufficient": z3.And(read.outcome["insufficient"], none)}
