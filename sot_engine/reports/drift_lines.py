"""What changes from one pack to another over many exams, in lines for a screen of eighty columns."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

DECISION = "decision"
MOST = 12
WIDTH = 80


def drift_lines(
    names: tuple[str, str], exams: int, unreadable: int, changed: Mapping[str, int],
    matrix: Mapping[str, Mapping[tuple[str, str], int]],
) -> Iterator[str]:  # fmt: skip
    """How many exams change, and from what to what."""
    yield f"{exams:,} exams, from {names[0]} to {names[1]}"
    if unreadable:
        yield f"{unreadable:,} exams that one of the packs cannot read were left out"
    yield ""
    for what in ("outcome", "category", "placement", "blocks"):
        yield f"{what:<10} changes in {changed[what]:>12,} exams  {changed[what] / max(exams, 1):>6.2%}"
    yield f"{'any':<10} changes in {changed['any']:>12,} exams  {changed['any'] / max(exams, 1):>6.2%}"
    for what, found in matrix.items():
        moved = sorted((-number, pair) for pair, number in found.items() if pair[0] != pair[1])
        if moved:
            yield ""
            yield f"{what.capitalize()}, from what to what"
            yield from chain.from_iterable(_moved(f"{-number:>12,}  ", *pair) for number, pair in moved[:MOST])
            if len(moved) > MOST:
                yield f"{'':>12}  and {len(moved) - MOST} more; --csv has them all"


def _moved(head: str, one: str, two: str) -> tuple[str, ...]:
    """From what to what, on two lines where one would be too long."""
    line = f"{head}{one} -> {two}"
    return (line,) if len(line) <= WIDTH else (f"{head}{one}", f"{' ' * len(head)}-> {two}")


def rule_lines(
    rules: Sequence[tuple[str, int, int]], examples: Mapping[tuple[str, str], Sequence[str]], titles: Mapping[str, str]
) -> Iterator[str]:
    """The rules responsible, and exams to look at."""
    if rules:
        yield ""
        yield "Rules responsible for exams that changed (alone: no other rule was)"
        for name, number, alone in rules[:MOST]:
            title = "how the pack decides, or places" if name == DECISION else titles.get(name, "")
            yield f"{number:>12,}  alone {alone:>10,}  {name:<9}{title}"[:100]
    if examples:
        yield ""
        yield "Exams to look at, those with the fewest findings first"
        for (one, two), names in list(examples.items())[:MOST]:
            yield from _moved("  ", one, f"{two}: {', '.join(names)}")
