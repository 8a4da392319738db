from pathlib import Path

import pytest

from sot_engine.domain.pack import Review
from sot_engine.errors import PackError, PackReference
from sot_engine.packs.shelf import pack_folder, read_pack
from sot_engine.packs.signed import with_review
from sot_engine.workflow.rules.new_pack import new_pack
from sot_engine.workflow.rules.review_rules import review_rules
from tests.known_packs import fill_in

REVIEW = Review(name="A. Reviewer, DC", date="2026-11-23", rules=("C2-03",), read="The rule and DEJ84.")


def test_everything_but_the_reviews_stays_as_it_was() -> None:
    text = (pack_folder("sot-core") / "pack.yaml").read_text(encoding="utf-8")
    before, after = text.splitlines(), with_review(text, REVIEW).splitlines()
    assert [line for line in before if line not in after] == ["reviewed_by: []"]
    at = before.index("reviewed_by: []")
    assert after[:at] == before[:at]
    assert after[-(len(before) - at - 1) :] == before[at + 1 :]


def test_comments_inside_the_reviews_stay() -> None:
    reviews = "reviewed_by:   # who\n  # the first\n  - {name: B, date: 2026-01-02, rules: [A-1]}\n"
    after = with_review(f"id: x\n{reviews}\n# the rest\nuse: y\n", REVIEW)
    assert "# who" in after
    assert "# the first" in after
    assert after.endswith("\n\n# the rest\nuse: y\n")
    assert "name: A. Reviewer, DC" in after


def test_a_second_reading_of_the_same_day_joins_the_first() -> None:
    once = with_review("id: x\nreviewed_by: []\n", REVIEW)
    twice = with_review(once, REVIEW.__class__(name=REVIEW.name, date=REVIEW.date, rules=("C2-04",), read=REVIEW.read))
    assert twice.count("name:") == 1
    assert "C2-04" in twice


def test_a_pack_without_the_key_gains_it() -> None:
    assert with_review("id: x", REVIEW).startswith("id: x\nreviewed_by:\n  - name: A. Reviewer, DC\n")


def test_a_review_raises_a_rule_that_lacks_nothing(tmp_path: Path) -> None:
    folder = str(tmp_path / "my-school")
    new_pack(folder, "sot-core")
    ((_, missing),) = review_rules(folder, ["N-01"], "A. Reviewer, DC", "All of it.")
    assert missing == ("words of its own: a text still says what to write there",)
    assert read_pack(folder).rule["N-01"].status == "draft"
    fill_in(Path(folder))
    assert review_rules(folder, ["N-01"], "A. Reviewer, DC", "All of it.") == (("N-01", ()),)
    rule = read_pack(folder).rule["N-01"]
    assert rule.status == "reviewed"
    *_, review = read_pack(folder).reviewed_by
    assert (review.name, review.rules, review.read) == ("A. Reviewer, DC", ("N-01",), "All of it.")
    assert len(review.date) == len("2026-11-23")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It is said here what a practitioner", "It is said otherwise what a practitioner"),
        ("title:", "title: Another"),
        ("basis: project", "basis: inferred"),
    ],
)
def test_a_rule_that_was_changed_after_it_was_read_has_not_earned_its_status(
    old: str, new: str, tmp_path: Path
) -> None:
    folder = tmp_path / "my-school"
    new_pack(str(folder), "sot-core")
    fill_in(folder)
    review_rules(str(folder), ["N-01"], "A. Reviewer, DC", "All of it.")
    rules = folder / "rules.yaml"
    text = rules.read_text("utf-8")
    rules.write_text("# a comment changes nothing\n" + text, "utf-8")
    assert read_pack(str(folder)).rule["N-01"].status == "reviewed"
    assert old in text
    rules.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(PackError, match="it was changed after it was read") as refused:
        read_pack(str(folder))
    assert {fault.code for fault in refused.value.faults} == {"P050"}
    rules.write_text(text.replace(old, new, 1).replace("status: reviewed", "status: draft"), "utf-8")
    assert review_rules(str(folder), ["N-01"], "A. Reviewer, DC", "All of it, again.") == (("N-01", ()),)
    assert read_pack(str(folder)).rule["N-01"].status == "reviewed"


def test_a_rule_without_its_cases_stays_a_draft_and_its_review_is_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "my-school"
    new_pack(str(folder), "sot-core")
    fill_in(folder)
    (folder / "cases" / "rules.yaml").write_text("[]\n", encoding="utf-8")
    ((rule, missing),) = review_rules(str(folder), ["N-01"], "A. Reviewer, DC", "All of it.")
    assert rule == "N-01"
    assert missing[:2] == ("a firing case", "an unrecorded case")
    assert read_pack(str(folder)).rule["N-01"].status == "draft"
    assert read_pack(str(folder)).reviewed_by == ()


def test_a_rule_of_another_pack_and_a_review_without_a_name_are_refused(tmp_path: Path) -> None:
    folder = str(tmp_path / "my-school")
    new_pack(folder, "sot-core")
    with pytest.raises(PackReference, match='has no rule of its own called "C2-03"'):
        review_rules(folder, ["C2-03"], "A. Reviewer, DC")
    with pytest.raises(PackReference, match="a review has a name"):
        review_rules(folder, ["N-01"], "  ")
    assert read_pack(folder).reviewed_by == ()
