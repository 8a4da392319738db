"""What every error has: a code, words, a place, and what to do; and several of them together."""

import re
from collections.abc import Iterable, Sequence
from typing import ClassVar, NamedTuple

_UNINDENTED = re.compile(r"\n(?!  )")
HINT_WIDTH = 40
"""A longer hint has its line to itself."""


class Place(NamedTuple):
    """A file and a line in it, counted from 1; line 0 stands for the whole file."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class SotError(Exception):
    """Something that a person can repair: what, where and what to do."""

    code: ClassVar[str] = "S000"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, where: Place | None = None, context: str = "", hint: str = "") -> None:
        """Keep the parts apart, so that each door can print them in its own way."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.context = context
        self.hint = hint

    def __str__(self) -> str:
        head = f"{self.where}: " if self.where else ""
        lines = [f"{head}{self.code} {self.message}"]
        if self.context:
            lines.append(f"  {self.context}")
        page = f"sot learn {self.code}"
        lines += (
            [f"  {self.hint:<{HINT_WIDTH}} {page}"] if len(self.hint) <= HINT_WIDTH else [f"  {self.hint}", f"  {page}"]
        )
        # What somebody wrote may stand in any part: a line that is not indented would look like another error.
        return "\n".join(_UNINDENTED.sub(r"\\n", line) for line in lines)

    @property
    def faults(self) -> Sequence["SotError"]:
        """This error alone, or for the collections every error that they hold."""
        return (self,)


class Faults(SotError):
    """Several faults of one input, in file order."""

    def __init__(self, faults: Iterable[SotError]) -> None:
        self._faults = tuple(sorted(faults, key=lambda fault: fault.where or Place("")))
        super().__init__(f"{len(self._faults)} faults", where=self._faults[0].where)

    def __str__(self) -> str:
        return "\n".join([*map(str, self._faults), f"{self.code} {self.message}"])

    @property
    def faults(self) -> Sequence[SotError]:
        """Every error that this one holds."""
        return self._faults


def raise_faults(faults: Sequence[SotError], several: type[Faults]) -> None:
    """Raise the one fault, or all of them together; return when there is none."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        raise several(faults)
