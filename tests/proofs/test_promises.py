"""What `pack.yaml` may say under `theorems` and `exceptions`, and what is said of it when it may not."""

import shutil
from pathlib import Path

import pytest

from sot_engine.domain.condition import PatientBounds
from sot_engine.errors import PackError
from sot_engine.packs.shelf import pack_folder, read_pack
from sot_engine.workflow.rules.prove_pack import prove_pack

HEAD = """
id: own
version: 1.0.0
title: A pack of its own
status: draft
extends: sot-core
purpose: To try.
use: To try.
misuse: None.
differs: It says something more.
reviewed_by: []
"""
ONE = "theorems:\n  - {{id: T-90, title: One, why: So., {rest}}}\n"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOT_PACKS", str(tmp_path / "shelf"))
    (tmp_path / "shelf" / "own").mkdir(parents=True)
    return tmp_path / "shelf" / "own" / "pack.yaml"


def test_a_theorem_is_read_and_kept(own: Path) -> None:
    rest = "when: {patient.age_years: {below: 12}}, never: {placement: [suggested, modify]}"
    own.write_text(HEAD + ONE.format(rest=rest), encoding="utf-8")
    for _ in ("read", "kept"):
        promise = read_pack("own").theorems[-1]
        assert (promise.id, promise.holds, promise.of) == ("T-90", "never", "placement")
        assert promise.words == ("suggested", "modify")
        assert promise.when == PatientBounds("age_years", below=12)


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("when: {head_tild: left}, never: {outcome: refer}", 'no finding is called "head_tild"'),
        ("when: {head_tilt: left}", "a theorem has never or always, one of them"),
        ("when: {head_tilt: left}, never: {outcome: refer}, always: {outcome: mixed}", "never or always, one of them"),
        ("when: {head_tilt: left}, never: {side: left}", "a conclusion is an outcome or a placement"),
        ("when: {head_tilt: left}, never: {outcome: [refers]}", '"outcome" is never refers'),
        ("when: {head_tilt: left}, never: {outcome: []}", '"outcome" is never nothing'),
        ("when: {fired: D-09}, never: {outcome: refer}", 'no earlier rule is called "D-09"'),
        ("when: {head_tilt: left}, ever: {outcome: refer}", "ever"),
    ],
)
def test_a_wrong_theorem_is_a_fault_with_its_line(own: Path, rest: str, words: str) -> None:
    own.write_text(HEAD + ONE.format(rest=rest), encoding="utf-8")
    with pytest.raises(PackError) as refused:
        read_pack("own")
    assert words in str(refused.value)
    assert "own/pack.yaml:13" in str(refused.value)


def test_two_theorems_of_one_name_are_a_fault(own: Path) -> None:
    one = ONE.format(rest="when: {head_tilt: left}, never: {outcome: refer}")
    own.write_text(HEAD + one + one.removeprefix("theorems:\n"), encoding="utf-8")
    with pytest.raises(PackError, match='"T-90" already'):
        read_pack("own")


def test_an_exception_names_rules_that_there_are(own: Path) -> None:
    own.write_text(HEAD + "exceptions:\n  - {theorem: shadow, rules: [C9-01, C1-01], why: So.}\n", encoding="utf-8")
    with pytest.raises(PackError, match='no rule is called "C9-01"'):
        read_pack("own")


def test_a_theorem_named_like_one_of_the_pack_below_is_a_fault(own: Path) -> None:
    one = ONE.format(rest="when: {short_leg_prone: left}, never: {outcome: refer}").replace("T-90", "T-01")
    own.write_text(HEAD + one, encoding="utf-8")
    with pytest.raises(PackError, match='a theorem is called "T-01" already'):
        read_pack("own")


def test_a_theorem_that_speaks_of_no_exam_fails(own: Path) -> None:
    rest = "when: {all: [{head_tilt: left}, {head_tilt: right}]}, never: {outcome: supported}"
    own.write_text(HEAD + ONE.format(rest=rest), encoding="utf-8")
    (proved,) = prove_pack(read_pack("own"), "T-90")
    (told,) = proved.failures
    assert "it says nothing" in told.says
    assert told.exams == ()


def test_a_theorem_that_asks_for_always(own: Path) -> None:
    rest = "when: {saddle_numbness: present}, always: {outcome: refer}"
    own.write_text(HEAD + ONE.format(rest=rest), encoding="utf-8")
    (proved,) = prove_pack(read_pack("own"), "T-90")
    assert proved.failures == ()


def test_retiring_a_rule_retires_its_exceptions(own: Path) -> None:
    shelf = own.parent.parent
    shutil.copytree(pack_folder("ak-variants"), shelf / "ak-variants")
    text = HEAD.replace("extends: sot-core", "extends: ak-variants\nretires: [AK-05]")
    own.write_text(text, encoding="utf-8")
    assert [exemption.rules for exemption in read_pack("own").exceptions] == [("AK-06", "AK-02")]
