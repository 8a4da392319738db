"""YAML 1.2 to a document, from the parser's events.

Read as the core schema says (`no` and `on` stay words), with three parts of YAML left out because they hide
what a reader of the file would see: anchors with aliases, tags, and a second document in the same file.
"""

import re
from typing import TYPE_CHECKING, Any

from sot_engine.source.document import Document, Path, Plain, Twice, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 40
"""Deeper nesting than any honest file has; it is refused before it can exhaust the stack."""

_INTEGER = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?\Z")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def read_yaml(text: str, file: str, *, goes_on: bool = False) -> Document:
    """Read one YAML document with the line of every node; `goes_on` after a key that is written twice, and tells it.

    Errors: Unreadable for text that is not YAML, a key written twice, an alias, a tag, or nesting past MAX_DEPTH.
    Source: https://yaml.org/spec/1.2.2/, section 10.3, core schema.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    try:
        builder = _Builder(yaml.parse(text), goes_on=goes_on)
        return Document(builder.document(), file, builder.lines, tuple(builder.twice))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(str(error.problem or error.context or "not YAML").split())
        raise Unreadable(problem, mark.line + 1 if mark else 0, _hint(problem)) from None
    except ReaderError as error:
        message = f"the character U+{error.character:04X} cannot stand in a file"
        raise Unreadable(message, text.count("\n", 0, error.position) + 1, "take it out; it cannot be seen") from None
    except YAMLError as error:
        raise Unreadable(" ".join(str(error).split())) from None
    except (ValueError, UnicodeError) as error:
        message = f"not YAML: {error}"
        raise Unreadable(message) from None


class _Builder:
    """Folds the parser's events into plain data and remembers lines by path."""

    def __init__(self, events: "Iterator[Any]", *, goes_on: bool) -> None:
        self._events = (event for event in events if not type(event).__name__.startswith("Stream"))
        self.lines: dict[Path, int] = {(): 1}
        self.twice: list[Twice] = []
        self._goes_on = goes_on

    def document(self) -> Plain:
        """Build the only document; an empty text gives None."""
        data: Plain = None
        for number, event in enumerate(self._events):
            name = type(event).__name__
            if name == "DocumentStartEvent":
                if number:
                    message = "a second YAML document starts here"
                    raise Unreadable(message, _line(event), "keep one document a file")
                data = self._value(next(self._events), ())
        return data

    def _value(self, event: Any, path: Path) -> Plain:
        _refuse_hidden(event)
        name = type(event).__name__
        self.lines.setdefault(path, _line(event))
        if len(path) >= MAX_DEPTH:
            message = f"nested deeper than {MAX_DEPTH} levels"
            raise Unreadable(message, _line(event), "flatten the file")
        if name == "ScalarEvent":
            return _scalar(event.value) if event.style is None else event.value
        if name == "SequenceStartEvent":
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: Path) -> list[Plain]:
        items: list[Plain] = []
        for event in self._events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str | int, Plain]:
        items: dict[str | int, Plain] = {}
        for event in self._events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self._key(event)
            if key in items:
                self._again(key, path, event)
                continue
            self.lines[(*path, key)] = _line(event)
            items[key] = self._value(next(self._events), (*path, key))
        return items

    def _again(self, key: str, path: Path, event: Any) -> None:
        """A key that stands there already: refuse it, or tell it and pass over its value."""
        hint = f"first on line {self.lines[(*path, key)]}; keep one of them"
        told = Twice(f'the key "{key}" is written twice', _line(event), hint)
        if not self._goes_on:
            raise Unreadable(*told)
        self.twice.append(told)
        self._value(next(self._events), (*path, f"{key}, again"))

    @staticmethod
    def _key(event: Any) -> str:
        _refuse_hidden(event)
        if type(event).__name__ != "ScalarEvent":
            message = "a key must be a plain word"
            raise Unreadable(message, _line(event))
        return str(event.value)


def _refuse_hidden(event: Any) -> None:
    if type(event).__name__ == "AliasEvent" or getattr(event, "anchor", None):
        message = "anchors and aliases are not read"
        raise Unreadable(message, _line(event), "write the value out where it is used")
    tag = getattr(event, "tag", None) or getattr(event, "ctag", None)
    if tag and str(tag) not in {"", "None", "!"}:
        message = f"the tag {tag} is not read"
        raise Unreadable(message, _line(event), "write the plain value")


def _hint(problem: str) -> str:
    """What to do about what the parser says in words of its own."""
    return "indent with spaces: YAML takes no tabs there" if "'\\t'" in problem else ""


def _scalar(text: str) -> Plain:
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.match(text):
        return int(text)
    if _FLOAT.match(text):
        return float(text)
    return text


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1
