"""A file as plain data that still knows the line of every node."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sot_engine.errors import Place

Path = tuple[str | int, ...]
Plain = Any
"""What YAML and JSON can hold: dict, list, str, int, float, bool and None."""


class Twice(NamedTuple):
    """A key that is written twice: what to say of it, the line of the second, and what to do."""

    message: str
    line: int
    hint: str


@dataclass(frozen=True, slots=True)
class Document:
    """Plain data, the name of its file and the line of each node by its path.

    `twice` has keys that are written twice, of which the first stands, where the reader was asked to go on after one.
    """

    data: Plain
    file: str
    lines: Mapping[Path, int]
    twice: tuple[Twice, ...] = ()

    def place(self, *path: str | int) -> Place:
        """Where a node stands; for a path that is not there, where its nearest ancestor stands."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return Place(self.file, self.lines[path[:end]])
        return Place(self.file)

    def below(self, *path: str | int) -> Iterator[Path]:
        """Every path that starts with this one."""
        return (known for known in self.lines if known[: len(path)] == path)


class Unreadable(Exception):
    """Text that is not what its format asks for; the reader turns it into its own error."""

    def __init__(self, message: str, line: int = 0, hint: str = "", sought: str = "") -> None:
        """Keep message, line (from 1; 0 when unknown), hint and the text to look for apart."""
        super().__init__(message)
        self.sought = sought
        self.message = message
        self.line = line
        self.hint = hint
