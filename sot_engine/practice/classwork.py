"""How hard each item of an exam was, and whether those who did well in the rest of it did well in the item.

Discrimination is the correlation of the points of an item with the points of the rest of the same exam, which for a
question with one point is the point-biserial one. Few candidates give numbers that mean nothing, so they get none.
Source: Ebel RL, Frisbie DA. Essentials of educational measurement. 5th ed. Prentice-Hall; 1991.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import StatisticsError, correlation, fmean
from typing import Any, NamedTuple

from sot_engine.domain.classwork import ClassSum, Instead, ItemKind, ItemSum
from sot_engine.practice.attempt import load
from sot_engine.practice.marks import marks
from sot_engine.practice.stats import answered

ORDER: tuple[ItemKind, ...] = ("choice", "case", "essay")
FEW = 10
"""Below so many answers no discrimination is given."""
TOO_FEW = f"fewer than {FEW} answers say nothing about discrimination"
ALIKE = "all earned the same, so that nothing can be told apart"


class Taken(NamedTuple):
    """One item as one candidate took it: its share of the points, and that of the rest of the exam."""

    kind: ItemKind
    says: str
    share: float
    rest: float | None
    wrong: str
    """What was answered instead of the right answer; nothing where that is not to be said."""


def sum_up(results: Sequence[Mapping[str, Any]]) -> ClassSum:
    """A class from the results of one exam, each with its last marking."""
    shared = Counter(name for result in results for name in set(_cases(result)))
    taken: dict[tuple[str, str], list[Taken]] = {}
    for result in results:
        for one in _taken(result, shared):
            taken.setdefault((one.kind, one.says), []).append(one)
    found = [marks(result) for result in results]
    items = sorted(map(_sum, taken.values()), key=lambda item: (ORDER.index(item.kind), item.share))
    return ClassSum(
        title=results[0]["title"],
        candidates=len(results),
        passed=sum(one.passed is True for one in found),
        waiting=sum(one.passed is None for one in found),
        mean=fmean(one.percent for one in found),
        items=tuple(items),
    )


def _cases(result: Mapping[str, Any]) -> Iterator[str]:
    yield from (item["attempt"]["case"] for item in result["items"] if item["kind"] == "case")


def _taken(result: Mapping[str, Any], shared: Mapping[str, int]) -> Iterator[Taken]:
    """The items of one result, but for essays that nobody has marked."""
    given = result["markings"][-1]["essays"] if result["markings"] else {}
    points = {
        item["item"]: sum(given[item["item"]]["points"]) if item["kind"] == "essay" else item["points"]
        for item in result["items"]
        if item["kind"] != "essay" or item["item"] in given
    }
    marked = [item for item in result["items"] if item["item"] in points]
    earned, of = sum(points.values()), sum(item["of"] for item in marked)
    for item in marked:
        got, rest = points[item["item"]], of - item["of"]
        says, wrong = _told(item, shared)
        yield Taken(item["kind"], says, got / item["of"], (earned - got) / rest if rest else None, wrong)


def _told(item: Mapping[str, Any], shared: Mapping[str, int]) -> tuple[str, str]:
    """What an item is called, and what was answered wrong. Cases that one candidate alone had count with their kind."""
    if item["kind"] == "choice":
        question, given = item["question"], item["given"]
        wrong = "no answer" if given is None else question["options"][given]
        says = f"{question['ask']} Right is: {question['options'][question['right']]}."
        return says, "" if item["points"] else wrong
    if item["kind"] == "essay":
        return item["essay"]["ask"], ""
    attempt = load(item["attempt"])
    alone = shared[attempt.case] == 1 and attempt.seed is not None
    says = f"Drawn cases, {attempt.difficulty}, of {attempt.says.label}." if alone else f"The case {attempt.case}."
    return says, "" if attempt.is_right else answered(attempt)


def _sum(taken: Sequence[Taken]) -> ItemSum:
    shares = [one.share for one in taken]
    discrimination, note = _discrimination(taken)
    wrong = Counter(one.wrong for one in taken if one.wrong).most_common(1)
    return ItemSum(
        kind=taken[0].kind, says=taken[0].says, taken=len(taken), share=fmean(shares), discrimination=discrimination,
        note=note, instead=Instead(*wrong[0]) if wrong else None,
    )  # fmt: skip


def _discrimination(taken: Sequence[Taken]) -> tuple[float | None, str]:
    pairs = [(one.share, one.rest) for one in taken if one.rest is not None]
    if len(pairs) < FEW:
        return None, TOO_FEW
    try:
        return correlation(*zip(*pairs, strict=True)), ""
    except StatisticsError:
        return None, ALIKE
