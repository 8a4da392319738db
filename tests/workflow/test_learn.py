"""The page of anything that has an id."""

from pathlib import Path

import pytest

from sot_engine.errors import PackNotFound
from sot_engine.reports.sheet import Sheet
from sot_engine.workflow.learn import NoPage, learn
from tests.known_packs import write_tiny


def golden_cases(sheet: Sheet) -> str:
    return next(section for section in sheet.sections if section.title == "Golden cases").entries[0].head


@pytest.mark.parametrize(
    ("name", "word", "title"),
    [
        ("first_rib_pain", "FINDING", "First rib tubercle, pain"),
        ("heel_tension.left", "FINDING", "Heel tension"),
        ("C2-03", "RULE", "C2-03 Very painful first rib"),
        ("c2-03", "RULE", "C2-03 Very painful first rib"),
        ("C2-L", "PLACEMENT", "C2-L Category II, short leg left"),
        ("II", "CATEGORY", "Category II"),
        ("Category ii", "CATEGORY", "Category II"),
        ("b:s5", "SOURCE B:S5", ""),
        ("t-03", "THEOREM", "T-03 In pregnancy no placement is shown without a change"),
        ("A-01", "KEPT APART IN PRACTICE", "A-01 No pain now, beside a complaint that hurts"),
        ("p030", "ERROR P030", "A name that nothing in the pack carries"),
        (None, "LEARN", "Give any of these ids to `sot learn`."),
    ],
)
def test_an_id_has_its_page_however_it_is_typed(name: str | None, word: str, title: str) -> None:
    page = learn(name)
    assert page.word == word
    assert page.title.startswith(title)


def test_what_practice_keeps_apart_stands_on_the_page_of_its_findings() -> None:
    headings = {section.title: section for section in learn("pain_now").sections}
    assert [one.label for one in headings["Kept apart in cases for practice"].entries] == ["A-01", "A-02", "A-03"]
    assert "Kept apart in cases for practice" not in {section.title for section in learn("first_rib_pain").sections}


@pytest.mark.parametrize(
    ("name", "near"),
    [("first_rib_pian", "first_rib_pain"), ("C2-33", "C2-03"), ("first rib", "first_rib_pain"), ("V01", "V010")],
)
def test_an_unknown_id_offers_the_nearest(name: str, near: str) -> None:
    with pytest.raises(NoPage) as found:
        learn(name)
    assert near in found.value.nearest
    assert found.value.name == name


@pytest.mark.parametrize("name", ["qqqqqqqq", "", "  "])
def test_an_id_like_nothing_offers_nothing(name: str) -> None:
    with pytest.raises(NoPage) as found:
        learn(name)
    assert found.value.nearest == ()


def test_a_rule_page_counts_the_golden_cases_of_every_pack_that_was_named() -> None:
    assert golden_cases(learn("C2-03")).endswith("golden cases of this rule's own.")
    assert golden_cases(learn("AK-04", with_=("ak-variants",))).endswith("golden cases of this rule's own.")


def test_golden_cases_that_are_broken_do_not_hide_the_rule(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path / "tiny")
    (folder / "cases").mkdir()
    (folder / "cases" / "bad.yaml").write_text("- [", encoding="utf-8")
    page = learn("S-1", f"{folder}/")
    assert "cannot be read" in golden_cases(page)


def test_the_page_of_an_error_needs_no_pack() -> None:
    assert learn("P001", "no-such-pack").word == "ERROR P001"
    with pytest.raises(PackNotFound):
        learn("C2-03", "no-such-pack")


def test_what_a_pack_on_top_has_is_found_with_the_option_that_brings_it() -> None:
    with pytest.raises(NoPage) as missing:
        learn("ak-07")
    assert missing.value.nearest == ("AK-07 (with --with ak-variants)",)
