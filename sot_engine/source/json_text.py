"""JSON to plain data, as strict as the YAML reader; lines are looked up only when a fault needs them."""

import json
from typing import NoReturn

from sot_engine.source.document import Document, Plain, Unreadable

MAX_DEPTH = 40


def read_json(text: str, file: str) -> Document:
    """Read one JSON value without lines; `with_lines` finds them later.

    Errors: Unreadable for text that is not JSON, a key written twice, NaN or Infinity, nesting past MAX_DEPTH.
    """
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg}"
        raise Unreadable(message, error.lineno) from None
    except RecursionError:
        message = f"nested deeper than {MAX_DEPTH} levels"
        raise Unreadable(message) from None
    except ValueError as error:
        message = f"not JSON: {error}"
        raise Unreadable(message) from None
    _refuse_depth(data)
    return Document(data, file, {(): 1})


def with_lines(document: Document, text: str) -> Document:
    """The same document with the line of every node, for messages; JSON is a part of YAML 1.2."""
    from sot_engine.source.yaml_text import read_yaml

    try:
        return Document(document.data, document.file, read_yaml(text, document.file).lines)
    except Unreadable:
        return document


def _unique(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    items = dict(pairs)
    if len(items) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add returns None, which is the point
        message = f'the key "{twice}" is written twice'
        raise Unreadable(message, hint="keep one of them")
    return items


def _no_constant(word: str) -> NoReturn:
    message = f"{word} is not a number that can be recorded"
    raise Unreadable(message)


def _refuse_depth(data: Plain) -> None:
    level = [data]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for node in level
            if isinstance(node, dict | list)
            for child in (node.values() if isinstance(node, dict) else node)
        ]
        if not level:
            return
    message = f"nested deeper than {MAX_DEPTH} levels"
    raise Unreadable(message, hint="flatten the file")
