"""The rules of a pack, a line each."""

from collections.abc import Iterator

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule


def rule_lines(pack: Pack, category: str | None = None) -> Iterator[str]:
    """One line a rule: id, effect, basis, grade, status and title; only those of one category when it is named."""
    rules = [rule for rule in pack.rules if category is None or rule.then.on == category]
    effects = {rule.id: _effect(rule) for rule in rules}
    widest = max(map(len, effects.values()), default=0)
    for rule in rules:
        grade = f"{rule.evidence.grade}, {rule.basis}, {rule.status}"
        yield f"{rule.id:<7} {effects[rule.id]:<{widest}}  {rule.title}  [{grade}]"
    yield f"{len(rules)} rules; {pack.id} {pack.version}, {pack.status}. `sot learn ID` has the page of each."


def _effect(rule: Rule) -> str:
    then = rule.then
    return " ".join(word for word in (then.verb, then.on, then.strength or then.urgency) if word)
