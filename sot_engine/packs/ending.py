"""How an exam ends, in words: what is decided, the side, the placement with its blocks, and where a stop sends to.

Blocks are told only where two packs lay those of one placement otherwise, stops only where both packs refer::

    reading + its pack ──▶ "supported II, side left, placement suggested C2-L (left ASIS: thin edge at 90 degrees)"
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from sot_engine.domain.finding import Keys, Vocabulary
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import Block, Placement, Rule
from sot_engine.domain.truth import other
from sot_engine.domain.visit import Visit

Geometry: TypeAlias = tuple[Any, ...]
Laid: TypeAlias = Mapping[str, Mapping[Geometry, str]]
"""The placements that two packs lay otherwise: for each, how the one and the other lay it, and how that is told."""

COMPARED = "outcome, category, lean, side, placement with its blocks, and where a stop sends to and how urgently"


def laid_otherwise(before: Pack, after: Pack) -> Laid:
    """The placements of both packs whose blocks differ."""
    found = {}
    for name in before.rule.keys() & after.rule.keys():
        old, new = before.rule[name].then.placement, after.rule[name].then.placement
        if old and new and geometry(old) != geometry(new):
            told = blocks_apart(old, new)
            found[name] = {geometry(old): told[0], geometry(new): told[1]}
    return found


def geometry(placement: Placement) -> Geometry:
    """Where the blocks lie and how they point."""
    return placement.position, tuple((*_spot(block), *_turn(block)) for block in _in_order(placement))


def blocks_apart(old: Placement, new: Placement) -> tuple[str, str]:
    """How two placements are laid, told only where they differ."""
    pairs = list(zip(_in_order(old), _in_order(new), strict=False))
    told: tuple[list[str], list[str]] = ([], [])
    if old.position != new.position:
        told[0].append(old.position)
        told[1].append(new.position)
    for one, two in pairs:
        if (*_spot(one), *_turn(one)) != (*_spot(two), *_turn(two)):
            told[0].append(_block(one, two))
            told[1].append(_block(two, one))
    told[0].extend(block_said(block) for block in _in_order(old)[len(pairs) :])
    told[1].extend(block_said(block) for block in _in_order(new)[len(pairs) :])
    return _joined(told[0]), _joined(told[1])


def _joined(blocks: Sequence[str]) -> str:
    return "; ".join(blocks) or "no such block"


def block_said(block: Block) -> str:
    """A block in a few words."""
    return f"{_under(block)}: thin edge at {block.direction_deg} degrees"


def _block(block: Block, rival: Block) -> str:
    """A block, and of its angle and spot what differs from another one."""
    parts = []
    if block.direction_deg != rival.direction_deg or _spot(block)[:2] != _spot(rival)[:2]:
        parts.append(f"thin edge at {block.direction_deg} degrees")
    if block.range_deg != rival.range_deg:
        parts.append(f"{block.range_deg[0]} to {block.range_deg[1]} degrees allowed")
    if block.at != rival.at:
        parts.append(f"drawn at {block.at[0]:g}, {block.at[1]:g}")
    return f"{_under(block)}: {', '.join(parts)}"


def _under(block: Block) -> str:
    return f"{block.side} {block.landmark.replace('_', ' ')}"


def _in_order(placement: Placement) -> Sequence[Block]:
    return sorted(placement.blocks, key=lambda block: (block.side, block.landmark))


def _spot(block: Block) -> tuple[Any, ...]:
    return block.side, block.landmark, tuple(block.at)


def _turn(block: Block) -> tuple[Any, ...]:
    return block.direction_deg, tuple(block.range_deg)


def shown_as(name: str, pack: Pack, laid: Laid) -> str:
    """A placement by its id, with its blocks where the other pack lays them otherwise."""
    placement = pack.rule[name].then.placement if name in pack.rule else None
    told = laid.get(name, {}).get(geometry(placement)) if placement else None
    return f"{name} ({told})" if told else name


def stop_said(rule: Rule) -> str:
    """A stop, how urgent it is, and where it sends to."""
    return f"{rule.id} ({rule.then.urgency}): {rule.then.send}"


def no_stop(name: str) -> str:
    """That an exam is referred, and not by this stop."""
    return f"no {name}"


def ending_word(reading: Reading, pack: Pack, what: str, laid: Laid) -> str:
    """How an exam ends, seen from one side, in the words in which a proof names it."""
    if what == "side":
        return reading.side or "none"
    if what == "placement":
        shown = reading.placement_rule if reading.placement in {"suggested", "modify"} else None
        return f"{reading.placement} {shown_as(shown, pack, laid)}" if shown else reading.placement
    if what.startswith("stop "):
        return _stop_word(reading, pack, what.removeprefix("stop "))
    if reading.candidates:
        return f"{reading.outcome} between {', '.join(reading.candidates)}"
    if reading.lean:
        return f"{reading.outcome}, lean {reading.lean}"
    return f"{reading.outcome} {reading.category}" if reading.category else reading.outcome


def _stop_word(reading: Reading, pack: Pack, name: str) -> str:
    if reading.outcome != "refer":
        return reading.outcome
    return stop_said(pack.rule[name]) if name in {stop.rule for stop in reading.stops} else no_stop(name)


def ending(reading: Reading, pack: Pack, laid: Laid) -> str:
    """How an exam ends, in one line: outcome, category or lean, side, placement."""
    named = reading.category or (f"{reading.committed} chosen" if reading.committed else None)
    parts = [reading.outcome if named is None else f"{reading.outcome} {named}"]
    parts += [f"lean {reading.lean}"] if reading.lean else []
    parts += [f"between {', '.join(reading.candidates)}"] if reading.candidates else []
    parts += [f"side {reading.side}"] if reading.side else []
    if reading.placement != "none":
        shown = reading.placement_rule if reading.placement != "withheld" else None
        parts.append(f"placement {reading.placement}{f' {shown_as(shown, pack, laid)}' if shown else ''}")
    return ", ".join(parts)


def sends(reading: Reading, pack: Pack) -> frozenset[str]:
    """What the stops of a referred exam say to do."""
    return frozenset(stop_said(pack.rule[stop.rule]) for stop in reading.stops)


def endings(readings: Sequence[Reading], packs: Sequence[Pack], laid: Laid) -> tuple[str, str]:
    """How one exam ends under two packs; stops are told where both refer, and not in the same way."""
    one, two = (ending(reading, pack, laid) for reading, pack in zip(readings, packs, strict=True))
    first, second = (sends(reading, pack) for reading, pack in zip(readings, packs, strict=True))
    if readings[0].outcome == readings[1].outcome == "refer" and first != second:
        return _with_stops(one, first - second), _with_stops(two, second - first)
    return one, two


def _with_stops(line: str, stops: frozenset[str]) -> str:
    return f"{line}, {'; '.join(sorted(stops)) or 'without that stop'}"


def mirrored(visit: Visit, vocabulary: Vocabulary) -> Visit:
    """The same exam with left and right exchanged everywhere."""
    known = Keys.of(vocabulary)
    return replace(
        visit, findings=dict(_across(visit.findings, known)), after=dict(_across(visit.after, known))
    )  # fmt: skip


def _across(recorded: Mapping[str, Any], known: Keys) -> Iterator[tuple[str, Any]]:
    for key, value in recorded.items():
        finding, side = known.by_key[key]
        yield finding.key(other(side) if side else None), finding.mirrored(value)


__all__ = ["COMPARED", "Laid", "block_said", "blocks_apart", "ending", "endings", "laid_otherwise", "mirrored"]
