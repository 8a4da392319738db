"""From a model of Z3 back to a visit, as small and as ordinary as the formula allows."""

from collections.abc import Iterator

import z3

from sot_engine.domain.condition import Value
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.visit import Patient, Visit
from sot_engine.proofs.exam import Boxes, Exam, decode

EXAMINED_AT = "2026-01-05T09:00:00+00:00"
EXAMINER = "Found by a proof; nobody was examined"
ADULT = 40
PATIENCE_MS = 3_000
"""How long the search for a smaller exam may take; the smallest found so far is shown then, and said to be that."""


def smallest_model(
    domain: tuple[z3.BoolRef, ...], formula: z3.BoolRef, exams: tuple[Exam, ...]
) -> tuple[z3.ModelRef, bool]:
    """A model with as few entries as possible, and whether fewer were ruled out.

    The formula must have a model.
    """
    solver = z3.Solver()
    solver.add(*domain, formula)
    solver.check()
    model, smallest = _fewer(solver, exams)
    return _ordinary(solver, exams, model), smallest


def _fewer(solver: z3.Solver, exams: tuple[Exam, ...]) -> tuple[z3.ModelRef, bool]:
    """Ask for fewer entries until there are none fewer."""
    model = solver.model()
    entries = [entry for exam in exams for entry in exam.entries]
    solver.set("timeout", PATIENCE_MS)
    while True:
        count = sum(z3.is_true(model.eval(entry, model_completion=True)) for entry in entries)
        solver.push()
        solver.add(z3.PbLe([(entry, 1) for entry in entries], count - 1))
        found = solver.check() if count else z3.unsat
        if found != z3.sat:
            solver.pop()
            solver.add(z3.PbLe([(entry, 1) for entry in entries], count))
            return model, bool(found == z3.unsat)
        model = solver.model()
        solver.pop()


def _ordinary(solver: z3.Solver, exams: tuple[Exam, ...], model: z3.ModelRef) -> z3.ModelRef:
    """A model of an adult without a commitment, and with the lowest numbers, where the formula leaves that open."""
    for wish in _wishes(exams[0]):
        if z3.is_true(model.eval(wish, model_completion=True)):
            solver.add(wish)
            continue
        solver.push()
        solver.add(wish)
        if solver.check() == z3.sat:
            model = solver.model()
        else:
            solver.pop()
    return model


def _wishes(exam: Exam) -> Iterator[z3.BoolRef]:
    yield exam.commit == 0
    yield exam.age == ADULT


def visit_of(exam: Exam, model: z3.ModelRef) -> Visit:
    """The visit that a model stands for."""
    weeks = _number(model, exam.weeks) if _holds(model, exam.asked) else None
    return Visit(
        examined_at=EXAMINED_AT,
        examiner=EXAMINER,
        patient=Patient(ref="witness", age_years=_number(model, exam.age), pregnancy_weeks=weeks),
        findings=dict(_recorded(exam.before, model)),
        after=dict(_recorded(exam.after, model)),
    )


def committed(exam: Exam, model: z3.ModelRef) -> Category | None:
    """The category that the practitioner commits in a model."""
    place = _number(model, exam.commit)
    return CATEGORIES[place - 1] if place else None


def _recorded(boxes: Boxes, model: z3.ModelRef) -> Iterator[tuple[str, Value]]:
    for key, box in boxes.items():
        if _holds(model, box.recorded):
            yield key, decode(box.finding, _number(model, box.value))


def _holds(model: z3.ModelRef, formula: z3.BoolRef) -> bool:
    return bool(z3.is_true(model.eval(formula, model_completion=True)))


def _number(model: z3.ModelRef, term: z3.ArithRef) -> int:
    return int(model.eval(term, model_completion=True).as_long())
