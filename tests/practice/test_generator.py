"""Drawn cases: what the engine says of them is what is claimed, the same seed gives the same case, nothing is odd."""

from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random

import pytest

from sot_engine.domain.condition import Among, Unless
from sot_engine.domain.pack import Apart, Pack
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.domain.visit import Patient
from sot_engine.errors import CaseRefused
from sot_engine.inference.assess import assess, readings
from sot_engine.inference.question import Exam
from sot_engine.intake.visit_file import read_visit_text
from sot_engine.intake.visit_text import visit_yaml
from sot_engine.packs.shelf import pack_cases, pack_folder
from sot_engine.practice.case import Case, odd_together
from sot_engine.practice.difficulty import DIFFICULTIES, NOISE, OUTCOME, Difficulty
from sot_engine.practice.draft import YOUNGEST, CannotDraw, Draft
from sot_engine.practice.generator import Generator
from sot_engine.practice.pack_case import is_for_practice
from sot_engine.practice.story import complaint
from sot_engine.practice.terrain import Terrain, reads_patient
from tests.known_packs import core, tiny, with_ak

SEEDS = 43
"""For each of seven difficulties: 301 cases in all."""


@cache
def core_generator() -> Generator:
    return Generator(core())


@cache
def of_core(difficulty: Difficulty, seed: int) -> Case:
    """A case of sot-core as it stands, drawn once for every test that looks at it."""
    return core_generator().draw(difficulty, seed)


def drawn(difficulty: Difficulty, pack: Pack | None = None, number: int = 12) -> list[Case]:
    """The first cases: of sot-core, or of another pack, for which they are drawn anew."""
    if pack is None:
        return [of_core(difficulty, seed) for seed in range(number)]
    generator = Generator(pack)
    return [generator.draw(difficulty, seed) for seed in range(number)]


@pytest.mark.no_cover
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_a_case_is_never_labelled_otherwise_than_it_is_assessed(difficulty: Difficulty) -> None:
    for case in drawn(difficulty, number=SEEDS):
        found = assess(core(), case.visit, explained=False)
        says = case.says
        assert (says.outcome, says.category, says.side) == (found.outcome, found.category, found.side)
        assert (says.placement, says.placement_status) == (found.placement.id, found.placement.status)
        assert says.outcome == OUTCOME[difficulty]


@pytest.mark.parametrize("pack", [tiny(), with_ak()], ids=["tiny", "with_ak"])
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_any_pack_brings_cases_of_its_own(difficulty: Difficulty, pack: Pack) -> None:
    for case in drawn(difficulty, pack):
        assert assess(pack, case.visit, explained=False).outcome == OUTCOME[difficulty]


def test_the_same_seed_gives_the_same_case() -> None:
    for difficulty in DIFFICULTIES:
        assert drawn(difficulty, core(), 4) == drawn(difficulty, core(), 4)


def test_other_seeds_give_other_cases() -> None:
    for difficulty in DIFFICULTIES:
        assert len({tuple(case.visit.findings.items()) for case in drawn(difficulty)}) == 12


def test_another_pack_gives_other_cases_for_a_seed() -> None:
    changed = replace(core(), sha256="0" * 64)
    assert Generator(changed).draw("clear", 1) != Generator(core()).draw("clear", 1)


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("difficulty", ["clear", "noisy", "withheld"])
def test_a_wished_category_is_the_one_that_is_supported(category: str, difficulty: Difficulty) -> None:
    case = Generator(core()).draw(difficulty, 3, category)  # type: ignore[arg-type]
    assert (case.says.category, case.id) == (category, f"{difficulty}-{category}-3")


def test_a_wished_category_is_among_the_candidates_of_a_mixed_case() -> None:
    case = Generator(core()).draw("mixed", 3, "III")
    assert "III" in assess(core(), case.visit, explained=False).candidates


def test_an_insufficient_case_leans_to_the_category_that_was_wished() -> None:
    for category in CATEGORIES:
        case = Generator(core()).draw("insufficient", 3, category)
        assert assess(core(), case.visit, explained=False).lean == category


@pytest.mark.parametrize(("weeks", "said"), [(1, "duration, 1 week."), (2, "duration, 2 weeks.")])
def test_what_is_one_of_a_unit_is_told_in_the_singular(weeks: int, said: str) -> None:
    patient = Patient(ref="X", age_years=40)
    assert complaint(core(), patient, {"duration_weeks": weeks}, "Umber Heron").endswith(said)


def test_every_category_has_its_share() -> None:
    counts = Counter(case.says.category for case in drawn("clear", number=60))
    assert min(counts[name] for name in CATEGORIES) >= 8


def test_a_clear_case_shows_a_placement_and_has_no_strong_rival() -> None:
    for case in drawn("clear"):
        found = assess(core(), case.visit, explained=False)
        assert found.placement.status == "suggested"
        rivals = [found.categories[name] for name in CATEGORIES if name != found.category]
        assert all(not one.kept and not one.supporting for one in rivals)


def test_a_noisy_case_has_signs_of_the_others_and_tests_that_were_not_done() -> None:
    for case in drawn("noisy"):
        found = assess(core(), case.visit, explained=False)
        rivals = [found.categories[name] for name in CATEGORIES if name != found.category]
        assert sum(one.supporting + one.weak for one in rivals) >= NOISE
        assert case.visit.not_done


def test_a_withheld_case_is_withheld_by_the_patient_alone() -> None:
    for case in drawn("withheld"):
        found = assess(core(), case.visit, explained=False)
        withheld = [reason.rule for reason in found.placement.reasons if reason.effect == "withholds"]
        assert withheld
        assert all(reads_patient(core().rule[name]) for name in withheld)


@pytest.mark.parametrize("difficulty", ["noisy", "mixed", "insufficient", "contradictory", "stop"])
def test_a_child_or_a_pregnancy_does_not_give_the_answer_away(difficulty: Difficulty) -> None:
    patients = Counter[str]()
    for case in drawn(difficulty, number=60):
        reading = readings(core()).direct.read(case.visit)
        names = (fact.partition(".")[0] for firing in reading.stops for fact in firing.facts)
        if not any(core().findings[name].asked_when for name in names):
            patient = case.visit.patient
            young = "child" if patient.age_years < 18 else "other"
            patients["pregnant" if patient.pregnancy_weeks else young] += 1
    assert min(patients["pregnant"], patients["child"]) > 0
    assert patients["other"] > 30, "most are neither"


def test_only_a_contradictory_case_contradicts_itself() -> None:
    for difficulty in DIFFICULTIES:
        for case in drawn(difficulty):
            contradictions = assess(core(), case.visit, explained=False).contradictions
            assert bool(contradictions) == (difficulty == "contradictory")


def held(pack: Pack, case: Case) -> set[str]:
    """What of the things that a pack keeps apart a case holds together."""
    return {one.id for one in odd_together(pack, case.visit)}


@pytest.mark.no_cover
@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_no_case_holds_together_what_the_pack_keeps_apart(difficulty: Difficulty) -> None:
    for pack, cases in ((core(), drawn(difficulty, number=SEEDS)), (with_ak(), drawn(difficulty, with_ak()))):
        for case in cases:
            assert held(pack, case) == set()


def test_what_is_kept_apart_would_be_drawn_together_otherwise() -> None:
    told_nothing = replace(core(), apart=())
    cases = [case for difficulty in DIFFICULTIES for case in drawn(difficulty, told_nothing, 60)]
    found = set().union(*(held(core(), case) for case in cases))
    assert {"A-01", "A-04", "A-06", "A-08", "A-09", "A-14"} <= found


def test_what_is_kept_apart_changes_no_assessment() -> None:
    told_nothing = replace(core(), apart=())
    for difficulty in DIFFICULTIES:
        for case in drawn(difficulty, told_nothing, 3):
            assert assess(told_nothing, case.visit) == assess(core(), case.visit)


def test_no_case_of_the_pack_itself_holds_together_what_it_keeps_apart() -> None:
    golden = [one for one in pack_cases(core(), pack_folder("sot-core")) if is_for_practice(one)]
    assert golden
    assert {one.id: odd for one in golden if (odd := odd_together(core(), one.visit))} == {}


def test_a_pack_that_keeps_everything_apart_gives_no_case() -> None:
    pack = replace(
        core(), apart=(Apart(id="A-1", title="Any", why="A test.", when=Unless(Among("onset", ("never",)))),)
    )
    with pytest.raises(CaseRefused, match="gives no clear case of Category II"):
        Generator(pack).draw("clear", 1, "II")


def test_what_is_kept_apart_leaves_every_rule_that_concludes_something_possible() -> None:
    terrain = Terrain(core(), readings(core()).direct)
    strata = [rule for name in ("stop", "contradiction", "evidence") for rule in core().strata[name]]
    assert [rule.id for rule in strata if not any(fires_in(terrain, rule, seed) for seed in range(20))] == []


def fires_in(terrain: Terrain, rule: Rule, seed: int) -> bool:
    """Whether a whole exam can be drawn towards a rule, in which it fires."""
    draft = Draft(terrain, Random(seed), "left", 0.5)  # noqa: S311  # a seed, not a secret
    draft.wanted = frozenset({rule.id})
    try:
        draft.towards(rule.when)
        draft.fill((), None)
    except CannotDraw:
        return False
    exam = Exam(Patient(ref="", **draft.patient), draft.findings, {}, {}, {})
    return terrain.direct.question(rule.when)(exam) is True


def test_a_question_is_answered_only_by_those_of_whom_it_is_asked() -> None:
    cases = drawn("stop", number=60)
    stops = {name for case in cases for name, value in case.visit.findings.items() if value == "present"}
    assert {"obstetric_warning", "child_protection_concern"} <= stops
    ask = readings(core()).direct
    for case in cases:
        exam = Exam(case.visit.patient, case.visit.findings, {}, {}, {})
        for finding in core().findings.values():
            if finding.asked_when is not None and finding.id in case.visit.findings:
                assert ask.question(finding.asked_when)(exam) is True, (case.id, finding.id)


def test_of_words_of_which_none_is_the_negative_each_is_drawn() -> None:
    said = {case.visit.findings.get("first_rib_motion.left") for case in drawn("clear", number=20)}
    assert said >= {"moves", "fixed"}


def test_a_hidden_stop_is_one_answer_among_many_that_were_no() -> None:
    for case in drawn("stop"):
        stops = {finding.id for finding in core().stop_questions}
        answers = [value for key, value in case.visit.findings.items() if key in stops]
        assert answers.count("present") == 1
        assert len(answers) >= 9


def test_a_drawn_case_is_a_visit_file_that_reads_back() -> None:
    for difficulty in DIFFICULTIES:
        for case in drawn(difficulty, number=5):
            visit = replace(case.visit, confidence={})
            assert read_visit_text(visit_yaml(visit, core()), "case.yaml", core()) == visit


def test_both_sides_of_a_test_are_recorded_or_none() -> None:
    for difficulty in DIFFICULTIES:
        for case in drawn(difficulty, number=5):
            for finding in core().findings.values():
                assert len({key in case.visit.findings for key in finding.keys}) == 1, (case.id, finding.id)


def test_an_invented_patient_could_stand_and_answer() -> None:
    for difficulty in DIFFICULTIES:
        for case in drawn(difficulty):
            patient = case.visit.patient
            assert patient.age_years >= YOUNGEST
            assert not patient.pregnancy_weeks or 19 <= patient.age_years <= 44


def test_it_is_said_that_the_patient_is_invented() -> None:
    assert "(invented)" in drawn("clear", number=1)[0].complaint


def test_the_complaint_tells_what_was_recorded_in_the_history_and_nothing_else() -> None:
    for case in drawn("noisy"):
        for finding in core().findings.values():
            values = [case.visit.findings[key] for key in finding.keys if key in case.visit.findings]
            name = finding.name.lower().replace(" on this side", "")
            found = finding.position == "history" and any(value != finding.negative_value for value in values)
            if found:
                assert name in case.complaint
            elif finding.position == "history":
                assert name in case.history
            else:
                assert f"; {name}" not in case.complaint


def test_a_pack_without_stops_gives_no_case_with_one() -> None:
    pack = replace(core(), rules=tuple(rule for rule in core().rules if rule.stratum != "stop"))
    with pytest.raises(CaseRefused, match="gives no stop case"):
        Generator(pack).draw("stop", 1)


def test_a_pack_without_contradictions_or_age_limits_says_so_too() -> None:
    kept = [rule for rule in core().rules if rule.stratum != "contradiction" and not reads_patient(rule)]
    pack = replace(core(), rules=tuple(kept))
    with pytest.raises(CaseRefused, match="gives no contradictory case"):
        Generator(pack).draw("contradictory", 1)
    with pytest.raises(CaseRefused, match="gives no withheld case of Category II"):
        Generator(pack).draw("withheld", 1, "II")
