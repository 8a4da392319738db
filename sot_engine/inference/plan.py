"""A pack made ready for the live engine: its ruleset by layers, the number of every fact, and the limits checked."""

from collections import Counter
from collections.abc import Iterable
from enum import IntEnum
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.truth import Side
from sot_engine.errors import EngineFailed, PackLimit
from sot_engine.inference.expand import (
    HIGHEST,
    LOWEST,
    MAX_LITERALS,
    Conjunction,
    Expander,
    Expansion,
    Flag,
    Interval,
    Retested,
)


class Layer(IntEnum):
    """The strata as the engine runs them; each is closed by a sentinel before the next one's facts are asserted."""

    VALUES = 0
    COUNTS = 1
    TOTALS = 2
    DECIDED = 3
    PLACEMENT = 4
    BLOCKS = 5
    GATES = 6


MAX_RULES = 4000
MAX_CODES = 400
MAX_TESTS_ON_ONE_CODE = 60
MAX_RULES_ON_ONE_TEST = 250
"""The C core hangs, corrupts or crashes not far above each of these; `docs/engine.md` has the measured edges."""

MEMORY = 1_500
"""How many facts are kept as they are written; then the memory starts again."""

SESSION = "s"
"""The one session of the engine; it is deleted after every exam."""

Rules: TypeAlias = dict[str, Any]


class Match(NamedTuple):
    """What it means when the engine matches one case of a rule: the rule, the side, and what is behind it.

    Behind it are keys of recorded values, groups of findings whose re-tests were counted, and the facts, by the code in
    the words of a match.
    """

    rule: str
    side: Side | None
    keys: tuple[str, ...]
    groups: tuple[Retested, ...]
    premises: tuple[str, ...]


class Lines(dict[tuple[str, int], str]):
    """Facts by code and number as the engine reads them; nothing where no rule's test on the code holds.

    They are written when they are first asked for and then kept.
    Errors: EngineFailed for a number that is not a whole number within the engine's range.
    """

    def __init__(self, plan: "Plan") -> None:
        """Start with none."""
        super().__init__()
        self._plan = plan

    def __missing__(self, fact: tuple[str, int]) -> str:
        """Write one."""
        code, number = fact
        if type(number) is not int or not LOWEST <= number <= HIGHEST:
            message = f"{code} is not a whole number that the live engine may see"
            raise EngineFailed(message)
        if len(self) >= MEMORY:
            self.clear()
        ids, tests = self._plan.ids, self._plan.tests.get(code, ())
        is_read = any(low <= number <= high for low, high in tests)
        self[fact] = engine_fact(ids[code], ids[code], number) if is_read else ""
        return self[fact]


class Plan:
    """A pack made ready for the engine: its ruleset by layers, and how to number every fact."""

    def __init__(self, pack: Pack) -> None:
        """Expand every rule into its layer and check the engine's limits."""
        self.pack = pack
        self.name = f"{pack.id}-{pack.sha256[:12]}"
        expander = Expander(pack)
        self.expansion: Expansion = expander.pack()
        self.numbers = expander.numbers
        self.rules: Rules = {}
        self.tests: dict[str, set[Interval]] = {}
        self.uses: Counter[tuple[str, Interval]] = Counter()
        self._groups = {f"positive#{group.code}": group for group in self.expansion.retested.values()}
        self.ids: dict[str, int] = {}
        self.lines = Lines(self)
        self.matches: dict[str, Match] = {}
        self.positions = {
            rule.then.on: rule.then.placement.position for rule in pack.strata["placement"] if rule.then.placement
        }
        self._layers()
        _check_limits(self)
        self.fired = tuple((code, *_rule_and_side(code)) for code in self._codes("fired"))
        """The codes that say whether a rule fired, with the rule, and the side or nothing."""
        self.improved = tuple((code, code.removeprefix("improved:")) for code in self._codes("improved"))
        """The codes that say whether a finding improved, with the key of the finding."""
        self.blocks = self._codes("block")
        """The codes that say whether a block lies under a landmark on a side."""
        self.ends = {layer: engine_fact(len(self.ids) + layer, self.ids["$end"], layer) for layer in Layer}
        """The fact that closes each layer."""
        self.closes = {f"$end{layer}": layer for layer in Layer}
        """The layer that each sentinel closes."""

    def _codes(self, kind: str) -> tuple[str, ...]:
        """The codes of one kind that some rule reads, such as every `fired:…`."""
        return tuple(code for code in self.tests if code.startswith(f"{kind}:"))

    def _layers(self) -> None:
        flags = list(self.expansion.flags.values())
        positive = list(self.expansion.positive.values())
        self._add(Layer.VALUES, ("stop", "contradiction", "evidence"))
        self.flags = {
            layer: [flag for flag in flags if _layer(flag) == layer]
            for layer in (Layer.VALUES, Layer.DECIDED, Layer.BLOCKS)
        }
        self._ask(Layer.VALUES, positive)
        for layer, asked in self.flags.items():
            self._ask(layer, asked)
        self._decision()
        self._add(Layer.PLACEMENT, ("placement",))
        self._add(Layer.GATES, ("gate", "guidance"))
        layers = [layer for layer in Layer if layer not in self.flags or layer == Layer.VALUES or self.flags[layer]]
        self.following = dict(pairwise(layers))
        for layer in layers:
            self._rule(f"$end{layer}", {"$end": (layer, layer)}, layer * 100 + 99)

    def _add(self, layer: int, strata: Iterable[Any]) -> None:
        for stratum in strata:
            for rule in self.pack.strata[stratum]:
                for variant in self.expansion.variants[rule.id]:
                    self._rule(variant.name, variant.literals, layer * 100)
                    keys = tuple(key for code in variant.literals for key in self._keys(code))
                    groups = tuple(self._groups[code] for code in variant.literals if code in self._groups)
                    premises = tuple(f'"c":{self.ids[code]},' for code in variant.literals)
                    self.matches[variant.name] = Match(rule.id, variant.side, keys, groups, premises)

    def _keys(self, code: str) -> tuple[str, ...]:
        """The keys of the recorded values that a code alone stands for."""
        if code.startswith("improved:"):
            key = code.removeprefix("improved:")
            return (key, f"after.{key}")
        return (code,) if code.startswith(("after.", "patient.")) or code in self.numbers else ()

    def _ask(self, layer: int, flags: Iterable[Flag]) -> None:
        for flag in flags:
            for number, literals in enumerate(flag.conjunctions):
                self._rule(f"{flag.code}|{number}", literals, layer * 100)

    def _decision(self) -> None:
        decision, totals = self.pack.decision, Layer.TOTALS * 100
        for name in CATEGORIES:
            self._rule(f"$in:{name}", {f"kept:{name}": (decision.in_play.kept, HIGHEST)}, Layer.COUNTS * 100)
            sums: Conjunction = {
                f"sum{number}:{name}": (line.at_least, HIGHEST) for number, line in enumerate(decision.established)
            }
            self._rule(f"$established:{name}", sums, Layer.COUNTS * 100)
            self._rule(
                f"$lean:{name}", {f"beats:{name}": (len(CATEGORIES) - 1,) * 2, f"any:{name}": (1, HIGHEST)}, totals
            )
        applies: dict[str, Conjunction] = {
            "refer": {":stops": (1, HIGHEST)},
            "contradictory": {":contradictions": (1, HIGHEST)},
            "mixed": {":in play": (2, HIGHEST)},
            "supported": {":in play": (1, 1), ":in play, established": (1, 1)},
            "insufficient": {":in play": (0, HIGHEST)},
        }
        for place, outcome in enumerate(decision.outcomes):
            self._rule(f"$outcome:{outcome}", applies[outcome], totals + 10 + place)

    def _rule(self, name: str, literals: Conjunction, priority: int) -> None:
        if len(literals) > MAX_LITERALS:
            message = f"{self.pack.id} joins {len(literals)} conditions at once; the live engine bears {MAX_LITERALS}"
            raise PackLimit(message, hint="split the rule that has an unless, or the decision")
        for code, bounds in literals.items():
            self.ids.setdefault(code, len(self.ids))
            self.tests.setdefault(code, set()).add(bounds)
            self.uses[code, bounds] += 1
        pairs = enumerate(literals.items())
        tests = [{f"m{number}": engine_test(self.ids[code], bounds)} for number, (code, bounds) in pairs]
        self.rules[name] = {"all": tests, "pri": priority}


def engine_test(code: int, bounds: Interval) -> Rules:
    """A test of the engine: the number of the code first, so that tests are shared, then the bounds that bind."""
    low, high = bounds
    if low == high:
        return {"$and": [{"c": code}, {"v": low}]}
    tests: list[Rules] = [{"c": code}]
    if low > LOWEST:
        tests.append({"$gte": {"v": low}})
    if high < HIGHEST:
        tests.append({"$lte": {"v": high}})
    return {"$and": tests} if len(tests) > 1 else tests[0]


def engine_fact(number: int, code: int, value: int) -> str:
    """A fact as the engine's parser wants it: whole numbers and its own id, nothing else."""
    return f'{{"sid":"{SESSION}","id":"{number}","c":{code},"v":{value}}}'


def _rule_and_side(code: str) -> tuple[str, str]:
    rule, _, side = code.removeprefix("fired:").partition(".")
    return rule, side


def _layer(flag: Flag) -> Layer:
    """In which layer a flag is asked: on values, on what was decided, or on where the blocks lie."""
    if flag.layer == "values":
        return Layer.VALUES
    on_blocks = any(code.startswith("block:") for literals in flag.conjunctions for code in literals)
    return Layer.BLOCKS if on_blocks else Layer.DECIDED


def _check_limits(plan: Plan) -> None:
    """Refuse a pack that the C core would hang, corrupt or crash on.

    Errors: PackLimit naming the limit.
    """
    hashes = {_hash(str(number)) for number in range(len(plan.ids) + 10)}
    found = {
        f"{len(plan.rules)} cases of its rules; the live engine bears {MAX_RULES}": len(plan.rules) > MAX_RULES,
        f"{len(plan.tests)} different facts; the live engine bears {MAX_CODES}": len(plan.tests) > MAX_CODES,
        f"more than {MAX_TESTS_ON_ONE_CODE} different tests of one finding":
            max(map(len, plan.tests.values())) > MAX_TESTS_ON_ONE_CODE,
        f"more than {MAX_RULES_ON_ONE_TEST} cases on one test": max(plan.uses.values()) > MAX_RULES_ON_ONE_TEST,
        "fact numbers that the live engine cannot tell apart": len(hashes) < len(plan.ids) + 10,
    }  # fmt: skip
    for limit, exceeded in found.items():
        if exceeded:
            message = f"the pack {plan.pack.id} makes {limit}"
            raise PackLimit(message, hint="split the pack, or name fewer alternatives")


def _hash(text: str) -> int:
    """FNV-1a, 32 bits: how the C core tells messages apart."""
    number = 0x811C9DC5
    for byte in text.encode():
        number = ((number ^ byte) * 16777619) & 0xFFFFFFFF
    return number
