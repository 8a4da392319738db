"""Every way in which exams end otherwise under a second pack."""

from dataclasses import replace
from pathlib import Path

import pytest

from sot_engine.domain import condition as c
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Effect
from sot_engine.errors import PackReference
from sot_engine.inference.direct import Direct
from sot_engine.intake.visit_file import read_visit
from sot_engine.packs.difference import Difference
from sot_engine.proofs import moves as searched
from sot_engine.proofs.moves import Cut, Move, moves
from sot_engine.workflow.rules.prove_difference import (
    MOST_ALONE,
    Moved,
    Unsearched,
    Versions,
    ending_word,
    prove_difference,
    versions,
    write_exam,
)

from .exams import pack_named
from .seeded import FOLDER, read_defect


def against(changed: Pack) -> Versions:
    """sot-core beside a changed copy of it."""
    core = pack_named("sot-core")
    return Versions(core, changed, Difference(core, changed))


def without(*rules: str) -> Pack:
    core = pack_named("sot-core")
    return replace(core, rules=tuple(rule for rule in core.rules if rule.id not in rules))


def test_a_pack_beside_itself_has_no_way_to_end_otherwise() -> None:
    assert list(prove_difference(against(pack_named("sot-core")))) == []


def test_every_way_of_a_pack_on_top_of_another_is_found_and_belongs_to_its_rule() -> None:
    found = list(prove_difference(versions("sot-core", "ak-variants")))
    assert {(one.rules, one.what, one.before, one.after) for one in found if isinstance(one, Moved)} == {
        (("AK-04",), "outcome", "insufficient", "insufficient, lean II"),
        (("AK-04",), "outcome", "insufficient, lean I", "insufficient"),
        (("AK-04",), "outcome", "insufficient, lean III", "insufficient"),
        (("AK-07",), "placement", "suggested C2-L", "withheld"),
        (("AK-07",), "placement", "suggested C2-R", "withheld"),
        (("AK-07",), "placement", "modify C2-L", "withheld"),
        (("AK-07",), "placement", "modify C2-R", "withheld"),
    }
    assert all(isinstance(one, Moved) and one.smallest for one in found)


@pytest.mark.parametrize("name", ["weeks-between-two-limits", "supported-before-contradictory"])
def test_each_way_is_shown_by_an_exam_that_the_direct_reading_ends_in_the_same_words(name: str) -> None:
    core, changed = pack_named("sot-core"), read_defect(FOLDER / f"{name}.yaml", pack_named("sot-core")).pack
    found = [one for one in moves(core, changed) if isinstance(one, Move)]
    assert found
    for one in found:
        (visit,), commit = one.witness.visits, one.witness.commit
        ends = [ending_word(Direct(pack).read(visit, commit), one.what) for pack in (core, changed)]  # type: ignore[arg-type]
        assert ends == [one.before, one.after]


def test_what_only_two_rules_together_change_is_found() -> None:
    """A contrast counts for nothing and a gate that waits for it never fires; both of them withhold a placement."""
    core = pack_named("sot-core")
    contrast = replace(core.rule["C3-20"], id="C3-90")
    gate = replace(core.rule["D-30"], id="D-90", when=c.Fired(("C3-90",)), then=Effect(verb="withholds", on="I"))
    two = replace(core, rules=tuple(sorted((*core.rules, contrast, gate), key=lambda rule: rule.id)))
    found = list(prove_difference(Versions(core, two, Difference(core, two))))
    assert {(one.rules, one.what) for one in found} == {(("C3-90", "D-90"), "placement")}
    assert {(one.before, one.after) for one in found if isinstance(one, Moved)} == {
        (f"{status} {name}", "withheld") for status in ("suggested", "modify") for name in ("C1-L", "C1-R")
    }


def test_a_search_that_is_cut_off_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched, "MOST", 1)
    found = list(moves(pack_named("sot-core"), without("C2-02")))
    assert Cut("outcome", "more than 1 ways") in found


def test_many_changed_rules_are_not_tried_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searched, "MOST", 1)
    gone = [rule.id for rule in pack_named("sot-core").strata["evidence"]][: MOST_ALONE + 1]
    found = list(prove_difference(against(without(*gone))))
    assert {one.rules for one in found} == {tuple(gone)}
    assert any(isinstance(one, Unsearched) for one in found)


def test_a_finding_that_is_recorded_otherwise_is_named(tmp_path: Path) -> None:
    for file in ("pack.yaml", "findings.yaml", "rules.yaml", "sources.yaml"):
        text = (Path(__file__).parents[1] / "tiny_pack" / file).read_text("utf-8")
        for name in ("one", "two"):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / file).write_text(text, "utf-8")
    changed = (tmp_path / "two/findings.yaml").read_text("utf-8").replace("kind: pain", "kind: grade")
    (tmp_path / "two/findings.yaml").write_text(changed, "utf-8")
    with pytest.raises(PackReference, match="is recorded otherwise in"):
        versions(str(tmp_path / "one"), str(tmp_path / "two"))


def test_a_smallest_exam_is_written_as_a_visit_file_that_ends_so(tmp_path: Path) -> None:
    two = versions("sot-core", "ak-variants")
    moved = next(one for one in prove_difference(two) if isinstance(one, Moved))
    path = write_exam(moved, 1, two.after, tmp_path / "exams")
    visit = read_visit(path, two.after)
    assert ending_word(Direct(two.before).read(visit, None), moved.what) == moved.before
    assert ending_word(Direct(two.after).read(visit, None), moved.what) == moved.after
