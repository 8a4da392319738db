"""A pack made ready for the live engine: its rules by stages and layers, and the number of every fact."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import NamedTuple, TypeAlias

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Category, Rule, Stratum
from sot_engine.errors import PackLimit
from sot_engine.inference.expand import HIGHEST, NUMBERED, Conjunction, Expander, Expansion, Flag, Variant, settled
from sot_engine.inference.pairs import Pairs
from sot_engine.inference.ruleset import Ruleset
from sot_engine.inference.stage import Layer, Stage
from sot_engine.inference.wire import Matches, engine_fact

WEIGHED: tuple[Stratum, ...] = ("stop", "contradiction", "evidence")
Counted: TypeAlias = tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]
"""The code of a count, and the codes of sums with what each adds."""


class Decided(NamedTuple):
    """What was concluded before the last session, as far as that is made ready for it."""

    category: Category | None
    alone: bool
    """Whether the decided category alone is established, or nothing where none was decided: as in most exams."""


DECISIONS = tuple(Decided(category, alone) for category in (None, *CATEGORIES) for alone in (True, False))


class Plan:
    """A pack made ready for the engine: its rules by stages and layers, and how to number every fact."""

    def __init__(self, pack: Pack) -> None:
        """Expand every rule, and make ready what every exam needs; what follows a decision is made ready when it is.

        Errors: PackLimit.
        """
        self.pack, sums = pack, pack.decision.established
        expander = Expander(pack)
        self.expansion: Expansion = expander.pack()
        self.numbers = expander.numbers
        self._ids = {code: number for number, code in enumerate(dict.fromkeys(_codes(self.expansion)))}
        self.stratum_of = {rule.id: rule.stratum for rule in pack.rules}
        self.adds = {rule.id: added for rule in pack.rules if (added := _added(rule))}
        """By rule, to which count of whom it adds when it fires; stops and contradictions are nobody's."""
        self.counted: dict[Category, Counted] = {
            name: (f"kept:{name}", tuple((f"sum{place}:{name}", line.of) for place, line in enumerate(sums)))
            for name in CATEGORIES
        }
        """By category, what is told of its counts: what is kept, and the sums that establish it."""
        self.places = frozenset(rule.id for rule in pack.strata["placement"])
        self._flags = {
            layer: [flag for flag in self.expansion.flags.values() if _layer(flag) == layer] for layer in Layer
        }
        self._asked: dict[str, list[Variant]] = {}
        self._settled: dict[Decided, Stage] = {}
        self.pairs = Pairs(self._variants(*WEIGHED), self.numbers)
        self.weighing, self.deciding = self._weighing(), self._deciding()
        _check_numbers(pack.id, len(self._ids) + len(Layer))
        self.matches = self._matches()
        self.ends = [engine_fact(len(self._ids) + layer, self._ids["$end"], layer) for layer in Layer]
        """The fact that closes each layer."""
        self.closes = {str(int(layer)): layer for layer in Layer}
        """The layer that a sentinel closes, by what stands in its name."""

    def stages(self) -> list[Stage]:
        """Make everything ready that an exam could come to: every stage, each at its place.

        Errors: PackLimit.
        """
        return [self.weighing, self.deciding, *map(self.settled, DECISIONS)]

    def settled(self, decided: Decided) -> Stage:
        """What follows from what was decided, and from what was established where that is told by it.

        Errors: PackLimit.
        """
        if decided not in self._settled:
            self._settled[decided] = self._following(decided)
        return self._settled[decided]

    def _stage(self, place: int) -> Stage:
        name = " with ".join((self.pack.id, *self.pack.with_))
        return Stage(place, Ruleset(name, self._ids, self.numbers), self.expansion)

    def _ready(self, stage: Stage) -> Stage:
        """Check the engine's limits, before the engine sees a rule of the stage."""
        stage.ruleset.check()
        self._asked.update(stage.asked)
        return stage

    def _weighing(self) -> Stage:
        """From what was recorded to the rules that fire, whatever is decided, and to the flags of what was recorded."""
        stage, flags = self._stage(0), [*self.expansion.positive.values(), *self._flags[Layer.VALUES]]
        stage.ask(Layer.VALUES, self.pairs.asked(self._variants(*WEIGHED)), flags)
        stage.close(Layer.VALUES)
        return self._ready(stage)

    def _deciding(self) -> Stage:
        """From what was counted to the outcome."""
        stage, decision = self._stage(1), self.pack.decision
        least = [line.at_least for line in decision.established]
        for name, (kept, sums) in self.counted.items():
            stage.conclude(f"in:{name}", {kept: (decision.in_play.kept, HIGHEST)}, Layer.COUNTS)
            reached: Conjunction = {code: (number, HIGHEST) for (code, _), number in zip(sums, least, strict=True)}
            stage.conclude(f"established:{name}", reached, Layer.COUNTS)
            # No count is negative: who is above two others has something.
            beats: Conjunction = {f"beats:{name}": (len(CATEGORIES) - 1,) * 2}
            stage.conclude(f"lean:{name}", beats, Layer.TOTALS)
        applies: dict[str, Conjunction] = {
            "refer": {":stops": (1, HIGHEST)},
            "contradictory": {":contradictions": (1, HIGHEST)},
            "mixed": {":in play": (2, HIGHEST)},
            "supported": {":in play": (1, 1), ":in play, established": (1, 1)},
            "insufficient": {":in play": (0, HIGHEST)},
        }
        for place, outcome in enumerate(decision.outcomes):
            stage.conclude(f"outcome:{outcome}", applies[outcome], Layer.TOTALS, after=10 + place)
        stage.close(Layer.COUNTS)
        stage.close(Layer.TOTALS)
        return self._ready(stage)

    def _following(self, decided: Decided) -> Stage:
        """The rules that can fire after this, without the conditions that it settles."""
        given = self._given(decided)
        placing = _left(self._variants("placement"), given)
        if not placing:
            given |= {code: 0 for code in self._ids if code.startswith("block:")}
        flags = {layer: [flag.given(given) for flag in self._flags[layer]] for layer in (Layer.DECIDED, Layer.BLOCKS)}
        given |= {flag.code: 0 for several in flags.values() for flag in several if not flag.conjunctions}
        asked = {Layer.PLACEMENT: placing, Layer.GATES: _left(self._variants("gate", "guidance"), given)}
        read = {code for several in asked.values() for one in several for code in one.literals}
        stage = self._stage(2 + DECISIONS.index(decided))
        stage.flags[Layer.VALUES] = tuple(flag.code for flag in self._flags[Layer.VALUES] if flag.code in read)
        for layer in (Layer.DECIDED, Layer.PLACEMENT, Layer.BLOCKS, Layer.GATES):
            beside = [flag for flag in flags.get(layer, ()) if flag.code in read]
            if asked.get(layer) or beside or layer == Layer.GATES:
                stage.ask(layer, asked.get(layer, ()), beside)
                stage.close(layer)
        return self._ready(stage)

    def _given(self, decided: Decided) -> dict[str, int]:
        """The facts that hold after this, whatever was recorded."""
        category = decided.category
        placing = [rule.then.placement for rule in self.pack.strata["placement"] if rule.then.on == category]
        position = next((placement.position for placement in placing if placement), None)
        established = {f"established:{name}": int(name == category) for name in CATEGORIES if decided.alone}
        return {
            **established,
            ":decided": NUMBERED[category] if category else 0,
            "lies:prone": int(position == "prone"),
            "lies:supine": int(position == "supine"),
        }

    def _variants(self, *strata: Stratum) -> list[Variant]:
        rules = (rule for name in strata for rule in self.pack.strata[name])
        return [variant for rule in rules for variant in self.expansion.variants[rule.id]]

    def _matches(self) -> Matches:
        expansion = self.expansion
        return Matches(
            {number: code for code, number in self._ids.items()},
            self._asked,
            self._keys_of,
            {f"positive#{group.code}": group for group in expansion.retested.values()},
            {flag.code for flag in (*expansion.flags.values(), *expansion.positive.values())},
        )

    def _keys_of(self, code: str) -> tuple[str, ...]:
        """The keys of the recorded values that a code alone stands for."""
        if code.startswith("improved:"):
            key = code.removeprefix("improved:")
            return (key, f"after.{key}")
        if code in self.pairs.keys_of:
            return self.pairs.keys_of[code]
        return (code,) if code.startswith(("after.", "patient.")) or code in self.numbers else ()


def _codes(expansion: Expansion) -> Iterator[str]:
    """Every code that a rule or a flag reads."""
    conjunctions = [one.literals for several in expansion.variants.values() for one in several]
    flags = (*expansion.positive.values(), *expansion.flags.values())
    conjunctions += [literals for flag in flags for literals in flag.conjunctions]
    return chain.from_iterable(conjunctions)


def _left(variants: Iterable[Variant], given: Mapping[str, int]) -> list[Variant]:
    """What is left to ask when these facts are given."""
    left = ((one, settled(one.literals, given)) for one in variants)
    return [one._replace(literals=literals) for one, literals in left if literals]


def _added(rule: Rule) -> tuple[str, str] | None:
    """To which count of whom a rule adds when it fires."""
    effect = rule.then
    if effect.verb in {"stops", "contradicts"}:
        return "", effect.verb
    if effect.verb == "opposes":
        return str(effect.on), "opposes"
    return (str(effect.on), effect.strength) if effect.verb == "supports" and effect.strength else None


def _layer(flag: Flag) -> Layer:
    """In which layer a flag is asked: on values, on what was decided, or on where the blocks lie."""
    if flag.layer == "values":
        return Layer.VALUES
    on_blocks = any(code.startswith("block:") for literals in flag.conjunctions for code in literals)
    return Layer.BLOCKS if on_blocks else Layer.DECIDED


def _check_numbers(name: str, count: int) -> None:
    """Refuse a pack with facts that the C core would take for one.

    Errors: PackLimit.
    """
    if len({_hash(str(number)) for number in range(count)}) < count:
        message = f"the pack {name} makes fact numbers that the live engine cannot tell apart"
        raise PackLimit(message, hint="split the pack, or name fewer alternatives")


def _hash(text: str) -> int:
    """FNV-1a, 32 bits: how the C core tells messages apart."""
    number = 0x811C9DC5
    for byte in text.encode():
        number = ((number ^ byte) * 16777619) & 0xFFFFFFFF
    return number
