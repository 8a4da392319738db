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
from sot_engine.packs.difference import MOST_ALONE, Difference
from sot_engine.packs.ending import ending_word
from sot_engine.proofs import moves as searched
from sot_engine.proofs.moves import Cut, Move, moves
from sot_engine.workflow.rules.prove_difference import (
    Moved,
    Unsearched,
    Versions,
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


def both(moved: Moved) -> set[tuple[str, str]]:
    """How the exam of one way ends, and the mirrored one."""
    return {(moved.before, moved.after)} | ({moved.mirrored} if moved.mirrored else set())


def test_a_pack_beside_itself_has_no_way_to_end_otherwise() -> None:
    assert list(prove_difference(against(pack_named("sot-core")))) == []


@pytest.mark.no_cover
def test_every_way_of_a_pack_on_top_of_another_is_found_and_belongs_to_its_rule() -> None:
    found = list(prove_difference(versions("sot-core", "ak-variants")))
    assert {(one.rules, one.what, *ends) for one in found if isinstance(one, Moved) for ends in both(one)} == {
        (("AK-04",), "outcome", "insufficient", "insufficient, lean II"),
        (("AK-04",), "outcome", "insufficient, lean I", "insufficient"),
        (("AK-04",), "outcome", "insufficient, lean III", "insufficient"),
        (("AK-07",), "placement", "suggested C2-L", "withheld"),
        (("AK-07",), "placement", "suggested C2-R", "withheld"),
        (("AK-07",), "placement", "modify C2-L", "withheld"),
        (("AK-07",), "placement", "modify C2-R", "withheld"),
    }
    assert len(found) == 5, "left and right are told once"
    assert all(isinstance(one, Moved) and one.smallest for one in found)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", ["weeks-between-two-limits", "supported-before-contradictory"])
def test_each_way_is_shown_by_an_exam_that_the_direct_reading_ends_in_the_same_words(name: str) -> None:
    core, changed = pack_named("sot-core"), read_defect(FOLDER / f"{name}.yaml", pack_named("sot-core")).pack
    found = [one for one in moves(core, changed) if isinstance(one, Move)]
    assert found
    for one in found:
        (visit,), commit = one.witness.visits, one.witness.commit
        ends = [ending_word(Direct(pack).read(visit, commit), pack, one.what, {}) for pack in (core, changed)]  # type: ignore[arg-type]
        assert ends == [one.before, one.after]


def test_what_only_two_rules_together_change_is_found() -> None:
    """A contrast counts for nothing and a gate that waits for it never fires; both of them withhold a placement."""
    core = pack_named("sot-core")
    contrast = replace(core.rule["C3-20"], id="C3-90")
    gate = replace(core.rule["D-30"], id="D-90", when=c.Fired(("C3-90",)), then=Effect(verb="withholds", on="I"))
    two = replace(core, rules=tuple(sorted((*core.rules, contrast, gate), key=lambda rule: rule.id)))
    found = list(prove_difference(Versions(core, two, Difference(core, two))))
    assert {(one.rules, one.what) for one in found} == {(("C3-90", "D-90"), "placement")}
    assert len(found) == 2
    assert {ends for one in found if isinstance(one, Moved) for ends in both(one)} == {
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
    assert ending_word(Direct(two.before).read(visit, None), two.before, moved.what, {}) == moved.before
    assert ending_word(Direct(two.after).read(visit, None), two.after, moved.what, {}) == moved.after


def laid(core: Pack, *angles: tuple[str, int]) -> Pack:
    """The pack with the first block of some placements turned."""
    rules = {rule.id: rule for rule in core.rules}
    for name, angle in angles:
        placement = rules[name].then.placement
        assert placement
        first, *rest = placement.blocks
        turned = replace(placement, blocks=(replace(first, direction_deg=angle), *rest))
        rules[name] = replace(rules[name], then=replace(rules[name].then, placement=turned))
    return replace(core, rules=tuple(rules.values()))


def test_a_block_that_is_turned_ends_an_exam_otherwise_and_its_mirror_image_is_told_with_it() -> None:
    core = pack_named("sot-core")
    found = list(prove_difference(against(laid(core, ("C2-L", 100), ("C2-R", 100)))))
    assert {(one.rules, one.what, *ends) for one in found if isinstance(one, Moved) for ends in both(one)} == {
        (
            ("C2-L",), "placement",
            f"{status} C2-{name} ({side} posterior iliac crest: thin edge at 90 degrees)",
            f"{status} C2-{name} ({side} posterior iliac crest: thin edge at 100 degrees)",
        )
        for status in ("suggested", "modify") for name, side in (("L", "left"), ("R", "right"))
    }  # fmt: skip
    assert {one.mirrored_by for one in found if isinstance(one, Moved)} == {("C2-R",)}


@pytest.mark.parametrize("change", [{"send": "a physician, today"}, {"urgency": "urgent"}])
def test_a_stop_that_sends_elsewhere_or_at_another_time_ends_an_exam_otherwise(change: dict[str, str]) -> None:
    core = pack_named("sot-core")
    stop = core.rule["R-01"]
    changed = replace(stop, then=replace(stop.then, **change))  # type: ignore[arg-type]  # names of fields
    two = replace(core, rules=tuple(changed if rule is stop else rule for rule in core.rules))
    (found,) = prove_difference(against(two))
    assert isinstance(found, Moved)
    assert (found.what, found.before) == ("stop R-01", "R-01 (emergency): emergency department, at once")
    assert next(iter(change.values())) in found.after
    assert dict(found.exam.visit.findings) == {"bladder_bowel_change": "present"}


def test_a_stop_that_fires_beside_another_one_only_is_found() -> None:
    """It refers nobody who was not referred, and still the practitioner sends elsewhere too."""
    core = pack_named("sot-core")
    stop = core.rule["R-01"]
    added = replace(stop, id="R-90", then=replace(stop.then, send="a dentist"))
    two = replace(core, rules=tuple(sorted((*core.rules, added), key=lambda rule: rule.id)))
    (found,) = prove_difference(against(two))
    assert isinstance(found, Moved)
    assert (found.what, found.before, found.after) == ("stop R-90", "no R-90", "R-90 (emergency): a dentist")


def test_when_the_time_is_up_every_side_that_was_not_searched_is_named() -> None:
    found = list(prove_difference(against(without("C2-02")), limit_s=-1))
    assert found == [Unsearched(("C2-02",), what, "the time was up") for what in ("outcome", "side", "placement")]
