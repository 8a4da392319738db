"""A status is earned: a named review with a date, a firing case, a near miss for each condition, an unrecorded case."""

from dataclasses import replace
from pathlib import Path

import pytest

from sot_engine.errors import PackError
from sot_engine.packs.shelf import read_pack, with_added
from tests.known_packs import MORE, TINY, core, rule, with_ak, write_tiny

WHEN = "{all: [{rigid: present}, {line: {at_least: 3}}]}"
REVIEW = 'reviewed_by: [{name: "A. Reviewer, DC", date: 2026-03-14, rules: [T]}]'
CASES = """
- rule: T
  fires: [{rigid: present, line: 3}]
  near_miss:
    - {rigid: present, line: 2}
    - {rigid: absent, line: 3}
  unrecorded: [{rigid: present}]
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny pack with one more rule, which has earned that it is called reviewed."""
    monkeypatch.setenv("SOT_PACKS", tmp_path.as_posix())
    monkeypatch.setenv("SOT_CACHE_DIR", (tmp_path / "cache").as_posix())
    head = (TINY / "pack.yaml").read_text(encoding="utf-8").replace("reviewed_by: []", REVIEW)
    folder = write_tiny(tmp_path / "tiny", pack=head, more=rule("T", WHEN).replace("status: draft", "status: reviewed"))
    (folder / "cases").mkdir(exist_ok=True)
    (folder / "cases" / "cases.yaml").write_text(CASES, encoding="utf-8")
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def lacks() -> list[str]:
    with pytest.raises(PackError) as caught:
        read_pack("tiny")
    assert {fault.code for fault in caught.value.faults} == {"P050"}
    return [fault.message.removeprefix("rule T is called reviewed and lacks ") for fault in caught.value.faults]


def test_a_rule_that_earned_it_is_called_reviewed(home: Path) -> None:
    assert read_pack("tiny").rule["T"].status == "reviewed"
    assert read_pack("tiny").rule["E1-1"].status == "draft"


@pytest.mark.parametrize(
    ("old", "new"), [("rules: [T]", "rules: [E1-1]"), ('"A. Reviewer, DC"', '" "'), ("date: 2026-03-14", 'date: ""')]
)
def test_a_review_names_the_rule_the_reviewer_and_the_date(old: str, new: str, home: Path) -> None:
    change(home / "pack.yaml", old, new)
    with pytest.raises(PackError) as caught:
        read_pack("tiny")
    assert len(caught.value.faults) == 1


@pytest.mark.parametrize(
    ("old", "new", "lacking"),
    [
        ("  fires: [{rigid: present, line: 3}]\n", "", ["a firing case"]),
        ("  unrecorded: [{rigid: present}]\n", "", ["an unrecorded case"]),
        ("    - {rigid: present, line: 2}\n", "", ["a near miss for its condition on line"]),
        ("    - {rigid: absent, line: 3}\n", "", ["a near miss for its condition on rigid"]),
        ("{rigid: absent, line: 3}", "{rigid: absent, line: 1}", ["a near miss for its condition on rigid"]),
        ("- rule: T", "- rule: E1-1", ["a firing case", "an unrecorded case", "a near miss for its condition on rigid",
                                       "a near miss for its condition on line"]),
    ],
)  # fmt: skip
def test_each_kind_of_case_is_asked_for(old: str, new: str, lacking: list[str], home: Path) -> None:
    change(home / "cases" / "cases.yaml", old, new)
    assert lacks() == lacking


@pytest.mark.parametrize(
    ("old", "new", "lacking"),
    [
        ("fires: [{rigid: present, line: 3}]", "fires: [{rigid: present, line: 2}]", "a firing case"),
        ("unrecorded: [{rigid: present}]", "unrecorded: [{rigid: present, line: 7}]", "an unrecorded case"),
        ("{rigid: absent, line: 3}", "{rigid: present, line: 3}", "a near miss for its condition on rigid"),
    ],
)
def test_a_case_counts_only_when_it_comes_out_as_it_says(old: str, new: str, lacking: str, home: Path) -> None:
    change(home / "cases" / "cases.yaml", old, new)
    assert lacking in lacks()


def test_a_pack_is_reviewed_when_all_of_its_rules_are(home: Path) -> None:
    change(home / "pack.yaml", "status: draft", "status: reviewed")
    (message,) = lacks()
    assert message == "the pack is called reviewed and 32 of its rules are drafts, E1-1 first"


def test_a_pack_is_not_reviewed_on_top_of_drafts(home: Path, tmp_path: Path) -> None:
    """One reviewed sentence on top of a hundred drafts printed the reviewer's name under every exam."""
    folder = tmp_path / "more"
    folder.mkdir()
    head = MORE.replace("status: draft", "status: reviewed").replace("reviewed_by: []", REVIEW.replace("[T]", "[T-1]"))
    (folder / "pack.yaml").write_text(head, encoding="utf-8")
    (folder / "more.yaml").write_text(rule("T-1", WHEN).replace("status: draft", "status: reviewed"), encoding="utf-8")
    (folder / "cases").mkdir()
    (folder / "cases" / "cases.yaml").write_text(CASES.replace("rule: T", "rule: T-1"), encoding="utf-8")
    with pytest.raises(PackError, match="the pack is called reviewed and 32 of its rules are drafts, E1-1 first"):
        read_pack("more")
    change(folder / "pack.yaml", "status: reviewed", "status: draft")
    pack = read_pack("more")
    assert pack.rule["T-1"].status == "reviewed"
    assert [(one.name, one.rules) for one in pack.reviewed_by] == [
        ("A. Reviewer, DC", ("T",)),
        ("A. Reviewer, DC", ("T-1",)),
    ]


def test_a_pack_with_a_draft_on_top_is_a_draft() -> None:
    pack, added = core(), with_ak()
    assert with_added(replace(pack, status="reviewed"), added).status == "draft"
    assert with_added(replace(pack, status="reviewed"), replace(added, status="reviewed")).status == "reviewed"
    assert with_added(pack, replace(added, status="reviewed")).status == "draft"


def test_a_status_is_asked_for_again_when_the_cases_are_other(home: Path) -> None:
    read_pack("tiny")
    (home / "cases" / "cases.yaml").write_text("[]\n", encoding="utf-8")
    assert "a firing case" in lacks()
