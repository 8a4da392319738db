"""Examiners who see the same patients and now and then record something else, drawn by a seed."""

from collections.abc import Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType
from typing import Any

from benchmarks.exams import exams
from sot_engine.domain.condition import Value
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.examiners import Panel

NAMES = ("A. Example, DC", "B. Sample, DC", "C. Specimen, DC")


def panel(pack: Pack, examiners: int, patients: int, seed: int = 7, unlike: float = 0.15, unseen: float = 0.1) -> Panel:
    """Visits by examiner and patient; `unlike` is the share of values that differ, `unseen` of those left out."""
    truth = exams(pack, patients, seed)
    draws = {(name, place): Random(f"{seed} {name} {place}") for name in NAMES for place in range(patients)}  # noqa: S311  # the same for everyone
    return {
        name: {f"P-{place:03}": _seen(pack, visit, name, draws[name, place], (unlike, unseen))
               for place, visit in enumerate(truth)}
        for name in NAMES[:examiners]
    }  # fmt: skip


def _seen(pack: Pack, visit: Visit, name: str, draw: Random, how: tuple[float, float]) -> Visit:
    unlike, unseen = how
    found: dict[str, Value] = {}
    for key, value in visit.findings.items():
        if draw.random() >= unseen:
            found[key] = _other(pack, key, draw) if draw.random() < unlike else value
    marks = {key.partition(".")[0]: draw.choice(("sure", "sure", "unsure")) for key in found if draw.random() < 0.5}
    return replace(visit, examiner=name, findings=MappingProxyType(found), confidence=_frozen(marks))


def _frozen(marks: dict[str, str]) -> Mapping[str, Any]:
    return MappingProxyType(marks)


def _other(pack: Pack, key: str, draw: Random) -> Value:
    finding, _ = pack.keys.by_key[key]
    if finding.kind == "sequence":
        return tuple(draw.choice(finding.values) for _ in range((finding.length or (1, 1))[0]))
    if finding.words:
        return draw.choice(finding.words)
    low, high = finding.range or (0, 0)
    return draw.randint(int(low), int(high))
