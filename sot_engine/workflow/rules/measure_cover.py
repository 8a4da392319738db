"""Measure what the golden cases of packs catch."""

from collections.abc import Iterator

from sot_engine.errors import PackReference
from sot_engine.packs.cover import Cover, cover
from sot_engine.packs.own import Own, open_pack
from sot_engine.packs.shelf import pack_ids
from sot_engine.source.nearest import did_you_mean


def measure_cover(names: tuple[str, ...] = (), *, rule: str | None = None) -> Iterator[Cover]:
    """Cover of each pack's own rules by its own cases, every pack on the shelf when none is named.

    Errors: whatever is wrong with a pack; PackReference for a rule that none of them has.
    """
    opened = [open_pack(name) for name in names or pack_ids()]
    if rule:
        opened = [_only(own, rule) for own in opened if any(known.id == rule for known in own.rules)] or _none(
            rule, opened
        )
    for own in opened:
        yield cover(own.pack, own.rules, own.cases)


def _only(own: Own, rule: str) -> Own:
    return own._replace(rules=tuple(known for known in own.rules if known.id == rule))


def _none(rule: str, opened: list[Own]) -> list[Own]:
    message = f'no rule is called "{rule}"'
    known = [one.id for own in opened for one in own.rules]
    raise PackReference(message, hint=did_you_mean(rule, known, "see `sot rules list`"))
