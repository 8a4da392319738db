"""The keys that answer a question: one key a value, or a number that is typed where there are too many."""

from collections.abc import Mapping
from typing import NamedTuple

from sot_engine.domain.condition import Value, Word
from sot_engine.domain.finding import SIGN_WORDS, Finding

TEN = "t"
DIGITS = "0123456789"
_ONE_KEY = 10
"""A number up to this has a key of its own: the digits, and `t`."""
_GRADED = ("grade", "pain", "count")
_SIGN_KEYS = {"y": "present", "n": "absent", "e": "equivocal"}


class Choice(NamedTuple):
    """One key, the value that it records, and how the screen calls it."""

    key: str
    value: Value
    says: str


def is_typed(finding: Finding) -> bool:
    """Whether a value is typed and closed with Enter, because it has no key of its own."""
    if finding.kind in _GRADED and finding.range:
        return finding.range[0] < 0 or finding.range[1] > _ONE_KEY
    return finding.kind == "measure" or len(_numbered(finding)) >= _ONE_KEY


def choices(finding: Finding) -> tuple[Choice, ...]:
    """The values of a finding with the key of each, as the screen lists them.

    `n` is the negative value, unless a word of the finding is `absent`, which the key would be taken for.
    """
    if finding.kind == "sign":
        return tuple(Choice(key, word, _says(word)) for key, word in _SIGN_KEYS.items())
    if finding.kind in _GRADED and finding.range:
        low, high = int(finding.range[0]), int(finding.range[1])
        return tuple(Choice(_digit(value), value, str(value)) for value in range(low, min(high, _ONE_KEY) + 1))
    numbered = tuple(Choice(key, word, _says(word)) for key, word in _numbered(finding).items())
    return (*_negative(finding), *numbered)


def value_keys(finding: Finding) -> Mapping[str, Value]:
    """Every key of one value: those listed, and short ones for the negative value, for left and for right."""
    keys: dict[str, Value] = {choice.key: choice.value for choice in choices(finding)}
    if finding.kind in _GRADED:
        return {**keys, "n": 0}
    if finding.kind == "choice" and finding.negative and "n" in keys:
        keys["0"] = finding.negative
    return keys


def numbered(finding: Finding) -> Mapping[str, Word]:
    """The words of a choice that are typed by number, the negative one as 0."""
    none = {"0": finding.negative} if finding.negative else {}
    return {**none, **_numbered(finding)}


def _negative(finding: Finding) -> tuple[Choice, ...]:
    if finding.negative is None:
        return ()
    key = "0" if SIGN_WORDS[0] in finding.values else "n"
    return (Choice(key, finding.negative, _says(finding.negative)),)


def _numbered(finding: Finding) -> dict[str, Word]:
    """The words that are not the negative one: `l` and `r` for a side, else by number."""
    words = [word for word in finding.values if word != finding.negative]
    sides = {word: word[0] for word in words if word.partition("_")[0] in {"left", "right"}}
    has_sides = sorted(sides.values()) == ["l", "r"]
    return {
        sides[word] if has_sides and word in sides else str(number): word for number, word in enumerate(words, start=1)
    }


def _digit(value: int) -> str:
    return DIGITS[value] if value < len(DIGITS) else TEN


def _says(word: Word) -> str:
    return {"equivocal": "in doubt"}.get(word, word.replace("_", " "))
