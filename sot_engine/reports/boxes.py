"""Signs that a page prints as boxes, because no font of the machine has them: they are noticed, and said."""

import logging
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from unicodedata import category, name

from sot_engine.reports.names import listed
from sot_engine.reports.wording import number


@contextmanager
def boxes_noticed() -> Iterator[AbstractSet[int]]:
    """While this lasts, the signs that WeasyPrint finds in no font gather here; its other complaints are dropped.

    It tells of each of them with a warning only. The warning holds letters of a patient's name, so it goes no further.
    """
    found: set[int] = set()

    def pass_on(record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            found.update(one for one in record.args if isinstance(one, int) and "glyph" in record.msg)
        return record.levelno >= logging.ERROR

    log = logging.getLogger("weasyprint")
    before = log.level
    log.addFilter(pass_on)
    log.setLevel(logging.WARNING)
    try:
        yield found
    finally:
        log.setLevel(before)
        log.removeFilter(pass_on)


def boxes_words(signs: AbstractSet[int]) -> str:
    """How many signs stand as boxes, and of which scripts they are; not the signs, which may be those of a name."""
    stand, them = ("is printed as a box", "it") if len(signs) == 1 else ("are printed as boxes", "them")
    return (
        f"{number(len(signs), 'sign').capitalize()} of this document {stand}, since no font of the machine "
        f"that printed it has {them}: {listed(_scripts(signs))}. The HTML form has {them}; so has a PDF once such a "
        "font is installed."
    )


def _scripts(signs: Iterable[int]) -> list[str]:
    return sorted({_script(chr(sign)) for sign in signs})


def _script(sign: str) -> str:
    """The script of a letter as its name in Unicode begins: CJK, Hangul, Thai."""
    if category(sign)[0] not in "LM":
        return "symbols"
    first = name(sign, "unknown").split()[0]
    return first if first == "CJK" else first.capitalize()
