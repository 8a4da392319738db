"""A pack made ready for the live engine: its rules by layers and sessions, and the number of every fact."""

from collections.abc import Iterable
from enum import IntEnum
from itertools import pairwise, product

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Rule, Stratum
from sot_engine.errors import PackLimit
from sot_engine.inference.absences import Absences
from sot_engine.inference.expand import HIGHEST, Conjunction, Expander, Expansion, Flag, Interval, Variant
from sot_engine.inference.ruleset import Ruleset
from sot_engine.inference.wire import CONCLUDES, Matches, engine_fact


class Layer(IntEnum):
    """The strata as the engine runs them; each is closed by a sentinel before the next one's facts are asserted."""

    VALUES = 0
    COUNTS = 1
    TOTALS = 2
    DECIDED = 3
    PLACEMENT = 4
    BLOCKS = 5
    GATES = 6


SESSIONS = ((Layer.VALUES, Layer.COUNTS, Layer.TOTALS), (Layer.DECIDED, Layer.PLACEMENT, Layer.BLOCKS, Layer.GATES))
"""What is weighed, and what follows from it. A session costs what all its rules need, and two halves fit a cache."""


class Plan:
    """A pack made ready for the engine: its rules by layers, and how to number every fact."""

    def __init__(self, pack: Pack) -> None:
        """Expand every rule into its layer and check the engine's limits.

        Errors: PackLimit.
        """
        self.pack = pack
        expander = Expander(pack)
        self.expansion: Expansion = expander.pack()
        self.numbers = expander.numbers
        ids: dict[str, int] = {}
        name = " with ".join((pack.id, *pack.with_))
        self.sessions = tuple(Ruleset(name, ids, self.numbers) for _ in SESSIONS)
        self.in_session = {layer: self.sessions[place] for place, layers in enumerate(SESSIONS) for layer in layers}
        self.adds = {rule.id: added for rule in pack.rules if (added := _added(rule))}
        """By rule, to which count of whom it adds when it fires; stops and contradictions are nobody's."""
        self.places = frozenset(rule.id for rule in pack.strata["placement"])
        self.positions = {
            rule.then.on: rule.then.placement.position for rule in pack.strata["placement"] if rule.then.placement
        }
        self.asked: dict[str, list[Variant]] = {}
        """By the name in a match, every conjunction that it could mean: of one rule or flag, or of several."""
        self._layers()
        _check_numbers(name, len(ids) + len(Layer))
        groups = {f"positive#{group.code}": group for group in self.expansion.retested.values()}
        codes = {number: code for code, number in ids.items()}
        flags = {flag.code for flag in (*self.expansion.flags.values(), *self.expansion.positive.values())}
        self.matches = Matches(codes, self.asked, self._keys_of, groups, flags)
        later = self.sessions[-1]
        self.absences = Absences(self.expansion, later.lines, later.codes("fired"))
        """What the last session is told of what fired before it, and of what is missing."""
        self.improved = tuple((code, code.removeprefix("improved:")) for code in later.codes("improved"))
        """The codes that say whether a finding improved, with the key of the finding."""
        self.blocks = later.codes("block")
        """The codes that say whether a block lies under a landmark on a side."""
        self.ends = {layer: engine_fact(len(ids) + layer, ids["$end"], layer) for layer in Layer}
        """The fact that closes each layer."""
        self.closes = {str(layer): layer for layer in Layer}
        """The layer that a sentinel closes, by what stands in its name."""

    def _layers(self) -> None:
        flags = list(self.expansion.flags.values())
        self.flags = {
            layer: [flag for flag in flags if _layer(flag) == layer]
            for layer in (Layer.VALUES, Layer.DECIDED, Layer.BLOCKS)
        }
        self._ask(Layer.VALUES, ("stop", "contradiction", "evidence"), self.expansion.positive.values())
        self._ask(Layer.DECIDED)
        self._ask(Layer.BLOCKS)
        self._ask(Layer.PLACEMENT, ("placement",))
        self._ask(Layer.GATES, ("gate", "guidance"))
        self._decision()
        layers = [layer for layer in Layer if layer not in self.flags or layer == Layer.VALUES or self.flags[layer]]
        self.following = dict(pairwise(layers))
        self.last = tuple(max(layer for layer in session if layer in layers) for session in SESSIONS)
        """The layer that each session ends with."""
        for layer in layers:
            self._conclude(f"end:{layer}", {"$end": (layer, layer)}, layer, after=99)
        for session in self.sessions:
            session.check()

    def _ask(self, layer: Layer, strata: Iterable[Stratum] = (), beside: Iterable[Flag] = ()) -> None:
        """Ask the rules of these strata and the flags of a layer together: the facts of a match say which it means."""
        flags = [*beside, *self.flags.get(layer, ())]
        asked = [
            variant
            for name in strata
            for rule in self.pack.strata[name]
            for variant in self.expansion.variants[rule.id]
        ]
        asked += [Variant(flag.code, None, literals) for flag in flags for literals in flag.conjunctions]
        meant: dict[frozenset[tuple[str, Interval]], list[Variant]] = {}
        for variant in asked:
            meant.setdefault(frozenset(variant.literals.items()), []).append(variant)
        found = self.in_session[layer].ask(layer.name.lower(), (one.literals for one in asked), layer * 100)
        for name, case in found.items():
            self.asked[name] = [one for literals in product(*case) for one in meant[frozenset(literals)]]

    def _keys_of(self, code: str) -> tuple[str, ...]:
        """The keys of the recorded values that a code alone stands for."""
        if code.startswith("improved:"):
            key = code.removeprefix("improved:")
            return (key, f"after.{key}")
        return (code,) if code.startswith(("after.", "patient.")) or code in self.numbers else ()

    def _decision(self) -> None:
        decision = self.pack.decision
        for name in CATEGORIES:
            self._conclude(f"in:{name}", {f"kept:{name}": (decision.in_play.kept, HIGHEST)}, Layer.COUNTS)
            sums: Conjunction = {
                f"sum{number}:{name}": (line.at_least, HIGHEST) for number, line in enumerate(decision.established)
            }
            self._conclude(f"established:{name}", sums, Layer.COUNTS)
            beats: Conjunction = {f"beats:{name}": (len(CATEGORIES) - 1,) * 2, f"any:{name}": (1, HIGHEST)}
            self._conclude(f"lean:{name}", beats, Layer.TOTALS)
        applies: dict[str, Conjunction] = {
            "refer": {":stops": (1, HIGHEST)},
            "contradictory": {":contradictions": (1, HIGHEST)},
            "mixed": {":in play": (2, HIGHEST)},
            "supported": {":in play": (1, 1), ":in play, established": (1, 1)},
            "insufficient": {":in play": (0, HIGHEST)},
        }
        for place, outcome in enumerate(decision.outcomes):
            self._conclude(f"outcome:{outcome}", applies[outcome], Layer.TOTALS, after=10 + place)

    def _conclude(self, name: str, conjunction: Conjunction, layer: Layer, *, after: int = 0) -> None:
        self.in_session[layer].conclude(f"{CONCLUDES}{name}", conjunction, layer * 100 + after)


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
