"""What the second session is told of the first: what fired there and what was not recorded, as numbers.

`not` is a number here, so that everything is told, zeros included. Most rules did not fire and most findings were not
recorded: the facts of an exam without any are written once, and each exam changes those that are otherwise.
"""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet

from sot_engine.domain.truth import Side
from sot_engine.inference.expand import Expansion
from sot_engine.inference.wire import Lines


class Absences:
    """The facts of what fired and what is missing, by code."""

    def __init__(self, expansion: Expansion, lines: Lines, fired: Collection[str]) -> None:
        """`fired` are the codes that say whether a rule fired, on any side or on one, that some rule reads."""
        self._lines, self._expansion = lines, expansion
        blank = {
            **dict.fromkeys(fired, 0),
            **{code: len(keys) for code, keys in expansion.missing.items()},
            **dict.fromkeys(expansion.common, 0),
            **dict.fromkeys(expansion.fired, 0),
        }
        self._blank = {code: lines[code, number] for code, number in blank.items()}
        self._of_rule: dict[str, list[tuple[str, str]]] = {}
        for code in fired:
            rule, _, side = code.removeprefix("fired:").partition(".")
            self._of_rule.setdefault(rule, []).append((code, side))
        self._of_key: dict[str, list[str]] = {}
        for code, keys in expansion.missing.items():
            for key in keys:
                self._of_key.setdefault(key, []).append(code)

    def facts(self, sides: Mapping[str, AbstractSet[Side]], recorded: AbstractSet[str]) -> dict[str, str]:
        """The facts by code, where these rules fired on these sides and these keys were recorded."""
        lines, found = self._lines, dict(self._blank)
        for rule, on in sides.items():
            for code, side in self._of_rule.get(rule, ()):
                if not side or side in on:
                    found[code] = lines[code, 1]
        missing = self._expansion.missing
        for code in {code for key in self._of_key.keys() & recorded for code in self._of_key[key]}:
            found[code] = lines[code, len(missing[code] - recorded)]
        for code, (one, two) in self._expansion.common.items():
            if one in sides and two in sides:
                found[code] = lines[code, len(sides[one] & sides[two])]
        for code, rules in self._expansion.fired.items():
            found[code] = lines[code, sum(rule in sides for rule in rules)]
        return found
