"""How far students agree, in blocks: each line with percent agreement, Cohen's kappa and Gwet's AC1."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

from sot_engine.domain.agreement import Estimate, Group, Line, Measure
from sot_engine.domain.pack import Pack
from sot_engine.reports.block import Block
from sot_engine.reports.names import clean, listed

Of: TypeAlias = Literal["answers", "recordings"]
MEASURES: tuple[Measure, ...] = ("agreement", "kappa", "ac1")
TITLES: dict[Group, str] = {
    "conclusion": "What it comes to",
    "all": "All findings together",
    "case": "By kind of finding",
    "family": "By family of findings",
    "finding": "By finding",
}
_FOOT = (
    "In brackets: the 95 % interval. Where nearly all cases hold the same value kappa is low, however well two agree.",
    "This compares answers. It does not say that either is right.",
)


def agreement_blocks(names: Sequence[str], cases: int, lines: Iterable[Line], pack: Pack, of: Of) -> tuple[Block, ...]:
    """Who was compared and how far they agree; a sentence where they have no case in common."""
    who = listed(map(clean, names))
    title = f"{who}: the same cases again" if len(names) == 1 else who
    if not cases:
        return (Block(title, (_nothing(names, of),)),)
    return tuple(_blocks(title, cases, tuple(lines), pack, of))


def _nothing(names: Sequence[str], of: Of) -> str:
    if len(names) == 1:
        return "No case was answered twice. `sot practice start --case ID` gives a case again."
    matched = "matched by the names of the files" if of == "recordings" else "matched by pack and case"
    return f"There is no case that both have; cases are {matched}."


def _blocks(title: str, cases: int, lines: Sequence[Line], pack: Pack, of: Of) -> Iterator[Block]:
    rested = (" A finding counts as yes where the answer was rested on it.",) if of == "answers" else ("",)
    counted = f"Compared: {cases} case{'' if cases == 1 else 's'}.{rested[0]}"
    yield Block(title, (counted,))
    notes: dict[str, int] = {}
    for group, heading in TITLES.items():
        some = sorted(
            (line for line in lines if line.group == group and line.rows), key=lambda line: _place(line, pack)
        )
        if some:
            rows = tuple((_name(line, pack), str(line.rows), *_cells(line, notes)) for line in some)
            yield Block(heading, (), ("about", "pairs", "same", "kappa", "AC1"), rows)
    yield Block("How to read it", (*(f"({number}) {note}." for note, number in notes.items()), *_FOOT))


def _place(line: Line, pack: Pack) -> int:
    """Findings in the order of the pack; everything else as it came."""
    names = list(pack.findings)
    finding = line.item.partition(".")[0]
    return names.index(finding) if line.group == "finding" and finding in pack.findings else 0


def _name(line: Line, pack: Pack) -> str:
    if line.group == "finding":
        finding, _, side = line.item.partition(".")
        return f"{pack.findings[finding].name if finding in pack.findings else finding}{f', {side}' if side else ''}"
    return line.item.replace("_", " ")


def _cells(line: Line, notes: dict[str, int]) -> Iterator[str]:
    for measure in MEASURES:
        yield _cell(line.estimate(measure), notes)


def _cell(one: Estimate | None, notes: dict[str, int]) -> str:
    """A value with its interval; where there is none, the number of the sentence that says why."""
    if one is None:
        return ""
    value = "-" if one.value is None else f"{one.value:.2f}"
    if one.low is None or one.high is None:
        return f"{value} ({notes.setdefault(one.note, len(notes) + 1)})" if one.note else value
    return f"{value} [{one.low:.2f},{one.high:.2f}]"
