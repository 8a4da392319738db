"""One assessment: both readings must agree, and every key that other programs read is there."""

import json
import sys
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import durable_rules_engine
import pytest

import sot_engine
from sot_engine.domain.assessment import plain
from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.rule import CATEGORIES
from sot_engine.errors import CommitRefused, EngineFailed, EnginesDisagree
from sot_engine.inference.assess import KEPT_READY, Readings, assess, readings
from tests.known_packs import core, rule, tiny, tiny_with, visit, with_ak

SUPPORTED = visit({"rib.left": 5, "drift": 20, "short_leg": "left", "loss": "absent"})
MIXED = visit({"rigid": "present", "rib.left": 5, "short_leg": "left", "loss": "absent"})

KEYS = {
    "": {
        "schema", "outcome", "category", "lean", "side", "candidates", "committed", "rivals_not_examined",
        "not_asked", "categories", "stops", "contradictions", "cautions", "guidance", "placement", "next", "why_not",
        "pack", "engine",
    },
    "categories.I": {"hallmarks", "supporting", "weak", "opposes", "kept", "established", "fired", "open"},
    "categories.I.fired.0": {"rule", "effect", "strength", "sides", "findings", "says", "cite", "grade", "basis"},
    "categories.I.open.0": {"rule", "needs"},
    "stops.0": {"rule", "findings", "says", "cite"},
    "contradictions.0": {"rule", "findings", "says"},
    "cautions.0": {"rule", "says"},
    "guidance.0": {"rule", "says", "cite"},
    "placement": {"status", "id", "position", "blocks", "reasons"},
    "placement.blocks.0": {"side", "landmark", "direction_deg", "basis"},
    "placement.reasons.0": {"rule", "says"},
    "next.0": {"finding", "position", "could_lead_to"},
    "why_not.II.changes.0": {"finding", "to"},
    "pack": {"id", "version", "sha256", "status", "with"},
    "engine": {"name", "version", "cross_checked", "sot_engine"},
}  # fmt: skip
EXAMS = {
    "categories.I.fired.0": visit({"rigid": "present"}),
    "categories.I.open.0": visit(),
    "stops.0": visit({"loss": "present"}),
    "contradictions.0": visit({"rigid": "present", "sway.left": "present"}),
    "cautions.0": visit({"implant.left": "present"}),
    "guidance.0": visit({"rib.left": 5}),
    "next.0": visit({"rigid": "present"}),
    "why_not.II.changes.0": visit(),
}


@pytest.mark.parametrize("path", KEYS)
def test_every_key_of_the_interface_is_there(path: str) -> None:
    part: Any = plain(assess(tiny(), EXAMS.get(path, SUPPORTED)))
    for step in path.split(".") if path else ():
        part = part[int(step)] if step.isdigit() else part[step]
    assert set(part) >= KEYS[path]


def test_every_key_is_there_when_nothing_was_recorded() -> None:
    written = plain(assess(tiny(), visit()))
    assert set(written) >= KEYS[""]
    assert set(written["categories"]) == {"I", "II", "III"}
    assert (written["outcome"], written["category"], written["committed"]) == ("insufficient", None, None)
    assert written["placement"]["blocks"] == []


def test_an_assessment_is_json_with_the_names_of_the_interface() -> None:
    written = json.loads(json.dumps(plain(assess(with_ak(), visit()))))
    assert written["schema"] == "sot-assessment/1"
    assert written["pack"]["with"] == ["ak-variants"]
    assert written["pack"]["id"] == "sot-core"
    assert written["engine"] == {
        "name": "durable-rules",
        "version": "2.0.28",
        "cross_checked": True,
        "sot_engine": sot_engine.__version__,
    }


def test_a_finding_is_told_with_its_side_and_its_value() -> None:
    exam = visit({"heel.left": 2, "heel.right": 3, "hold.left": ("same", "same", "better"), "angle.left": 30.5})
    said = {line.rule: line for category in assess(core(), visit({"heel_tension.left": 2})).categories.values()
            for line in category.fired}  # fmt: skip
    assert said["C1-02"].findings == ("heel_tension.left = 2",)
    fired = {line.rule: line for category in assess(tiny(), exam).categories.values() for line in category.fired}
    assert fired["E1-2"].findings == ("heel.left = 2", "heel.right = 3")
    assert fired["E1-2"].sides == ("left", "right")
    assert fired["E3-1"].findings == ("hold.left = same, same, better",)


def test_a_sentence_names_the_age_and_the_re_test_behind_it() -> None:
    pack = tiny_with(rule("T", "{all: [{patient.age_years: {above: 3}}, {each_side: {after.heel: 0}}]}"))
    guidance = assess(pack, visit({}, {"heel.right": 0})).guidance
    assert [sentence.findings for sentence in guidance] == [("patient.age_years = 40", "after.heel.right = 0")]


def test_fired_is_in_the_order_of_rule_ids_and_lists_what_opposes_and_contrasts() -> None:
    exam = visit({"sway.left": "present", "rib.left": 0, "rib.right": 0})
    categories = assess(tiny(), exam).categories
    listed = [(line.rule, line.effect, line.strength) for name in CATEGORIES for line in categories[name].fired]
    assert listed == [
        ("E1-4", "opposes", None),
        ("E2-2", "supports", "supporting"),
        ("E3-4", "contrasts", None),
    ]


def test_what_is_said_first_of_a_re_test_stands_before_everything_else() -> None:
    exam = visit({"rib.left": 9}, {"rib.left": 9})
    assert [sentence.rule for sentence in assess(tiny(), exam).guidance] == ["G-6", "G-1"]


def test_a_suggested_placement_has_blocks_and_a_withheld_one_has_only_reasons() -> None:
    suggested = assess(tiny(), SUPPORTED).placement
    assert (suggested.status, suggested.id, suggested.position) == ("suggested", "P2-L", "supine")
    assert [block.side for block in suggested.blocks] == ["left", "right"]
    assert [(reason.rule, reason.effect) for reason in suggested.reasons] == [("P2-L", "places")]
    child = replace(SUPPORTED, patient=replace(SUPPORTED.patient, age_years=9))
    withheld = assess(tiny(), child).placement
    assert (withheld.status, withheld.id, withheld.blocks, withheld.confidence) == ("withheld", None, (), None)
    assert [reason.rule for reason in withheld.reasons] == ["W-2"]


def test_a_committed_category_is_named_and_never_called_the_category() -> None:
    assessment = assess(tiny(), MIXED, commit="II")
    assert (assessment.outcome, assessment.category, assessment.committed) == ("mixed", None, "II")
    assert (assessment.decided, assessment.side, assessment.placement.id) == ("II", "left", "P2-L")
    assert assess(tiny(), MIXED).decided is None


@pytest.mark.parametrize(
    ("exam", "commit", "message"),
    [
        (MIXED, "III", "category III cannot be committed; candidates are I, II"),
        (SUPPORTED, "II", "category II cannot be committed; candidates are none: the outcome is supported"),
        (visit(), "I", "the outcome is insufficient"),
        (visit({"loss": "present", "rigid": "present"}), "I", "the outcome is refer"),
    ],
)
def test_only_a_candidate_of_a_mixed_exam_can_be_committed(exam: Any, commit: Any, message: str) -> None:
    with pytest.raises(CommitRefused) as caught:
        assess(tiny(), exam, commit=commit)
    assert message in caught.value.message
    assert (caught.value.code, caught.value.exit_code) == ("C010", 2)


def test_the_orders_of_treatment_are_told_where_several_categories_are_in_play() -> None:
    assert assess(tiny(), MIXED).orders == tiny().orders
    assert assess(tiny(), SUPPORTED).orders == ()


def test_explaining_is_left_out_when_it_is_not_asked_for() -> None:
    bare = assess(tiny(), visit({"rigid": "present"}), explained=False)
    assert (bare.next, bare.why_not, bare.explained) == ((), {}, False)
    full = assess(tiny(), visit({"rigid": "present"}))
    assert full.next
    assert plain(full) | {"next": [], "why_not": {}, "explained": False} == plain(bare)


@pytest.mark.parametrize(
    ("field", "other", "named"),
    [
        ("outcome", "mixed", "outcome: supported against mixed"),
        ("evidence", (Firing("E1-1", (), frozenset()),), "evidence: E2-1['left'], E2-2 against E1-1"),
        ("side", None, "side: left against nothing"),
        ("placement", "none", "placement: suggested against none"),
    ],
)
def test_when_the_readings_differ_nothing_is_shown(field: str, other: Any, named: str) -> None:
    ready = Readings(tiny())
    honest = ready.durable.read

    def sabotaged(*asked: Any) -> Reading:
        return replace(honest(*asked), **{field: other})

    ready.durable.read = sabotaged  # type: ignore[assignment,method-assign]  # the engine is made to lie
    with pytest.raises(EnginesDisagree) as caught:
        ready.agree(SUPPORTED)
    assert named in caught.value.message
    assert (caught.value.code, caught.value.exit_code) == ("E010", 5)


def test_the_facts_behind_a_firing_must_agree_too() -> None:
    ready = Readings(tiny())
    reading = ready.durable.read(SUPPORTED)
    fewer = tuple(Firing(firing.rule, firing.sides, frozenset()) for firing in reading.evidence)
    ready.durable.read = lambda *_: replace(reading, evidence=fewer)  # type: ignore[method-assign]  # a lie in the facts
    with pytest.raises(EnginesDisagree):
        ready.agree(SUPPORTED)


def test_a_failing_engine_is_never_covered_by_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = replace(tiny(), sha256="a pack of its own")
    assess(pack, SUPPORTED)
    with monkeypatch.context() as patched:
        patched.setattr(durable_rules_engine, "assert_facts", lambda *_: (2, 0))
        with pytest.raises(EngineFailed):
            assess(pack, SUPPORTED)
    assert assess(pack, SUPPORTED).category == "II"


def test_the_input_is_not_changed() -> None:
    findings = {"rib.left": 5, "drift": 20}
    exam = visit(MappingProxyType(findings))
    assess(tiny(), exam)
    assert findings == {"rib.left": 5, "drift": 20}
    assert exam == visit({"rib.left": 5, "drift": 20})


def test_readings_are_built_once_for_a_pack_and_only_a_few_are_kept() -> None:
    packs = [replace(tiny(), sha256=f"copy {number}") for number in range(KEPT_READY + 1)]
    first = readings(packs[0])
    assert readings(packs[0]) is first
    for pack in packs[1:]:
        assess(pack, SUPPORTED)
    assert readings(packs[0]) is not first
    assert first.durable.read(SUPPORTED) == first.direct.read(SUPPORTED)


def test_the_package_offers_its_names_lazily() -> None:
    assert sot_engine.assess is assess
    assert sot_engine.read_pack("sot-core") == core()
    with pytest.raises(AttributeError, match="no attribute 'diagnose'"):
        sot_engine.diagnose  # noqa: B018  # asking is the test
    assert "durable.engine" not in sys.modules
