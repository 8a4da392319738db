"""What is wrong with a file that a teacher wrote, in the words of practice, all of it together."""

from typing import Any, TypeVar

from sot_engine.errors import PackError, PracticeError, PracticeFaults, raise_faults
from sot_engine.packs.shape import shape
from sot_engine.source.document import Document, Path

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
    raise_faults(found, PracticeFaults)
    if value is None:
        message = "this part cannot be read"
        raise error(message, where=document.place(*path), hint=help_)
    return value
