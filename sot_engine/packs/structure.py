"""What changed between two packs, rule by rule, in a clinician's words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Literal, NamedTuple

from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Decision, Pack
from sot_engine.domain.rule import Placement, Rule
from sot_engine.domain.wording import effect_said, said
from sot_engine.packs.ending import blocks_apart, geometry

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

    @property
    def is_wording(self) -> bool:
        """Whether only what is said about the rule changed, and not what it reads or does."""
        return self.kind == "changed" and not any(part.name in READ for part in self.parts)


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
    if old.then.placement and new.then.placement:
        yield from _placed(old.then.placement, new.then.placement)


def _placed(old: Placement, new: Placement) -> Iterator[Part]:
    """What differs between two placements, and only that."""
    if geometry(old) != geometry(new):
        yield Part("blocks", *blocks_apart(old, new))
    for name, told in _PLACED_TOLD.items():
        if told(old) != told(new):
            yield Part(name, told(old), told(new))


_TOLD: Mapping[str, Callable[[Rule], str]] = {
    "effect": lambda rule: effect_said(rule.then),
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
_PLACED_TOLD: Mapping[str, Callable[[Placement], str]] = {
    "confidence": lambda placement: placement.confidence,
    "monitor": lambda placement: placement.monitor,
    "time": lambda placement: placement.time,
    "end point": lambda placement: placement.end_point,
    "variants": lambda placement: "; ".join(
        f"{variant.says} ({', '.join(variant.cite)})" for variant in placement.variants
    ),
    "basis of blocks": lambda placement: "; ".join(block.basis for block in placement.blocks),
}
READ: frozenset[str] = frozenset({"condition", "effect", "blocks"})
"""The parts of a rule that can end an exam otherwise; all others are words about it."""


def _findings(before: Mapping[str, Finding], after: Mapping[str, Finding]) -> Iterator[str]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None or new is None:
            yield f"{name}: {'added' if old is None else 'retired'}"
        elif old.kind != new.kind:
            yield f"{name}: {old.kind}, {_held(old)} \u2192 {new.kind}, {_held(new)}"
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
