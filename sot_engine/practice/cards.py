"""The cards that a pack is made into; every answer is in the pack's own words.

::

    a finding          how it is done and recorded, how reliable it is, what it speaks for, whether it gives a side
    an evidence rule   when it fires, what it counts for, whether it gives a side, how good the evidence is
    a stop, a contradiction, a gate, a sentence of guidance    when, what then, how good the evidence is
    a placement        when it is offered, where the blocks go, what is watched, how sure it is
    a category         what it is described as, its hallmarks, what gives its side
"""

from collections.abc import Iterator, Mapping

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.domain.study import Card
from sot_engine.practice.finding_cards import finding_cards
from sot_engine.practice.rule_cards import category_cards, findings_of, rule_cards


def deck_of(pack: Pack) -> str:
    """The name under which answers to a pack's cards are kept: its id, with those of the packs on top of it."""
    return "+".join((pack.id, *pack.with_))


def cards_of(pack: Pack) -> tuple[Card, ...]:
    """Every card of a pack in an order to learn them in: the categories, then each finding with the rules it completes.

    A rule comes as soon as every finding that it reads has come; one that reads other rules alone comes at the end.
    """
    cards = [card for name in CATEGORIES for card in category_cards(name, pack)]
    readers, missing = rules_by_finding(pack), {rule.id: set(findings_of(rule)) for rule in pack.rules}
    for finding in pack.findings.values():
        cards += finding_cards(finding, readers.get(finding.id, ()), pack)
        for rule in _completed(finding.id, missing, pack):
            cards += rule_cards(rule, pack)
    return (*cards, *(card for name in missing for card in rule_cards(pack.rule[name], pack)))


def rules_by_finding(pack: Pack) -> Mapping[str, tuple[Rule, ...]]:
    """For every finding, the rules that ask for it before or after blocking."""
    found: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        for name in findings_of(rule):
            found.setdefault(name, []).append(rule)
    return {name: tuple(rules) for name, rules in found.items()}


def _completed(finding: str, missing: dict[str, set[str]], pack: Pack) -> Iterator[Rule]:
    """The rules of which this finding is the last that was missing; nothing is missing of them any more."""
    for name in [name for name, names in missing.items() if finding in names]:
        missing[name].discard(finding)
        if not missing[name]:
            del missing[name]
            yield pack.rule[name]


__all__ = ["cards_of", "deck_of", "rules_by_finding"]
