"""Which findings are asked, and in which order: the pack's doing alone."""

from sot_engine.domain.visit import Patient
from sot_engine.intake.questions import POSITIONS, plan_exam, plan_retest
from tests.intake.interviews import AT
from tests.known_packs import core, finding, rule, tiny_with, visit


def names(**how: bool) -> list[str]:
    return [one.id for one in plan_exam(core(), AT, **how).questions]  # type: ignore[arg-type]  # short alone is given


def test_the_order_is_safety_history_standing_seated_supine_prone() -> None:
    order = [one.position for one in plan_exam(core(), AT).questions]
    assert order == sorted(order, key=POSITIONS.index)
    assert tuple(dict.fromkeys(order)) == POSITIONS


def test_every_finding_of_the_pack_is_asked_once_save_what_is_read_only_after_blocking() -> None:
    assert sorted([*names(), "pain_on_blocks"]) == sorted(core().findings)


def test_within_a_position_what_stops_comes_first_and_what_no_rule_reads_last() -> None:
    asked = names()
    stops = [one.id for one in core().stop_questions]
    assert asked[: len(stops)] == stops
    assert asked.index("heel_tension") < asked.index("dollar_sign_tighter_side") < asked.index("piriformis_tension")
    assert asked.index("piriformis_tension") < asked.index("short_leg_prone") < asked.index("nachlas")


def test_the_order_does_not_depend_on_the_order_of_the_rules() -> None:
    more = rule("Z-01", "{each_side: {late: present}}", "{supports: I, as: hallmark}")
    first = finding("early", "sign", sided="true") + finding("late", "sign", sided="true")
    plan = plan_exam(tiny_with(more, first), AT)
    order = [one.id for one in plan.questions]
    assert order.index("late") < order.index("early")


def test_the_short_exam_asks_what_stops_and_what_a_hallmark_is_read_from() -> None:
    asked = names(short=True)
    assert asked[:12] == [one.id for one in core().stop_questions]
    assert asked[12:] == [
        "pelvic_rigidity", "lateral_sway", "antalgic_posture", "first_rib_pain", "arm_fossa_upper", "arm_fossa_lower",
        "inguinal_upper_pain", "inguinal_lower_pain", "heel_tension", "soto_test", "sciatic_gluteal_pain",
    ]  # fmt: skip


def test_a_question_with_a_condition_is_put_only_where_the_condition_holds() -> None:
    plan = plan_exam(core(), AT)
    question = core().findings["obstetric_warning"]
    assert plan.applies(question, Patient(ref="P", age_years=30, pregnancy_weeks=20), {})
    assert not plan.applies(question, Patient(ref="P", age_years=30, pregnancy_weeks=0), {})
    assert not plan.applies(question, Patient(ref="P", age_years=30), {})
    assert plan.applies(core().findings["heel_tension"], Patient(ref="P", age_years=30), {})


def test_a_re_test_asks_what_was_recorded_and_the_pack_re_tests_and_what_is_asked_only_then() -> None:
    before = visit({"heel_tension.left": 2, "first_rib_pain.left": 6, "pelvic_rigidity": "present"})
    assert [one.id for one in plan_retest(core(), before).questions] == [
        "first_rib_pain", "heel_tension", "pain_on_blocks",
    ]  # fmt: skip
