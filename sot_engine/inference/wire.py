"""What goes over the wire to the live engine, and what its answers mean.

Both are worked out when they are first met and then kept: most facts and matches of an exam were those of another.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.reading import Firing
from sot_engine.domain.truth import SIDES
from sot_engine.errors import EngineFailed
from sot_engine.inference.expand import HIGHEST, LOWEST, Interval, Retested, Variant, edges

SESSION = "s"
"""The one session of the engine at a time; each is deleted when it is done."""
GROUP = 16
"""How many codes stand below one property: the C core goes through the properties that a level asks for in a row."""
MEMORY = 1_500
"""How many facts are kept as they are written, and as many matches as they are understood; then it starts again."""
FACT = re.compile(r'"id":"(\d+)"[^}]*"v":(-?\d+)}')
"""The number and the value of each fact in the words of a match, which holds the facts as they were written."""
VALUES = 30
"""How many values under one key are kept as they are told: a measure has a thousand."""
CONCLUDES = "$"
"""With what the name of a case of the decision begins."""

Rules: TypeAlias = dict[str, Any]


def engine_test(code: int, bounds: Interval) -> Rules:
    """A test of the engine: first that the fact is of the code, so that tests are shared, then the bounds that bind.

    A code is two properties rather than two numbers: what a fact lacks is passed over, where a number would be tried.
    """
    low, high = bounds
    group, place = divmod(code, GROUP)
    tests: list[Rules] = [{f"g{group}": 1}, {f"c{place}": 1}]
    if low == high:
        return {"$and": [*tests, {"v": low}]}
    if low > LOWEST:
        tests.append({"$gte": {"v": low}})
    if high < HIGHEST:
        tests.append({"$lte": {"v": high}})
    return {"$and": tests}


def engine_fact(number: int, code: int, value: int) -> str:
    """A fact as the engine's parser wants it: whole numbers and its own id, nothing else."""
    group, place = divmod(code, GROUP)
    return f'{{"sid":"{SESSION}","id":"{number}","g{group}":1,"c{place}":1,"v":{value}}}'


class OfCode:
    """The facts with one code as the engine reads them: as many as the tests of the code tell apart.

    Of the numbers that all of them read alike the lowest is told, so that facts and matches are as few as the rules.
    """

    def __init__(self, code: str, number: int, tests: Collection[Interval]) -> None:
        """Write a fact for each way in which these tests can read a number."""
        self._code = code
        self._edges = edges(tests)
        read = {edge for edge in self._edges if any(low <= edge <= high for low, high in tests)}
        self._facts = ("", *(engine_fact(number, number, edge) if edge in read else "" for edge in self._edges))

    def told(self, number: int) -> str:
        """The fact that tells a number; nothing where no test of the code holds.

        Errors: EngineFailed for a number that is not a whole number within the engine's range.
        """
        if type(number) is not int or not LOWEST <= number <= HIGHEST:
            message = f"{self._code} is not a whole number that the live engine may see"
            raise EngineFailed(message)
        return self._facts[bisect_right(self._edges, number)]


class OfKey(dict[c.Value, str]):
    """What is recorded under one key as the engine reads it, by value; nothing where no rule reads the value."""

    def __init__(self, number: Callable[[c.Value], int], facts: OfCode) -> None:
        """Values become numbers in this way, and are told as these facts."""
        super().__init__()
        self._number, self._facts = number, facts

    def __missing__(self, value: c.Value) -> str:
        """Tell one and keep it."""
        if len(self) >= VALUES:
            self.clear()
        self[value] = fact = self._facts.told(self._number(value))
        return fact


class Lines(dict[tuple[str, int], str]):
    """Facts as the engine reads them, by code and number; nothing where no rule of the session reads the number.

    Errors: EngineFailed for a number that is not a whole number within the engine's range.
    """

    def __init__(self, ids: Mapping[str, int], tests: Mapping[str, Collection[Interval]]) -> None:
        """Facts are written under these numbers, when one of these tests reads them."""
        super().__init__()
        self._ids, self._tests = ids, tests
        self._of_code: dict[str, OfCode] = {}

    def __missing__(self, fact: tuple[str, int]) -> str:
        """Tell one and keep it."""
        code, number = fact
        if len(self) >= MEMORY:
            self.clear()
        self[fact] = told = self.of(code).told(number) if code in self._tests else ""
        return told

    def of(self, code: str) -> OfCode:
        """The facts with one code, written when they are first asked for: by then all rules are there."""
        if code not in self._of_code:
            self._of_code[code] = OfCode(code, self._ids[code], self._tests[code])
        return self._of_code[code]


class Fired(NamedTuple):
    """A rule that fired in a match, and groups of findings behind it whose re-tests were counted."""

    firing: Firing
    groups: tuple[Retested, ...]


class Match(NamedTuple):
    """What a match means: rules that fired and flags that hold, or what a rule of the decision concludes of whom."""

    fired: tuple[Fired, ...] = ()
    flags: tuple[str, ...] = ()
    concludes: str = ""
    of: str = ""


class Matches(dict[str, Match]):
    """What each match means, by the words in which the engine tells it.

    The facts that the engine names are held against every conjunction that they could meet, values and all.
    Errors: EngineFailed for a match whose premises are not among its facts.
    """

    def __init__(
        self,
        codes: Mapping[int, str],
        asked: Mapping[str, list[Variant]],
        keys_of: Callable[[str], tuple[str, ...]],
        groups: Mapping[str, Retested],
        flags: AbstractSet[str],
    ) -> None:
        """Read the numbers of facts as these codes, and the names of cases as some of these conjunctions.

        What of them is not under the name of one of these `flags` is of a rule.
        """
        super().__init__()
        self._codes, self._asked, self._keys_of, self._groups, self._flags = codes, asked, keys_of, groups, flags

    def __missing__(self, told: str) -> Match:
        """Understand one."""
        name = told[2 : told.index('"', 2)]
        if len(self) >= MEMORY:
            self.clear()
        if name[0] == CONCLUDES:
            concludes, _, of = name.removeprefix(CONCLUDES).partition(":")
            self[told] = Match(concludes=concludes, of=of)
        else:
            self[told] = self._met(name, told)
        return self[told]

    def _met(self, name: str, told: str) -> Match:
        facts = {self._codes[int(number)]: int(value) for number, value in FACT.findall(told)}
        met: dict[str, list[Variant]] = {}
        for one in self._asked[name]:
            if _hold(one.literals.items(), facts):
                met.setdefault(one.rule, []).append(one)
        if not met:
            message = f"the live engine fired {name} without its premises"
            raise EngineFailed(message)
        flags = tuple(code for code in met if code in self._flags)
        return Match(tuple(self._fired(*of_rule) for of_rule in met.items() if of_rule[0] not in flags), flags)

    def _fired(self, rule: str, met: Iterable[Variant]) -> Fired:
        on = {one.side for one in met}
        codes = [code for one in met for code in one.literals]
        keys = frozenset(key for code in codes for key in self._keys_of(code))
        firing = Firing(rule, tuple(side for side in SIDES if side in on), keys)
        return Fired(firing, tuple(self._groups[code] for code in codes if code in self._groups))


def _hold(literals: Iterable[tuple[str, Interval]], facts: Mapping[str, int]) -> bool:
    return all(code in facts and low <= facts[code] <= high for code, (low, high) in literals)
