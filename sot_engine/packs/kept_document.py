"""The parsed form of a YAML file of a pack, kept as JSON beside the kept packs, because parsing YAML is slow.

A file has one place for its form, which holds the hash of the bytes that it was parsed from: editing one file of a pack
parses that one again. A form that is missing, stale, damaged or changed is not an error.
"""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from sot_engine.packs.kept import folder, sealed, unsealed
from sot_engine.source.document import Document, Plain
from sot_engine.source.document import Path as NodePath

Tree: TypeAlias = int | list["Tree"]
"""The lines of a node and what is below it: a line, or for a map or list its line and then the tree of each child."""

FORM = 3
SMALL = 1_000
"""Bytes below which parsing takes no longer than looking."""


def recall_document(path: Path, content: bytes, shown: str) -> Document | None:
    """The kept form of a file with this content, or None; `shown` is how messages call the file."""
    if len(content) < SMALL:
        return None
    try:
        known, data, lines = json.loads(unsealed(_place(path).read_bytes()))
        if known != sha256(content).hexdigest():
            return None
        return Document(data, shown, KeptLines(data, lines)) if isinstance(lines, int | list) else None
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def keep_document(path: Path, content: bytes, document: Document) -> None:
    """Keep the form of a file for next time; a folder that cannot be written is no error."""
    if len(content) < SMALL:
        return
    place = _place(path)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        half = place.with_name(f"{place.name}.{os.getpid()}")
        whole = [sha256(content).hexdigest(), document.data, _tree(document.data, (), document.lines)]
        half.write_bytes(sealed(json.dumps(whole, ensure_ascii=False, separators=(",", ":"))))
        half.replace(place)
    except (OSError, ValueError):
        return


class KeptLines(Mapping[NodePath, int]):
    """The line of each node by its path, found by walking down: a check that finds no fault asks for few of them."""

    def __init__(self, data: Plain, tree: Tree) -> None:
        """Of this data; the tree has its shape."""
        self._data, self._tree = data, tree

    def __getitem__(self, path: NodePath) -> int:
        """The line of one node.

        Errors: KeyError for a path that is not there.
        """
        data, tree = self._data, self._tree
        for name in path:
            try:
                place = list(data).index(name) if isinstance(data, dict) else name
                data, tree = data[name], tree[1:][place]  # type: ignore[index]  # a leaf has no children: TypeError
            except (ValueError, TypeError, IndexError):
                raise KeyError(path) from None
        return tree if isinstance(tree, int) else tree[0]  # type: ignore[return-value]  # the first is the line

    def __iter__(self) -> Iterator[NodePath]:
        """Every path, each before what is below it."""
        return _nodes(self._data, ())

    def __len__(self) -> int:
        """The number of nodes."""
        return sum(1 for _ in self)


def _nodes(data: Plain, path: NodePath) -> Iterator[NodePath]:
    yield path
    for name, child in _children(data):
        yield from _nodes(child, (*path, name))


def _tree(data: Plain, path: NodePath, lines: Mapping[NodePath, int]) -> Tree:
    if not isinstance(data, dict | list):
        return lines[path]
    return [lines[path], *(_tree(child, (*path, name), lines) for name, child in _children(data))]


def _children(data: Plain) -> Iterable[tuple[str | int, Plain]]:
    return data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()


def _place(path: Path) -> Path:
    from sot_engine import __version__

    name = sha256(os.fsencode(path.resolve())).hexdigest()[:24]
    return folder() / f"yaml-{FORM}-{__version__}-{name}.json"
