"""Signs in a text that nobody sees: they could steer a terminal, or let a reader see other words than were recorded.

The end of a line and a tab are none of them; they have no place where a text stands on one line.
"""

import re

from sot_engine.errors import ImpossibleValue

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
_TURNS = r"\u202a-\u202e\u2066-\u2069"
"""They turn the direction of what stands behind them, so that "left" can be shown where something else is kept."""
_NO_TEXT = r"\ud800-\udfff"
"""They stand for bytes that are no text, as a command line may hold them."""
_ENDS = r"\t\n\r\x85\u2028\u2029"
"""They end a line or leap along it, so that a name with one of them could be read as a line of somebody else's."""
_NOT_OF_A_LINE = re.compile(f"[{_ENDS}]")
_UNSEEN = re.compile(f"[{_CONTROLS}{_TURNS}{_NO_TEXT}]")


def unseen(text: str) -> str | None:
    """The first sign of a text that nobody sees, as `U+001B`; None where there is none."""
    found = _UNSEEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def broken(text: str) -> str | None:
    """The first sign that has no place in a text of one line, as `U+000A`; None where there is none."""
    found = _NOT_OF_A_LINE.search(text)
    return f"U+{ord(found[0]):04X}" if found else None


def is_text(text: str) -> bool:
    """Whether a text has no surrogates, without which no database and no file takes it."""
    return re.search(f"[{_NO_TEXT}]", text) is None


def refuse_unseen(value: object) -> None:
    """Let a text through, or maps and lists of texts, of which every sign can be seen.

    Errors: ImpossibleValue naming the sign and never the text, which may be about a patient.
    """
    if isinstance(value, str):
        hidden = unseen(value)
        if hidden:
            message = f"what was written holds the character {hidden}, which cannot be seen"
            raise ImpossibleValue(message, hint="take it out; nothing was recorded")
    elif isinstance(value, dict):
        for part in value.values():
            refuse_unseen(part)
    elif isinstance(value, list | tuple):
        for part in value:
            refuse_unseen(part)


def refuse_lines(*told: tuple[str, str]) -> None:
    """Let texts through that stand on one line, and of which every sign can be seen; each with the words for it.

    Errors: ImpossibleValue naming the sign and never the text, which may be about a patient.
    """
    for what, text in told:
        refuse_unseen(text)
        sign = broken(text)
        if sign:
            message = f"the character {sign} has no place in {what}"
            raise ImpossibleValue(message, hint="it stands on one line; nothing was recorded")
