"""Exams made of telling values, around every rule in which two packs differ.

Each value between which one of the two versions of the rule distinguishes, each set of values that together fire it,
and ages and weeks around its bounds, put on top of every base: nothing recorded, and the whole exams of the packs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.direct import Direct
from sot_engine.inference.ground import Ground, telling_values
from sot_engine.packs.difference import Difference, Imagined


class Touch(NamedTuple):
    """What is put on top of an exam: values before and after blocking, and an age or weeks of pregnancy."""

    findings: tuple[tuple[str, c.Value], ...] = ()
    after: tuple[tuple[str, c.Value], ...] = ()
    patient: tuple[tuple[str, int], ...] = ()

    def on(self, visit: Visit) -> Visit:
        """The visit with this on top."""
        patient: Patient = replace(visit.patient, **dict(self.patient))  # type: ignore[arg-type]  # fields of whole numbers
        findings, after = {**visit.findings, **dict(self.findings)}, {**visit.after, **dict(self.after)}
        return replace(visit, patient=patient, findings=findings, after=after)


def telling_exams(difference: Difference, bases: Iterable[Imagined]) -> Iterator[Imagined]:
    """Exams around every rule that differs: what fires it or just not, on top of each base."""
    packs = (difference.before, difference.after)
    grounds = tuple(Ground.of(Direct(pack)) for pack in packs)
    listed = tuple(bases)
    for name in difference.causes:
        rules = [(pack, ground) for pack, ground in zip(packs, grounds, strict=True) if name in pack.rule]
        touches = dict.fromkeys(touch for pack, ground in rules for touch in _touches(pack, ground, pack.rule[name]))
        for number, touch in enumerate(touches):
            for base in listed:
                yield Imagined(f"{name} telling {number + 1} on {base.name}", touch.on(base.visit), base.commit)


def _touches(pack: Pack, ground: Ground, rule: Rule) -> Iterator[Touch]:
    for node in c.walk(rule.when):
        if isinstance(node, c.LEAVES):
            yield from _leaf(pack, ground, node)
        elif isinstance(node, c.PatientBounds):
            yield from _patient(node)
    read = next(read for read in ground.direct.strata[rule.stratum] if read.rule.id == rule.id)
    if rule.id in ground.rule_keys:
        yield from (Touch(findings=tuple(changes.items())) for changes in ground.joint_firings(read))


def _leaf(pack: Pack, ground: Ground, leaf: c.Leaf) -> Iterator[Touch]:
    finding = pack.findings[leaf.finding]
    values = dict.fromkeys((*telling_values(finding, [leaf]), *ground.telling[finding.id]))
    for value in values:
        for key in finding.keys:
            yield Touch(after=((key, value),)) if leaf.after else Touch(findings=((key, value),))


def _patient(node: c.PatientBounds) -> Iterator[Touch]:
    bounds = (node.at_least, node.at_most, node.above, node.below)
    for bound in (bound for bound in bounds if bound is not None):
        yield from (Touch(patient=((node.field, int(bound) + shift),)) for shift in (-1, 0, 1) if bound + shift >= 0)
