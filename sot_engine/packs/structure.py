"""What changed between two packs, rule by rule, in a clinician's words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Decision, Pack
from sot_engine.domain.rule import Rule
from sot_engine.domain.wording import effect_said, said

Kind = Literal["added", "retired", "changed"]


class Part(NamedTuple):
    """One part of a rule, as it was and as it is."""

    name: str
    before: str
    after: str


class Change(NamedTuple):
    """A rule that was added, retired or changed, and its parts that differ."""

    rule: str
    title: str
    kind: Kind
    parts: tuple[Part, ...]


class Structure(NamedTuple):
    """Everything in which two packs differ as they are written."""

    rules: tuple[Change, ...]
    findings: tuple[str, ...]
    decision: tuple[Part, ...]


def structure(before: Pack, after: Pack) -> Structure:
    """Compare two packs as they are written."""
    ids = sorted({*before.rule, *after.rule})
    changes = (_rule(before, after, name) for name in ids)
    return Structure(
        tuple(change for change in changes if change),
        tuple(_findings(before.findings, after.findings)),
        tuple(_decision(before, after)),
    )


def _rule(before: Pack, after: Pack, name: str) -> Change | None:
    old, new = before.rule.get(name), after.rule.get(name)
    if old and new:
        parts = tuple(_parts(before, old, after, new))
        return Change(name, new.title, "changed", parts) if parts else None
    one, pack, kind = (new, after, "added") if new else (old, before, "retired")
    if one is None:
        return None
    parts = (Part("condition", "", said(one.when, pack.findings)), Part("effect", "", effect_said(one.then)))
    return Change(name, one.title, "added" if kind == "added" else "retired", parts)


def _parts(before: Pack, old: Rule, after: Pack, new: Rule) -> Iterator[Part]:
    if old.when != new.when:
        yield Part("condition", said(old.when, before.findings), said(new.when, after.findings))
    for name, told in _TOLD.items():
        if told(old) != told(new):
            yield Part(name, told(old), told(new))


def _placement(rule: Rule) -> str:
    placed = rule.then.placement
    if placed is None:
        return ""
    blocks = (
        f"{block.side} {block.landmark.replace('_', ' ')}, thin edge at {block.direction_deg} degrees"
        for block in placed.blocks
    )
    variants = (variant.says for variant in placed.variants)
    return "; ".join((*blocks, placed.confidence, placed.monitor, placed.time, placed.end_point, *variants))


_TOLD: Mapping[str, Callable[[Rule], str]] = {
    "effect": lambda rule: effect_said(rule.then),
    "placement": _placement,
    "grade": lambda rule: rule.evidence.grade,
    "basis": lambda rule: rule.basis,
    "status": lambda rule: rule.status,
    "sources": lambda rule: ", ".join(sorted(rule.cite)),
    "title": lambda rule: rule.title,
    "says": lambda rule: rule.says,
    "why": lambda rule: rule.why,
    "note": lambda rule: rule.evidence.note,
    "cautions": lambda rule: " ".join(rule.cautions),
}


def _findings(before: Mapping[str, Finding], after: Mapping[str, Finding]) -> Iterator[str]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield f"{name}: {'added' if old is None else 'retired'}"
        elif (old.allows(), old.sided, old.asked_when, old.retest) != (
            new.allows(),
            new.sided,
            new.asked_when,
            new.retest,
        ):
            yield f"{name}: {_held(old)} → {_held(new)}"
        elif old != new:
            yield f"{name}: its page reads otherwise"


def _held(finding: Finding) -> str:
    return f"{finding.allows()}{', each side' if finding.sided else ''}"


def _decision(before: Pack, after: Pack) -> Iterator[Part]:
    for (name, old), (_, new) in zip(_decided(before.decision), _decided(after.decision), strict=True):
        if old != new:
            yield Part(f"decision: {name}", old, new)


def _decided(decision: Decision) -> Iterator[tuple[str, str]]:
    yield "kept", f"{decision.kept.count} less {decision.kept.less}"
    yield "in play", f"{decision.in_play.kept} kept"
    yield (
        "established",
        ", and ".join(f"{' and '.join(line.of)} at least {line.at_least}" for line in decision.established),
    )
    yield "outcomes", ", ".join(decision.outcomes)
    yield "lean", ", then ".join(decision.lean)
    sides = (f"{name} by {', '.join(rules) or 'none'}" for name, rules in decision.side.items())
    yield "side", "; ".join(sides)
