"""The rules of one session of the live engine: cases, the tests that they make, and the limits of the C core."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain, product

from sot_engine.domain import condition as c
from sot_engine.errors import PackLimit
from sot_engine.inference.cases import Case, Choice, Literal, cases
from sot_engine.inference.expand import MAX_LITERALS, Conjunction, Interval
from sot_engine.inference.wire import Lines, OfKey, Rules, engine_test

MAX_RULES = 4000
MAX_CODES = 400
MAX_TESTS_ON_ONE_CODE = 60
MAX_RULES_ON_ONE_TEST = 250
MAX_BRANCHES = 30
"""The C core hangs, corrupts or crashes not far above each of these; `docs/engine.md` has the measured edges."""


class Ruleset:
    """The rules of one session, as the engine wants them, and what it is told of the facts that they read."""

    def __init__(self, name: str, ids: dict[str, int], numbers: Mapping[str, Callable[[c.Value], int]]) -> None:
        """Start without rules; codes are numbered as they come, in one row for all sessions of a pack."""
        self.name = name
        self._cases: dict[str, tuple[Case, int]] = {}
        self._ids, self._numbers = ids, numbers
        self._tests: dict[str, set[Interval]] = {}
        self._uses: Counter[Literal] = Counter()
        self._branches: Counter[str] = Counter()
        """By code, how many alternatives test it: those of one fact can all wait for their turn at once."""
        self.lines = Lines(ids, self._tests)

    @property
    def reads(self) -> AbstractSet[str]:
        """Every code that some rule reads."""
        return self._tests.keys()

    @cached_property
    def keys(self) -> Mapping[str, OfKey]:
        """Of these, the keys under which a finding is recorded; asked for when all rules are there."""
        numbers = self._numbers
        return {code: OfKey(numbers[code], self.lines.of(code)) for code in self._tests if code in numbers}

    def told(self, findings: Mapping[str, c.Value]) -> list[str]:
        """What was recorded, as the engine reads it; looked up from the shorter side."""
        keys = self.keys
        if len(keys) < len(findings):
            return [told[findings[key]] for key, told in keys.items() if key in findings]
        return [keys[key][value] for key, value in findings.items() if key in keys]

    def codes(self, kind: str) -> tuple[str, ...]:
        """The codes of one kind that some rule reads, such as every `fired:…`."""
        return tuple(code for code in self._tests if code.startswith(f"{kind}:"))

    def ask(self, name: str, conjunctions: Iterable[Conjunction], priority: int) -> dict[str, Case]:
        """Ask conjunctions as the fewest cases, or one by one where too many branch off one test already.

        Returns the cases by the names under which they fire.
        Errors: PackLimit for one that joins too many conditions.
        """
        asked = {f"{name}|{number}": case for number, case in enumerate(self._borne(cases(conjunctions)))}
        for case_name, case in asked.items():
            self._rule(case_name, case, priority)
        return asked

    def _borne(self, found: Iterable[Case]) -> Iterator[Case]:
        """Cases as they are, or in their parts where the engine bears no further branch of a test."""
        for case in found:
            branches = Counter(code for choice in case if len(choice) > 1 for code, _ in choice)
            if any(self._branches[code] + more > MAX_BRANCHES for code, more in branches.items()):
                yield from (tuple((literal,) for literal in literals) for literals in product(*case))
            else:
                self._branches.update(branches)
                yield case

    def conclude(self, name: str, conjunction: Conjunction, priority: int) -> None:
        """Add a rule of the decision, under its own name."""
        self._rule(name, tuple((literal,) for literal in conjunction.items()), priority)

    def _rule(self, name: str, case: Case, priority: int) -> None:
        if len(case) > MAX_LITERALS:
            message = f"{self.name} joins {len(case)} conditions at once; the live engine bears {MAX_LITERALS}"
            raise PackLimit(message, hint="split the rule that has an unless, or the decision")
        for code, bounds in chain.from_iterable(case):
            self._ids.setdefault(code, len(self._ids))
            self._tests.setdefault(code, set()).add(bounds)
            self._uses[code, bounds] += 1
        self._cases[name] = case, priority

    @property
    def rules(self) -> Rules:
        """The cases as the engine reads rules."""
        return {
            name: {"all": [{f"m{number}": self._test(choice)} for number, choice in enumerate(case)], "pri": priority}
            for name, (case, priority) in self._cases.items()
        }

    def _test(self, choice: Choice) -> Rules:
        """A condition of the engine; alternatives exclude each other, so that one fact meets one of them at most."""
        tests = [engine_test(self._ids[code], bounds) for code, bounds in choice]
        return {"$or": tests} if len(tests) > 1 else tests[0]

    def check(self) -> None:
        """Refuse rules that the C core would hang, corrupt or crash on.

        Errors: PackLimit naming the limit.
        """
        found = {
            f"{len(self._cases)} cases of its rules; the live engine bears {MAX_RULES}": len(self._cases) > MAX_RULES,
            f"{len(self._tests)} different facts; the live engine bears {MAX_CODES}": len(self._tests) > MAX_CODES,
            f"more than {MAX_TESTS_ON_ONE_CODE} different tests of one finding": any(
                len(tests) + self._branches[code] > MAX_TESTS_ON_ONE_CODE for code, tests in self._tests.items()
            ),
            f"more than {MAX_RULES_ON_ONE_TEST} cases on one test": max(self._uses.values()) > MAX_RULES_ON_ONE_TEST,
        }
        for limit, exceeded in found.items():
            if exceeded:
                message = f"the pack {self.name} makes {limit}"
                raise PackLimit(message, hint="split the pack, or name fewer alternatives")
