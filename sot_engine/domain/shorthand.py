"""What may be written for a finding in a visit file, and the recorded values that it stands for."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, shown
from sot_engine.domain.truth import SIDES
from sot_engine.source.nearest import did_you_mean

ONE_WORD = ("left", "right", "both", "none")
GRADED = ("grade", "pain", "count")


class Recorded(NamedTuple):
    """One recorded value under its key."""

    key: str
    value: Value


class Refused(NamedTuple):
    """Something that this finding cannot hold: why, below which keys it stands, and what would do."""

    message: str
    below: tuple[str, ...]
    hint: str


def expand(finding: Finding, raw: Any) -> Iterator[Recorded | Refused]:
    """Every value that an entry records, and everything in it that cannot be."""
    if finding.sided:
        yield from _sided(finding, raw)
    elif isinstance(raw, dict):
        yield Refused(f'"{finding.id}" has no sides', (), f"it takes {finding.allows()}")
    else:
        yield _value(finding, finding.id, raw, ())


def _sided(finding: Finding, raw: Any) -> Iterator[Recorded | Refused]:
    if isinstance(raw, str) and raw in ONE_WORD:
        yield from _short(finding, raw)
    elif not isinstance(raw, dict) or not raw:
        hint = f"write {{left: ..., right: ...}}, a side left out when not tested; it takes {finding.allows()}"
        yield Refused(f'"{finding.id}" is recorded per side, not as {shown(raw)}', (), hint)
    elif "both" in raw and len(raw) > 1:
        yield Refused(f'"{finding.id}": both stands beside a side', (), "write both alone")
    else:
        for side, value in raw.items():
            yield from _side(finding, side, value)


def _side(finding: Finding, side: Any, raw: Any) -> Iterator[Recorded | Refused]:
    if side == "both":
        values = [_value(finding, finding.key(half), raw, ("both",)) for half in SIDES]
        yield from values[:1] if isinstance(values[0], Refused) else values
    elif side in SIDES:
        yield _value(finding, finding.key(side), raw, (side,))
    else:
        hint = did_you_mean(str(side), (*SIDES, "both"), "sides are left, right and both")
        yield Refused(f'"{finding.id}" has no side {shown(side)}', (side,), hint)


def _short(finding: Finding, word: str) -> Iterator[Recorded | Refused]:
    left, right = finding.key("left"), finding.key("right")
    if finding.kind == "sign":
        present = {"left": (left,), "right": (right,), "both": (left, right), "none": ()}[word]
        yield from (Recorded(key, "present" if key in present else "absent") for key in (left, right))
    elif word == "none" and finding.kind in GRADED:
        yield from (Recorded(key, 0) for key in (left, right))
    else:
        fitting = word in finding.values and finding.kind == "choice"
        hint = f"write {{both: {word}}}" if fitting else "write {left: ..., right: ...}"
        yield Refused(f'"{word}" is no short form for "{finding.id}"', (), hint)


def _value(finding: Finding, key: str, raw: Any, below: tuple[str, ...]) -> Recorded | Refused:
    if raw is None:
        return Refused(f'"{finding.id}" is empty', below, "leave the key out when it was not tested")
    try:
        return Recorded(key, finding.read(raw))
    except ValueError as error:
        hint = f"it takes {finding.allows()}"
        if finding.kind in {"sign", "choice"} and isinstance(raw, str):
            hint = did_you_mean(raw, finding.words, hint)
        return Refused(f'"{finding.id}" cannot be {error}', below, hint)
