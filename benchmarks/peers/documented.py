"""durable-rules as its documentation shows it: `durable.lang`, actions in Python, a session for each exam.

Its hazards bound what can be asked fairly. A batch with a fact that no rule reads raises before the actions run, so
those facts are left out beforehand, which is not timed. A session's facts are named by a hash, and sessions deleted out
of order break it, so one session lives at a time. Two alternatives of a rule fire twice; the action counts a rule once.
"""

import itertools
import operator
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from benchmarks.peers import decision
from benchmarks.peers.answer import Answer, library
from benchmarks.peers.formula import Check, Facts, Scalar, facts, rows
from benchmarks.peers.translation import formulas, translated
from sot_engine.domain.pack import Outcome, Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.visit import Visit

Fact = dict[str, Any]
_numbers = itertools.count()
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "in": operator.eq, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


class Documented:
    """One ruleset in the library's global registry, with Python functions for actions."""

    name: ClassVar[str] = "durable-rules, documented API"
    package: ClassVar[str | None] = "durable-rules"
    is_whole: ClassVar[bool] = False

    def __init__(self, pack: Pack) -> None:
        """Define the ruleset; the first use registers it and starts the library's timer threads."""
        self._lang = lang = library("durable.lang")
        self._pack = pack
        self._name = f"pack{next(_numbers)}"
        self._awaited: dict[str, list[list[Check]]] = {}
        self._fired: set[str] = set()
        self._counts: dict[str, int] = {}
        self._found: dict[str, Any] = {}
        with lang.ruleset(self._name):
            self._evidence()
            self._categories()
            self._outcomes()
            self._when(self._close_evidence, 10, Check("end", "in", (1,)))
            self._when(self._close_categories, 30, Check("end", "in", (2,)))
            self._when(self._finish, 90, Check("end", "in", (3,)))

    def prepare(self, visit: Visit) -> list[Fact]:
        """A fact for each recorded value that fulfils a test of some rule, and the end of the first round."""
        return self._facts({**facts(visit), "end": 1})

    def run(self, prepared: list[Fact]) -> dict[str, Any]:
        """Assert the facts in a session, let the actions run, and delete the session."""
        self._fired = set()
        self._counts = dict.fromkeys(decision.COUNTED, 0)
        self._found = {name: False if name.startswith("in_play") else None for name in decision.CONCLUDED}
        self._lang.assert_facts(self._name, [dict(fact) for fact in prepared])
        self._lang.delete_state(self._name, "exam")
        return {**self._found, "fired": self._fired}

    def answer(self, found: dict[str, Any]) -> Answer:
        """What the actions noted."""
        return decision.answer(found, sorted(found["fired"]))

    def _facts(self, known: Facts) -> list[Fact]:
        """Those facts that some rule is waiting for: one that none is waiting for raises."""
        return [
            {"sid": "exam", "id": f"{key} {value}", "c": key, "v": value}
            for key, value in known.items()
            if any(all(_holds(test, value) for test in tests) for tests in self._awaited.get(key, ()))
        ]  # fmt: skip

    def _when(self, action: Callable[[Any], None], priority: int, *tests: Check) -> None:
        lang = self._lang
        by_key: dict[str, list[Check]] = {}
        for test in tests:
            by_key.setdefault(test.key, []).append(test)
        for key, together in by_key.items():
            self._awaited.setdefault(key, []).append(together)
        patterns = [
            getattr(lang.c, f"m{place}") << _pattern(lang.m, key, together)
            for place, (key, together) in enumerate(by_key.items())
        ]
        lang.when_all(lang.pri(priority), *patterns)(action)

    def _evidence(self) -> None:
        known = formulas(self._pack)
        for rule in translated(self._pack):
            for row in rows(known[rule.id]):
                for tests in _spread(row):
                    self._when(self._fire(rule.id, decision.counted(rule)), 1, *tests)

    def _fire(self, rule: str, line: str | None) -> Callable[[Any], None]:
        def action(_: Any) -> None:
            if rule not in self._fired:
                self._fired.add(rule)
                if line:
                    self._counts[line] += 1

        return action

    def _close_evidence(self, c: Any) -> None:
        """What was counted, as facts of the second round."""
        counts, known = self._counts, self._pack.decision
        concluded: Facts = {}
        for name in CATEGORIES:
            of = {line: counts[f"{line}_{name}"] for line in ("hallmark", "supporting", "weak", "opposes")}
            of["kept"] = counts[f"kept_{name}"] = max(of[known.kept.count] - of[known.kept.less], 0)
            concluded[f"kept_{name}"] = of["kept"]
            for place, threshold in enumerate(known.established):
                concluded[f"sum{place}_{name}"] = sum(of[line] for line in threshold.of)
        self._assert(c, {**concluded, "end": 2})

    def _categories(self) -> None:
        known = self._pack.decision
        for name in CATEGORIES:
            in_play = Check(f"kept_{name}", ">=", known.in_play.kept)
            sums = [Check(f"sum{place}_{name}", ">=", line.at_least) for place, line in enumerate(known.established)]
            self._when(self._note(f"in_play_{name}"), 20, in_play)
            self._when(self._note(f"settled_{name}"), 20, in_play, *sums)

    def _note(self, name: str) -> Callable[[Any], None]:
        def action(_: Any) -> None:
            self._found[name] = True

        return action

    def _close_categories(self, c: Any) -> None:
        """What is in play and how the categories compare, as facts of the third round."""
        lean = self._pack.decision.lean
        scores = {name: [self._counts[f"{line}_{name}"] for line in lean] for name in CATEGORIES}
        concluded: Facts = {
            "stops": self._counts["stops"],
            "contradictions": self._counts["contradictions"],
            "in_play": sum(self._found[f"in_play_{name}"] for name in CATEGORIES),
            "settled": sum(f"settled_{name}" in self._found for name in CATEGORIES),
        }
        for name in CATEGORIES:
            rivals = [scores[rival] for rival in CATEGORIES if rival != name]
            concluded[f"leads_{name}"] = int(all(scores[name] > rival for rival in rivals))
            concluded[f"only_{name}"] = int(self._found[f"in_play_{name}"])
        self._assert(c, {**concluded, "end": 3})

    def _outcomes(self) -> None:
        applies: dict[Outcome, tuple[Check, ...]] = {
            "refer": (Check("stops", ">=", 1),),
            "contradictory": (Check("contradictions", ">=", 1),),
            "mixed": (Check("in_play", ">=", 2),),
            "supported": (Check("in_play", "in", (1,)), Check("settled", "in", (1,))),
            "insufficient": (Check("end", "in", (3,)),),
        }
        for place, outcome in enumerate(self._pack.decision.outcomes):
            self._when(self._first(outcome), 40 + place, *applies[outcome])
        for name in CATEGORIES:
            self._when(self._on("supported", "category", name), 60, Check(f"only_{name}", "in", (1,)))
            self._when(self._on("insufficient", "lean", name), 60, Check(f"leads_{name}", "in", (1,)))

    def _first(self, outcome: Outcome) -> Callable[[Any], None]:
        def action(_: Any) -> None:
            self._found["outcome"] = self._found["outcome"] or outcome

        return action

    def _on(self, outcome: Outcome, which: str, name: str) -> Callable[[Any], None]:
        def action(_: Any) -> None:
            if self._found["outcome"] == outcome:
                self._found[which] = name

        return action

    def _finish(self, _: Any) -> None:
        """Nothing more to conclude; the session always ends with a completed action."""

    def _assert(self, c: Any, known: Facts) -> None:
        for fact in self._facts(known):
            c.assert_fact(fact)


def _spread(row: Iterable[Check]) -> list[tuple[Check, ...]]:
    """A row once for each choice of the values that its tests list: `or` fires once for each true operand."""
    return list(itertools.product(*map(_choices, row)))


def _choices(test: Check) -> list[Check]:
    if not isinstance(test.operand, tuple):
        return [test]
    return [Check(test.key, test.operator, (value,)) for value in test.operand]


def _pattern(m: Any, key: str, tests: list[Check]) -> Any:
    """All tests of one fact in one pattern: a fact does not match two of a rule."""
    pattern = m.c == key
    for test in tests:
        wanted = test.operand[0] if isinstance(test.operand, tuple) else test.operand
        pattern = pattern & _COMPARE[test.operator](m.v, wanted)
    return pattern


def _holds(test: Check, value: Scalar) -> bool:
    wanted: Any = test.operand
    return value in wanted if isinstance(wanted, tuple) else bool(_COMPARE[test.operator](value, wanted))
