"""The columnar reading: a whole pack as steps, each a map from new columns to expressions over those before it.

::

    tests → rules of stops, contradictions, evidence → counts → decision → side → placement → gates → guidance

Nothing here knows which library computes the steps; `algebra.py` says what one must be able to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Generic

from sot_engine.domain import condition as c
from sot_engine.domain.pack import OUTCOMES, Outcome, Pack
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Category, Rule, Stratum
from sot_engine.domain.truth import SIDES, Side
from sot_engine.registry.algebra import Algebra, Expr
from sot_engine.registry.layout import BETWEEN, COMMITTED, Layout
from sot_engine.registry.meaning import Meaning

COUNTED = (*STRENGTHS, "opposes")
LISTED = ","
FIRST: tuple[Stratum, ...] = ("stop", "contradiction", "evidence")


@dataclass(frozen=True)
class Plan(Generic[Expr]):
    """The steps in order, and which of their columns are the result."""

    steps: tuple[Mapping[str, Expr], ...]
    results: tuple[str, ...]
    sides: tuple[str, ...]
    """The columns that say on which side a rule fired; a result where they are asked for."""


def fired_column(rule: str, side: Side | None = None) -> str:
    """The column that says whether a rule fired: `fired__C2_03`, and on one side `fired__C2_03__left`."""
    name = f"fired{BETWEEN}{rule.replace('-', '_')}"
    return f"{name}{BETWEEN}{side}" if side else name


def count_column(count: str, category: Category) -> str:
    """The column of one count of one category: `hallmark__I`; `established__I` is a yes or no."""
    return f"{count}{BETWEEN}{category}"


def hidden(what: str, of: object) -> str:
    """A column that only later steps read; no finding begins so."""
    return f"_{what}{BETWEEN}{of}"


def fired_rules(pack: Pack) -> tuple[Rule, ...]:
    """The rules that have a column in the result, in the order of their strata; placements have `placement_id`."""
    return tuple(rule for stratum in (*FIRST, "gate", "guidance") for rule in pack.strata[stratum])


def plan(pack: Pack, layout: Layout, algebra: Algebra[Expr]) -> Plan[Expr]:
    """The steps in which a pack reads a table of this layout."""
    return _Planner(pack, layout, algebra).plan()


@dataclass
class _Planner(Generic[Expr]):
    pack: Pack
    layout: Layout
    algebra: Algebra[Expr]
    steps: list[dict[str, Expr]] = field(default_factory=list)
    _firing: set[str] = field(default_factory=set)

    def plan(self) -> Plan[Expr]:
        self._meaning = Meaning(self.pack, self.layout, self.algebra, self)
        self._fire([rule for stratum in FIRST for rule in self.pack.strata[stratum]])
        self._count()
        self._decide()
        self._find_side()
        self._place()
        self._gate()
        self._fire(self.pack.strata["guidance"])
        tests = {name: self._meaning.made(test) for test, name in self._meaning.tests.items()}
        rules = fired_rules(self.pack)
        results = (*_CONCLUSIONS, *_COUNTS, *(fired_column(rule.id) for rule in rules))
        sides = tuple(fired_column(rule.id, side) for rule in rules if rule.is_sided for side in SIDES)
        return Plan((tests, *(step for step in self.steps if step)), results, sides)

    # What conditions may ask.

    def fired(self, rule: str, side: Side | None) -> Expr:
        """That a rule of an earlier stratum fired, on this side when one is named."""
        name = fired_column(rule, side)
        return self.algebra.made(name) if name in self._firing else self.algebra.constant(yes=False)

    def established(self, category: str) -> Expr:
        """That a category is established, whatever the outcome."""
        return self.algebra.made(count_column("established", category))  # type: ignore[arg-type]  # the reader admits only categories

    def decided(self, category: str) -> Expr:
        """That a category is supported, or was committed."""
        return self.algebra.made(hidden("decided", category))

    def on_side(self, word: str) -> Expr:
        """That a category is decided and its side is this word; `none` when it has no side."""
        return self.algebra.made(hidden("on_side", word))

    def has_block(self, landmark: str, side: Side) -> Expr:
        """That the placement in question has a block under this landmark on this side."""
        return self._any(
            [
                self.algebra.made(hidden("placed", place))
                for place, rule in enumerate(self.pack.strata["placement"])
                if rule.then.placement
                and any((block.landmark, block.side) == (landmark, side) for block in rule.then.placement.blocks)
            ]
        )

    # Steps.

    def _fire(self, rules: Sequence[Rule], when: Mapping[str, Expr] | None = None) -> None:
        """Rules that do not read one another: first the sides, then the rules with sides out of them."""
        found: dict[str, Expr] = {}
        joined: dict[str, Expr] = {}
        for rule in rules:
            given = when[rule.id] if when is not None and rule.id in when else None
            if not isinstance(rule.when, c.EachSide):
                found[fired_column(rule.id)] = self._given(given, self._meaning.of(rule.when))
                continue
            for side in SIDES:
                found[fired_column(rule.id, side)] = self._given(given, self._meaning.of(rule.when.of, side))
            joined[fired_column(rule.id)] = self.algebra.some(
                [self.algebra.made(fired_column(rule.id, side)) for side in SIDES]
            )
        self.steps += [found, joined]
        self._firing |= {*found, *joined}

    def _given(self, given: Expr | None, part: Expr) -> Expr:
        return part if given is None else self.algebra.every([given, part])

    def _count(self) -> None:
        """How many rules of each strength fired for each category, and what is kept."""
        algebra, decision = self.algebra, self.pack.decision
        counts, kept, ready = {}, {}, {}
        for name in CATEGORIES:
            for line in COUNTED:
                counts[count_column(line, name)] = algebra.count(self._counted(name, line))
            one, two = (algebra.made(count_column(line, name)) for line in (decision.kept.count, decision.kept.less))
            kept[count_column("kept", name)] = algebra.minus(one, two)
            enough = [algebra.compare(self._sum(name, line.of), ">=", line.at_least) for line in decision.established]
            ready[count_column("established", name)] = self._all(enough)
            playing = algebra.compare(algebra.made(count_column("kept", name)), ">=", decision.in_play.kept)
            ready[hidden("in_play", name)] = playing
        self.steps += [counts, kept, ready]

    def _counted(self, category: Category, line: str) -> list[Expr]:
        return [
            self.algebra.made(fired_column(rule.id))
            for rule in self.pack.strata["evidence"]
            if rule.then.on == category and rule.then.verb != "contrasts" and (rule.then.strength or "opposes") == line
        ]

    def _sum(self, category: Category, lines: tuple[str, ...]) -> Expr:
        parts = [self.algebra.made(count_column(line, category)) for line in lines]
        return parts[0] if len(parts) == 1 else self.algebra.plus(parts)

    def _decide(self) -> None:
        """The outcome in the pack's own order, and for each category what the outcome makes of it."""
        algebra, made = self.algebra, self.algebra.made
        playing = {name: made(hidden("in_play", name)) for name in CATEGORIES}
        number = algebra.count(list(playing.values()))
        alone = [algebra.every([playing[name], self.established(name)]) for name in CATEGORIES]
        applies: dict[Outcome, Expr] = {
            "refer": self._any([made(fired_column(rule.id)) for rule in self.pack.strata["stop"]]),
            "contradictory": self._any([made(fired_column(rule.id)) for rule in self.pack.strata["contradiction"]]),
            "mixed": algebra.compare(number, ">", 1),
            "supported": algebra.every([algebra.compare(number, "==", 1), algebra.some(alone)]),
            "insufficient": algebra.constant(yes=True),
        }
        order = self.pack.decision.outcomes
        self.steps.append({hidden("applies", name): applies[name] for name in OUTCOMES})
        self.steps.append({hidden("is", name): self._first(name, order) for name in OUTCOMES})
        self.steps.append(self._categories())
        chosen = algebra.choose([(made(hidden("is", name)), name) for name in order])
        committed = [(made(hidden("committed", name)), name) for name in CATEGORIES]
        self.steps.append(
            {
                "outcome": chosen,
                "category": algebra.choose([(made(hidden("supported", name)), name) for name in CATEGORIES]),
                "lean": algebra.choose([(made(hidden("leads", name)), name) for name in CATEGORIES]),
                "candidates": algebra.choose(
                    [
                        (algebra.every([made(hidden("candidate", name)) for name in names]), LISTED.join(names))
                        for size in (3, 2)
                        for names in combinations(CATEGORIES, size)
                    ]
                ),
                "committed": algebra.choose(committed),
                **{
                    hidden("decided", name): algebra.some(
                        [made(hidden("supported", name)), made(hidden("committed", name))]
                    )
                    for name in CATEGORIES
                },
            }
        )

    def _first(self, name: Outcome, order: tuple[Outcome, ...]) -> Expr:
        """That an outcome applies, and none that the pack puts before it."""
        if name not in order:
            return self.algebra.constant(yes=False)
        before = order[: order.index(name)]
        applies = [self.algebra.made(hidden("applies", word)) for word in before]
        mine = self.algebra.made(hidden("applies", name))
        return self.algebra.every([mine, *map(self.algebra.no, applies)]) if applies else mine

    def _categories(self) -> dict[str, Expr]:
        algebra, made = self.algebra, self.algebra.made
        found: dict[str, Expr] = {}
        column = self.layout.by_name[COMMITTED]
        for name in CATEGORIES:
            playing = made(hidden("in_play", name))
            candidate = algebra.every([made(hidden("is", "mixed")), playing])
            found[hidden("candidate", name)] = candidate
            found[hidden("committed", name)] = algebra.every([candidate, algebra.among(column, [name])])
            found[hidden("supported", name)] = algebra.every([made(hidden("is", "supported")), playing])
            found[hidden("leads", name)] = algebra.every([made(hidden("is", "insufficient")), *self._ahead(name)])
        return found

    def _ahead(self, name: Category) -> list[Expr]:
        """That a category is ahead of both others; nothing is ahead of nothing."""
        return [self._before(name, rival, self.pack.decision.lean) for rival in CATEGORIES if rival != name]

    def _before(self, one: Category, two: Category, lines: tuple[str, ...]) -> Expr:
        """That the first count in which two categories differ is the larger one of the first."""
        algebra = self.algebra
        mine, theirs = (algebra.made(count_column(lines[0], name)) for name in (one, two))
        more = algebra.compare(mine, ">", theirs)
        if len(lines) == 1:
            return more
        same = algebra.compare(mine, "==", theirs)
        return algebra.some([more, algebra.every([same, self._before(one, two, lines[1:])])])

    def _find_side(self) -> None:
        """The side of the decided category, from the rules that the pack names for it."""
        algebra, made = self.algebra, self.algebra.made
        on = {
            side: self._any([
                algebra.every([self.decided(name), self.fired(rule, side)])
                for name, rules in self.pack.decision.side.items() for rule in rules
            ])
            for side in SIDES
        }  # fmt: skip
        self.steps.append(
            {
                **{hidden("fired_on", side): on[side] for side in SIDES},
                hidden("decided", "any"): self._any([self.decided(name) for name in CATEGORIES]),
            }
        )
        left, right = (made(hidden("fired_on", side)) for side in SIDES)
        self.steps.append(
            {
                hidden("on_side", "left"): algebra.every([left, algebra.no(right)]),
                hidden("on_side", "right"): algebra.every([right, algebra.no(left)]),
                hidden("on_side", "undetermined"): algebra.every([left, right]),
                hidden("on_side", "none"): algebra.every(
                    [made(hidden("decided", "any")), algebra.no(left), algebra.no(right)]
                ),
            }
        )
        words = ("left", "right", "undetermined")
        self.steps.append({"side": algebra.choose([(self.on_side(word), word) for word in words])})

    def _place(self) -> None:
        """Each placement: that it alone fits the decided category."""
        algebra, rules = self.algebra, self.pack.strata["placement"]
        fits = {
            hidden("fits", place): algebra.every([self.decided(str(rule.then.on)), self._meaning.of(rule.when)])
            for place, rule in enumerate(rules)
        }
        alone = {
            hidden("placed", place): self._all([
                algebra.made(hidden("fits", place)),
                *(algebra.no(algebra.made(name)) for name in fits if name != hidden("fits", place)),
            ])
            for place in range(len(rules))
        }  # fmt: skip
        self.steps += [fits, alone]

    def _gate(self) -> None:
        """The gates, where they concern the decided category or its position, and the placement that they leave."""
        algebra, made = self.algebra, self.algebra.made
        gates = self.pack.strata["gate"]
        self._fire(gates, {rule.id: self._concerns(rule) for rule in gates if not _always(rule)})
        fitting = [made(hidden("placed", place)) for place in range(len(self.pack.strata["placement"]))]
        held = algebra.some([algebra.no(self._any(fitting)), self._gated("withholds")])
        self.steps.append({hidden("gated", "withholds"): held, hidden("gated", "modifies"): self._gated("modifies")})
        decided, withheld = made(hidden("decided", "any")), made(hidden("gated", "withholds"))
        modified = made(hidden("gated", "modifies"))
        words = [(algebra.no(decided), "none"), (withheld, "withheld"), (modified, "modify")]
        shown = algebra.every([decided, algebra.no(withheld)])
        named = [
            (algebra.every([shown, made(hidden("placed", place))]), rule.id)
            for place, rule in enumerate(self.pack.strata["placement"])
        ]
        self.steps.append({"placement": algebra.choose(words, "suggested"), "placement_id": algebra.choose(named)})

    def _concerns(self, rule: Rule) -> Expr:
        on = rule.then.on
        reached = [name for name in CATEGORIES if on in {"any", name, self._position(name)}]
        return self._any([self.decided(name) for name in reached])

    def _position(self, category: Category) -> str | None:
        """The position in which the pack places blocks for a category; its first placement speaks for all."""
        placements = (rule.then.placement for rule in self.pack.strata["placement"] if rule.then.on == category)
        return next((placement.position for placement in placements if placement), None)

    def _gated(self, verb: str) -> Expr:
        return self._any(
            [self.algebra.made(fired_column(rule.id)) for rule in self.pack.strata["gate"] if rule.then.verb == verb]
        )

    def _any(self, parts: list[Expr]) -> Expr:
        if not parts:
            return self.algebra.constant(yes=False)
        return parts[0] if len(parts) == 1 else self.algebra.some(parts)

    def _all(self, parts: list[Expr]) -> Expr:
        if not parts:
            return self.algebra.constant(yes=True)
        return parts[0] if len(parts) == 1 else self.algebra.every(parts)


def _always(rule: Rule) -> bool:
    """Whether a gate is told of every exam, decided or not."""
    return rule.then.verb == "cautions" and rule.then.on == "any"


_CONCLUSIONS = ("outcome", "category", "lean", "side", "candidates", "committed", "placement", "placement_id")
_COUNTS = tuple(count_column(line, name) for name in CATEGORIES for line in (*COUNTED, "kept", "established"))
