"""What the peers are given says yes to the same exams as the condition in the pack."""

import pytest

from benchmarks.exams import exams
from benchmarks.peers.formula import Check, Formula, Some, facts, rows
from benchmarks.peers.translation import translate
from sot_engine import read_pack
from sot_engine.domain import condition as c
from sot_engine.domain.pack import Pack
from sot_engine.inference.direct import Direct
from sot_engine.inference.question import Exam

CONDITIONS: dict[str, c.Condition] = {
    "one of these words": c.Among("antalgic_posture", ("left", "right")),
    "another word": c.Except("antalgic_posture", ("none",)),
    "another number": c.EachSide(c.Except("first_rib_pain", (0, 4))),
    "within bounds": c.EachSide(c.Bounds("first_rib_pain", above=1, at_most=5)),
    "outside bounds": c.BothSides(c.Bounds("heel_tension", at_least=0, below=2)),
    "starts with": c.EachSide(c.Pattern("soto_test", "starts_with", ("same",))),
    "ends with": c.EachSide(c.Pattern("soto_test", "ends_with", ("worse",))),
    "contains": c.EachSide(c.Pattern("soto_test", "contains", ("better",))),
    "this side": c.EachSide(c.All((c.Among("lateral_sway", ("absent",)), c.Among("short_leg_prone", ("this_side",))))),
    "the other side": c.EachSide(
        c.All((c.Among("lateral_sway", ("absent",)), c.OtherSide(c.Among("lateral_sway", ("present",)))))
    ),
    "two of three": c.NOf(
        2, (c.Among("pelvic_rigidity", ("absent",)), c.Among("onset", ("sudden",)), c.Bounds("pain_now", at_least=3))
    ),
    "the patient": c.PatientBounds("age_years", at_least=30, below=60),
    "after blocking": c.EachSide(c.Bounds("heel_tension", at_most=1, after=True)),
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack()


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_and_its_formula_agree(name: str, pack: Pack) -> None:
    condition = CONDITIONS[name]
    question, formula = Direct(pack).question(condition), translate(pack, condition)
    said = set()
    for visit in exams(pack, 600):
        yes = question(Exam(visit.patient, visit.findings, visit.after, {}, {})) is True
        assert _holds(formula, facts(visit)) is yes
        assert any(all(_holds(test, facts(visit)) for test in row) for row in rows(formula)) is yes
        said.add(yes)
    assert said == {True, False}


def _holds(formula: Formula, known: dict[str, str | int | float]) -> bool:
    """The plain meaning of a formula, apart from every peer."""
    if not isinstance(formula, Check):
        join = any if isinstance(formula, Some) else all
        return join(_holds(part, known) for part in formula.of)
    value, wanted = known.get(formula.key), formula.operand
    assert isinstance(wanted, tuple | int | float)
    if value is None or isinstance(wanted, tuple):
        return value in wanted if isinstance(wanted, tuple) else False
    number, edge = float(value), float(wanted)
    return {">=": number >= edge, "<=": number <= edge, ">": number > edge, "<": number < edge}[formula.operator]
