"""What a theorem is made of: claims about every possible exam, each a formula that no exam, or some exam, satisfies."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, TypeAlias

import z3

from sot_engine.domain.condition import Condition
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.truth import SIDES, other
from sot_engine.domain.visit import Visit
from sot_engine.proofs.exam import Exam, longer, mirrored
from sot_engine.proofs.symbolic import Fires, Symbolic

Seen: TypeAlias = Callable[[Sequence[Reading]], bool]
"""Whether the readings of a witness's visits, in their order, show what the formula said of them."""

PROBE = "probe"
"""The id under which a reading is asked, as if it were guidance, whether a condition holds."""


class Sight(NamedTuple):
    """What is looked for: exams that satisfy a formula, and how another reading of them shows it."""

    formula: z3.BoolRef
    seen: Seen
    probe: Condition | None = None


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One small part of a theorem.

    `never` is broken by any exam that satisfies the formula; `some` when there is none. `exact` is asked instead of a
    `never` formula that took more exams in than there can be. `example` is shown where a broken `some` has no witness;
    with `of_example` nothing is claimed when there is no example either.
    """

    about: tuple[str, ...]
    says: str
    must: Literal["never", "some"]
    sight: Sight
    exams: tuple[Exam, ...]
    exact: z3.BoolRef | None = None
    example: Sight | None = None
    of_example: bool = False


class Witness(NamedTuple):
    """Visits that show why a claim does not hold, what is committed in them, and whether fewer entries would do."""

    visits: tuple[Visit, ...]
    commit: str | None
    smallest: bool


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A claim that does not hold: the rules or words it is about, why, and an exam that shows it where there is one."""

    about: tuple[str, ...]
    says: str
    witness: Witness | None
    sight: Sight | None


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What became of one theorem."""

    theorem: "Theorem"
    claims: int
    seconds: float
    broken: tuple[Broken, ...]
    excused: tuple[Broken, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether every claim holds, exceptions that the pack states aside."""
        return not self.broken


@dataclass(frozen=True, kw_only=True)
class Theorem:
    """One thing that is proved of a pack: its name, what it says, and the claims that it comes down to."""

    name: str
    says: str
    claims: Callable[["Ground"], Iterator[Claim]]


class Ground:
    """One pack, read over every exam, over the same exam mirrored, and over the same exam with more recorded."""

    def __init__(self, pack: Pack) -> None:
        """Build the reading that every theorem needs; the others are built when one asks for them."""
        self.pack = pack
        self.all = Symbolic(pack)

    @property
    def exam(self) -> Exam:
        """The exam that the theorems are about."""
        return self.all.exam

    @cached_property
    def fuller(self) -> Symbolic:
        """The reading of the same exam with more recorded."""
        return Symbolic(self.pack, longer(self.exam))

    @cached_property
    def turned(self) -> Symbolic:
        """The reading of the same exam mirrored."""
        return Symbolic(self.pack, mirrored(self.exam, self.pack))

    @cached_property
    def turned_alike(self) -> Symbolic:
        """The mirrored reading, taking for granted that every earlier rule fires on the opposite side."""
        given = {
            rule.id: _across(self.all.fires[rule.id])
            for stratum in ("stop", "contradiction", "evidence")
            for rule in self.pack.strata[stratum]
        }
        return Symbolic(self.pack, self.turned.exam, given)


def _across(fires: Fires) -> Fires:
    left, right = (fires.on(other(side)) for side in SIDES)
    return Fires(fires.yes, left, right)
