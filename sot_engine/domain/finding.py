"""A finding: one thing that an exam can record, what it may hold, and the page on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from sot_engine.domain.condition import Condition, Number, Value, Word
from sot_engine.domain.truth import SIDES, Side

Kind: TypeAlias = Literal["sign", "grade", "pain", "count", "measure", "choice", "sequence"]
Position: TypeAlias = Literal["safety", "history", "standing", "seated", "supine", "prone"]

NUMBERS: tuple[Kind, ...] = ("grade", "pain", "count", "measure")
SIGN_WORDS = ("absent", "present", "equivocal")
SAME_WORD = {"negative": "absent", "positive": "present"}
"""Words that are accepted for a sign and kept as the words of the pack."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retest:
    """How a finding that is re-tested after blocking is read: when it was positive, and what counts as better."""

    positive: Condition
    improves: Literal["down", "up", "to_negative", "fewer"]
    word: Word | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding of the closed list, in the words of the pack."""

    id: str
    kind: Kind
    position: Position
    family: str
    name: str
    asks: str
    how: str
    recorded: str
    reliability: str
    cite: tuple[str, ...]
    sided: bool = False
    values: tuple[Word, ...] = ()
    range: tuple[Number, Number] | None = None
    length: tuple[int, int] | None = None
    unit: str | None = None
    negative: Word | None = None
    mirrors: tuple[tuple[Word, Word], ...] = ()
    retest: Retest | None = None
    asked_when: Condition | None = None
    unused: str = ""
    """Why no rule of the pack reads it, where that is deliberate."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys under which a visit can record it: the id, or the id with each side."""
        return tuple(f"{self.id}.{side}" for side in SIDES) if self.sided else (self.id,)

    def key(self, side: Side | None = None) -> str:
        """The key of one side, or of a finding without sides."""
        return f"{self.id}.{side}" if self.sided else self.id

    @property
    def names_sides(self) -> bool:
        """Whether left and right are words of it, so that a rule may speak of this side and the other."""
        return self.kind == "choice" and {*SIDES} <= {*self.values}

    @property
    def words(self) -> tuple[Word, ...]:
        """The words that it may hold, for a sign, a choice or a sequence."""
        return SIGN_WORDS if self.kind == "sign" else self.values

    @property
    def negative_value(self) -> Value | None:
        """What it holds when it was tested and is negative; None where no such value is declared."""
        if self.kind == "sign":
            return "absent"
        return self.negative if self.kind == "choice" else 0 if self.kind in {"grade", "pain", "count"} else None

    def mirrored(self, value: Value) -> Value:
        """The value after left and right have changed places."""
        swap = self._swap
        if isinstance(value, tuple):
            return tuple(swap.get(word, word) for word in value)
        return swap.get(value, value) if isinstance(value, str) else value

    @property
    def _swap(self) -> Mapping[Word, Word]:
        return {**dict(self.mirrors), **{right: left for left, right in self.mirrors}}

    def allows(self) -> str:
        """What may be recorded, in words for an error message."""
        if self.kind in NUMBERS and self.range:
            low, high = self.range
            unit = f" {self.unit}" if self.unit else ""
            decimal = ", at most one decimal" if self.kind == "measure" else ""
            whole = "" if self.kind == "measure" else "whole "
            return f"a {whole}number from {low} to {high}{unit}{decimal}"
        words = ", ".join(self.words)
        if self.kind == "sequence" and self.length:
            return f"a list of {self.length[0]} to {self.length[1]} of: {words}"
        return f"one of: {words}"

    def read(self, raw: object) -> Value:
        """Turn one recorded value into the pack's word or number.

        Errors: ValueError, saying what is wrong, for anything that this finding cannot hold.
        """
        if self.kind in NUMBERS:
            return self._number(raw)
        if self.kind == "sequence":
            return self._sequence(raw)
        return self._word(raw)

    def _word(self, raw: object) -> Word:
        word = SAME_WORD.get(raw, raw) if self.kind == "sign" and isinstance(raw, str) else raw
        if isinstance(word, str) and word in self.words:
            return word
        raise ValueError(shown(raw))

    def _number(self, raw: object) -> Number:
        if isinstance(raw, bool) or not isinstance(raw, int | float) or self.range is None:
            raise ValueError(shown(raw))
        low, high = self.range
        if not low <= raw <= high or (self.kind != "measure" and not isinstance(raw, int)):
            raise ValueError(shown(raw))
        if isinstance(raw, float) and round(raw, 1) != raw:
            raise ValueError(shown(raw))
        return int(raw) if raw == int(raw) else raw

    def _sequence(self, raw: object) -> tuple[Word, ...]:
        if not isinstance(raw, list | tuple) or self.length is None:
            raise ValueError(shown(raw))
        low, high = self.length
        if not low <= len(raw) <= high or any(not isinstance(word, str) or word not in self.values for word in raw):
            raise ValueError(shown(raw))
        return tuple(raw)


Vocabulary: TypeAlias = Mapping[str, Finding]
"""The findings of a pack by id, in the pack's order."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of a vocabulary, each with its finding and side, in the order of the vocabulary."""

    by_key: Mapping[str, tuple[Finding, Side | None]] = field(default_factory=dict)

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> "Keys":
        """Every key under which a visit can record something."""
        keys: dict[str, tuple[Finding, Side | None]] = {}
        for finding in vocabulary.values():
            for side in SIDES if finding.sided else (None,):
                keys[finding.key(side)] = (finding, side)
        return cls(MappingProxyType(keys))


def spoken(value: Value) -> str:
    """A recorded value in words: `present`, `4`, `same, same, better`."""
    return ", ".join(value) if isinstance(value, tuple) else str(value)


MOST_SHOWN = 40


def shorten(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it is longer than a message can hold."""
    return text if len(text) <= most else f"{text[: most - 3]}..."


def shown(raw: object) -> str:
    """A value as a message names it: text in quotes, and words for what cannot be seen."""
    if raw is None:
        return "nothing"
    if isinstance(raw, bool):
        return str(raw).lower()
    if isinstance(raw, list | tuple):
        return shorten(", ".join(map(str, raw)), MOST_SHOWN) if raw else "an empty list"
    if isinstance(raw, dict):
        return "a map of keys" if raw else "an empty map"
    return f'"{shorten(raw, MOST_SHOWN)}"' if isinstance(raw, str) else shorten(str(raw), MOST_SHOWN)
