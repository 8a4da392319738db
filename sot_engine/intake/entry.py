"""The answer to one question while it is being given: key by key, one side after the other.

::

    sided sign    l r b n: both sides at once; o: one side at a time
    sided grade   the left digit, then the right one; n: none on both sides; l r b: that side only, or both alike
    sequence      one key a word, Enter when it ends early
    measure       typed, Enter
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sot_engine.domain.condition import Value, Word
from sot_engine.domain.finding import Finding
from sot_engine.domain.shorthand import ONE_WORD, Recorded, expand
from sot_engine.intake.answer_keys import DIGITS, is_typed, numbered, value_keys

Slot: TypeAlias = tuple[str, ...]
"""The keys under which one value is recorded: of one side, or of both where they are alike."""

ENTER, BACK = "enter", "back"
_SIDE_KEYS = dict(zip("lrbn", ONE_WORD, strict=True))
_MOST_TYPED = 6


class KeyRefused(ValueError):
    """A key that cannot be taken here; the message says why and what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The answer so far: what was found, and the sides that are still to come."""

    finding: Finding
    slots: tuple[Slot, ...]
    found: Mapping[str, Value] = field(default_factory=dict)
    typed: str = ""
    words: tuple[Word, ...] = ()
    apart: bool = False
    """Whether the sides are asked one at a time, or one of them only."""
    untested: tuple[str, ...] = ()
    """The keys that Enter left untested."""

    @classmethod
    def of(cls, finding: Finding) -> "Entry":
        """Nothing answered yet."""
        return cls(finding=finding, slots=tuple((key,) for key in finding.keys))

    @property
    def is_begun(self) -> bool:
        """Whether a key has been taken."""
        return bool(self.found or self.typed or self.words or self.apart or self.untested)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to answer."""
        return not self.slots

    @property
    def side(self) -> str:
        """The side that is being asked: left, right, both, or nothing."""
        if not self.slots or not self.finding.sided:
            return ""
        slot = self.slots[0]
        return "both" if len(slot) > 1 else slot[0].partition(".")[2]

    def press(self, key: str) -> "Entry":
        """Take one key.

        Errors: KeyRefused when the key means nothing here.
        """
        if key == ENTER:
            return self._enter()
        if key == BACK:
            return self._back()
        if self.finding.sided and not self.is_begun:
            whole = self._whole(key)
            if whole:
                return whole
        if is_typed(self.finding):
            return self._type(key)
        return self._value(key)

    def _whole(self, key: str) -> "Entry | None":
        """Keys that speak of the sides, before anything was answered."""
        left, right = self.finding.keys
        if self.finding.kind == "sign":
            if key in _SIDE_KEYS:
                found = [one for one in expand(self.finding, _SIDE_KEYS[key]) if isinstance(one, Recorded)]
                return replace(self, slots=(), found={one.key: one.value for one in found})
            return replace(self, apart=True) if key == "o" else None
        negative = self.finding.negative_value
        if key == "n" and negative is not None and "n" in value_keys(self.finding):
            return replace(self, slots=(), found={left: negative, right: negative})
        slots = {"l": ((left,),), "r": ((right,),), "b": ((left, right),)}.get(key)
        return replace(self, slots=slots, apart=True) if slots and key not in value_keys(self.finding) else None

    def _value(self, key: str) -> "Entry":
        asks_whole = self.finding.kind == "sign" and self.finding.sided and not self.apart
        known = {} if asks_whole else value_keys(self.finding)
        if key not in known:
            raise KeyRefused(unknown_key(key))
        return self._take(known[key])

    def _take(self, value: Value) -> "Entry":
        """A value that was named; of a sequence it is one word more."""
        if self.finding.kind != "sequence" or not isinstance(value, str):
            return self._fill(value)
        words = (*self.words, value)
        longest = self.finding.length[1] if self.finding.length else 1
        return self._fill(words) if len(words) == longest else replace(self, words=words, typed="")

    def _type(self, key: str) -> "Entry":
        if self.finding.kind in {"choice", "sequence"}:
            return self._type_number_of_a_word(key)
        if key == "n" and not self.typed and self.finding.negative_value == 0:
            return self._fill(0)
        sign = "." if key == "," else key
        if sign not in {*DIGITS, ".", "-"}:
            raise KeyRefused(unknown_key(key))
        if len(self.typed) == _MOST_TYPED:
            message = f"it takes {self.finding.allows()}"
            raise KeyRefused(message)
        return replace(self, typed=self.typed + sign)

    def _type_number_of_a_word(self, key: str) -> "Entry":
        known = numbered(self.finding)
        if key == "n" and not self.typed and self.finding.negative:
            return self._take(self.finding.negative)
        typed = self.typed + key
        longer = [number for number in known if number.startswith(typed)]
        if not longer or key not in DIGITS:
            raise KeyRefused(unknown_key(key))
        return self._take(known[typed]) if longer == [typed] else replace(self, typed=typed)

    def _enter(self) -> "Entry":
        """Close what was typed, or leave this side untested."""
        if self.typed:
            return self._take(self._read())
        if self.words:
            shortest = self.finding.length[0] if self.finding.length else 1
            if len(self.words) < shortest:
                message = f"it takes {self.finding.allows()}"
                raise KeyRefused(message)
            return self._fill(self.words)
        return replace(self, slots=self.slots[1:], untested=(*self.untested, *self.slots[0]))

    def _read(self) -> Value:
        if self.finding.kind in {"choice", "sequence"}:
            return numbered(self.finding)[self.typed]
        try:
            number = float(self.typed) if "." in self.typed else int(self.typed)
            return self.finding.read(number)
        except ValueError:
            message = f"{self.typed} cannot be: it takes {self.finding.allows()}"
            raise KeyRefused(message) from None

    def _fill(self, value: Value) -> "Entry":
        found = {**self.found, **dict.fromkeys(self.slots[0], value)}
        return replace(self, slots=self.slots[1:], found=found, typed="", words=())

    def _back(self) -> "Entry":
        """Take back the last sign of what is being typed, else begin the question anew."""
        if self.typed:
            return replace(self, typed=self.typed[:-1])
        if self.words:
            return replace(self, words=self.words[:-1])
        return Entry.of(self.finding)


def unknown_key(key: str) -> str:
    """What is said of a key that means nothing here."""
    return f"the key {key} means nothing here" if key.isprintable() else "that key means nothing here"
