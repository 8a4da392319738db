"""Every theorem of a pack: those that hold for any pack, then those that the pack states itself."""

from collections.abc import Iterator, Sequence

import z3

from sot_engine.domain.pack import Pack, Promise
from sot_engine.domain.reading import Reading
from sot_engine.proofs.reach import REACH
from sot_engine.proofs.safety import SAFETY, is_probed
from sot_engine.proofs.symmetry import SYMMETRY
from sot_engine.proofs.theorem import Claim, Ground, Sight, Theorem

GENERAL: tuple[Theorem, ...] = (*SAFETY, *REACH, *SYMMETRY)


def theorems_of(pack: Pack) -> tuple[Theorem, ...]:
    """The general theorems, and one for each that `pack.yaml` states."""
    return (*GENERAL, *(stated(promise) for promise in pack.theorems))


def stated(promise: Promise) -> Theorem:
    """A theorem in the pack's own words."""

    def claims(ground: Ground) -> Iterator[Claim]:
        formula = z3.And(ground.all.holds(promise.when), _breaks(promise, ground))
        listed = " or ".join(promise.words)
        says = f"{promise.title}: the {promise.of} {'is' if promise.holds == 'never' else 'is not'} {listed}"
        sight = Sight(formula, seen, promise.when)
        yield Claim(about=(promise.id,), says=says, must="never", sight=sight, exams=(ground.exam,))
        idle = Sight(ground.all.holds(promise.when), lambda readings: is_probed(readings[0]), promise.when)
        says = f"{promise.title}: it says nothing, since no exam is like that"
        yield Claim(about=(promise.id,), says=says, must="some", sight=idle, exams=(ground.exam,))

    def seen(readings: Sequence[Reading]) -> bool:
        concluded = getattr(readings[0], promise.of) in promise.words
        return is_probed(readings[0]) and concluded == (promise.holds == "never")

    return Theorem(name=promise.id, says=promise.title, claims=claims)


def _breaks(promise: Promise, ground: Ground) -> z3.BoolRef:
    words = ground.all.outcome if promise.of == "outcome" else ground.all.status
    concluded = z3.Or([words[word] for word in promise.words])  # type: ignore[index]  # the reader admits its words
    return concluded if promise.holds == "never" else z3.Not(concluded)
