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
    test, hit, miss = _test(finding)
    if not finding.sided:
        return Example({finding.id: test}, ({finding.id: hit},), ({finding.id: miss},), ({},))
    return Example(
        {"each_side": {finding.id: test}},
        (
            {finding.id: {"left": hit, "right": miss}, "sides": ["left"]},
            {finding.id: {"right": hit}, "sides": ["right"]},
        ),
        ({finding.id: {"both": miss}},),
        ({finding.id: {"left": miss}}, {}),
    )


def _test(finding: Finding) -> tuple[Any, Any, Any]:
    """A test, a value that passes it and the nearest that does not."""
    if finding.kind in NUMBERS and finding.range:
        low, high = finding.range
        middle = int((low + high) / 2) + 1
        return {"at_least": middle}, middle, middle - 1
    if finding.kind == "sequence" and finding.length:
        words = [finding.values[0]] * finding.length[1]
        return {"is": words}, words, [*words[:-1], finding.values[1]]
    if finding.kind == "sign":
        return "present", "present", "absent"
    first = next(word for word in finding.values if word != finding.negative_value)
    return first, first, finding.negative_value or next(word for word in finding.values if word != first)


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
