"""How far two students, or one at two times, come to the same answers in the same cases."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sot_engine.domain.agreement import Group, Line, Measure
from sot_engine.domain.rule import CATEGORIES
from sot_engine.inference.agreement import Rated, Sample, estimate
from sot_engine.practice.attempt import Attempt
from sot_engine.practice.stats import answered

MEASURES: tuple[Measure, ...] = ("agreement", "kappa", "ac1")
Case: TypeAlias = tuple[str, str, str]
"""A case under the pack that it was drawn from: the pack's id and hash, and the id of the case."""


class Pair(NamedTuple):
    """One case, and how it was answered by the one and by the other."""

    first: Attempt
    second: Attempt


def pair_students(first: Iterable[Attempt], second: Iterable[Attempt]) -> tuple[Pair, ...]:
    """The cases that both answered; of a case that one answered more than once, the first time."""
    ones, others = _first(first), _first(second)
    return tuple(Pair(one, others[case]) for case, one in ones.items() if case in others)


def pair_again(attempts: Iterable[Attempt]) -> tuple[Pair, ...]:
    """The cases that one student answered more than once: the first time and the last."""
    found: dict[Case, list[Attempt]] = {}
    for attempt in attempts:
        found.setdefault(_case(attempt), []).append(attempt)
    return tuple(Pair(times[0], times[-1]) for times in found.values() if len(times) > 1)


def compare_pairs(pairs: Sequence[Pair]) -> tuple[Line, ...]:
    """Agreement on the answer, each category, the side and the placement, and on what the answer was rested on."""
    rested = dict.fromkeys(name for pair in pairs for attempt in pair for name in _grounds(attempt))
    return (
        *(_line("conclusion", item, pairs, says) for item, says in CONCLUSIONS.items()),
        _pooled(tuple(rested), pairs),
        *(_line("finding", name, pairs, _rests_on(name)) for name in rested),
    )


Says: TypeAlias = Callable[[Attempt], str | None]


def _in(category: str) -> Says:
    return lambda attempt: "yes" if answered(attempt) == category else "no"


def _side(attempt: Attempt) -> str | None:
    return (attempt.answer.side or "none") if attempt.answer and attempt.answer.category else None


def _placement(attempt: Attempt) -> str | None:
    return (attempt.answer.placement or attempt.answer.placement_status) if attempt.answer else None


CONCLUSIONS: Mapping[str, Says] = {
    "answer": answered,
    **{f"category {name}": _in(name) for name in CATEGORIES},
    "side": _side,
    "placement": _placement,
}
"""What is compared of an answer; a side only where both name a category."""


def _rests_on(finding: str) -> Says:
    return lambda attempt: "yes" if finding in _grounds(attempt) else "no"


def _line(group: Group, item: str, pairs: Sequence[Pair], says: Says) -> Line:
    return _measured(group, item, ([Rated(item, (says(one), says(two)))] for one, two in pairs), (item,))


def _pooled(findings: Sequence[str], pairs: Sequence[Pair]) -> Line:
    """All findings together, each beside its own chance."""
    rows = (
        [Rated(name, (_rests_on(name)(one), _rests_on(name)(two))) for name in findings] for one, two in pairs
    )  # fmt: skip
    return _measured("all", "every finding", rows, findings)


def _measured(group: Group, item: str, rows: Iterable[list[Rated]], things: Iterable[str]) -> Line:
    sample = Sample.of(rows, dict.fromkeys(things, "words"))
    both, alone = sample.rows
    found = tuple(estimate(measure, sample) for measure in MEASURES)
    return Line(group, item, 2, sample.paired, both, alone, found)


def _grounds(attempt: Attempt) -> tuple[str, ...]:
    return attempt.answer.grounds if attempt.answer else ()


def _case(attempt: Attempt) -> Case:
    return attempt.pack, attempt.pack_sha256, attempt.case


def _first(attempts: Iterable[Attempt]) -> dict[Case, Attempt]:
    found: dict[Case, Attempt] = {}
    for attempt in attempts:
        found.setdefault(_case(attempt), attempt)
    return found
