"""Every seeded defect is caught by the theorem that must catch it.

Where an exam can show it, the exam is a visit file, and the direct reading of it shows the defect too.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from sot_engine.intake.visit_file import read_visit_text
from sot_engine.intake.visit_text import visit_yaml
from sot_engine.proofs.theorems import theorems_of
from sot_engine.workflow.rules.prove_pack import prove_pack

from .exams import pack_named
from .seeded import FILES, FOLDER, read_defect


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_seeded_defect_is_caught(file: Path) -> None:
    defect = read_defect(file, pack_named("sot-core"))
    (proved,) = prove_pack(defect.pack, defect.caught_by)
    caught = [told for told in proved.failures if not defect.about or told.about == defect.about]
    assert caught, f"{defect.says} Nothing was said of it, only of {[told.about for told in proved.failures]}"
    for told in caught:
        assert bool(told.exams) == defect.has_witness
        assert told.confirmed == defect.has_witness
    for exam in (exam for told in caught for exam in told.exams):
        visit = read_visit_text(exam.text, exam.file, defect.pack)
        assert visit_yaml(visit, defect.pack) in exam.text


def test_a_rule_that_can_never_fire_is_told_once_and_not_as_a_shadow_too() -> None:
    defect = read_defect(FOLDER / "gate-on-a-side-that-is-never-found.yaml", pack_named("sot-core"))
    (fires,) = prove_pack(defect.pack, "fires")
    assert [told.about for told in fires.failures] == [defect.about]
    (shadow,) = prove_pack(defect.pack, "shadow")
    assert shadow.failures == ()


@pytest.mark.parametrize("category", ["C1", "C2", "C3"])
def test_blocks_on_the_other_side_in_both_placements_are_caught_though_they_mirror_each_other(category: str) -> None:
    pack = pack_named("sot-core")
    left, right = (pack.rule[f"{category}-{side}"] for side in "LR")
    swapped = {
        left.id: replace(left, then=replace(left.then, placement=right.then.placement)),
        right.id: replace(right, then=replace(right.then, placement=left.then.placement)),
    }
    wrong = replace(pack, rules=tuple(swapped.get(rule.id, rule) for rule in pack.rules))
    (mirror,) = prove_pack(wrong, "mirror")
    assert mirror.failures == ()
    (stated,) = prove_pack(wrong, "T-07")
    assert [told.about for told in stated.failures] == [("T-07",)]
    assert all(told.exams and told.confirmed for told in stated.failures)


def test_every_theorem_has_a_defect_that_it_catches() -> None:
    pack = pack_named("sot-core")
    caught = {read_defect(file, pack).caught_by for file in FILES}
    assert caught == {theorem.name for theorem in theorems_of(pack)}


def test_the_museum_is_large_enough() -> None:
    assert len(FILES) >= 20
