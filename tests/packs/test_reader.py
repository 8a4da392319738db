"""A pack's folder to a Pack: what is kept of it, what is added by a pack that extends it, and how words are spelled."""

from pathlib import Path
from shutil import copytree

import pytest

from sot_engine.domain import condition as c
from sot_engine.domain.condition import Condition
from sot_engine.errors import PackError
from sot_engine.packs.content import content_hash, pack_files
from sot_engine.packs.reader import read_folder, read_head
from sot_engine.packs.shelf import pack_folder, read_pack
from tests.known_packs import MORE, TINY, core, finding, rule, tiny, tiny_with, with_ak, write_tiny

BLOCK = c.BlockUnder("greater_trochanter")


def spelled(when: str, then: str = "{advises: note}") -> Condition:
    return tiny_with(rule("T", when, then)).rule["T"].when


@pytest.mark.parametrize(
    ("when", "read"),
    [
        ("{rigid: present}", c.Among("rigid", ("present",))),
        ("{rigid: positive}", c.Among("rigid", ("present",))),
        ("{twist: [none, left_posterior]}", c.Among("twist", ("none", "left_posterior"))),
        ("{twist: {not: none}}", c.Except("twist", ("none",))),
        ("{line: 0}", c.Among("line", (0,))),
        ("{line: {at_least: 1, at_most: 3}}", c.Bounds("line", at_least=1, at_most=3)),
        ("{drift: {above: 1.5, below: 3}}", c.Bounds("drift", above=1.5, below=3)),
        ("{each_side: {hold: {is: [same, worse]}}}", c.EachSide(c.Among("hold", (("same", "worse"),)))),
        ("{each_side: {hold: {is: [[same], [worse]]}}}", c.EachSide(c.Among("hold", (("same",), ("worse",))))),
        ("{each_side: {hold: {starts_with: [same]}}}", c.EachSide(c.Pattern("hold", "starts_with", ("same",)))),
        ("{each_side: {hold: {ends_with: worse}}}", c.EachSide(c.Pattern("hold", "ends_with", ("worse",)))),
        ("{both_sides: {sway: absent}}", c.BothSides(c.Among("sway", ("absent",)))),
        ("{each_side: {other_side: {sway: absent}}}", c.EachSide(c.OtherSide(c.Among("sway", ("absent",))))),
        ("{each_side: {short_leg: this_side}}", c.EachSide(c.Among("short_leg", ("this_side",)))),
        ("{all: [{rigid: present}, {line: 1}]}", c.All((c.Among("rigid", ("present",)), c.Among("line", (1,))))),
        ("{any: [{rigid: present}]}", c.AnyOf((c.Among("rigid", ("present",)),))),
        ("{n_of: {at_least: 1, of: [{line: 1}]}}", c.NOf(1, (c.Among("line", (1,)),))),
        ("{patient.age_years: {below: 12}}", c.PatientBounds("age_years", below=12)),
        ("{unless: {line: 1}}", c.Unless(c.Among("line", (1,)))),
        ("{not_recorded: rigid}", c.NotRecorded(("rigid",))),
        ("{fired: [E1-1, E2-1]}", c.Fired(("E1-1", "E2-1"))),
        ("{not_fired: E1-1}", c.NotFired(("E1-1",))),
        ("{no_common_side: [E2-1, E3-1]}", c.NoCommonSide("E2-1", "E3-1")),
        ("{established: III}", c.Established("III")),
        ("{decided: I}", c.Decided("I")),
        ("{category_side: [left, none]}", c.CategorySide(("left", "none"))),
        ("{each_side: {block_under: greater_trochanter}}", c.EachSide(BLOCK)),
        ("{each_side: {after.heel: {at_most: 1}}}", c.EachSide(c.Bounds("heel", at_most=1, after=True))),
        ("{each_side: {improved: heel}}", c.EachSide(c.Improved("heel"))),
        ("{none_improved: [heel, sway]}", c.NoneImproved(("heel", "sway"))),
    ],
)
def test_each_word_of_the_language_is_read(when: str, read: Condition) -> None:
    assert repr(spelled(when)) == repr(read)


def test_equivocal_may_stand_where_only_a_gate_reads_it() -> None:
    assert repr(spelled("{rigid: equivocal}", "{withholds: any}")) == repr(c.Among("rigid", ("equivocal",)))


@pytest.mark.parametrize(
    ("then", "verb", "on"),
    [
        ("{supports: II, as: weak}", "supports", "II"),
        ("{opposes: I}", "opposes", "I"),
        ("{contrasts: III}", "contrasts", "III"),
        ("{stops: prompt, send: A doctor}", "stops", None),
        ("{contradicts: re-test}", "contradicts", None),
        ("{withholds: supine}", "withholds", "supine"),
        ("{modifies: II}", "modifies", "II"),
        ("{cautions: any}", "cautions", "any"),
        ("{advises: first}", "advises", None),
    ],
)
def test_each_effect_is_read(then: str, verb: str, on: str | None) -> None:
    effect = tiny_with(rule("T", "{rigid: present}", then)).rule["T"].then
    assert (effect.verb, effect.on) == (verb, on)


def test_a_placement_keeps_its_geometry() -> None:
    placement = tiny().rule["P2-L"].then.placement
    assert placement
    assert (placement.position, [block.side for block in placement.blocks]) == ("supine", ["left", "right"])
    assert placement.blocks[0].at == (0.5, 0.4)
    assert placement.blocks[0].range_deg == (90, 135)


def test_rules_are_in_the_order_of_their_ids_and_know_their_line() -> None:
    assert [one.id for one in tiny().rules] == sorted(one.id for one in tiny().rules)
    text = (TINY / "rules.yaml").read_text(encoding="utf-8").splitlines()
    for one in tiny().rules:
        assert one.at.file == "tiny/rules.yaml"
        assert text[one.at.line - 1] == f"- id: {one.id}"


def test_folded_text_is_one_line_without_its_end() -> None:
    for one in core().rules:
        assert one.says == one.says.strip()
        assert "\n" not in one.says


def test_the_hash_is_that_of_the_files_that_make_the_pack(tmp_path: Path) -> None:
    home = write_tiny(tmp_path / "tiny")
    assert content_hash(home) == tiny().sha256
    (home / "cases").mkdir(exist_ok=True)
    (home / "cases" / "more.yaml").write_text("- id: x\n", encoding="utf-8")
    (home / "README.md").write_text("Not a part.", encoding="utf-8")
    assert content_hash(home) == tiny().sha256
    (home / "rules.yaml").rename(home / "other.yaml")
    assert content_hash(home) != tiny().sha256
    assert [path.name for path in pack_files(home)] == ["findings.yaml", "other.yaml", "pack.yaml", "sources.yaml"]


def test_a_pack_that_extends_another_adds_to_it_and_keeps_the_rest() -> None:
    more = tiny_with(rule("T", "{extra: present}"), finding("extra", "sign"))
    assert more.id == "more"
    assert more.extends == "tiny"
    assert [one.id for one in more.rules] == sorted([*tiny().rule, "T"])
    assert list(more.findings) == [*tiny().findings, "extra"]
    assert more.decision == tiny().decision
    assert more.sha256 != tiny().sha256


def test_a_pack_that_extends_another_may_retire_its_rules(tmp_path: Path) -> None:
    home = tmp_path / "more"
    home.mkdir()
    (home / "pack.yaml").write_text(MORE + "retires: [E1-1]\n", encoding="utf-8")
    pack = read_folder(home, tiny(), "more")
    assert "E1-1" not in pack.rule
    assert pack.retired == ("E1-1",)


def test_what_a_pack_extends_can_be_read_alone() -> None:
    assert read_head(TINY, "tiny").extends is None
    assert read_head(pack_folder("ak-variants"), "ak-variants").extends == "sot-core"


def test_ak_variants_adds_its_rules_and_changes_none_of_sot_core() -> None:
    added = set(with_ak().rule) - set(core().rule)
    assert added == {f"AK-0{number}" for number in range(1, 8)}
    assert all(with_ak().rule[one.id] == one for one in core().rules)
    assert (with_ak().id, with_ak().with_) == ("sot-core", ("ak-variants",))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_editors_add_is_no_mistake(encoding: str, tmp_path: Path) -> None:
    home = write_tiny(tmp_path / "tiny")
    for path in home.glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("\n", "\r\n"), encoding=encoding, newline="")
    assert read_folder(home, None, "tiny").rules == tiny().rules


def test_a_file_that_cannot_be_read_brings_no_false_fault_about_its_rules(tmp_path: Path) -> None:
    copytree(pack_folder("ak-variants"), tmp_path / "pk")
    with (tmp_path / "pk/rules.yaml").open("a", encoding="utf-8") as file:
        file.write("x: [\n")
    with pytest.raises(PackError) as caught:
        read_pack((tmp_path / "pk").as_posix())
    assert [fault.code for fault in caught.value.faults] == ["P010"]


def test_what_a_pack_keeps_apart_is_read_and_holds_for_a_pack_on_top(tmp_path: Path) -> None:
    entry = "- {id: %s, title: Two, why: By their words., when: %s}\n"
    below = write_tiny(tmp_path / "tiny", apart=entry % ("A-1", "{all: [{rigid: present}, {not_recorded: twist}]}"))
    base = read_folder(below, None, "tiny")
    assert [(one.id, one.why, one.cite) for one in base.apart] == [("A-1", "By their words.", ())]
    assert base.apart[0].when == c.All((c.Among("rigid", ("present",)), c.NotRecorded(("twist",))))
    assert base.rules == tiny().rules
    above = tmp_path / "more"
    above.mkdir()
    (above / "pack.yaml").write_text(MORE, encoding="utf-8")
    (above / "apart.yaml").write_text(entry % ("A-2", "{unless: {rigid: present}}"), encoding="utf-8")
    assert [one.id for one in read_folder(above, base, "more").apart] == ["A-1", "A-2"]
    (above / "apart.yaml").write_text(entry % ("A-1", "{rigid: present}"), encoding="utf-8")
    with pytest.raises(PackError, match='an entry is called "A-1" already'):
        read_folder(above, base, "more")
