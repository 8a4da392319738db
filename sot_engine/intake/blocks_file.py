"""What was done with the blocks, from a small YAML or JSON file.

::

    position: supine
    blocks:
      - {side: left, landmark: iliac crest, direction_deg: 90, wedge: 10 cm}
      - {side: right, landmark: greater trochanter, direction_deg: 45}
    started_at: "09:40"
    stopped_at: "09:46"
    response: Comfortable throughout.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sot_engine.domain.chart import BlocksUsed, BlockUsed, read_time
from sot_engine.domain.finding import shown
from sot_engine.domain.pack import Pack
from sot_engine.domain.review import landmark_parts
from sot_engine.domain.visit import has_offset
from sot_engine.errors import ImpossibleValue, Place, VisitError, VisitFaults, VisitShape, VisitSyntax, raise_faults
from sot_engine.source.document import Document, Unreadable
from sot_engine.source.nearest import did_you_mean
from sot_engine.source.yaml_text import read_yaml

_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}[T ])?\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?\Z")
"""A time of the day, alone or with its day; Python's own reader takes a day alone too, and weeks."""
_FEET = 180
"""Degrees towards the feet, the farthest that a thin edge can point from the head."""


def read_blocks(path: str | Path, pack: Pack) -> BlocksUsed:
    """Read one file of blocks; a placement that it names is one of the pack.

    Errors: VisitSyntax, VisitShape, ImpossibleValue; VisitFaults with all of them together.
    """
    file = Path(path)
    try:
        document = read_yaml(file.read_text(encoding="utf-8-sig"), file.as_posix())
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or str(error)).lower()}"
        raise VisitSyntax(message, where=Place(file.as_posix()), hint="check the name and the permission") from None
    except (Unreadable, UnicodeDecodeError) as error:
        line = error.line if isinstance(error, Unreadable) else 0
        message = error.message if isinstance(error, Unreadable) else "the file is not UTF-8 text"
        raise VisitSyntax(message, where=Place(file.as_posix(), line), hint="compare with docs/records.md") from None
    faults = [*_unknown(document), *_no_numbers(document)]
    raise_faults(faults, VisitFaults)
    used = _validated(document)
    raise_faults(list(_impossible(document, used, pack)), VisitFaults)
    return replace(used, blocks=tuple(_in_words_of(block, pack) for block in used.blocks))


def _in_words_of(block: BlockUsed, pack: Pack) -> BlockUsed:
    """The same block, its landmark spelled as the pack spells it; one that no placement has stays as it was written."""
    placed = (rule.then.placement for rule in pack.strata["placement"])
    known = (one.landmark for placement in placed if placement for one in placement.blocks)
    words = landmark_parts(block.landmark)
    return replace(block, landmark=next((name for name in known if landmark_parts(name) == words), block.landmark))


def _impossible(document: Document, used: BlocksUsed, pack: Pack) -> Iterator[VisitError]:
    """What has the right shape and cannot have been."""
    if not used.blocks:
        yield _cannot(document, ("blocks",), "no block is listed", "leave --blocks out when none was used")
    for number, block in enumerate(used.blocks):
        if not block.landmark.strip():
            hint = "as the pack has it, such as greater trochanter, or in words of your own"
            yield _cannot(document, ("blocks", number, "landmark"), "the landmark is empty", hint)
        if block.direction_deg is not None and not 0 <= block.direction_deg <= _FEET:
            message = f"the thin edge cannot point to {block.direction_deg} degrees"
            hint = "0 head, 90 across to the midline, 180 feet"
            yield _cannot(document, ("blocks", number, "direction_deg"), message, hint)
    placements = [rule.id for rule in pack.strata["placement"]]
    if used.placement is not None and used.placement not in placements:
        message = f"no placement is called {shown(used.placement)}"
        hint = did_you_mean(used.placement, placements, f"known here: {', '.join(placements)}")
        yield _cannot(document, ("placement",), message, hint)
    yield from _no_times(document, used)


def _no_times(document: Document, used: BlocksUsed) -> Iterator[VisitError]:
    for name, text in (("started_at", used.started_at), ("stopped_at", used.stopped_at)):
        if text is not None and not _is_time(text):
            message = f"there is no such time as {shown(text)}"
            yield _cannot(document, (name,), message, 'write "09:40", or 2026-03-14T09:40:00-08:00')
    if used.lasted is not None and used.lasted < timedelta(0):
        message = "the blocks were taken away before they were placed"
        yield _cannot(document, ("stopped_at",), message, "check both; over midnight, write both with their day")


def _is_time(text: str) -> bool:
    if not _TIME.match(text):
        return False
    try:
        return read_time(text).tzinfo is None or has_offset(text)
    except ValueError:
        return False


def _cannot(document: Document, path: tuple[Any, ...], message: str, hint: str) -> ImpossibleValue:
    return ImpossibleValue(message, where=document.place(*path), hint=hint)


def _unknown(document: Document) -> list[VisitError]:
    """Keys that nothing here knows; a misspelled one must not be overlooked."""
    data = document.data
    if not isinstance(data, dict):
        message = "blocks are a map of keys"
        return [VisitShape(message, where=document.place(), hint="start with `position: supine`")]
    known = [field.name for field in fields(BlocksUsed)]
    faults = [_fault(document, (name,), name, known) for name in data if name not in known]
    blocks = data.get("blocks")
    inner = [field.name for field in fields(BlockUsed)]
    for place, block in enumerate(blocks if isinstance(blocks, list) else ()):
        names = block if isinstance(block, dict) else ()
        faults += [_fault(document, ("blocks", place, name), name, inner) for name in names if name not in inner]
    return faults


def _no_numbers(document: Document) -> Iterator[VisitError]:
    """Directions as words or as yes and no, of which pydantic would make numbers."""
    data = document.data
    blocks = data.get("blocks") if isinstance(data, dict) else None
    for place, block in enumerate(blocks if isinstance(blocks, list) else ()):
        raw = block.get("direction_deg") if isinstance(block, dict) else None
        if isinstance(raw, bool | str):
            message = f'"direction_deg" cannot be {shown(raw)}'
            hint = "a whole number of degrees: 0 head, 90 across to the midline, 180 feet"
            yield _cannot(document, ("blocks", place, "direction_deg"), message, hint)


def _fault(document: Document, path: tuple[Any, ...], name: object, known: list[str]) -> VisitError:
    hint = did_you_mean(str(name), known, "known here: " + ", ".join(known))
    return VisitShape(f'unknown key "{name}"', where=document.place(*path), hint=hint)


def _validated(document: Document) -> BlocksUsed:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(BlocksUsed).validate_python(document.data)
    except ValidationError as error:
        raise_faults(
            [
                VisitShape(one["msg"].lower(), where=document.place(*one["loc"]), hint="compare with docs/records.md",
                           context="under " + ", ".join(map(str, one["loc"])))
                for one in error.errors(include_url=False, include_input=False)
            ],
            VisitFaults,
        )  # fmt: skip
        raise
