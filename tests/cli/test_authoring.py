import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from sot_engine.cli.rules import authoring
from sot_engine.errors import CommitRefused, PackReference
from sot_engine.packs.own import open_pack
from sot_engine.packs.shelf import pack_folder
from tests.known_packs import fill_in

runner = CliRunner()
app = authoring.app

VISIT = """
schema: sot-visit/1
visit: {examined_at: "2026-03-14T09:30:00-08:00", examiner: "A. Example, DC"}
patient: {ref: P-0042, age_years: 37}
findings: {obturator_pain: {left: 6}}
"""


def flat(text: str) -> str:
    """The words without the lines that they stand in."""
    return " ".join(text.split())


def test_cover_prints_the_sum_and_ends_well_for_a_pack_that_is_covered() -> None:
    ran = runner.invoke(app, ["cover", "ak-variants"])
    assert ran.exit_code == 0, ran.output
    assert "ok      ak-variants: " in ran.output
    assert "slips caught, none says the same" in flat(ran.output)


def test_cover_of_one_rule_says_what_says_the_same() -> None:
    ran = runner.invoke(app, ["cover", "--rule", "X-02"])
    assert ran.exit_code == 0
    assert ran.output.count("X-02: proved to say the same: ") == 4
    assert "57 of 61 slips caught, 4 proved to say the same" in flat(ran.output)


def test_cover_of_a_rule_that_is_not_there_offers_the_nearest() -> None:
    with pytest.raises(PackReference, match='no rule is called "C2-99"'):
        runner.invoke(app, ["cover", "--rule", "C2-99"], catch_exceptions=False)


def test_lint_of_our_packs_is_clean_and_shows_reasons_when_asked() -> None:
    ran = runner.invoke(app, ["lint"])
    assert ran.exit_code == 0, ran.output
    assert "ok      sot-core: 0 remarks, " in ran.output
    assert "(accepted: One near miss of each" in runner.invoke(app, ["lint", "sot-core", "--accepted"]).output


@pytest.mark.no_cover
def test_diff_says_what_changed_and_which_exams_end_otherwise() -> None:
    ran = runner.invoke(app, ["diff", "sot-core", "ak-variants"])
    assert ran.exit_code == 0, ran.output
    assert (
        "AK-04  added: Painful obturator foramen\n    condition: “Obturator foramen, pain” is 4 or more" in ran.output
    )
    assert "    smallest: obturator_pain.left = 4\n" in ran.output
    assert "stop questions absent" in ran.output
    assert "the pack, read otherwise: title, purpose, use" in ran.output
    assert max(map(len, ran.output.splitlines())) <= 80
    assert ran.output.rstrip().endswith("end otherwise")


def test_diff_of_a_pack_with_itself_says_that_nothing_differs() -> None:
    ran = runner.invoke(app, ["diff", "ak-variants", "ak-variants"])
    assert "Nothing differs as it is written." in ran.output
    assert flat(ran.output).endswith("every exam ends alike")


def test_diff_over_every_exam_says_all_ways_and_that_there_is_no_other(tmp_path: Path) -> None:
    ran = runner.invoke(app, ["diff", "sot-core", "ak-variants", "--over", "every", "--witness", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    way = r"because of AK-07 alone, placement\n    was: suggested C2-(.)\n    is:  withheld\n"
    found = re.search(
        way + r"    and mirrored\n    was: suggested C2-(.)\n    is:  withheld\n    smallest: ", ran.output
    )
    assert found, ran.output
    assert set(found.groups()) == {"L", "R"}
    assert ran.output.rstrip().endswith(
        "every possible exam: 7 ways in which an exam ends otherwise; there is no other"
    )
    assert len(list(tmp_path.glob("*.yaml"))) == 5


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """sot-core with a turned block in both placements of Category II, and a rule called otherwise."""
    folder = tmp_path / "edited"
    copytree(pack_folder("sot-core"), folder)
    edits = (
        ("placements.yaml", "direction_deg: 90\n", "direction_deg: 100\n"),
        ("category-1.yaml", "title: Unequal dollar areas", "title: Dollar areas that differ"),
    )
    for file, old, new in edits:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return folder


@pytest.mark.parametrize("over", [pytest.param("cases", marks=pytest.mark.no_cover), "every"])
def test_diff_tells_a_turned_block_alone_and_which_words_are_not_compared(edited: Path, over: str) -> None:
    ran = runner.invoke(app, ["diff", "sot-core", str(edited), "--over", over])
    assert ran.exit_code == 0, ran.output
    left = "left posterior iliac crest: thin edge at"
    assert f"    blocks was: {left} 90 degrees\n            is: {left} 100 degrees\nC2-R" in ran.output
    assert f"suggested C2-L ({left} 100 degrees)" in flat(ran.output)
    assert "and mirrored" in ran.output
    assert (
        "compared: outcome, category, lean, side, placement with its blocks, and where a\n    stop sends" in ran.output
    )
    assert "not compared, since only words changed: C1-04 (title)\n" in ran.output


def test_a_retest_that_is_read_otherwise_is_told_and_still_proved(tmp_path: Path) -> None:
    other = tmp_path / "other"
    copytree(pack_folder("sot-core"), other)
    path = other / "findings.yaml"
    before, mark, after = path.read_text("utf-8").partition("- id: heel_tension\n")
    path.write_text(f"{before}{mark}{after.replace('positive: {at_least: 1}', 'positive: {at_least: 3}', 1)}", "utf-8")
    ran = runner.invoke(app, ["diff", "sot-core", str(other), "--over", "every"])
    assert ran.exit_code == 0, ran.output
    assert "finding heel_tension, after blocking: positive when “Heel tension” is 1 or more" in flat(ran.output)
    assert "every possible exam: no exam ends otherwise" in ran.output
    assert "no rule reads or does anything otherwise" not in ran.output


def test_compare_shows_the_sides_on_which_a_rule_fired_and_takes_a_commitment(tmp_path: Path) -> None:
    other, visit = tmp_path / "other", tmp_path / "rib.yaml"
    copytree(pack_folder("sot-core"), other)
    path = other / "category-2.yaml"
    before, mark, after = path.read_text("utf-8").partition("- id: C2-03\n")
    path.write_text(f"{before}{mark}{after.replace('at_least: 4', 'at_least: 5', 1)}", "utf-8")
    found = "{first_rib_pain: {left: 4, right: 5}, heel_tension: {left: 2}, medial_knee_pain: {left: 5}}"
    visit.write_text(VISIT.replace("{obturator_pain: {left: 6}}", found), "utf-8")
    ran = runner.invoke(app, ["compare", "sot-core", str(other), str(visit)])
    assert re.search(r"^\* C2-03 .* hallmark II, both +hallmark II, right$", ran.output, re.MULTILINE)
    ran = runner.invoke(app, ["compare", "sot-core", str(other), str(visit), "--commit", "II"])
    assert re.search(r"^\* side +undetermined +right$", ran.output, re.MULTILINE)
    assert re.search(r"^  committed +II +II$", ran.output, re.MULTILINE)
    ran = runner.invoke(app, ["compare", "sot-core", str(other), str(visit), "--commit", "III"])
    assert isinstance(ran.exception, CommitRefused)


def test_diff_over_a_table_sees_a_turned_block_and_says_what_is_not_compared(edited: Path, tmp_path: Path) -> None:
    table = tmp_path / "exams.jsonl"
    visit = {"examined_at": "2026-03-14T09:30:00-08:00", "examiner": "A. Example, DC"}
    found = {"first_rib_pain": {"left": 5}, "lateral_sway": {"left": "present"}, "short_leg_supine": "left"}
    asked = {one.id: "absent" for one in open_pack("sot-core").pack.stop_questions}
    patient = {"ref": "P-1", "age_years": 40}
    exam = {"schema": "sot-visit/1", "visit": visit, "patient": patient, "findings": {**found, **asked}}
    table.write_text(f"{json.dumps(exam)}\n", "utf-8")
    ran = runner.invoke(app, ["diff", "sot-core", str(edited), "--over", str(table)])
    assert ran.exit_code == 0, ran.output
    assert re.search(r"\nplacement  changes in +0 exams .*\nblocks     changes in +1 exams", ran.output)
    told = "placement, and where its blocks lie not compared over a table: lean, side, and where a stop sends"
    assert told in flat(ran.output)
    # A path is never folded, so that it can be copied, and how long it is here is the machine's business.
    assert max(len(line) for line in ran.output.splitlines() if str(tmp_path) not in line) <= 80


def test_a_finding_that_two_packs_hold_as_different_things_is_told_and_never_compared(tmp_path: Path) -> None:
    other = str(tmp_path / "other")
    runner.invoke(app, ["new", other])
    for path in (tmp_path / "other").rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("first_finding", "first_rib_pain"), "utf-8")
    with pytest.raises(PackReference, match="hold first_rib_pain as different things"):
        runner.invoke(app, ["diff", "sot-core", other], catch_exceptions=False)
    visit = tmp_path / "visit.yaml"
    visit.write_text(VISIT.replace("obturator_pain: {left: 6}", "first_rib_pain: {left: 6}"), encoding="utf-8")
    ran = runner.invoke(app, ["compare", "sot-core", other, str(visit)])
    assert ran.exit_code == 0, ran.output
    assert "Not known to other" in ran.output
    assert "left out for it: first_rib_pain.left" in flat(ran.output)


@pytest.mark.no_cover
def test_compare_stars_the_block_that_lies_otherwise(edited: Path, tmp_path: Path) -> None:
    visit = tmp_path / "visit.yaml"
    found = "{first_rib_pain: {left: 5}, lateral_sway: {left: present}, short_leg_supine: left"
    absent = ", ".join(f"{one.id}: absent" for one in open_pack("sot-core").pack.stop_questions)
    visit.write_text(VISIT.partition("findings:")[0] + f"findings: {found}, {absent}}}\n", encoding="utf-8")
    ran = runner.invoke(app, ["compare", "sot-core", str(edited), str(visit)])
    assert re.search(r"\*   left block, thin edge +90° +100°\n", ran.output)
    assert re.search(r"  C2-03 Very painful first rib +hallmark II, left +hallmark II, left\n", ran.output)
    assert max(map(len, ran.output.splitlines())) <= 80
    placements = (pack_folder("sot-core") / "placements.yaml").read_text("utf-8")
    (edited / "placements.yaml").write_text(placements.replace("at: [0.75, 0.45]", "at: [0.7, 0.45]"), "utf-8")
    ran = runner.invoke(app, ["compare", "sot-core", str(edited), str(visit)])
    told = r"\* C2-L is laid otherwise sot-core 1.0.0: left .*at 0.75, 0.45 sot-core 1.0.0: left .*at 0.7, 0.45"
    assert re.search(told, flat(ran.output))


def test_diff_that_runs_out_of_time_says_what_was_not_searched(tmp_path: Path) -> None:
    alone = str(tmp_path / "alone")
    runner.invoke(app, ["new", alone])
    over_cases = runner.invoke(app, ["diff", "sot-core", alone, "--limit", "1"])
    assert re.search(r"cut off: there are more exams than were read in 1 s; `--limit` gives", over_cases.output)
    over_every = runner.invoke(app, ["diff", "sot-core", alone, "--limit", "1", "--over", "every"])
    assert "cut off: placement because of " in over_every.output
    assert "the time was up" in over_every.output


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
    told = "not compared over a table: lean, side, and where a stop sends; `--over every` compares them all"
    assert told in flat(ran.output)
    table.write_text("{}\n", "utf-8")
    assert runner.invoke(app, ["diff", "sot-core", "ak-variants", "--over", str(table)]).exit_code == 3


def test_diff_over_anything_else_is_a_wrong_command_line() -> None:
    ran = runner.invoke(app, ["diff", "sot-core", "ak-variants", "--over", "most"])
    assert ran.exit_code == 2
    assert "neither cases nor every" in flat(ran.output)


def test_compare_sets_two_schools_side_by_side_and_names_what_one_does_not_know(tmp_path: Path) -> None:
    visit = tmp_path / "visit.yaml"
    visit.write_text(VISIT, encoding="utf-8")
    ran = runner.invoke(app, ["compare", "sot-core", "ak-variants", str(visit)])
    assert ran.exit_code == 0, ran.output
    assert "* lean" in ran.output
    assert "* AK-04 Painful obturator" in ran.output
    assert ran.output.endswith("* where the two differ\n")
    assert (
        "\nThe two read this exam alike.\n"
        in runner.invoke(app, ["compare", "sot-core", "sot-core", str(visit)]).output
    )


def test_compare_names_the_rule_that_withholds_a_placement(tmp_path: Path) -> None:
    """The placement was starred as withheld, and the gate that did it was not in the list."""
    visit = tmp_path / "visit.yaml"
    absent = ", ".join(f"{one.id}: absent" for one in open_pack("sot-core").pack.stop_questions)
    found = "arm_fossa_lower: {left: present}, lateral_knee_pain: {left: 4}, short_leg_supine: left"
    visit.write_text(VISIT.partition("findings:")[0] + f"findings: {{{found}, {absent}}}\n", encoding="utf-8")
    ran = runner.invoke(app, ["compare", "sot-core", "ak-variants", str(visit)])
    assert re.search(r"\* placement +suggested C2-L +withheld\n", ran.output)
    assert re.search(r"\* AK-07 Fossa and leg length di… +- +withholds II\n", ran.output)
    assert max(map(len, ran.output.splitlines())) <= 80


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


@pytest.mark.parametrize(
    "options", [(), ("--pack", "sot-core", "--extends", "sot-core"), ("--finding", "heel_tension")], ids=" ".join
)
def test_new_rule_without_a_pack_or_with_what_only_a_pack_has_is_a_wrong_command_line(options: tuple[str, ...]) -> None:
    assert runner.invoke(app, ["new", "C2-23", *options]).exit_code == 2


def test_new_pack_with_what_only_a_rule_has_is_a_wrong_command_line(tmp_path: Path) -> None:
    ran = runner.invoke(app, ["new", str(tmp_path / "my-school"), "--finding", "heel_tension"])
    assert ran.exit_code == 2
    assert not (tmp_path / "my-school").exists()


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
