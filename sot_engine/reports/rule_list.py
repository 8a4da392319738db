"""The rules of a pack under what they do, a line each; nothing is wider than a page of 80 columns."""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Rule

WIDTH = 80
STRATA = ("stop", "contradiction", "evidence", "placement", "gate", "guidance")
"""In the order in which they are read."""
VERBS = ("supports", "opposes", "contrasts", "withholds", "modifies", "cautions")
LEVELS = (*STRENGTHS, "emergency", "urgent", "prompt")


def rule_lines(pack: Pack, category: str | None = None) -> Iterator[str]:
    """Every rule with id, title, grade and basis; only those of one category when it is named.

    The status stands beside a rule where it is not that of the pack.
    """
    rules = sorted((rule for rule in pack.rules if category is None or rule.then.on == category), key=_place)
    at = _column(pack, rules)
    for effect, listed in groupby(rules, _effect):
        yield effect
        for rule in listed:
            yield from _row(rule, _rests(rule, pack), at)
        yield ""
    statuses = Counter(rule.status for rule in rules)
    told = ", ".join(f"{count} {status}" for status, count in sorted(statuses.items()))
    yield f"{pack.id} {pack.version}: {len(rules)} rule{'' if len(rules) == 1 else 's'}{f', {told}' if told else ''}"
    yield "`sot learn ID` has the page of each."


def _place(rule: Rule) -> tuple[int | str, ...]:
    """Where a rule stands: by what it does, the strongest first, and evidence by its category before all else."""
    then = rule.then
    verb, on = _at(VERBS, then.verb), _at(CATEGORIES, then.on)
    order = (on, verb) if rule.stratum == "evidence" else (verb, on)
    return (_at(STRATA, rule.stratum), *order, _at(LEVELS, then.strength or then.urgency), _effect(rule), rule.id)


def _at(words: tuple[str, ...], word: str | None) -> int:
    return words.index(word) if word in words else len(words)


def _effect(rule: Rule) -> str:
    then = rule.then
    return " ".join(word for word in (then.verb, then.on, then.strength or then.urgency) if word)


def _rests(rule: Rule, pack: Pack) -> str:
    """On what a rule rests, and its status where that is another than the pack's."""
    words = (rule.evidence.grade, rule.basis, rule.status if rule.status != pack.status else "")
    return ", ".join(word for word in words if word)


def _head(rule: Rule) -> str:
    return f"  {rule.id:<6}  {rule.title}"


def _column(pack: Pack, rules: list[Rule]) -> int:
    """Where the second column begins: behind the longest title, as far as the widest of the column leaves room."""
    rests = max((len(_rests(rule, pack)) for rule in rules), default=0)
    return min(max((len(_head(rule)) for rule in rules), default=0) + 2, WIDTH - rests)


def _row(rule: Rule, rests: str, at: int) -> Iterator[str]:
    """A rule on one line, or what it rests on below a title that leaves no room for it."""
    head = _head(rule)
    if max(len(head) + 2, at) + len(rests) <= WIDTH:
        yield f"{f'{head}  ':<{at}}{rests}"
        return
    yield head
    yield f"{'':<{at}}{rests}"
