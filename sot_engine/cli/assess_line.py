"""The command line of `sot assess`, and a quick way to read it.

Reading a command line with typer costs more time than assessing an exam. A line that is well formed is read here; any
other, and every wrong one, is left to typer. A test holds the two to the same answer.
"""

import os
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, get_args

Format: TypeAlias = Literal["screen", "json", "jsonl", "text", "markdown", "html", "pdf", "fhir"]
Choice: TypeAlias = Literal["I", "II", "III"]
STDIN = "-"


class AssessLine(NamedTuple):
    """What `sot assess` was asked for."""

    visits: tuple[str, ...]
    format: Format = "screen"
    out: str | None = None
    pack: str = "sot-core"
    with_: tuple[str, ...] = ()
    commit: Choice | None = None
    explain: bool = False

    @property
    def is_batch(self) -> bool:
        """Whether JSON lines come in."""
        return self.visits == (STDIN,) and self.format == "jsonl"

    def fault(self) -> str | None:
        """What does not go together on this line."""
        if STDIN in self.visits and len(self.visits) > 1:
            return "`-` is standard input and stands alone"
        if self.commit and (len(self.visits) > 1 or self.is_batch):
            return "--commit is for one visit"
        if len(set(self.with_)) < len(self.with_):
            return "--with names a pack twice"
        if self.out and self.out != STDIN and os.path.realpath(self.out) in map(os.path.realpath, self.visits):
            return f"--out would write over the exam itself: {self.out}"
        if self.format == "pdf" and self.out is None:
            return "--format pdf goes to a file: add --out PATH, or --out - for a pipe"
        if self.format == "fhir" and len(self.visits) > 1:
            return "--format fhir is for one visit: a bundle is the document of one"
        return None


_ALLOWED: dict[str, tuple[str, ...]] = {"--format": get_args(Format), "--commit": get_args(Choice)}
_NAMES = {"--format": "format", "--out": "out", "--pack": "pack", "--commit": "commit"}


def read_plainly(words: Sequence[str]) -> AssessLine | None:
    """A well-formed line, or None when it takes more than this to read it."""
    given: dict[str, Any] = {}
    visits: list[str] = []
    extended: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--explain":
            given["explain"] = True
        elif word in _NAMES or word == "--with":
            value = next(rest, "")
            if not value or value.startswith("-") or value not in _ALLOWED.get(word, (value,)):
                return None
            if word == "--with":
                extended.append(value)
            else:
                given[_NAMES[word]] = value
        elif word.startswith("-") and word != STDIN:
            return None
        else:
            visits.append(word)
    line = AssessLine(tuple(visits), with_=tuple(extended), **given)
    return line if visits and "" not in visits and line.fault() is None else None
