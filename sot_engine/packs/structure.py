"""What changed between two packs, rule by rule, in a clinician's words."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from sot_engine.domain.finding import Finding, Vocabulary
from sot_engine.domain.pack import Decision, Pack
from sot_engine.domain.rule import Placement, Rule
from sot_engine.domain.wording import concluded_said, effect_said, retest_said, said
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
    """Everything in which two packs differ as they are written.

    `beside` are theorems and what practice keeps apart, which no assessment reads; `pages` names what else reads
    otherwise.
    """

    rules: tuple[Change, ...]
    findings: tuple[str, ...]
    decision: tuple[Part, ...]
    beside: tuple[Change, ...] = ()
    pages: tuple[str, ...] = ()


def structure(before: Pack, after: Pack) -> Structure:
    """Compare two packs as they are written."""
    ids = sorted({*before.rule, *after.rule})
    changes = (_rule(before, after, name) for name in ids)
    return Structure(
        tuple(change for change in changes if change),
        tuple(_findings(before.findings, after.findings)),
        tuple(_decision(before, after)),
        tuple(_beside(before, after)),
        tuple(_pages(before, after)),
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
            continue
        one, two = _read(old, before), _read(new, after)
        if old.kind != new.kind:
            one, two = ({**read, "": f"{of.kind}, {read['']}"} for read, of in ((one, old), (two, new)))
        yield from (f"{name}{what}: {one[what]} → {two[what]}" for what in one if one[what] != two[what])
        if one == two and old != new:
            yield f"{name}: its page reads otherwise"


def _read(finding: Finding, findings: Vocabulary) -> Mapping[str, str]:
    """What is read of a finding, in words: what may be recorded, when it is asked, and how a re-test is read."""
    asked = said(finding.asked_when, findings) if finding.asked_when else "always"
    return {
        "": f"{finding.allows()}{', each side' if finding.sided else ''}",
        ", asked when": asked,
        ", after blocking": retest_said(finding, findings) or "not compared",
    }


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


def _beside(before: Pack, after: Pack) -> Iterator[Change]:
    old, new = _stated(before), _stated(after)
    for name in sorted({*old, *new}):
        was, now = old.get(name), new.get(name)
        title, parts = now or was or ("", {})
        if was is None or now is None:
            kind: Kind = "added" if was is None else "retired"
            yield Change(name, title, kind, tuple(Part(part, "", text) for part, text in parts.items() if text))
        elif was != now:
            told = {"title": (was[0], title), **{part: (was[1][part], text) for part, text in parts.items()}}
            yield Change(
                name, title, "changed", tuple(Part(part, *two) for part, two in told.items() if len({*two}) > 1)
            )


def _stated(pack: Pack) -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """The title and the parts of every theorem, and of everything that practice keeps apart."""
    theorems = {
        f"theorem {one.id}": (
            one.title,
            {"condition": said(one.when, pack.findings), "concluded": concluded_said(one), "why": one.why},
        )
        for one in pack.theorems
    }
    apart = {
        f"kept apart in practice, {one.id}": (
            one.title,
            {"condition": said(one.when, pack.findings), "why": one.why, "sources": ", ".join(sorted(one.cite))},
        )
        for one in pack.apart
    }
    return {**theorems, **apart}


_WORDS: Mapping[str, Callable[[Pack], object]] = {
    "title": lambda pack: pack.title,
    "purpose": lambda pack: pack.purpose,
    "use": lambda pack: pack.use,
    "misuse": lambda pack: pack.misuse,
    "differs": lambda pack: pack.differs,
    "notices": lambda pack: pack.notices,
    "orders of treatment": lambda pack: pack.orders,
    "open questions": lambda pack: pack.questions,
    "exceptions of theorems": lambda pack: pack.exceptions,
    "accepted remarks": lambda pack: pack.accepted,
    "reviews": lambda pack: pack.reviewed_by,
}


def _pages(before: Pack, after: Pack) -> Iterator[str]:
    yield from _entries("categories", before.categories, after.categories)
    yield from _entries("sources", before.sources, after.sources)
    words = [name for name, told in _WORDS.items() if told(before) != told(after)]
    if words:
        yield f"the pack, read otherwise: {', '.join(words)}"


def _entries(what: str, old: Mapping[Any, object], new: Mapping[Any, object]) -> Iterator[str]:
    kept = old.keys() & new.keys()
    told = {
        "added": new.keys() - old.keys(),
        "retired": old.keys() - new.keys(),
        "read otherwise": {name for name in kept if old[name] != new[name]},
    }
    yield from (f"{what}, {how}: {', '.join(sorted(names))}" for how, names in told.items() if names)
