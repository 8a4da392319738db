"""What `pack.yaml` says under `theorems`: claims about every possible exam, in the words of the pack language."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sot_engine.domain.pack import OUTCOMES, Exemption, Promise
from sot_engine.domain.rule import RECORDED_ONLY, Rule
from sot_engine.errors import PackReference
from sot_engine.packs.spelling import Scope, read_condition
from sot_engine.source.document import Path
from sot_engine.source.nearest import did_you_mean

WORDS: Mapping[str, tuple[str, ...]] = {
    "outcome": OUTCOMES,
    "placement": ("suggested", "modify", "withheld", "none"),
}
"""What a claim may be about, and the words that can be concluded of it."""


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """One theorem as it is written: the condition and the conclusion are read once the pack's rules are known."""

    id: str
    title: str
    why: str
    when: dict[str, Any]
    never: dict[str, Any] | None = None
    always: dict[str, Any] | None = None

    __pydantic_config__ = {"str_strip_whitespace": True, "extra": "forbid"}  # noqa: RUF012  # pydantic reads a plain dict


def read_promises(
    claims: Iterable[Claimed],
    exceptions: Iterable[Exemption],
    known: Mapping[str, Rule],
    scope: Scope,
    before: Iterable[Promise] = (),
    unread: frozenset[str] = frozenset(),
) -> tuple[Promise, ...]:
    """Read every theorem of a pack; a fault is noted in the scope and leaves its theorem out.

    `before` are those of the pack below, whose ids are taken. Rules that are `unread` are there, with faults of their
    own: naming one is none.
    """
    _check_exceptions(exceptions, known.keys() | unread, scope)
    earlier = frozenset(rule.id for rule in known.values() if rule.stratum in RECORDED_ONLY) | unread
    found: dict[str, Promise] = {}
    taken = {promise.id for promise in before}
    for number, claim in enumerate(claims):
        path: Path = ("theorems", number)
        here = replace(scope, context=f"in theorem {claim.id}", rules=earlier, may_read_conclusions=True)
        promise = _promise(claim, path, here)
        if promise and (promise.id in found or promise.id in taken):
            here.fault((*path, "id"), f'a theorem is called "{claim.id}" already', "give it another id")
        elif promise:
            found[promise.id] = promise
    return tuple(found.values())


def _check_exceptions(exceptions: Iterable[Exemption], known: Collection[str], scope: Scope) -> None:
    here = replace(scope, context="in the pack's head, under exceptions")
    for number, exemption in enumerate(exceptions):
        for place, name in enumerate(exemption.rules):
            if name not in known:
                hint = did_you_mean(name, known, "name a rule of the pack")
                here.fault(("exceptions", number, "rules", place), f'no rule is called "{name}"', hint, PackReference)


def _promise(claim: Claimed, path: Path, scope: Scope) -> Promise | None:
    when = read_condition(claim.when, (*path, "when"), scope)
    if (claim.never is None) == (claim.always is None):
        scope.fault(path, "a theorem has never or always, one of them", "write never: {placement: [suggested, modify]}")
        return None
    name = "never" if claim.always is None else "always"
    concluded = _conclusion(claim.never or claim.always or {}, (*path, name), scope)
    if when is None or concluded is None:
        return None
    of, words = concluded
    return Promise(id=claim.id, title=claim.title, why=claim.why, when=when, holds=name, of=of, words=words)  # type: ignore[arg-type]  # both checked


def _conclusion(raw: Mapping[str, Any], path: Path, scope: Scope) -> tuple[str, tuple[str, ...]] | None:
    if len(raw) != 1 or next(iter(raw)) not in WORDS:
        scope.fault(path, "a conclusion is an outcome or a placement", "write {outcome: supported}")
        return None
    ((of, listed),) = raw.items()
    words = tuple(map(str, listed if isinstance(listed, list) else [listed]))
    if not words or set(words) - set(WORDS[of]):
        hint = f"one of: {', '.join(WORDS[of])}"
        scope.fault((*path, of), f'"{of}" is never {", ".join(words) or "nothing"}', hint, PackReference)
        return None
    return of, words
