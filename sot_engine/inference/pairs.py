"""Two findings that rules ask together and nowhere else beside another, told as one fact about both.

As two facts they are two conditions of every case that joins them, and each is told whether or not the other is there.
What they say together is one of as few things as the tests on both tell apart, and one number says which: a case of
two conditions becomes one on that number, and shares a case with others.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product

from sot_engine.domain import condition as c
from sot_engine.inference.cases import MAX_ALTERNATIVES
from sot_engine.inference.expand import Conjunction, Variant, edges, runs

TWO = 2


class Pair:
    """Two keys that are asked together, with one number for what is recorded under both."""

    def __init__(self, conjunctions: Sequence[Conjunction]) -> None:
        """Tell apart what these conjunctions, which read both keys and no other, tell apart."""
        one, two = conjunctions[0]
        self.keys, self.code = (one, two), f"{one} & {two}"
        self._edges = tuple(edges(literals[key] for literals in conjunctions) for key in self.keys)

    def number(self, one: int, two: int) -> int:
        """The number for two values, as numbers."""
        first, second = self._edges
        return bisect_right(first, one) * (len(second) + 1) + bisect_right(second, two)

    def conjunctions(self, literals: Conjunction) -> Iterator[Conjunction]:
        """What one of the conjunctions asks, of the number alone; one of these holds when it does."""
        reached = (
            [bisect_right(known, number) for number in (low, *known) if low <= number <= high]
            for (low, high), known in zip(map(literals.__getitem__, self.keys), self._edges, strict=True)
        )
        width = len(self._edges[1]) + 1
        yield from ({self.code: run} for run in runs(one * width + two for one, two in product(*reached)))

    def asks(self, conjunctions: Iterable[Conjunction]) -> int:
        """How many different tests of the number these conjunctions make."""
        return len({run for one in conjunctions for said in self.conjunctions(one) for run in said.values()})


class Pairs:
    """All pairs of one session; what would make more tests than one case has alternatives stays two facts."""

    def __init__(self, variants: Collection[Variant], numbers: Mapping[str, Callable[[c.Value], int]]) -> None:
        """Find them among what is asked; values under a key become numbers in this way."""
        self._numbers = numbers
        joined = [variant.literals for variant in variants if len(variant.literals) > 1]
        beside: dict[str, set[frozenset[str]]] = {}
        for literals in joined:
            for code in literals:
                beside.setdefault(code, set()).add(frozenset(literals))
        found: dict[frozenset[str], list[Conjunction]] = {}
        for literals in joined:
            if len(literals) == TWO and all(code in numbers and len(beside[code]) == 1 for code in literals):
                found.setdefault(frozenset(literals), []).append(literals)
        pairs = {both: Pair(literals) for both, literals in found.items()}
        self._pairs = {both: pair for both, pair in pairs.items() if pair.asks(found[both]) <= MAX_ALTERNATIVES}
        self.keys_of = {pair.code: pair.keys for pair in self._pairs.values()}
        """By the code of a pair, its keys."""

    def asked(self, variants: Iterable[Variant]) -> Iterator[Variant]:
        """The same variants, those that read a pair as questions about its number."""
        for variant in variants:
            pair = self._pairs.get(frozenset(variant.literals))
            if pair:
                yield from (variant._replace(literals=asked) for asked in pair.conjunctions(variant.literals))
            else:
                yield variant

    def told(self, findings: Mapping[str, c.Value]) -> dict[str, int]:
        """By the code of a pair its number, where both findings were recorded."""
        numbers, known = self._numbers, {}
        for pair in self._pairs.values():
            one, two = pair.keys
            if one in findings and two in findings:
                known[pair.code] = pair.number(numbers[one](findings[one]), numbers[two](findings[two]))
        return known
