"""Signs in a text that nobody sees and that could steer a terminal; the end of a line and a tab are none of them."""

import re

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")


def unseen(text: str) -> str | None:
    """The first sign of a text that nobody sees, as `U+001B`; None where there is none."""
    found = _UNSEEN.search(text)
    return f"U+{ord(found[0]):04X}" if found else None
