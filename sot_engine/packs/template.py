"""New packs and new rules as text: short, real, and passing every check until somebody makes them say something."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.rule import CATEGORIES

MARK = "Write here"
"""How every text begins that somebody has yet to write."""
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
CORE_DECISION = """\
decision:
  kept: {count: hallmark, less: opposes}
  in_play: {kept: 1}
  established: [{of: [kept], at_least: 1}, {of: [kept, supporting], at_least: 2}]
  outcomes: [refer, contradictory, mixed, supported, insufficient]
  lean: [kept, supporting, weak]
  side: {I: [], II: [], III: []}
"""


class Example(NamedTuple):
    """A test of one finding with exams that pass it, just miss it, or did not record it."""

    when: Any
    fires: tuple[Any, ...]
    near_miss: tuple[Any, ...]
    unrecorded: tuple[Any, ...]


def example(finding: Finding) -> Example:
    """A condition on a finding that somebody will sharpen, and the cases that hold it."""
    test, hits, misses = _test(finding)
    if not finding.sided:
        fires, near_miss = ([{finding.id: value} for value in values] for values in (hits, misses))
        return Example({finding.id: test}, tuple(fires), tuple(near_miss), ({},))
    return Example(
        {"each_side": {finding.id: test}},
        (
            {finding.id: {"left": hits[0], "right": misses[0]}, "sides": ["left"]},
            *({finding.id: {"right": hit}, "sides": ["right"]} for hit in hits),
        ),
        tuple({finding.id: {"both": miss}} for miss in misses),
        ({finding.id: {"left": misses[0]}}, {}),
    )


def _test(finding: Finding) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
    """A test, values that pass it, and those a step away that do not: with each of them a slip would be noticed."""
    if finding.kind in NUMBERS and finding.range:
        low, high = finding.range
        middle = int((low + high) / 2) + 1
        below = middle - (0.1 if finding.kind == "measure" else 1)
        return {"at_least": middle}, (middle,), (below,)
    if finding.kind == "sequence" and finding.length:
        first, second = ([word] * finding.length[1] for word in finding.values[:2])
        return {"contains": first[:1]}, (first,), (second,)
    if finding.kind == "sign":
        return "present", ("present",), ("absent", "equivocal")
    return _choice(finding)


def _choice(finding: Finding) -> tuple[Any, tuple[Any, ...], tuple[Any, ...]]:
    """A word with the one that mirrors it, and every other word; the negative one is first among these."""
    first = next(word for word in finding.values if word != finding.negative_value)
    both = tuple(dict.fromkeys((first, finding.mirrored(first))))
    hits = both if len(both) < len(finding.values) else both[:1]
    others = sorted(
        (word for word in finding.values if word not in hits), key=lambda word: word != finding.negative_value
    )
    return hits[0] if len(hits) == 1 else list(hits), hits, tuple(others)


def rule_text(name: str, finding: Finding, source: str) -> str:
    """The file of a new rule. It adds a sentence, the mildest effect, until its author says what it does."""
    return f"""\
# {name}: a new rule. Say what it does, from whom, and how good that is; then move it to the file where it belongs.

- id: {name}
  title: {finding.name}
  status: draft
  says: >
    Write here what a practitioner reads when the rule fires.
  why: >
    Write here where it comes from, restated in your own words ({source}).
  when: {flow(example(finding).when)}
  then: {{advises: note}}
  basis: project
  cite: [{flow(source)}]
  evidence:
    grade: none
    note: Write here what limits it, and which cut-off is your own.
"""


def cases_text(name: str, finding: Finding) -> str:
    """The golden cases of a new rule: firing, near miss, unrecorded."""
    made = example(finding)
    lists = {"fires": made.fires, "near_miss": made.near_miss, "unrecorded": made.unrecorded}
    lines = [f"- rule: {name}"]
    for kind, exams in lists.items():
        lines += [f"  {kind}:", *(f"    - {flow(exam)}" for exam in exams)]
    return "\n".join([*lines, ""])


def pack_text(name: str, extends: str | None) -> str:
    """The `pack.yaml` of a new pack, on top of another or standing alone."""
    below = f"extends: {extends}\n" if extends else ""
    differs = (
        "differs: >\n  Write here which rules this pack adds, and which it retires.\nretires: []\n" if extends else ""
    )
    alone = "" if extends else f"\n{_categories()}\n{CORE_DECISION}"
    return f"""\
id: {name}
version: 0.1.0
language: sot-pack/1
title: {name}
status: draft
{below}purpose: >
  Write here what the pack is for.
use: >
  Write here who may use it, and how.
misuse: >
  Write here what it is not for.
{differs}reviewed_by: []
{alone}"""


def _categories() -> str:
    says = "Write here what it is said to be, and by whom (SOURCE)."
    pages = (
        f"  {name}:\n    name: Category {name}\n    says: >\n      {says}\n    cite: [SOURCE]\n" for name in CATEGORIES
    )
    return "".join(["categories:\n", *pages])


SOURCES = """\
SOURCE:
  author: not shown
  title: Write here the title of your first source
  year: not shown
  address: not shown
  kind: none
  seen: Write here how much of it was read.
"""

FINDINGS = """\
- id: first_finding
  kind: sign
  sided: true
  position: standing
  family: posture
  name: First finding
  asks: First finding
  how: >
    Write here how it is done and in what position.
  recorded: >
    Write here how it is recorded and what each value means.
  reliability: >
    Not found.
  cite: [SOURCE]
"""


def changes_text(name: str) -> str:
    """The list of changes for clinicians that every pack keeps."""
    return f"# What changed in {name}\n\nRule id, what changes for which visits, why, who reviewed.\n"


def flow(value: Any) -> str:
    """Plain data on one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow(key)}: {flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(part) for part in value) + "]"
    return str(value) if not isinstance(value, str) or PLAIN.match(value) else f'"{value}"'
