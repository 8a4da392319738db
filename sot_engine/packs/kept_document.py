"""The parsed form of a YAML file of a pack, kept as JSON beside the kept packs, because parsing YAML is slow.

A file has one place for its form, which holds the hash of the bytes that it was parsed from: editing one file of a pack
parses that one again. A form that is missing, stale or damaged is not an error.
"""

import json
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from sot_engine.packs.kept import folder
from sot_engine.source.document import Document, Plain
from sot_engine.source.document import Path as NodePath

FORM = 1
SMALL = 1_000
"""Bytes below which parsing takes no longer than looking."""


def recall_document(path: Path, content: bytes, shown: str) -> Document | None:
    """The kept form of a file with this content, or None; `shown` is how messages call the file."""
    if len(content) < SMALL:
        return None
    try:
        known, data, lines = json.loads(_place(path).read_text(encoding="utf-8"))
        if known != sha256(content).hexdigest():
            return None
        return Document(data, shown, dict(zip(_nodes(data, ()), lines, strict=True)))
    except (OSError, ValueError, TypeError):
        return None


def keep_document(path: Path, content: bytes, document: Document) -> None:
    """Keep the form of a file for next time; a folder that cannot be written is no error."""
    if len(content) < SMALL:
        return
    place = _place(path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f"{place.name}.{os.getpid()}")
        lines = [document.lines[node] for node in _nodes(document.data, ())]
        text = json.dumps(
            [sha256(content).hexdigest(), document.data, lines], ensure_ascii=False, separators=(",", ":")
        )
        half.write_text(text, encoding="utf-8")
        half.replace(place)
    except (OSError, ValueError):
        return


def _nodes(data: Plain, path: NodePath) -> Iterator[NodePath]:
    """The path of every node, each before what is below it."""
    yield path
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for name, child in children:
        yield from _nodes(child, (*path, name))


def _place(path: Path) -> Path:
    from sot_engine import __version__

    name = sha256(os.fsencode(path.resolve())).hexdigest()[:24]
    return folder() / f"yaml-{FORM}-{__version__}-{name}.json"
