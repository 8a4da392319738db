"""Every way in which exams end otherwise under a second pack, out of all possible exams, with a smallest one of each.

An ending is looked at from several sides, each with a closed list of words: what is decided, the side, the placement
with its blocks, and what each changed stop says to do. Z3 is asked for an exam that ends in two different words; that
pair of words is then ruled out and Z3 is asked again, until there is none left. What is not listed at the end does not
exist, and a side that was not searched to its end is named.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import NamedTuple, TypeAlias

import z3

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.packs.ending import Laid, laid_otherwise, no_stop, shown_as, stop_said
from sot_engine.proofs.condition import NO
from sot_engine.proofs.prover import PATIENCE_MS, Prover, Undecided
from sot_engine.proofs.symbolic import NEVER, Symbolic
from sot_engine.proofs.theorem import Ground, Witness

What: TypeAlias = str
"""`outcome`, `side`, `placement`, or `stop` and the id of one."""
MOST = 60
"""Ways looked for from one side; two packs that differ in more are two schools and not two versions."""

Words: TypeAlias = Mapping[str, z3.BoolRef]
Look: TypeAlias = Callable[[Symbolic], Words]
"""The words from one side, for one pack's reading."""


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


def moves(
    one: Pack, two: Pack, unmoved: Sequence[Pack] = (), is_over: Callable[[], bool] = lambda: False
) -> Iterator[Move | Cut]:
    """Every way in which an exam ends otherwise under the second pack; nothing when there is none.

    `unmoved` leaves out exams that end otherwise under one of these packs already. `is_over` is asked before every
    question and ends the search. All packs must record the same findings.
    """
    ground = Ground(one)
    looks = _looks(one, two)
    mine = {what: look(ground.all) for what, look in looks.items()}
    alike = z3.And([_alike(mine, looks, Symbolic(pack, ground.exam)) for pack in unmoved])
    other = Symbolic(two, ground.exam)
    for what, look in looks.items():
        yield from _from_one_side(Prover(ground), what, _pairs(mine[what], look(other), alike), is_over)


def _looks(one: Pack, two: Pack) -> Mapping[What, Look]:
    """The sides from which an ending is looked at."""
    laid = laid_otherwise(one, two)
    changed = [
        name for name in sorted({*one.rule, *two.rule})
        if "stop" in {pack.rule[name].stratum for pack in (one, two) if name in pack.rule}
        and one.asked_and_done(name) != two.asked_and_done(name)
    ]  # fmt: skip
    return {
        "outcome": _outcomes,
        "side": _sides,
        "placement": partial(_placements, laid=laid),
        **{f"stop {name}": partial(_stops, name=name) for name in changed},
    }


def _alike(mine: Mapping[What, Words], looks: Mapping[What, Look], other: Symbolic) -> z3.BoolRef:
    """That an exam ends in the same words under another pack."""
    theirs = {what: look(other) for what, look in looks.items()}
    return z3.And([formula == theirs[what].get(word, NO) for what in looks for word, formula in mine[what].items()])


def _pairs(mine: Words, theirs: Words, alike: z3.BoolRef) -> dict[tuple[str, str], z3.BoolRef]:
    """Every pair of different words, and the exams that end in the one before and in the other after."""
    pairs = ((before, after) for before in mine for after in theirs if before != after)
    return {(before, after): z3.And(mine[before], theirs[after], alike) for before, after in pairs}


def _from_one_side(
    prover: Prover, what: What, left: dict[tuple[str, str], z3.BoolRef], is_over: Callable[[], bool]
) -> Iterator[Move | Cut]:
    try:
        for _ in range(MOST):
            if is_over():
                yield Cut(what, "the time was up")
                return
            pair = prover.first_of(left)
            if pair is None:
                return
            yield Move(what, *pair, prover.witness(left.pop(pair), (prover.ground.exam,)))
        if prover.first_of(left) is not None:
            yield Cut(what, f"more than {MOST} ways")
    except Undecided:
        yield Cut(what, f"not decided within {PATIENCE_MS // 1000} s")


def _sides(read: Symbolic) -> Words:
    """Every side, and none; exactly one holds."""
    sides = {str(side): formula for side, formula in read.side.items()}
    return {**sides, "none": z3.Not(z3.Or(list(sides.values())))}


def _placements(read: Symbolic, laid: Laid) -> Words:
    """No placement, a withheld one, or the one that is shown; exactly one holds."""
    shown = {
        f"{status} {shown_as(name, read.pack, laid)}": z3.And(read.status[status], placed)
        for status in ("suggested", "modify")
        for name, placed in read.placed.items()
    }  # fmt: skip
    return {"none": read.status["none"], "withheld": read.status["withheld"], **shown}


def _stops(read: Symbolic, name: str) -> Words:
    """In a referred exam, what one stop says to do, or that it is silent; any other exam has no word."""
    fires = read.fires.get(name, NEVER).yes if name in read.pack.rule else NO
    refers = read.outcome["refer"]
    silent = {no_stop(name): z3.And(refers, z3.Not(fires))}
    return {**silent, stop_said(read.pack.rule[name]): z3.And(refers, fires)} if name in read.pack.rule else silent


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
