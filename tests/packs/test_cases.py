"""Golden cases: how a case in short becomes an exam, and what is said when it comes out otherwise."""

from pathlib import Path
from typing import Any

import pytest

from sot_engine.inference.explore import Explorer
from sot_engine.packs.cases import Case, read_cases
from sot_engine.packs.failures import failures
from tests.known_packs import readings_of, tiny

GROUP = """
- rule: E2-1
  fires:
    - {rib: {left: 4}, sides: [left]}
    - {rib: both, patient: {age_years: 9, pregnancy_weeks: 3}, commit: II}
  near_miss:
    - {rib: none}
  unrecorded:
    - {}
"""
WHOLE = """
- id: base
  title: A base
  cite: [BOOK]
  patient: {age_years: 12}
  findings: {rigid: present, rib: {left: 4, right: 0}, heel: {left: 2}}
  after_blocking: {heel: {left: 0}}
  expect: {outcome: mixed}
- id: other
  like: base
  but: {rib: {left: 5}}
  without: [rigid, heel.left]
  expect: {category: null}
- rule: E1-1
  like: base
  fires: [{}, {without: [rib], line: 2}]
"""


def cases(text: str, folder: Path) -> dict[str, Case]:
    (folder / "cases").mkdir()
    (folder / "cases" / "cases.yaml").write_text(text.replace("rib: both", "rib: {both: 9}"), encoding="utf-8")
    return {case.id: case for case in read_cases(folder, tiny(), "tiny")}


def test_each_exam_of_a_group_is_a_case_with_a_name_of_its_own(tmp_path: Path) -> None:
    found = cases(GROUP, tmp_path)
    assert list(found) == ["E2-1 fires 1", "E2-1 fires 2", "E2-1 near miss 1", "E2-1 unrecorded 1"]
    assert {case.rule for case in found.values()} == {"E2-1"}
    assert found["E2-1 fires 1"].expect == {"fires": ["E2-1"], "sides": {"E2-1": ["left"]}}
    assert found["E2-1 near miss 1"].expect == {"not_fires": ["E2-1"]}
    assert found["E2-1 near miss 1"].visit.findings == {"rib.left": 0, "rib.right": 0}
    assert found["E2-1 unrecorded 1"].visit.findings == {}
    assert str(found["E2-1 fires 2"].at) == "tiny/cases/cases.yaml:5"


def test_a_patient_is_an_adult_who_was_not_asked_unless_it_is_said(tmp_path: Path) -> None:
    found = cases(GROUP, tmp_path)
    plain, said = found["E2-1 fires 1"], found["E2-1 fires 2"]
    assert (plain.visit.patient.age_years, plain.visit.patient.pregnancy_weeks, plain.commit) == (40, None, None)
    assert (said.visit.patient.age_years, said.visit.patient.pregnancy_weeks, said.commit) == (9, 3, "II")


def test_a_case_is_like_another_but_with_and_without(tmp_path: Path) -> None:
    found = cases(WHOLE, tmp_path)
    assert found["base"].title == "A base"
    assert found["base"].cite == ("BOOK",)
    assert found["base"].visit.after == {"heel.left": 0}
    assert found["other"].visit.findings == {"rib.left": 5, "rib.right": 0}
    assert found["other"].visit.patient.age_years == 12
    assert found["E1-1 fires 1"].visit.findings == found["base"].visit.findings
    assert found["E1-1 fires 2"].visit.findings == {"rigid": "present", "heel.left": 2, "line": 2}


def test_a_folder_without_cases_has_none(tmp_path: Path) -> None:
    assert read_cases(tmp_path, tiny(), "tiny") == ()


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("outcome: mixed", []),
        ("outcome: refer", ["outcome is mixed, not refer"]),
        ("category: I", ["category is None, not I"]),
        ("category: null, lean: null, side: null", []),
        ("candidates: [I, II]", []),
        ("candidates: [II, I]", ["candidates are ['I', 'II'], not ['II', 'I']"]),
        ("fires: [E1-1, G-1]", []),
        ("fires: [E1-3, E3-1]", ["E1-3 did not fire", "E3-1 did not fire"]),
        ("not_fires: [E1-1, E1-3]", ["E1-1 fired"]),
        ("fires_only: [E1-1, E1-2, E2-1]", []),
        ("fires_only: [E1-1]", ["of the evidence rules ['E1-1', 'E1-2', 'E2-1'] fired, not ['E1-1']"]),
        ("sides: {E2-1: [right]}", ["E2-1 fired on ['left'], not on ['right']"]),
        ("agrees_with: II", ["mixed  does not agree with II"]),
        ("open: [E3-1]", []),
        ("open: [E1-1]", ["E1-1 is not open"]),
        ("not_asked: [loss]", []),
        ("not_asked: []", ["not_asked is ['loss'], not []"]),
        ("rivals_not_examined: [III]", []),
        ("rivals_not_examined: []", ["rivals_not_examined is ['III'], not []"]),
        ("placement: {status: none, id: null}", []),
        ("placement: {status: suggested, id: P2-L}",
         ["the placement is none, not suggested", "the placement is None, not P2-L"]),
    ],
)  # fmt: skip
def test_what_comes_out_otherwise_is_said_a_sentence_each(expect: str, said: list[str], tmp_path: Path) -> None:
    case = cases(WHOLE.replace("{outcome: mixed}", f"{{{expect}}}"), tmp_path)["base"]
    ready = readings_of("tiny")
    explorer = Explorer(ready.ground, case.visit)
    assert list(failures(case, ready.agree(case.visit, case.commit), explorer)) == said


@pytest.mark.parametrize(
    ("findings", "agrees"),
    [({"rib.left": 5, "drift": 20}, True), ({"rib.left": 5}, True), ({"rigid": "present", "heel.left": 2}, False)],
)
def test_a_published_case_agrees_when_no_other_category_is_supported(
    findings: dict[str, Any], tmp_path: Path, *, agrees: bool
) -> None:
    written = ", ".join(f"{key.replace('.left', '')}: {{left: {value}}}" if "." in key else f"{key}: {value}"
                        for key, value in findings.items())  # fmt: skip
    case = cases(f"- id: base\n  findings: {{{written}}}\n  expect: {{agrees_with: II}}\n", tmp_path)["base"]
    assert (list(failures(case, readings_of("tiny").agree(case.visit))) == []) is agrees


def test_a_placement_may_be_expected_by_its_status_alone(tmp_path: Path) -> None:
    findings = "{rib: {left: 5}, drift: 20, short_leg: left, loss: absent}"
    text = f"- id: base\n  findings: {findings}\n  expect: {{placement: EXPECTED}}\n"
    for number, (expected, said) in enumerate(
        [
            ("{status: suggested}", []),
            ("{status: suggested, id: P2-L}", []),
            ("{status: withheld}", ["the placement is suggested, not withheld"]),
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        case = cases(text.replace("EXPECTED", expected), folder)["base"]
        assert list(failures(case, readings_of("tiny").agree(case.visit))) == said
