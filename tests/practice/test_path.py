"""The path of a case is scored part by part, and what was missed, over-read and could have settled it is named."""

from dataclasses import replace

from sot_engine.cli.practice.sheet import debrief_sheet
from sot_engine.practice.attempt import Answer
from sot_engine.practice.debrief import debrief
from sot_engine.practice.generator import Generator
from sot_engine.practice.look import turns_of
from tests.known_packs import core
from tests.practice.at_a_case import LEFT_II, STOPS, case, looked_back, points, worked

TWO = case(dict(LEFT_II))
RIGHT = Answer(outcome="supported", category="II", side="left", placement="C2-L", placement_status="suggested",
               confidence=80, grounds=("lateral_sway", "first_rib_pain"))  # fmt: skip
RIVALS = ("pelvic_rigidity", "antalgic_posture")
SHORT = ("lateral_sway", "first_rib_pain")


def test_a_case_asked_well_and_answered_right_earns_everything() -> None:
    found = looked_back(TWO, [*STOPS, *RIVALS, *SHORT], RIGHT)
    assert TWO.says == replace(RIGHT, confidence=None, grounds=())
    assert found.attempt.earned == found.attempt.possible == 110
    assert found.attempt.is_right
    assert not found.attempt.over_read


def test_a_right_answer_earns_side_and_placement_only_when_they_are_right() -> None:
    found = looked_back(TWO, [*STOPS, *SHORT], replace(RIGHT, side="right", placement="C2-R"))
    assert points(found)["answer"] == (40, 40)
    assert (points(found)["side"], points(found)["placement"]) == ((0, 10), (0, 10))


def test_a_wrong_answer_earns_neither() -> None:
    found = looked_back(TWO, [*STOPS, *SHORT], replace(RIGHT, category="III"))
    assert [points(found)[part][0] for part in ("answer", "side", "placement")] == [0, 0, 0]


def test_a_placement_that_needs_a_change_is_another_answer() -> None:
    found = looked_back(TWO, [*STOPS, *SHORT], replace(RIGHT, placement_status="modify"))
    assert points(found)["placement"] == (0, 10)


def test_side_and_placement_are_no_parts_where_no_category_is_due() -> None:
    nothing = case({"pelvic_rigidity": "absent", "tmj_dysfunction": "present"})
    found = looked_back(nothing, STOPS, Answer(outcome="insufficient", confidence=50))
    assert {"side", "placement"}.isdisjoint(points(found))


def test_stop_questions_count_whole_before_the_first_hands_on_test_and_half_after_it() -> None:
    assert points(looked_back(TWO, [*STOPS, *SHORT], RIGHT))["stop questions"] == (15, 15)
    assert points(looked_back(TWO, [*SHORT, *STOPS], RIGHT))["stop questions"] == (8, 15)
    assert points(looked_back(TWO, SHORT, RIGHT))["stop questions"] == (0, 15)


def test_a_lucky_guess_has_no_grounds() -> None:
    found = looked_back(TWO, STOPS, RIGHT)
    assert points(found)["answer"] == (40, 40)
    assert points(found)["grounds"] == (0, 15)
    assert "comes to: insufficient" in found.attempt.path[4].why


def test_grounds_are_less_where_no_rival_was_looked_at() -> None:
    assert points(looked_back(TWO, [*STOPS, *SHORT], RIGHT))["grounds"] == (10, 15)


def test_too_little_is_grounded_on_the_tests_that_could_have_given_a_leading_sign() -> None:
    little = case({"pelvic_rigidity": "absent", "heel_tension.left": 1, "heel_tension.right": 0})
    answer = Answer(outcome="insufficient", confidence=50)
    assert points(looked_back(little, STOPS, answer))["grounds"] == (0, 15)
    assert points(looked_back(little, [*STOPS, "heel_tension"], answer))["grounds"] == (8, 15)
    assert points(looked_back(little, [*STOPS, "heel_tension", "pelvic_rigidity"], answer))["grounds"] == (15, 15)


def test_a_test_that_could_change_nothing_is_not_useful() -> None:
    found = looked_back(TWO, [*STOPS, *SHORT, "nachlas"], RIGHT)
    assert points(found)["useful tests"] == (7, 10)


def test_a_first_leading_sign_is_useful_though_it_alone_changes_no_outcome() -> None:
    one = case({**LEFT_II, "tmj_dysfunction": "present"})
    assert points(looked_back(one, [*STOPS, "lateral_sway"], RIGHT))["useful tests"] == (10, 10)


def test_turning_the_patient_more_often_than_needed_costs() -> None:
    zigzag = ["lateral_sway", "heel_tension", "pelvic_rigidity", "soto_test"]
    found = looked_back(TWO, [*STOPS, *zigzag], RIGHT)
    assert points(found)["turns"] == (5, 10)
    assert found.attempt.turns == 3


def test_turns_are_changes_of_position() -> None:
    assert turns_of(["standing", "standing", "prone", "standing"]) == 2
    assert turns_of([]) == 0


def test_what_was_not_asked_for_and_carries_the_reading_is_missed() -> None:
    found = looked_back(TWO, [*STOPS, "lateral_sway"], RIGHT)
    assert found.missed == {"first_rib_pain": ("C2-03",), "medial_knee_pain": ("C2-05",)}


def test_weak_signs_and_contrasts_are_not_missed() -> None:
    assert "tmj_dysfunction" not in looked_back(TWO, STOPS, RIGHT).missed
    assert "antalgic_posture" not in looked_back(TWO, STOPS, RIGHT).missed


def test_a_finding_that_does_not_carry_the_answer_is_over_read_and_it_is_said_why() -> None:
    grounds = ("lateral_sway", "tmj_dysfunction", "antalgic_posture", "pelvic_rigidity")
    found = looked_back(TWO, [*STOPS, *grounds], replace(RIGHT, grounds=grounds))
    assert found.over_read == {
        "tmj_dysfunction": "C2-14 takes it as a weak sign of II",
        "antalgic_posture": "C3-20 is a contrast beside III, and is no sign of it",
        "pelvic_rigidity": "no rule that fired rests on it",
    }
    assert found.attempt.over_read == ("tmj_dysfunction", "antalgic_posture", "pelvic_rigidity")


def test_nothing_is_over_read_for_too_little() -> None:
    answer = Answer(outcome="insufficient", grounds=("tmj_dysfunction",))
    assert not looked_back(TWO, ["tmj_dysfunction"], answer).over_read


def test_the_test_that_would_have_settled_it_is_named_with_its_moment() -> None:
    found = looked_back(TWO, [*STOPS, "lateral_sway", "heel_tension", "first_rib_pain"], RIGHT)
    assert found.settled == (len(STOPS) + 1, "first_rib_pain")


def test_nothing_would_have_settled_it_sooner_than_the_next_test_that_was_asked() -> None:
    assert looked_back(TWO, [*STOPS, "lateral_sway", "first_rib_pain"], RIGHT).settled is None


def test_the_fewest_tests_turn_the_patient_as_little_as_can_be() -> None:
    fewest = looked_back(TWO, STOPS, RIGHT).fewest
    assert fewest is not None
    assert len(fewest.tests) == 2
    together = case({"pelvic_rigidity": "present", "anteroposterior_sway": "absent", "heel_tension.left": 2,
                     "heel_tension.right": 0, "pelvic_torsion": "left_posterior"})  # fmt: skip
    fewest = looked_back(together, STOPS, RIGHT).fewest
    assert fewest is not None
    assert (fewest.tests, fewest.turns) == (("pelvic_rigidity", "pelvic_torsion"), 0)


def test_too_little_takes_nothing_to_find() -> None:
    little = case({"pelvic_rigidity": "absent"})
    assert looked_back(little, STOPS, Answer(outcome="insufficient")).fewest is None


def test_what_the_engine_would_have_asked_next_is_kept() -> None:
    assert looked_back(TWO, STOPS, RIGHT).known.next


DRAWN = (Generator(core()).draw("stop", seed) for seed in range(100))
STOP = next(case for case in DRAWN if "present" in {case.visit.findings.get(name) for name in STOPS})


def present(of: object) -> str:
    return next(name for name in STOPS if STOP.visit.findings.get(name) == "present")


def test_a_stop_that_was_walked_past_earns_no_point_for_answer_questions_and_tests() -> None:
    found = looked_back(STOP, ["heel_tension"], RIGHT)
    assert found.attempt.passed_stop
    assert not found.attempt.is_right
    assert found.attempt.earned == 0
    assert {"useful tests", "turns"}.isdisjoint(points(found))
    assert present(STOP) in found.missed


def test_a_stop_that_was_seen_and_walked_past_has_no_answer() -> None:
    found = looked_back(STOP, [present(STOP), "heel_tension"])
    assert found.attempt.passed_stop
    assert found.attempt.answer is None
    assert found.attempt.ended_at == "2"


def test_a_case_that_refers_rests_on_its_stop_and_on_no_other_test() -> None:
    referred = looked_back(STOP, [present(STOP)], Answer(outcome="refer"))
    assert referred.missed == {}
    walked_past = looked_back(STOP, ["heel_tension"], RIGHT)
    assert list(walked_past.missed) == [present(STOP)]
    assert {one.why for one in walked_past.attempt.path if one.part != "answer"} == {"A stop was walked past."}


def test_a_case_that_contradicts_itself_rests_on_what_contradicts() -> None:
    odd = case({**LEFT_II, "pelvic_rigidity": "present"})
    found = looked_back(odd, STOPS, Answer(outcome="contradictory"))
    assert set(found.missed) == {"pelvic_rigidity", "lateral_sway"}


def test_the_page_says_which_stop_was_walked_past_with_its_finding_and_source() -> None:
    name = present(STOP)
    for asked, words in (([name, "heel_tension"], "You had seen it"), (["heel_tension"], "It was there to be asked")):
        session = worked(STOP, asked, None if name in asked else RIGHT)
        page = debrief_sheet(debrief(session, "x"), session)
        assert any(line.startswith(words) and f"{core().findings[name].name}: present." in line for line in page.lead)
        refer = next(part for part in page.sections if part.title == "Refer first").entries[0]
        assert any(line.startswith("Recorded: ") and name in line for line in refer.body)
        assert any(line.startswith("Source ") for line in refer.body)


def test_a_stop_that_was_found_needs_no_further_question() -> None:
    found = looked_back(STOP, [present(STOP)], Answer(outcome="refer", confidence=100, grounds=(present(STOP),)))
    assert found.attempt.is_right
    assert found.attempt.earned == found.attempt.possible
    assert not found.over_read


def test_a_contradiction_rests_on_the_findings_that_contradict() -> None:
    odd = case({"pelvic_rigidity": "present", "lateral_sway.left": "present", "lateral_sway.right": "absent"})
    assert odd.says.outcome == "contradictory"
    answer = Answer(outcome="contradictory", grounds=("pelvic_rigidity", "lateral_sway"))
    found = looked_back(odd, [*STOPS, "pelvic_rigidity", "lateral_sway"], answer)
    assert not found.over_read
    assert points(found)["grounds"] == (15, 15)


def test_a_mixed_answer_rests_on_the_signs_of_all_candidates() -> None:
    both = case({**LEFT_II, "antalgic_posture": "left", "heel_tension.left": 0})
    assert both.says.outcome == "mixed"
    answer = Answer(outcome="mixed", grounds=("lateral_sway", "antalgic_posture"))
    assert not looked_back(both, [*STOPS, "lateral_sway", "antalgic_posture"], answer).over_read


def test_the_attempt_says_which_case_and_which_pack() -> None:
    attempt = looked_back(STOP, STOPS, RIGHT).attempt
    assert (attempt.case, attempt.difficulty, attempt.seed) == (STOP.id, "stop", int(STOP.id.rpartition("-")[2]))
    assert (attempt.pack, attempt.pack_sha256) == ("sot-core", core().sha256)
    assert worked(STOP, STOPS, RIGHT).known.findings.keys() < STOP.visit.findings.keys()
