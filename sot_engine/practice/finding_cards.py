"""The cards of one finding."""

from collections.abc import Iterator, Mapping, Sequence

from sot_engine.domain.finding import Finding, Position
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Rule
from sot_engine.domain.study import Card
from sot_engine.domain.wording import effect_said, said
from sot_engine.practice.card import Maker

_ASKED: Mapping[Position, str] = {"safety": "Asked before the exam", "history": "Asked in the history"}
"""Where no position is taken."""


def finding_cards(finding: Finding, readers: Sequence[Rule], pack: Pack) -> Iterator[Card]:
    """How a finding is done, recorded and trusted, what it speaks for, and whether it gives a side.

    `readers` are the rules that ask for it.
    """
    make = Maker("finding", "finding", finding.id, finding.cite, (finding.id,))
    asked = f"{_ASKED.get(finding.position, f'Position: {finding.position}')}. Asked as: {finding.asks}."
    yield make.card("done", f"{finding.name}: how is it done?", finding.how, asked)
    takes = f"It takes {finding.allows()}{', on each side' if finding.sided else ''}."
    yield make.card("recorded", f"{finding.name}: how is it recorded?", takes, finding.recorded)
    yield make.card("reliability", f"{finding.name}: how reliable is it?", finding.reliability)
    yield make.card(
        "supports", f"{finding.name}: what does it speak for?", _sum(finding, readers), *_lines(readers, pack)
    )
    if finding.sided:
        asks = f"{finding.name}: does a category take its side from it?"
        yield make.card("side", asks, _side(readers, pack), "Left and right are recorded apart.")


def _sum(finding: Finding, readers: Sequence[Rule]) -> str:
    """What a finding counts for in one sentence, or why it counts for nothing."""
    evidence = dict.fromkeys(effect_said(rule.then) for rule in readers if rule.stratum == "evidence")
    if evidence:
        return f"It {'; it '.join(evidence)}."
    if readers:
        return f"For no category. It is read by {'; '.join(f'{rule.id} {rule.title}' for rule in readers)}."
    return f"For no category: no rule reads it. {finding.unused}"


def _lines(readers: Sequence[Rule], pack: Pack) -> Iterator[str]:
    """One line a rule: the evidence first, with its condition, then what else reads the finding."""
    evidence = [rule for rule in readers if rule.stratum == "evidence"]
    yield from (f"{rule.id} {effect_said(rule.then)}, when {said(rule.when, pack.findings)}." for rule in evidence)
    others = [rule for rule in readers if rule.stratum != "evidence"]
    yield from (f"{rule.id} {rule.title}: {effect_said(rule.then)}." for rule in others)


def _side(readers: Sequence[Rule], pack: Pack) -> str:
    """The categories that take their side from these rules."""
    sided = {name: [rule.id for rule in readers if rule.id in pack.decision.side.get(name, ())] for name in CATEGORIES}
    told = [f"Category {name} does, by rule {', '.join(ids)}." for name, ids in sided.items() if ids]
    return " ".join(told) or "No category does."
