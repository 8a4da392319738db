"""Multiple choice from any pack: one option is right, the others differ from it, and nothing is asked twice."""

from random import Random

import pytest

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.practice.question import OPTIONS
from sot_engine.practice.question_kinds import NONE_OF_THEM, draw_questions, stems
from tests.known_packs import core, tiny, with_ak


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311  # the same questions in every run


PACKS = pytest.mark.parametrize("pack", [core(), with_ak(), tiny()], ids=["core", "with_ak", "tiny"])


@PACKS
def test_every_question_has_one_right_option_among_several(pack: Pack) -> None:
    right = {stem.id: stem.right for stem in stems(pack)}
    for question in draw_questions(pack, 500, seeded(1)):
        assert 2 <= len(question.options) <= OPTIONS
        assert len(set(question.options)) == len(question.options)
        assert question.options[question.right] == right[question.id]


@PACKS
def test_no_question_is_asked_twice(pack: Pack) -> None:
    ids = [question.id for question in draw_questions(pack, 500, seeded(1))]
    assert len(set(ids)) == len(ids) == len(stems(pack))


@PACKS
def test_a_question_has_the_words_and_the_sources_of_its_rule(pack: Pack) -> None:
    for stem in stems(pack):
        if stem.rule:
            assert (stem.says, stem.cite) == (pack.rule[stem.rule].says, pack.rule[stem.rule].cite)


def test_the_kinds_take_turns() -> None:
    kinds = [question.id.partition(":")[0] for question in draw_questions(core(), 10, seeded(3))]
    assert len(set(kinds)) == 10


def test_a_seed_gives_the_same_questions_and_another_gives_others() -> None:
    assert draw_questions(core(), 12, seeded(3)) == draw_questions(core(), 12, seeded(3))
    assert draw_questions(core(), 12, seeded(3)) != draw_questions(core(), 12, seeded(4))


def test_the_right_option_does_not_always_stand_in_the_same_place() -> None:
    places = {question.right for question in draw_questions(core(), 100, seeded(3))}
    assert places == {0, 1, 2, 3}


def test_a_sign_that_counts_for_two_categories_is_not_asked_about() -> None:
    fired = {stem.rule for stem in stems(core()) if stem.id.startswith("supports:")}
    assert {"C1-01", "C2-03", "C3-02"} <= fired
    assert all(core().rule[name or ""].then.verb == "supports" for name in fired)


def test_the_options_of_a_category_are_the_categories_and_none_of_them() -> None:
    stem = next(one for one in stems(core()) if one.id == "supports:C1-01")
    assert stem.right == "Category I"
    assert {stem.right, *stem.wrong} == {*(core().categories[name].name for name in CATEGORIES), NONE_OF_THEM}


def test_a_reason_to_refer_stands_among_safety_questions_that_are_none() -> None:
    stops = {finding.asks for finding in core().stop_questions}
    for stem in stems(core()):
        if stem.id.startswith("stop:"):
            assert stem.right in stops
            assert not stops & set(stem.wrong)


def test_what_cannot_both_be_true_stands_among_pairs_that_can() -> None:
    titles = {rule.title for rule in core().strata["contradiction"]}
    for stem in stems(core()):
        if stem.id.startswith("contradiction:"):
            assert stem.right in titles
            assert not titles & set(stem.wrong)
            assert len(stem.wrong) >= 3
            assert not any(";" in one or "sOTO" in one for one in stem.wrong)  # a pair looks as the right one does
