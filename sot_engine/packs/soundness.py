"""Whether a finding and a rule, well formed by themselves, make sense as a whole."""

import re
from collections.abc import Iterable
from typing import Any

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding, Retest
from sot_engine.domain.rule import RECORDED_ONLY, Rule
from sot_engine.packs.spelling import KEYWORDS, LARGEST, Scope, read_condition
from sot_engine.source.document import Path

_FINDING_ID = re.compile(r"[a-z][a-z0-9_]*\Z")
_RULE_ID = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)*\Z")


def read_retest(finding: Finding, raw: Any, path: Path, scope: Scope) -> Retest | None:
    """How a finding that is re-tested after blocking is read; a fault is noted in the scope and gives None."""
    ways = ("down", "up", "to_negative")
    improves: Any = raw.get("improves") if isinstance(raw, dict) else None
    word = improves.get("fewer") if isinstance(improves, dict) and set(improves) == {"fewer"} else None
    if not isinstance(raw, dict) or set(raw) != {"positive", "improves"} or (improves not in ways and word is None):
        scope.fault(path, "retest needs positive and improves", "improves: down, up, to_negative or {fewer: word}")
        return None
    wrong = _wrong_retest(finding, improves, word)
    if wrong:
        scope.fault(path, wrong, "improves: down, up, to_negative or {fewer: word}")
        return None
    positive = read_condition({finding.id: raw["positive"]}, (*path, "positive"), scope)
    if positive is None:
        return None
    return Retest(positive=positive, improves="fewer" if word else improves, word=word)


def _wrong_retest(finding: Finding, improves: Any, word: Any) -> str | None:
    """Why a finding of this kind cannot get better in that way."""
    if word is not None:
        fits = finding.kind == "sequence" and word in finding.values
        return None if fits else f'"{finding.id}" is not a sequence with the word {word}'
    if improves == "to_negative":
        return None if finding.negative_value is not None else f'"{finding.id}" has no negative value'
    return None if finding.kind in NUMBERS else f'"{finding.id}" holds words and goes neither up nor down'


def ill_formed(finding: Finding) -> Iterable[str]:
    """What the types alone cannot say about one finding."""
    if not _FINDING_ID.match(finding.id) or finding.id in {*KEYWORDS, "patient", "after", "sides", "without", "commit"}:
        yield f'"{finding.id}" cannot be an id: lower case, digits and _, and no word of the language'
    yield from _ill_measured(finding)
    if finding.kind in {"choice", "sequence"} and len(set(finding.values)) <= 1:
        yield f"a {finding.kind} needs at least two different values"
    if finding.kind == "sequence" and finding.length is None:
        yield "a sequence needs a length"
    if (finding.kind == "measure") != (finding.unit is not None):
        yield "a measure has a unit, and nothing else has"
    words = {word for pair in finding.mirrors for word in pair} | ({finding.negative} - {None})
    if words - set(finding.words):
        yield f"{', '.join(sorted(map(str, words - set(finding.words))))}: not among its values"
    if {"left", "right"} <= set(finding.values) - {word for pair in finding.mirrors for word in pair}:
        yield "left and right mirror each other: add mirrors: [[left, right]]"


def _ill_measured(finding: Finding) -> Iterable[str]:
    numbers = finding.kind in NUMBERS
    if numbers and (finding.range is None or finding.range[0] > finding.range[1]):
        yield "a number needs a range from low to high"
    if numbers and finding.range and max(map(abs, finding.range)) > LARGEST:
        yield f"no number of an exam is larger than {LARGEST}"
    if not numbers and finding.range is not None:
        yield f"a {finding.kind} has no range"
    if finding.values and finding.kind not in {"choice", "sequence"}:
        yield f"a {finding.kind} has no values of its own"


def unsound(rule: Rule) -> Iterable[tuple[str, str]]:
    """What is wrong with a rule as a whole."""
    if not _RULE_ID.match(rule.id):
        yield f'"{rule.id}" cannot be an id: capital first, then letters, digits and -', "write it as C2-03"
    nodes = list(c.walk(rule.when))
    equivocal = any(isinstance(node, c.Among) and "equivocal" in node.values for node in nodes)
    if equivocal and rule.stratum in RECORDED_ONLY:
        yield "equivocal fires nothing", "only a gate may ask for it"
    if rule.stratum == "placement" and any(isinstance(node, c.BlockUnder) for node in nodes):
        yield "a placement cannot ask where blocks lie", "it is what lays them; ask it in a gate or a guidance rule"
