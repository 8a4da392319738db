from pathlib import Path

import pytest

from sot_engine.errors import PackReference
from sot_engine.packs.cover import cover
from sot_engine.packs.own import open_pack
from sot_engine.packs.shelf import read_pack
from sot_engine.packs.template import example, flow
from sot_engine.workflow.rules.check_pack import check_packs
from sot_engine.workflow.rules.new_pack import new_pack, new_rule
from sot_engine.workflow.rules.run_cases import run_cases

FINDINGS = read_pack("sot-core").findings


def passes(folder: Path) -> None:
    """The pack loads, its cases come out as expected, and they catch every slip."""
    (checked,) = check_packs((str(folder),))
    assert checked.fault is None, str(checked.fault)
    ran = list(run_cases(str(folder)))
    assert [(one.case.id, one.failures) for one in ran if one.failures] == []
    assert len(ran) >= 3
    own = open_pack(str(folder))
    assert cover(own.pack, own.rules, own.cases).is_complete


def test_a_new_pack_that_stands_alone_passes(tmp_path: Path) -> None:
    new_pack(str(tmp_path / "my-school"))
    passes(tmp_path / "my-school")


def test_a_new_pack_on_top_of_another_passes(tmp_path: Path) -> None:
    new_pack(str(tmp_path / "my-school"), "sot-core")
    passes(tmp_path / "my-school")
    assert open_pack(str(tmp_path / "my-school")).pack.extends == "sot-core"


@pytest.mark.parametrize(("kind", "sided"), sorted({(one.kind, one.sided) for one in FINDINGS.values()}))
def test_a_new_rule_on_a_finding_of_any_kind_passes(tmp_path: Path, kind: str, *, sided: bool) -> None:
    about = next(one for one in FINDINGS.values() if (one.kind, one.sided) == (kind, sided))
    new_pack(str(tmp_path / "my-school"), "sot-core")
    new_rule("N-02", str(tmp_path / "my-school"), about.id)
    passes(tmp_path / "my-school")


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    folder = tmp_path / "my-school"
    new_pack(str(folder), "sot-core")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(PackReference, match="exists already; nothing was written"):
        new_pack(str(folder))
    with pytest.raises(PackReference, match="rule N-01 exists already"):
        new_rule("N-01", str(folder))
    (folder / "n-02.yaml").write_text("- mine\n", encoding="utf-8")
    with pytest.raises(PackReference):
        new_rule("N-02", "sot-core", "no_such_finding")
    assert {path: path.read_bytes() for path in before} == before


def test_a_file_of_the_same_name_stops_a_new_rule(tmp_path: Path) -> None:
    folder = tmp_path / "my-school"
    new_pack(str(folder), "sot-core")
    (folder / "cases" / "n-02.yaml").write_text("[]\n", encoding="utf-8")
    with pytest.raises(PackReference, match=r"n-02\.yaml exists already; nothing was written"):
        new_rule("N-02", str(folder))
    assert not (folder / "n-02.yaml").exists()


@pytest.mark.parametrize("name", ["My School", "C2-23x y", "sot-core"])
def test_a_name_that_no_pack_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackReference):
        new_pack(str(tmp_path / name))
    assert not (tmp_path / name).exists()


def test_an_example_records_the_nearest_value_that_does_not_do() -> None:
    assert flow(example(FINDINGS["heel_tension"]).when) == "{each_side: {heel_tension: {at_least: 2}}}"
    assert flow(example(FINDINGS["antalgic_posture"]).near_miss)[:28] == "[{antalgic_posture: none}, {"
    assert flow({"B:S5": "two words"}) == '{"B:S5": "two words"}'
