"""Cards: everything in a pack becomes some, their ids stay, and their words are the pack's."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from sot_engine.domain.condition import LEAVES, walk
from sot_engine.domain.pack import Pack
from sot_engine.domain.study import TOPICS, Card
from sot_engine.practice.cards import cards_of, deck_of, rules_by_finding
from sot_engine.reports.page import reads
from tests.known_packs import core, rule, tiny, tiny_with, with_ak

PACKS = (core, with_ak, tiny)


def by_id(pack: Pack) -> dict[str, Card]:
    return {card.id: card for card in cards_of(pack)}


def about(pack: Pack, name: str) -> dict[str, Card]:
    return {card.id.rpartition("/")[2]: card for card in cards_of(pack) if card.about == name}


@pytest.mark.parametrize("pack_of", PACKS)
def test_every_finding_rule_and_category_has_cards_and_no_two_have_one_id(pack_of: Callable[[], Pack]) -> None:
    pack = pack_of()
    cards = cards_of(pack)
    assert len({card.id for card in cards}) == len(cards)
    assert {card.about for card in cards} == {*pack.findings, *pack.rule, *pack.categories}
    assert {card.topic for card in cards} <= set(TOPICS)
    assert all(card.asks and card.answer and all(card.more) for card in cards)


def test_a_finding_is_asked_for_in_five_ways_one_without_sides_in_four() -> None:
    assert list(about(core(), "first_rib_pain")) == ["done", "recorded", "reliability", "supports", "side"]
    assert list(about(core(), "pelvic_rigidity")) == ["done", "recorded", "reliability", "supports"]


def test_what_a_finding_speaks_for_is_what_its_rules_do() -> None:
    card = about(core(), "first_rib_pain")["supports"]
    assert card.answer == "It counts as a hallmark of Category II; it counts as weak evidence of Category II."
    assert card.more[0] == (
        "C2-03 counts as a hallmark of Category II, when “First rib tubercle, pain” is 4 or more on either side."
    )


def test_a_finding_that_no_rule_reads_says_why_and_one_that_only_gates_read_names_them() -> None:
    unread = about(core(), "high_shoulder")["supports"]
    assert unread.answer.startswith("For no category: no rule reads it. No source that was read names")
    gated = about(core(), "osteoporosis")["supports"]
    assert gated.answer.startswith("For no category. It is read by D-03 Severe osteoporosis; ")


def test_whether_a_side_counts_is_what_the_pack_decides() -> None:
    assert about(core(), "first_rib_pain")["side"].answer == "Category II does, by rule C2-03."
    assert about(core(), "lateral_sway")["side"].answer == "No category does."
    assert about(core(), "C2-03")["side"].answer == "Category II does."
    assert "no category takes its own from it" in about(core(), "C2-01")["side"].answer
    assert about(core(), "II")["side"].answer == "Very painful first rib; Very tender inguinal ligament."
    assert about(core(), "I")["side"].answer == "None."


def test_a_placement_is_asked_for_its_blocks_what_is_watched_and_how_sure_it_is() -> None:
    cards = about(core(), "C1-L")
    assert list(cards) == ["when", "blocks", "watch", "evidence"]
    assert cards["blocks"].answer.endswith("one under the right ASIS or iliac crest (long-leg side).")
    assert cards["blocks"].more[0].startswith("left, thin edge at 45 degrees: The side and the landmark are stated")
    assert any(text.startswith("Time: 5 to 20 minutes") for text in cards["watch"].more)


def test_a_contradiction_is_asked_for_the_findings_that_exclude_each_other() -> None:
    cards = about(core(), "X-01")
    assert list(cards) == ["when", "evidence"]
    assert cards["when"].answer.startswith("“Pelvic rigidity, standing” is present, and (")


def test_a_stop_says_where_to_refer_and_guidance_says_its_sentence() -> None:
    assert re.match(r"It stops \(emergency\): .* refer to: ", about(core(), "R-01")["then"].answer)
    assert about(core(), "G-05")["then"].answer == " ".join(core().rule["G-05"].says.split())


def test_a_condition_that_is_too_long_to_be_a_question_is_asked_for_by_its_title() -> None:
    assert about(core(), "D-01")["then"].asks == "A stop question was answered as unclear: what follows?"
    assert about(core(), "D-02")["then"].asks == "“Inflammatory arthropathy” is active. What follows?"


def test_a_rule_comes_after_every_finding_that_it_reads() -> None:
    place = {card.about: number for number, card in enumerate(cards_of(core()))}
    for one in core().rules:
        read = {node.finding for node in walk(one.when) if isinstance(node, LEAVES)}
        assert all(place[name] < place[one.id] for name in read), one.id


@pytest.mark.parametrize("pack_of", PACKS)
def test_the_rules_of_a_finding_are_those_of_its_page(pack_of: Callable[[], Pack]) -> None:
    pack = pack_of()
    readers = rules_by_finding(pack)
    assert all(readers.get(name, ()) == reads(name, pack) for name in pack.findings)


def test_a_changed_sentence_changes_the_cards_that_show_it_and_no_other() -> None:
    before = core()
    changed = replace(before.rule["C2-03"], says="Another sentence.")
    after = before.with_rule(changed)
    old, new = by_id(before), by_id(after)
    assert {name for name in new if new[name].content != old[name].content} == {"rule/C2-03/when", "rule/C2-03/then"}
    assert old.keys() == new.keys()


def test_a_pack_on_top_has_a_deck_of_its_own() -> None:
    assert (deck_of(core()), deck_of(with_ak())) == ("sot-core", "sot-core+ak-variants")


def test_a_new_rule_brings_its_cards_and_leaves_the_rest_as_they_were() -> None:
    base = tiny_with(rules=rule("A-1", "{rigid: present}"))
    more = tiny_with(rules=rule("A-1", "{rigid: present}") + rule("A-2", "{rigid: absent}"))
    old, new = by_id(base), by_id(more)
    assert new.keys() - old.keys() == {"rule/A-2/when", "rule/A-2/then", "rule/A-2/evidence"}
    assert [name for name in old if old[name].content != new[name].content] == ["finding/rigid/supports"]


def test_a_question_without_a_position_is_said_to_be_asked() -> None:
    more = {name: by_id(core())[f"finding/{name}/done"].more[0] for name in ("frailty", "pain_now", "heel_tension")}
    assert more["frailty"].startswith("Asked before the exam. Asked as: ")
    assert more["pain_now"].startswith("Asked in the history. Asked as: ")
    assert more["heel_tension"].startswith("Position: prone. Asked as: ")
