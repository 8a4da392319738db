"""Why, why not, and what next: every sentence of it verified by running the exam that it speaks of."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, combinations_with_replacement, islice, permutations, product
from typing import NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.assessment import Change, NextTest, WhyNot
from sot_engine.domain.finding import Finding
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Category
from sot_engine.inference.direct import LINES, Read
from sot_engine.inference.explore import Explorer, label
from sot_engine.inference.ground import Changes, Tallied, Told

MAX_CHANGES = 3
MAX_CHOICES = 60
"""How many sets of moves with one sum of effects are tried before the next sum."""


def rivals_not_examined(explorer: Explorer) -> tuple[Category, ...]:
    """The categories, the supported one aside, of which no hallmark finding was recorded on any side."""
    recorded, hallmarks = explorer.visit.findings, explorer.ground.hallmarks
    rivals = (name for name in CATEGORIES if name != explorer.verdict.category)
    return tuple(name for name in rivals if recorded.keys().isdisjoint(hallmarks[name]))


def not_asked(explorer: Explorer) -> tuple[str, ...]:
    """The stop questions that apply to this patient and were not recorded, in the order of the vocabulary."""
    recorded = explorer.visit.findings.keys()
    return tuple(
        name for name, keys in explorer.ground.safety.items() if recorded.isdisjoint(keys) and explorer.is_asked(name)
    )


def next_tests(explorer: Explorer) -> tuple[NextTest, ...]:
    """The findings not recorded that could change what is concluded.

    The most decisive come first, grouped by the patient's position so that the patient is turned once. Stop questions
    are listed apart, as `not_asked`.
    """
    if explorer.verdict.outcome == "refer":
        return ()
    found: dict[str, list[tuple[tuple[int, int, int], int, NextTest]]] = {}
    for place, finding in enumerate(explorer.ground.direct.pack.findings.values()):
        if finding.id in explorer.ground.safety or not any(key in explorer.ground.readers for key in finding.keys):
            continue
        leads = _leads(explorer, finding)
        if leads:
            could = tuple(sorted(map(label, leads), key=_told))
            test = NextTest(finding=finding.id, position=finding.position, could_lead_to=could)
            found.setdefault(finding.position, []).append((_weight(explorer, finding, leads), place, test))
    groups = [sorted(tests, key=lambda test: (test[0], -test[1]), reverse=True) for tests in found.values()]
    groups.sort(key=lambda tests: (tests[0][0], -tests[0][1]), reverse=True)
    return tuple(test for tests in groups for _, _, test in tests)


def _leads(explorer: Explorer, finding: Finding) -> list[Told]:
    """What else could be concluded, each once, if this finding were recorded."""
    found: dict[object, Told] = {}
    for tallied in {explorer.tally_after(changes) for changes in explorer.recordings(finding)}:
        verdict = explorer.decide(tallied)
        if _told_apart(verdict) != _told_apart(explorer.verdict):
            found.setdefault(label(verdict), verdict)
    return list(found.values())


def _told_apart(verdict: Told) -> tuple[object, ...]:
    return verdict.outcome, verdict.category, verdict.lean, verdict.candidates


def _weight(explorer: Explorer, finding: Finding, leads: list[Told]) -> tuple[int, int, int]:
    """How decisive a finding is: whether it could settle a category, by how strong a rule, and in how many ways.

    A finding that could only contradict another settles nothing and comes last.
    """
    settles = any(verdict.outcome == "supported" for verdict in leads)
    turns = any(verdict.outcome not in {explorer.verdict.outcome, "contradictory"} for verdict in leads)
    strengths = [
        len(STRENGTHS) - STRENGTHS.index(read.rule.then.strength)
        for key in finding.keys for read, _ in explorer.ground.readers.get(key, ()) if read.rule.then.strength
    ]  # fmt: skip
    return 2 * settles + turns, max(strengths, default=0), len(leads)


def _told(text: str) -> tuple[int, str]:
    order = ("supported", "mixed", "insufficient", "contradictory", "refer")
    return order.index(text.split(" ", 1)[0]), text


class Move(NamedTuple):
    """A change that helps: what it does to the counts, by which rules, and how many recorded values it alters."""

    changes: tuple[tuple[str, c.Value], ...]
    effect: Tallied
    rules: frozenset[str]
    alters: int


def why_not(explorer: Explorer) -> Mapping[Category, WhyNot]:
    """For every category that is not supported, the smallest change that would make it so.

    Values not recorded are preferred to values that would have to be different. Safety findings are never changed:
    with a stop there is no such change.
    """
    wanted = [name for name in CATEGORIES if name != explorer.verdict.category]
    if explorer.verdict.outcome == "refer":
        return {name: WhyNot(changes=()) for name in wanted}
    moves = list(_moves(explorer))
    return {name: WhyNot(changes=_changes(explorer, _smallest(explorer, name, moves))) for name in wanted}


def _moves(explorer: Explorer) -> Iterator[Move]:
    """Every single change that moves a count, and every change of one rule's findings together that fires it."""
    ground, recorded = explorer.ground, explorer.visit.findings
    for key, (finding, _) in ground.direct.pack.keys.by_key.items():
        if finding.id in ground.safety or key not in ground.readers:
            continue
        was = recorded.get(key)
        for value in sorted(ground.telling[finding.id], key=partial(_apart, was)):
            if was != value:
                yield from _move(explorer, {key: value})
    for read in (*ground.direct.strata["evidence"], *ground.direct.strata["contradiction"]):
        strength, has_fired = read.rule.then.strength, read.rule.id in explorer.fired
        if has_fired and strength in {"hallmark", None}:
            yield from _undoing(explorer, read)
        elif not has_fired and strength in {"hallmark", "supporting"}:
            yield from _joining(explorer, read)


def _joining(explorer: Explorer, read: Read) -> Iterator[Move]:
    """Changes of two or three values that fire a rule which no single change fires."""
    for joint in explorer.ground.joint_firings(read):
        new = {key: value for key, value in joint.items() if explorer.visit.findings.get(key) != value}
        if len(new) > 1 and explorer.fires_after(read, new):
            yield from _move(explorer, new)


def _undoing(explorer: Explorer, read: Read) -> Iterator[Move]:
    """Changes of two or three recorded values that un-fire a rule which no single change un-fires."""
    ground, recorded = explorer.ground, explorer.visit.findings
    keys = [key for key in ground.rule_keys[read.rule.id] if key in recorded]
    finding_of = ground.direct.pack.keys.by_key
    singles = [
        {key: value} for key in keys for value in ground.telling[finding_of[key][0].id] if value != recorded[key]
    ]
    undone = [changes for changes in singles if not explorer.fires_after(read, changes)]
    for size in range(2, MAX_CHANGES + 1 if not undone else 0):
        for chosen in combinations(singles, size):
            changes = {key: value for single in chosen for key, value in single.items()}
            if len(changes) == size and not explorer.fires_after(read, changes):
                undone.append(changes)
                yield from _move(explorer, changes)
        if undone:
            return


def _move(explorer: Explorer, changes: Changes) -> Iterator[Move]:
    turned = explorer.turned(changes)
    if turned:
        effect = [0] * len(explorer.tallied)
        for place, step in turned.values():
            effect[place] += step
        alters = sum(key in explorer.visit.findings for key in changes)
        yield Move(tuple(changes.items()), tuple(effect), frozenset(turned), alters)


def _smallest(explorer: Explorer, category: Category, moves: list[Move]) -> Changes | None:
    """The smallest set of changes after which the category is supported, fewest altered values first."""
    clears_the_way = explorer.ground.contradictable & explorer.visit.findings.keys()
    """What is altered so that another change does not contradict it."""
    helps = {effect: _helps(effect, category) for effect in {move.effect for move in moves}}
    useful = _by_effect(
        move for move in moves if helps[move.effect] or any(key in clears_the_way for key, _ in move.changes)
    )
    for size in range(1, MAX_CHANGES + 1):
        fitting = [
            (sum(move.alters for move in chosen), number, changes)
            for number, chosen in enumerate(_fitting(explorer, category, useful, size))
            if len(changes := dict(pair for move in chosen for pair in move.changes)) == size
        ]
        for _, _, changes in sorted(fitting, key=lambda found: found[:2]):
            verdict = explorer.verdict_after(changes)
            if verdict.outcome == "supported" and verdict.category == category:
                return changes
    return None


def _fitting(
    explorer: Explorer, category: Category, useful: Sequence[list[Move]], size: int
) -> Iterator[tuple[Move, ...]]:
    """Sets of moves of this size whose effects add up to what is wanted.

    Moves of one effect are told apart only once their effect is known to fit, so that few sets are looked at.
    """
    single = [group for group in useful if len(group[0].changes) == 1]
    several = useful if len(single) < len(useful) else ()
    for number in range(1, size + 1):
        for groups in combinations_with_replacement(single if number == size else several, number):
            is_of_size = number == size or sum([len(group[0].changes) for group in groups]) == size
            if is_of_size and _adds_up(explorer, groups, category):
                yield from islice(_choices(groups), MAX_CHOICES)


def _choices(groups: tuple[list[Move], ...]) -> Iterator[tuple[Move, ...]]:
    """One move of each group, none doing only what another does already; the gentlest first."""
    times = Counter(map(id, groups))
    distinct = {id(group): group for group in groups}
    for parts in product(*(combinations(distinct[name], count) for name, count in times.items())):
        chosen = tuple(move for part in parts for move in part)
        if not any(one.rules <= two.rules for one, two in permutations(chosen, 2)):
            yield chosen


def _by_effect(moves: Iterable[Move]) -> list[list[Move]]:
    """Moves grouped by what they do to the counts and how much they change, the gentlest of each group first."""
    groups: dict[tuple[Tallied, int], list[Move]] = {}
    for move in sorted(moves, key=lambda move: move.alters):
        groups.setdefault((move.effect, len(move.changes)), []).append(move)
    return list(groups.values())


def _helps(effect: Tallied, category: Category) -> bool:
    """Whether a move clears a contradiction, adds to the category or takes from a rival."""
    if effect[1] < 0:
        return True
    for place, name in enumerate(CATEGORIES):
        hallmark, supporting, _, opposes = effect[2 + len(LINES) * place : 2 + len(LINES) * (place + 1)]
        if name == category and (hallmark > 0 or supporting > 0 or opposes < 0):
            return True
        if name != category and (hallmark < 0 or opposes > 0):
            return True
    return False


def _adds_up(explorer: Explorer, groups: tuple[list[Move], ...], category: Category) -> bool:
    """Whether the category would be supported if the effects simply added up.

    Hopeful on purpose, since one change can undo what another contradicts: what fits here is run before it is said.
    """
    effects = [group[0].effect for group in groups]
    total = [max(number, 0) for number in map(sum, zip(explorer.tallied, *effects, strict=True))]
    verdict = explorer.decide((total[0], 0, *total[2:]))
    return verdict.outcome == "supported" and verdict.category == category


def _changes(explorer: Explorer, found: Changes | None) -> tuple[Change, ...]:
    order, recorded = explorer.ground.direct.pack.order, explorer.visit.findings
    keys = sorted(found or (), key=order.__getitem__)
    return tuple(
        Change(finding=key, to=_nearest(explorer, key, (found or {})[key]), was=recorded.get(key)) for key in keys
    )


def _apart(was: c.Value | None, to: c.Value) -> float:
    """How far a number lies from what was recorded; words lie nowhere."""
    return abs(to - was) if isinstance(was, int | float) and isinstance(to, int | float) else 0


def _nearest(explorer: Explorer, key: str, to: c.Value) -> c.Value:
    """Of the numbers that every rule reads as this one, the one nearest to what was recorded."""
    was = explorer.visit.findings.get(key)
    if not (isinstance(was, int | float) and isinstance(to, int | float)):
        return to
    step = 1 if was > to else -1
    while abs(was - to) > 1 and explorer.ground.tell(key, to + step) == explorer.ground.tell(key, to):
        to += step
    return to
