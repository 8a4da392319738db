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

from dataclasses import fields
from pathlib import Path
from typing import Any

from sot_engine.domain.chart import BlocksUsed, BlockUsed
from sot_engine.errors import Place, VisitError, VisitFaults, VisitShape, VisitSyntax, raise_faults
from sot_engine.source.document import Document, Unreadable
from sot_engine.source.nearest import did_you_mean
from sot_engine.source.yaml_text import read_yaml


def read_blocks(path: str | Path) -> BlocksUsed:
    """Read one file of blocks.

    Errors: VisitSyntax, VisitShape; VisitFaults with all of them together.
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
    faults = [*_unknown(document)]
    raise_faults(faults, VisitFaults)
    return _validated(document)


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
