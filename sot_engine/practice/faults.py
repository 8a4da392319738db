"""What is wrong with a file that a teacher wrote, in the words of practice, all of it together."""

from collections.abc import Iterator
from typing import Any, TypeVar

from sot_engine.errors import PackError, PracticeError, PracticeFaults, raise_faults
from sot_engine.packs.shape import shape
from sot_engine.source.document import Document, Path
from sot_engine.source.unseen import unseen

T = TypeVar("T")


def shaped(kind: type[T], raw: Any, document: Document, path: Path, error: type[PracticeError], help_: str) -> T:
    """Plain data as a frozen value; `help_` says what may stand there.

    Errors: the kind of error that is named; PracticeFaults with all of them.
    """
    faults: list[PackError] = []
    context = f"under {path[-1]}" if path else ""
    value = shape(kind, raw, document, path, context, faults)
    found = [
        error(one.message, where=one.where, context=one.context,
              hint=help_ if one.hint in {"", "see the pack language"} else one.hint)
        for one in faults
    ]  # fmt: skip
    found += [
        error(f'"{below[-1]}" holds the character {sign}, which cannot be seen', where=document.place(*below),
              hint="take it out")
        for below, sign in _unseen(raw, path)
    ]  # fmt: skip
    raise_faults(found, PracticeFaults)
    if value is None:
        message = "this part cannot be read"
        raise error(message, where=document.place(*path), hint=help_)
    return value


def _unseen(raw: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Where a text holds a sign that nobody sees: these texts are shown on the terminals of others."""
    if isinstance(raw, str):
        sign = unseen(raw)
        if sign:
            yield path, sign
    elif isinstance(raw, dict):
        for name, part in raw.items():
            yield from _unseen(part, (*path, name))
    elif isinstance(raw, list):
        for place, part in enumerate(raw):
            yield from _unseen(part, (*path, place))
