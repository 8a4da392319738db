import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sot_engine.cli.rules import authoring
from sot_engine.errors import PackReference
from tests.known_packs import fill_in

runner = CliRunner()
app = authoring.app

VISIT = """
schema: sot-visit/1
visit: {examined_at: "2026-03-14T09:30:00-08:00", examiner: "A. Example, DC"}
patient: {ref: P-0042, age_years: 37}
findings: {obturator_pain: {left: 6}}
"""


def test_cover_prints_the_sum_and_ends_well_for_a_pack_that_is_covered() -> None:
    ran = runner.invoke(app, ["cover", "ak-variants"])
    assert ran.exit_code == 0, ran.output
    assert "ok      ak-variants: " in ran.output
    assert "slips caught, 0 say the same" in ran.output


def test_cover_of_one_rule_says_what_says_the_same() -> None:
    ran = runner.invoke(app, ["cover", "--rule", "X-02"])
    assert ran.exit_code == 0
    assert ran.output.count("X-02: says the same: ") == 4


def test_cover_of_a_rule_that_is_not_there_offers_the_nearest() -> None:
    with pytest.raises(PackReference, match='no rule is called "C2-99"'):
        runner.invoke(app, ["cover", "--rule", "C2-99"], catch_exceptions=False)


def test_lint_of_our_packs_is_clean_and_shows_reasons_when_asked() -> None:
    ran = runner.invoke(app, ["lint"])
    assert ran.exit_code == 0, ran.output
    assert "ok      sot-core: 0 remarks, " in ran.output
    assert "(accepted: One near miss of each" in runner.invoke(app, ["lint", "sot-core", "--accepted"]).output


def test_diff_says_what_changed_and_which_exams_end_otherwise() -> None:
    ran = runner.invoke(app, ["diff", "sot-core", "ak-variants"])
    assert ran.exit_code == 0, ran.output
    assert (
        "AK-04  added: Painful obturator foramen\n    condition: “Obturator foramen, pain” is 4 or more" in ran.output
    )
    assert "    smallest: obturator_pain.left = 4\n" in ran.output
    assert "stop questions absent" in ran.output
    assert ran.output.rstrip().endswith("end otherwise")


def test_diff_of_a_pack_with_itself_says_that_nothing_differs() -> None:
    ran = runner.invoke(app, ["diff", "ak-variants", "ak-variants"])
    assert "Nothing differs as it is written." in ran.output
    assert ran.output.rstrip().endswith("end alike")


def test_diff_over_every_exam_says_all_ways_and_that_there_is_no_other(tmp_path: Path) -> None:
    ran = runner.invoke(app, ["diff", "sot-core", "ak-variants", "--over", "every", "--witness", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    assert "because of AK-07 alone, placement\n    was: suggested C2-L\n    is:  withheld\n    smallest: " in ran.output
    assert ran.output.rstrip().endswith(
        "every possible exam: 7 ways in which an exam ends otherwise; there is no other"
    )
    assert len(list(tmp_path.glob("*.yaml"))) == 7


def test_diff_over_a_table_counts_its_exams_and_names_the_rule(tmp_path: Path) -> None:
    table = tmp_path / "exams.jsonl"
    findings: tuple[dict[str, object], ...] = ({"obturator_pain": {"left": 6}}, {}, {"heel_tension": {"left": 1}})
    visit = {"examined_at": "2026-03-14T09:30:00-08:00", "examiner": "A. Example, DC"}
    exams = [
        {"schema": "sot-visit/1", "visit": visit, "patient": {"ref": f"P-{number}", "age_years": 40}, "findings": found}
        for number, found in enumerate(findings)
    ]
    table.write_text("".join(f"{json.dumps(exam)}\n" for exam in exams), "utf-8")
    ran = runner.invoke(app, ["diff", "sot-core", "ak-variants", "--over", str(table)])
    assert ran.exit_code == 0, ran.output
    assert "AK-04  added" in ran.output
    assert "3 exams, from sot-core 1.0.0 to ak-variants 1.0.0" in ran.output
    table.write_text("{}\n", "utf-8")
    assert runner.invoke(app, ["diff", "sot-core", "ak-variants", "--over", str(table)]).exit_code == 3


def test_diff_over_anything_else_is_a_wrong_command_line() -> None:
    ran = runner.invoke(app, ["diff", "sot-core", "ak-variants", "--over", "most"])
    assert ran.exit_code == 2
    assert "neither cases nor every" in " ".join(ran.output.split())


def test_compare_sets_two_schools_side_by_side_and_names_what_one_does_not_know(tmp_path: Path) -> None:
    visit = tmp_path / "visit.yaml"
    visit.write_text(VISIT, encoding="utf-8")
    ran = runner.invoke(app, ["compare", "sot-core", "ak-variants", str(visit)])
    assert ran.exit_code == 0, ran.output
    assert "* lean" in ran.output
    assert "AK-04" in ran.output


def test_new_writes_a_pack_and_a_rule_and_review_raises_it(tmp_path: Path) -> None:
    folder = str(tmp_path / "my-school")
    ran = runner.invoke(app, ["new", folder, "--extends", "sot-core"])
    assert ran.exit_code == 0, ran.output
    assert f"Next: fill in the words, then `sot rules check {folder}`." in ran.output
    ran = runner.invoke(app, ["new", "N-02", "--pack", folder, "--finding", "heel_tension"])
    assert ran.exit_code == 0, ran.output
    ran = runner.invoke(app, ["check", folder])
    assert ran.exit_code == 0, ran.output
    assert "N-02: says still says what to write there" in runner.invoke(app, ["lint", folder]).output
    fill_in(tmp_path / "my-school")
    ran = runner.invoke(app, ["review", "N-02", "--by", "A. Reviewer, DC", "--read", "The rule", "--pack", folder])
    assert (ran.exit_code, ran.output) == (0, "N-02: reviewed by A. Reviewer, DC\n")


def test_a_rule_that_no_pack_has_is_no_green_run_of_cases() -> None:
    with pytest.raises(PackReference, match='no rule is called "NOPE"'):
        runner.invoke(app, ["test", "--rule", "NOPE"], catch_exceptions=False)
    assert "ak-variants: 10 of 10" in runner.invoke(app, ["test", "--rule", "AK-04"]).output
    assert runner.invoke(app, ["list", "--category", "IV"]).exit_code == 2


def test_new_rule_without_a_pack_is_a_wrong_command_line() -> None:
    assert runner.invoke(app, ["new", "C2-23"]).exit_code == 2


def test_review_says_what_a_rule_lacks(tmp_path: Path) -> None:
    folder = tmp_path / "my-school"
    runner.invoke(app, ["new", str(folder), "--extends", "sot-core"])
    (folder / "cases" / "rules.yaml").write_text("[]\n", encoding="utf-8")
    ran = runner.invoke(app, ["review", "N-01", "--by", "A. Reviewer, DC", "--read", "The rule", "--pack", str(folder)])
    assert ran.exit_code == 1
    assert "N-01: stays a draft; it lacks a firing case" in ran.output


@pytest.mark.parametrize(
    ("by", "read"), [("A. Reviewer, DC", ""), ("Write here your name", "The rule"), ("B", "write here")]
)
def test_a_review_without_a_name_or_a_word_of_what_was_read_is_refused(by: str, read: str, tmp_path: Path) -> None:
    folder = tmp_path / "my-school"
    runner.invoke(app, ["new", str(folder), "--extends", "sot-core"])
    with pytest.raises(PackReference, match="a review has a name and says what was read"):
        runner.invoke(
            app, ["review", "N-01", "--by", by, "--read", read, "--pack", str(folder)], catch_exceptions=False
        )


def test_a_review_that_raises_nothing_is_not_written(tmp_path: Path) -> None:
    folder = tmp_path / "my-school"
    runner.invoke(app, ["new", str(folder), "--extends", "sot-core"])
    before = (folder / "pack.yaml").read_bytes()
    ran = runner.invoke(app, ["review", "N-01", "--by", "B", "--read", "The rule", "--pack", str(folder)])
    assert ran.exit_code == 1
    assert (folder / "pack.yaml").read_bytes() == before
