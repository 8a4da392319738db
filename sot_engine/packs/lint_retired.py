"""What a pack takes away from the one that it extends: guards that no theorem and no case need miss."""

from collections.abc import Iterator, Mapping

from sot_engine.domain.rule import Verb
from sot_engine.packs.remark import Check, Issue, Subject

DID: Mapping[Verb, str] = {
    "stops": "sent to a physician, with no category and no placement",
    "contradicts": "named findings that cannot all be true",
    "opposes": "counted against a category",
    "withholds": "withheld a placement",
    "modifies": "asked for a change to a placement",
    "cautions": "added a caution",
}
"""The effects that hold something back, and what is missed without them."""


def retired_guards(subject: Subject) -> Iterator[Issue]:
    """A rule of the pack below that held something back and is retired, whatever stands in its place."""
    base = subject.own.base
    if base is None:
        return
    gone = {name: base.rule[name] for name in subject.own.pack.retired if name in base.rule}
    guards = {name: rule for name, rule in gone.items() if rule.then.verb in DID}
    for name, rule in sorted(guards.items()):
        alike = sum(one.then.verb == rule.then.verb for one in guards.values())
        told = (
            f"retired: it {DID[rule.then.verb]} (\u201c{rule.title}\u201d); {alike} of this effect are retired in all"
        )
        yield Issue("retired-guard", subject.file("pack.yaml"), name, told)


CHECKS = (Check("retired-guard", "A rule of the pack below that held something back, and is retired.", retired_guards),)
