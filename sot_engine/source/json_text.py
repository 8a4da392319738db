"""JSON to plain data, as strict as the YAML reader; lines are looked up only when a fault needs them."""

import json
import re
from typing import NoReturn

from sot_engine.source.document import Document, Plain, Unreadable

MAX_DEPTH = 40
MAX_DIGITS = 18
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(text: str, file: str) -> Document:
    """Read one JSON value without lines; `with_lines` finds them later.

    Errors: Unreadable for text that is not JSON, a key written twice, NaN or Infinity, nesting past MAX_DEPTH, a
    number too long to be one, and half of a character.
    """
    try:
        data = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_whole)
    except json.JSONDecodeError as error:
        message = f"not JSON: {error.msg.removesuffix(' starting at')}"
        raise Unreadable(message, error.lineno, _advice(error, text)) from None
    except RecursionError:
        message = f"nested deeper than {MAX_DEPTH} levels"
        raise Unreadable(message, hint="flatten the file") from None
    except Unreadable as error:
        raise Unreadable(error.message, _line_of(error, text, file), error.hint) from None
    _refuse_depth(data)
    if _HALF.search(text):
        _refuse_halves(data)
    return Document(data, file, {(): 1})


def with_lines(document: Document, text: str) -> Document:
    """The same document with the line of every node, for messages; JSON is a part of YAML 1.2."""
    from sot_engine.source.yaml_text import read_yaml

    try:
        return Document(document.data, document.file, read_yaml(text, document.file).lines)
    except Unreadable:
        return document


def _advice(error: json.JSONDecodeError, text: str) -> str:
    """What may have happened, where the text ends before it should."""
    if not text.strip():
        return "the file is empty"
    if error.msg.startswith("Unterminated") or not text[error.pos :].strip():
        return "it ends in the middle: get the whole file again"
    return ""


def _unique(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    items = dict(pairs)
    if len(items) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                message = f'the key "{key}" is written twice'
                raise Unreadable(message, hint="keep one of them", sought=json.dumps(key, ensure_ascii=False))
            seen.add(key)
    return items


def _no_constant(word: str) -> NoReturn:
    message = f"{word} is not a number that can be recorded"
    raise Unreadable(message, hint="leave the key out when it was not measured", sought=word)


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        message = f"a number with {len(digits)} digits cannot be recorded"
        raise Unreadable(message, hint="check the number", sought=digits)
    return int(digits)


def _line_of(error: Unreadable, text: str, file: str) -> int:
    """The line of a fault: where the YAML reader finds the same one, else where the text last has what is sought."""
    from sot_engine.source.yaml_text import read_yaml

    try:
        read_yaml(text, file)
    except Unreadable as same:
        if same.message == error.message:
            return same.line
    sought = error.sought
    place = text.rfind(sought) if sought else -1
    return text.count("\n", 0, place) + 1 if place >= 0 else 0


def _refuse_halves(data: Plain) -> None:
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        message = "half of a character is written: a surrogate without its pair"
        raise Unreadable(message, hint="write the character itself") from None


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
