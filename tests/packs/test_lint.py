from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sot_engine.domain import condition as c
from sot_engine.domain.pack import Accepted, Pack, Review
from sot_engine.packs.lint import CHECKS, lint
from sot_engine.packs.own import Own, open_pack
from sot_engine.packs.remark import Issue, Subject
from sot_engine.workflow.rules.lint_packs import lint_packs
from sot_engine.workflow.rules.new_pack import new_pack

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def core() -> Own:
    return open_pack("sot-core")


def looked(own: Own, check: str, today: date = TODAY) -> list[Issue]:
    """What one check remarks on."""
    look = next(one.look for one in CHECKS if one.name == check)
    return list(look(Subject(own, today)))


def but(own: Own, **changes: object) -> Own:
    """The same with a changed pack, its own rules those of the pack."""
    pack: Pack = replace(own.pack, **changes)  # type: ignore[arg-type]  # names of fields
    return own._replace(pack=pack, rules=pack.rules)


def test_our_packs_come_out_clean_or_with_reasons(core: Own) -> None:
    for own in (core, open_pack("ak-variants")):
        assert [str(issue) for issue in lint(own, TODAY) if not issue.accepted] == []


def test_every_check_has_a_name_of_its_own_and_a_sentence() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS) == 9
    assert all(check.says.endswith(".") for check in CHECKS)


def test_a_source_is_old_two_years_after_its_month(core: Own) -> None:
    assert looked(core, "old-source", date(2028, 11, 1)) == []
    assert len(looked(core, "old-source", date(2028, 11, 2))) == len(core.pack.sources)


@pytest.mark.parametrize(("checked", "said"), [("", "not dated"), ("last year", '"last year" is no date')])
def test_a_source_without_a_date_is_named(core: Own, checked: str, said: str) -> None:
    sources = {**core.pack.sources, "DEJ84": replace(core.pack.sources["DEJ84"], checked=checked)}
    (issue,) = looked(but(core, sources=sources), "old-source")
    assert issue.about == "DEJ84"
    assert issue.message.startswith(said)


def test_a_review_keeps_a_mark_of_each_rule(core: Own) -> None:
    review = Review(name="A", date="2026-11-23", rules=("C2-03", "C2-04"), marks={"C2-03": "3f2a91c0d4e8"})
    assert [issue.about for issue in looked(but(core, reviewed_by=(review,)), "unmarked-review")] == ["C2-04"]


def test_a_finding_is_read_or_says_why_not(core: Own) -> None:
    findings = dict(core.pack.findings)
    findings["ely"] = replace(findings["ely"], unused="")
    findings["heel_tension"] = replace(findings["heel_tension"], unused="no")
    issues = looked(but(core, findings=findings), "unused-finding")
    assert {issue.about: issue.message.partition(":")[0] for issue in issues} == {
        "ely": "no rule reads it",
        "heel_tension": "called unused, and a rule reads it",
    }


def test_a_source_cannot_have_been_opened_on_a_day_to_come(core: Own) -> None:
    sources = {**core.pack.sources, "DEJ84": replace(core.pack.sources["DEJ84"], checked="2031-01")}
    (issue,) = looked(but(core, sources=sources), "old-source")
    assert issue.message == "last opened 2031-01, a day that is still to come"


def test_a_hallmark_without_a_grade_is_thin(core: Own) -> None:
    bare = replace(core.pack.rule["C2-03"].evidence, grade="none")
    rules = core.pack.with_rule(replace(core.pack.rule["C2-03"], evidence=bare)).rules
    assert [issue.about for issue in looked(but(core, rules=rules), "thin-hallmark")] == ["C2-03"]


@pytest.mark.parametrize(
    "text",
    ["FDA approved.", "Certified by a society.", "Endorsed by a society.", "It is accurate in 95 of 100.",
     "HIPAA compliant.", "It benefits the patient.", "This is effective.", "Clinically proven.",
     "You have Category II.", "It rules out a fracture.", "The probability is high.",
     "Half, or fifty percent."],
)  # fmt: skip
def test_what_is_never_claimed_is_found_in_what_a_rule_says(text: str, core: Own) -> None:
    rules = core.pack.with_rule(replace(core.pack.rule["C2-03"], says=text)).rules
    assert {issue.about for issue in looked(but(core, rules=rules), "forbidden-wording")} == {"C2-03"}


def test_a_hallmark_on_a_clinic_page_alone_is_thin(core: Own) -> None:
    clinic = next(key for key, source in core.pack.sources.items() if source.kind == "clinic-page")
    rules = core.pack.with_rule(replace(core.pack.rule["C2-03"], cite=(clinic,))).rules
    assert [issue.about for issue in looked(but(core, rules=rules), "thin-hallmark")] == ["C2-03"]


@pytest.mark.parametrize(
    "text",
    [
        "The patient has Category II.",
        "This confirms Category II.",
        "A safe placement.",
        "It realigns the pelvis.",
        "There are no contraindications.",
        "The optimal side.",
        "Right in 90 % of visits.",
    ],
)
def test_a_claim_that_we_never_make_is_found(core: Own, text: str) -> None:
    rules = core.pack.with_rule(replace(core.pack.rule["C2-03"], says=text)).rules
    (issue,) = looked(but(core, rules=rules), "forbidden-wording")
    assert issue.about == "C2-03"
    assert "in says" in issue.message


def test_what_is_denied_is_not_a_claim(core: Own) -> None:
    text = "It is not a diagnosis, and was not confirmed in a source."
    rules = core.pack.with_rule(replace(core.pack.rule["C2-03"], says=text)).rules
    assert looked(but(core, rules=rules), "forbidden-wording") == []


def test_a_case_that_tests_nothing_is_named(core: Own) -> None:
    fires = next(case for case in core.cases if case.id == "C2-03 fires 1")
    miss = next(case for case in core.cases if case.id == "C2-03 near miss 1")
    visit = replace(miss.visit, findings={"head_tilt": "left"})
    cases = (
        fires,
        replace(fires, id="again"),
        replace(fires, id="empty", expect={}),
        miss,
        replace(miss, id="far", visit=visit),
    )
    said = [issue.message for issue in looked(core._replace(cases=cases), "idle-case")]
    assert said == [
        "again is the same exam with the same answer as C2-03 fires 1",
        "empty expects nothing: say what must come out",
        "far records nothing that the rule reads: bring it nearer",
    ]


def test_rules_that_say_the_same_or_lie_a_step_apart_are_named(core: Own) -> None:
    rule = core.pack.rule["C2-05"]
    same = replace(rule, id="C2-95", when=c.EachSide(c.Bounds("medial_knee_pain", above=3)))
    near = replace(rule, id="C2-96", when=c.EachSide(c.Bounds("medial_knee_pain", at_least=5)))
    issues = looked(but(core, rules=(*core.pack.rules, same, near)), "near-duplicate")
    assert [(issue.about, issue.message.partition(" C2-05")[0]) for issue in issues] == [
        ("C2-95", "fires exactly when this does:"),
        ("C2-96", "one step from"),
    ]


def test_a_reason_for_what_is_gone_is_a_remark_of_its_own(core: Own) -> None:
    accepted = (Accepted(check="old-source", about=("DEJ84",), why="It is out of print."),)
    issues = [issue for issue in lint(but(core, accepted=accepted), TODAY) if issue.check == "needless-acceptance"]
    assert [issue.about for issue in issues] == ["DEJ84"]


def test_a_guard_that_an_extension_retires_is_named_and_what_it_did(core: Own, tmp_path: Path) -> None:
    new_pack(str(tmp_path / "mine"), "sot-core")
    head = tmp_path / "mine" / "pack.yaml"
    assert looked(open_pack(str(tmp_path / "mine")), "retired-guard") == []
    gone = ["D-09", "D-30", "G-06", "R-01"]
    lines = [line for line in head.read_text("utf-8").splitlines() if not line.startswith("retires:")]
    head.write_text("\n".join((*lines, f"retires: [{', '.join(gone)}]", "")), "utf-8")
    issues = looked(open_pack(str(tmp_path / "mine")), "retired-guard")
    assert [issue.about for issue in issues] == ["D-09", "D-30", "R-01"], "guidance holds nothing back"
    rule = core.pack.rule["D-09"]
    assert issues[0].message.startswith(f"retired: it withheld a placement (\u201c{rule.title}\u201d); ")


def test_a_remark_names_the_file_as_it_is_reached_from_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_pack(str(tmp_path / "schools" / "my-school"), "sot-core")
    monkeypatch.chdir(tmp_path)
    (found,) = lint_packs(("schools/my-school",))
    assert {issue.where.file for issue in found.issues} == {
        "schools/my-school/pack.yaml",
        "schools/my-school/rules.yaml",
    }
