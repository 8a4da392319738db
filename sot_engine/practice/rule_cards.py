"""The cards of one rule, by what the rule does, and those of a category."""

from collections.abc import Iterable, Iterator

from sot_engine.domain import condition as c
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Category, Placement, Rule
from sot_engine.domain.study import Card
from sot_engine.domain.wording import effect_said, said
from sot_engine.practice.card import Maker

MOST_ASKED = 240
"""How many characters of a condition still make a question."""


def rule_cards(rule: Rule, pack: Pack) -> Iterator[Card]:
    """When a rule fires, what then, and how good the evidence behind it is."""
    make = Maker("rule", rule.stratum, rule.id, rule.cite, findings_of(rule))
    when = _sentence(rule, pack)
    if rule.then.placement:
        yield from _placement(make, rule, rule.then.placement, when)
    elif rule.stratum == "contradiction":
        asks = f"{rule.title}: which recorded findings exclude each other?"
        yield make.card("when", asks, when, rule.says, rule.why)
    else:
        yield make.card("when", f"{rule.title}: when does the rule fire?", when, rule.says)
        yield _then(make, rule, when)
    if rule.stratum == "evidence" and rule.is_sided:
        yield _side(make, rule, pack)
    asks = f"{rule.title}: how good is the evidence, and does a source state it?"
    answer = f"Grade {rule.evidence.grade}; basis: {rule.basis}."
    yield make.card("evidence", asks, answer, rule.evidence.note, *rule.cautions)


def category_cards(name: Category, pack: Pack) -> Iterator[Card]:
    """What a category is described as, its hallmarks, and which rules give its side."""
    page = pack.categories[name]
    make = Maker("category", "category", name, page.cite)
    yield make.card("said", f"{page.name}: what is it described as?", page.says)
    hallmarks = [one for one in pack.strata["evidence"] if one.category == name and one.then.strength == "hallmark"]
    yield make.card("signs", f"{page.name}: which are its hallmarks?", _titles(hallmarks), *_lines(hallmarks, pack))
    sides = [pack.rule[one] for one in pack.decision.side.get(name, ()) if one in pack.rule]
    yield make.card("side", f"{page.name}: which findings give its side?", _titles(sides), *_lines(sides, pack))


def findings_of(rule: Rule) -> tuple[str, ...]:
    """The findings that the condition of a rule names, each once, in the order written."""
    return tuple(dict.fromkeys(name for node in c.walk(rule.when) for name in _names(node)))


def _names(node: c.Condition) -> tuple[str, ...]:
    one = getattr(node, "finding", None)
    return (*getattr(node, "findings", ()), *((one,) if one else ()))


def _placement(make: Maker, rule: Rule, placement: Placement, when: str) -> Iterator[Card]:
    yield make.card("when", f"{rule.title}: when is this placement offered?", when, rule.why)
    blocks = (f"{one.side}, thin edge at {one.direction_deg} degrees: {one.basis}" for one in placement.blocks)
    yield make.card("blocks", f"{rule.title}: where do the blocks go?", rule.says, *blocks, placement.confidence)
    asks = f"{rule.title}: what is watched, for how long, and until when?"
    more = (f"Time: {placement.time}", f"End point: {placement.end_point}")
    yield make.card("watch", asks, placement.monitor, *more)


def _then(make: Maker, rule: Rule, when: str) -> Card:
    """What a rule does, asked for its condition, or for its title where the condition is too long to be a question."""
    asks = f"{when} What follows?" if len(when) <= MOST_ASKED else f"{rule.title}: what follows?"
    if rule.then.verb == "advises":
        return make.card("then", asks, rule.says, rule.why)
    return make.card("then", asks, f"It {effect_said(rule.then)}.", rule.says, rule.why)


def _side(make: Maker, rule: Rule, pack: Pack) -> Card:
    """Whether the category takes its side from a rule that names one."""
    does = rule.category and rule.id in pack.decision.side.get(rule.category, ())
    answer = f"Category {rule.category} does." if does else "It names the side, and no category takes its own from it."
    return make.card("side", f"{rule.title}: does the category take its side from it?", answer, rule.evidence.note)


def _sentence(rule: Rule, pack: Pack) -> str:
    text = said(rule.when, pack.findings)
    return f"{text[:1].upper()}{text[1:]}."


def _lines(rules: Iterable[Rule], pack: Pack) -> Iterator[str]:
    return (f"{rule.id} {rule.title}: {said(rule.when, pack.findings)}." for rule in rules)


def _titles(rules: Iterable[Rule]) -> str:
    return f"{'; '.join(rule.title for rule in rules) or 'None'}."
