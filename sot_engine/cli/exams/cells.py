"""Text in the cells of a terminal: most signs take one, a Chinese one takes two, an accent of its own none."""

from textwrap import wrap as wrapped

from rich.cells import get_character_cell_size

_FILL = "\ue000"
"""Stands for the second cell of a wide sign while text is wrapped, which counts signs."""


def cells(text: str) -> int:
    """How many cells a text takes."""
    return len(text) if text.isascii() else sum(map(get_character_cell_size, text))


def cut(text: str, most: int) -> str:
    """As much of the text as so many cells hold; a wide sign is never halved."""
    if cells(text) <= most:
        return text
    taken, kept = 0, ""
    for sign in text:
        taken += cells(sign)
        if taken > most:
            break
        kept += sign
    return kept


def shorten(text: str, most: int) -> str:
    """The text, with an ellipsis where it takes more cells than there are."""
    return text if cells(text) <= most else f"{cut(text, most - 3)}..."


def pad(text: str, room: int) -> str:
    """The text with blanks behind it, so that it fills so many cells."""
    return text + " " * (room - cells(text))


def wrap(text: str, room: int) -> list[str]:
    """Text in lines of so many cells; a name with a hyphen is never broken at it."""
    filled = "".join(sign + _FILL * (cells(sign) - 1) for sign in text)
    least = room - (_FILL in filled)  # a wide sign may lose its second cell to the next line
    return [line.replace(_FILL, "") for line in wrapped(filled, least, break_on_hyphens=False)]
