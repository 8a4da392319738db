"""Proves the theorems of one pack with Z3, or finds the smallest exam that a theorem forgot."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from time import perf_counter
from typing import TypeVar

import z3

from sot_engine.domain.pack import Exemption
from sot_engine.proofs.exam import Exam
from sot_engine.proofs.theorem import Broken, Claim, Ground, Proof, Sight, Theorem, Witness
from sot_engine.proofs.witness import committed, smallest_model, visit_of

Name = TypeVar("Name", bound=Hashable)
PATIENCE_MS = 10_000
"""How long one question may take; what takes longer counts as not proved."""


class Undecided(Exception):
    """Z3 gave up on a question."""


class Prover:
    """Asks one question after the other about the exams of one pack."""

    def __init__(self, ground: Ground) -> None:
        """Tell the solver once what a finding can hold."""
        self.ground = ground
        self._solver = z3.Solver()
        self._solver.set("timeout", PATIENCE_MS)
        self._solver.add(*ground.exam.domain)
        self._last: z3.ModelRef | None = None

    def prove(self, theorem: Theorem) -> Proof:
        """Try every claim of a theorem."""
        began = perf_counter()
        claims = list(theorem.claims(self.ground))
        broken = [found for claim in claims if (found := self._try(claim))]
        excused, left = self._excused(theorem.name, broken)
        seconds = perf_counter() - began
        return Proof(theorem=theorem, claims=len(claims), seconds=seconds, broken=left, excused=excused)

    def _try(self, claim: Claim) -> Broken | None:
        """None when a claim holds, else why it does not."""
        try:
            return self._never(claim) if claim.must == "never" else self._some(claim)
        except Undecided:
            says = f"not decided within {PATIENCE_MS // 1000} s: {claim.says}"
            return Broken(about=claim.about, says=says, witness=None, sight=None)

    def _never(self, claim: Claim) -> Broken | None:
        if not self._exists(claim.sight.formula):
            return None
        if claim.exact is None:
            return self._broken(claim, claim.sight)
        return self._broken(claim, claim.sight._replace(formula=claim.exact)) if self._exists(claim.exact) else None

    def _some(self, claim: Claim) -> Broken | None:
        if self._known(claim.sight.formula) or self._exists(claim.sight.formula):
            return None
        if claim.example and self._exists(claim.example.formula):
            return self._broken(claim, claim.example)
        return None if claim.of_example else Broken(about=claim.about, says=claim.says, witness=None, sight=None)

    def _known(self, formula: z3.BoolRef) -> bool:
        """Whether the exam found last satisfies this formula too."""
        return self._last is not None and z3.is_true(self._last.eval(formula, model_completion=True))

    def _exists(self, formula: z3.BoolRef) -> bool:
        self._solver.push()
        self._solver.add(formula)
        found = self._solver.check()
        if found == z3.sat:
            self._last = self._solver.model()
        self._solver.pop()
        if found == z3.unknown:
            raise Undecided
        return bool(found == z3.sat)

    def _broken(self, claim: Claim, sight: Sight) -> Broken:
        witness = self.witness(sight.formula, claim.exams)
        return Broken(about=claim.about, says=claim.says, witness=witness, sight=sight)

    def exam_of(self, formula: z3.BoolRef, exams: tuple[Exam, ...]) -> Witness | None:
        """Any exams that satisfy a formula, or None when there are none."""
        if not self._exists(formula) or self._last is None:
            return None
        return witness_of(exams, self._last, smallest=False)

    def first_of(self, formulas: Mapping[Name, z3.BoolRef]) -> Name | None:
        """The name of one formula that some exam satisfies; None when no exam satisfies any of them.

        Errors: Undecided when Z3 gives up.
        """
        if not formulas or not self._exists(z3.Or(list(formulas.values()))):
            return None
        return next(name for name, formula in formulas.items() if self._known(formula))

    def witness(self, formula: z3.BoolRef, exams: tuple[Exam, ...]) -> Witness:
        """The smallest exams that satisfy a formula."""
        model, smallest = smallest_model(self.ground.exam.domain, formula, exams)
        return witness_of(exams, model, smallest=smallest)

    def _excused(self, name: str, broken: list[Broken]) -> tuple[tuple[Broken, ...], tuple[Broken, ...]]:
        """What the pack states an exception for, and the rest; an exception that nothing needs is one of the rest."""
        stated = [exemption for exemption in self.ground.pack.exceptions if exemption.theorem == name]
        excused = tuple(found for found in broken if any(_covers(exemption, found) for exemption in stated))
        left = [found for found in broken if found not in excused]
        for exemption in stated:
            if not any(_covers(exemption, found) for found in excused):
                says = "the pack states an exception that is not needed"
                left.append(Broken(about=exemption.rules, says=says, witness=None, sight=None))
        return excused, tuple(left)


def witness_of(exams: tuple[Exam, ...], model: z3.ModelRef, *, smallest: bool) -> Witness:
    """The visits that a model stands for."""
    return Witness(tuple(visit_of(exam, model) for exam in exams), committed(exams[0], model), smallest)


def _covers(exemption: Exemption, broken: Broken) -> bool:
    return exemption.rules == broken.about


def prove(ground: Ground, theorems: Iterable[Theorem]) -> Iterator[Proof]:
    """Prove theorems of one pack, one after the other."""
    prover = Prover(ground)
    for theorem in theorems:
        yield prover.prove(theorem)
