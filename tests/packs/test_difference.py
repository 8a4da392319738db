from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from sot_engine.packs.cases import ADULT
from sot_engine.packs.difference import DECISION, Difference, exams_of
from sot_engine.packs.shelf import pack_folder
from sot_engine.reports.difference_lines import structure_lines
from sot_engine.workflow.rules import compare_packs as compare_packs_file
from sot_engine.workflow.rules.compare_packs import Compared, compare_packs
from sot_engine.workflow.rules.new_pack import new_pack

EDITS = {
    "category-2.yaml": ("{first_rib_pain: {at_least: 4}}", "{first_rib_pain: {at_least: 3}}"),
    "gates.yaml": ("{patient.age_years: {below: 12}}", "{patient.age_years: {below: 14}}"),
    "category-1.yaml": ("title: Unequal dollar areas", "title: Dollar areas that differ"),
}


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second version of sot-core with three edits and a rule less."""
    folder = tmp_path_factory.mktemp("packs") / "second"
    copytree(pack_folder("sot-core"), folder)
    for file, (old, new) in EDITS.items():
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    without_rule(folder, "guidance.yaml", "G-06")
    return folder


def without_rule(folder: Path, file: str, rule: str) -> None:
    """Take a rule and its cases out of a pack's files."""
    for path in (folder / file, folder / "cases" / file):
        entries = path.read_text(encoding="utf-8").split("\n- ")
        kept = [one for one in entries if not one.startswith((f"id: {rule}\n", f"rule: {rule}\n"))]
        kept = [one for one in kept if f"rule: {rule} " not in one]
        path.write_text("\n- ".join(kept), encoding="utf-8")


@pytest.fixture(scope="module")
def found(changed: Path) -> Compared:
    return compare_packs("sot-core", str(changed))


def test_a_pack_does_not_differ_from_itself() -> None:
    same = compare_packs("ak-variants", "ak-variants")
    assert not any(same.structure)
    assert same.shifts == ()


def test_what_changed_is_listed_by_rule_id(found: Compared) -> None:
    kinds = [(change.rule, change.kind, [part.name for part in change.parts]) for change in found.structure.rules]
    assert kinds == [
        ("C1-04", "changed", ["title"]),
        ("C2-03", "changed", ["condition"]),
        ("D-09", "changed", ["condition"]),
        ("G-06", "retired", ["condition", "effect"]),
    ]
    (condition,) = found.structure.rules[1].parts
    assert condition.before == "“First rib tubercle, pain” is 4 or more on either side"
    assert condition.after == "“First rib tubercle, pain” is 3 or more on either side"


def test_exams_that_end_otherwise_name_the_rule_that_does_it(found: Compared) -> None:
    assert {rule for shift in found.shifts for rule in shift.rules} == {"C2-03", "D-09"}


def test_the_smallest_example_holds_nothing_that_is_not_needed(found: Compared) -> None:
    difference = Difference(found.before, found.after)
    for shift in found.shifts:
        recorded = shift.example.visit.findings
        for key in recorded:
            fewer = {name: value for name, value in recorded.items() if name != key}
            exam = shift.example._replace(visit=replace(shift.example.visit, findings=fewer))
            assert difference.ends(exam) != (shift.before, shift.after), (shift.rules, key)


def test_an_age_around_the_bound_is_tried(found: Compared) -> None:
    shift = next(one for one in found.shifts if one.rules == ("D-09",))
    assert 12 <= shift.example.visit.patient.age_years <= 13
    assert "placement withheld" not in shift.before
    assert "placement withheld" in shift.after


def test_a_decision_that_changed_is_a_cause(found: Compared) -> None:
    from sot_engine.domain.pack import Threshold
    from sot_engine.packs.own import open_pack
    from sot_engine.packs.structure import structure

    own = open_pack("sot-core")
    stricter = replace(own.pack.decision, established=(Threshold(of=("kept",), at_least=2),))
    other = replace(own.pack, decision=stricter)
    shifts = Difference(own.pack, other).shifts(exams_of(own.cases))
    assert {shift.rules for shift in shifts} == {(DECISION,)}
    (part,) = structure(own.pack, other).decision
    assert part.after == "kept at least 2"


def test_a_finding_that_changed_is_listed(found: Compared) -> None:
    from sot_engine.packs.structure import structure

    pack = found.before
    findings = dict(pack.findings)
    del findings["ely"]
    findings["heel_tension"] = replace(findings["heel_tension"], range=(0, 4))
    findings["first_rib_pain"] = replace(findings["first_rib_pain"], kind="grade")
    again = findings["medial_knee_pain"].retest
    assert again
    findings["medial_knee_pain"] = replace(findings["medial_knee_pain"], retest=replace(again, improves="up"))
    findings["yeoman"] = replace(findings["yeoman"], how="Otherwise.")
    positive, up = "positive when “Medial knee, pain” is 1 or more", "better when it went up"
    assert structure(pack, replace(pack, findings=findings)).findings == (
        "ely: retired",
        "first_rib_pain: pain, a whole number from 0 to 10, each side → grade, a whole number from 0 to 10, each side",
        "heel_tension: a whole number from 0 to 3, each side → a whole number from 0 to 4, each side",
        f"medial_knee_pain, after blocking: {positive}; better when it went down by 1 or more → {positive}; {up}",
        "yeoman: its page reads otherwise",
    )


def test_a_retest_that_is_read_otherwise_is_a_cause(found: Compared) -> None:
    """Rules that ask whether it was better read otherwise, though they are written alike."""
    again = found.before.findings["soto_test"].retest
    assert again
    other = replace(found.before.findings["soto_test"], retest=replace(again, word="same"))
    difference = Difference(found.before, replace(found.before, findings={**found.before.findings, "soto_test": other}))
    assert difference.causes == ("re-test of soto_test",)
    assert difference.alone["re-test of soto_test"].findings["soto_test"] == other


def test_what_no_exam_shows_is_listed_too(found: Compared) -> None:
    """A pack with a theorem fewer was said to differ in nothing."""
    from sot_engine.packs.structure import structure

    pack = found.before
    loosened = replace(pack.theorems[1], words=("suggested",))
    apart = replace(pack.apart[0], why="Otherwise.", cite=())
    dej84 = replace(pack.sources["DEJ84"], seen="All of it.")
    other = replace(
        pack,
        theorems=(loosened, *pack.theorems[2:]),
        apart=(apart, *pack.apart[2:]),
        sources={**pack.sources, "DEJ84": dej84},
        misuse="None.",
    )
    written = structure(pack, other)
    assert [(one.rule, one.kind, [part.name for part in one.parts]) for one in written.beside] == [
        ("kept apart in practice, A-01", "changed", ["why"]),
        ("kept apart in practice, A-02", "retired", ["condition", "why"]),
        ("theorem T-01", "retired", ["condition", "concluded", "why"]),
        ("theorem T-02", "changed", ["concluded"]),
    ]
    assert written.pages == ("sources, read otherwise: DEJ84", "the pack, read otherwise: misuse")
    told = "\n".join(structure_lines(written))
    assert "theorem T-01  retired: No placement is shown while an emergency question is anything but absent" in told
    assert "concluded was: the placement is never suggested or modify" in told
    assert "Nothing differs" not in told


def test_what_does_not_matter_of_the_patient_is_not_in_a_smallest_exam(found: Compared) -> None:
    shift = next(shift for shift in found.shifts if shift.rules == ("C2-03",))
    assert shift.example.visit.patient.age_years == ADULT
    old = replace(shift.example.visit, patient=replace(shift.example.visit.patient, age_years=90, pregnancy_weeks=0))
    difference = Difference(found.before, found.after)
    (again,) = difference.shifts([shift.example._replace(visit=old)])
    assert again.example.visit.patient == shift.example.visit.patient


@pytest.mark.no_cover
def test_another_school_is_read_once_an_exam_and_the_reading_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred changed rules were each tried on every exam, which took most of an hour."""
    tried: list[str] = []
    because = Difference.because

    def noted(self: Difference, exam: Any) -> Any:
        tried.append(exam.name)
        return because(self, exam)

    monkeypatch.setattr(Difference, "because", noted)
    monkeypatch.setattr(compare_packs_file, "MOST", 1000)
    new_pack(str(tmp_path / "alone"), None)
    other = compare_packs("sot-core", str(tmp_path / "alone"))
    assert other.unread == "more than 1000 exams"
    assert other.exams == 1000
    assert other.shifts
    assert len(tried) <= sum(2 if shift.mirrored else 1 for shift in other.shifts) < 100


def test_left_and_right_are_told_once(found: Compared) -> None:
    difference = Difference(found.before, found.after)
    listed = {(shift.rules, shift.before, shift.after) for shift in found.shifts}
    twins = [shift for shift in found.shifts if shift.mirrored]
    assert twins
    for shift in twins:
        assert shift.mirrored
        ends = (shift.mirrored.before, shift.mirrored.after)
        assert difference.ends(difference.turned(shift.example)) == ends
        assert (shift.mirrored.rules, *ends) not in listed
