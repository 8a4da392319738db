"""What the last session is told of the first: what fired there and what was not recorded, as numbers.

`not` is a number here, so that everything is told, zeros included. Most rules did not fire and most findings were not
recorded: the facts of an exam without any are written once, and each exam changes those that are otherwise.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from sot_engine.domain.truth import Side
from sot_engine.inference.expand import Expansion
from sot_engine.inference.ruleset import Ruleset


class Absences:
    """The facts of what fired and what is missing, by code, for the rules of one session."""

    def __init__(self, expansion: Expansion, ruleset: Ruleset) -> None:
        """Tell what some rule of the session reads."""
        self._lines, reads = ruleset.lines, ruleset.reads
        fired = ruleset.codes("fired")
        self._missing = {code: keys for code, keys in expansion.missing.items() if code in reads}
        self._common = {code: rules for code, rules in expansion.common.items() if code in reads}
        self._counted = {code: rules for code, rules in expansion.fired.items() if code in reads}
        blank = {
            **dict.fromkeys(fired, 0),
            **{code: len(keys) for code, keys in self._missing.items()},
            **dict.fromkeys(self._counted, 0),
        }
        self._blank = {code: self._lines[code, number] for code, number in blank.items()}
        self._of_rule: dict[str, list[tuple[str, str]]] = {}
        for code in fired:
            rule, _, side = code.removeprefix("fired:").partition(".")
            self._of_rule.setdefault(rule, []).append((code, side))
        self.rules = frozenset((*self._of_rule, *(rule for rules in self._common.values() for rule in rules)))
        """The rules of which the sides on which they fired are asked."""
        self._of_key: dict[str, list[str]] = {}
        for code, keys in self._missing.items():
            for key in keys:
                self._of_key.setdefault(key, []).append(code)

    def facts(
        self, fired: AbstractSet[str], sides: Mapping[str, AbstractSet[Side]], recorded: AbstractSet[str]
    ) -> Iterable[str]:
        """The facts, where these rules fired, those of `rules` on these sides, and these keys were recorded."""
        lines, found = self._lines, dict(self._blank)
        for rule in self._of_rule.keys() & sides.keys():
            for code, side in self._of_rule[rule]:
                if not side or side in sides[rule]:
                    found[code] = lines[code, 1]
        for code in {code for key in self._of_key.keys() & recorded for code in self._of_key[key]}:
            found[code] = lines[code, len(self._missing[code] - recorded)]
        for code, (one, two) in self._common.items():  # asked only beside both as fired: else there is nothing to tell
            if one in sides and two in sides:
                found[code] = lines[code, len(sides[one] & sides[two])]
        for code, rules in self._counted.items():
            if not fired.isdisjoint(rules):
                found[code] = lines[code, sum(rule in fired for rule in rules)]
        return found.values()
