"""Any text in ASCII, for records that spoil every other sign; what has no such form is counted, never guessed."""

from typing import NamedTuple
from unicodedata import combining, decomposition, digit, normalize

LOST = "?"
_TOLD = {
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
    "\u00ab": '"', "\u00bb": '"',
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-", "\u2044": "/",
    "\u2026": "...", "\u2022": "*", "\u00b7": "*", "\u00d7": "x", "\u00f7": "/", "\u00b1": "+/-",
    "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "\u2248": "~", "\u2190": "<-", "\u2192": "->",
    "\u2191": "(up)", "\u2193": "(down)", "\u00b0": " deg", "\u00b5": "u", "\u03bc": "u",
    "\u20ac": "EUR", "\u00a3": "GBP",
    "\u00df": "ss", "\u00e6": "ae", "\u00c6": "AE", "\u0153": "oe", "\u0152": "OE", "\u00f8": "o", "\u00d8": "O",
    "\u0142": "l", "\u0141": "L", "\u0111": "d", "\u0110": "D", "\u00f0": "d", "\u00d0": "D",
    "\u00fe": "th", "\u00de": "Th",
    "\u0131": "i", "\u2640": "(female)", "\u2642": "(male)", "\u2713": "(yes)", "\u2717": "(no)",
}  # fmt: skip
"""Signs that do not come apart into ASCII by themselves."""


class Plain(NamedTuple):
    """A text in ASCII, and how many of its signs have no form in it."""

    text: str
    lost: int


def in_ascii(text: str) -> Plain:
    """The text in ASCII: letters without their accents, digits as digits, other signs in words."""
    if text.isascii():
        return Plain(text, 0)
    told = [sign if sign.isascii() else _told(sign) for sign in normalize("NFC", text)]
    return Plain("".join(LOST if part is None else part for part in told), told.count(None))


def _told(sign: str) -> str | None:
    """One sign in ASCII; empty for an accent that stands alone, None where there is no form."""
    if sign in _TOLD:
        return _TOLD[sign]
    if sign.isspace():
        return " "
    if combining(sign):
        return ""
    kind = decomposition(sign)
    apart = "".join(part if part.isascii() else _TOLD.get(part, "") for part in normalize("NFKD", sign))
    if kind.startswith("<fraction>"):
        return f" {apart}"
    if kind.startswith("<super>"):
        return f"^{apart}"
    number = digit(sign, None)
    return apart or (None if number is None else str(number))
