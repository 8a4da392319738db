"""What differs between two packs, and one exam under both, as lines of text."""

from collections.abc import Iterator
from typing import TypeAlias

from sot_engine.domain.assessment import Assessment, CategoryResult
from sot_engine.domain.finding import spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Effect
from sot_engine.domain.truth import SIDES
from sot_engine.packs.cases import ADULT
from sot_engine.packs.difference import MOST_ALONE, Imagined, Shift
from sot_engine.packs.ending import COMPARED, laid_otherwise, shown_as, stop_said
from sot_engine.packs.structure import Change, Structure
from sot_engine.reports.wording import sides_words

UNSAID = (("0", "0"), ("", ""))
"""What both packs say and nobody needs to read."""
Ends: TypeAlias = tuple[str, str]
"""How an exam ends under the one pack and under the other."""
TITLE = 24
"""How much of a rule's title stands beside its id, so that two packs fit a screen."""


def structure_lines(found: Structure) -> Iterator[str]:
    """What changed as it is written, by rule id."""
    for change in found.rules:
        yield f"{change.rule}  {change.kind}: {change.title}"
        yield from _parts(change)
    yield from (f"finding {line}" for line in found.findings)
    for part in found.decision:
        yield f"{part.name}"
        yield f"    was: {part.before}"
        yield f"    is:  {part.after}"
    for change in found.beside:
        yield f"{change.rule}  {change.kind}: {change.title}"
        yield from _parts(change)
    yield from found.pages
    if not any(found):
        yield "Nothing differs as it is written."


def _parts(change: Change) -> Iterator[str]:
    for part in change.parts:
        if change.kind != "changed":
            yield f"    {part.name}: {part.after}"
            continue
        yield f"    {part.name} was: {part.before or 'nothing'}"
        yield f"    {' ' * len(part.name)}  is: {part.after or 'nothing'}"


def wording_lines(found: Structure) -> Iterator[str]:
    """What "ends otherwise" compares, and the rules of which only the words changed."""
    yield f"compared: {COMPARED}"
    told = [
        f"{change.rule} ({', '.join(part.name for part in change.parts)})"
        for change in found.rules
        if change.is_wording
    ]
    if told:
        yield f"not compared, since only words changed: {', '.join(told)}"


TABLE_LINES = (
    "compared: outcome, category, placement, and where its blocks lie",
    "not compared over a table: lean, side, and where a stop sends; `--over every` compares them all",
)
"""What a table of exams shows of two packs, and what it cannot show."""


def shift_lines(shifts: tuple[Shift, ...], exams: int, pack: Pack) -> Iterator[str]:
    """Which exams end otherwise, because of which rules, with a smallest example of each."""
    for shift in shifts:
        twin = shift.mirrored
        yield f"because of {_because(shift.rules, twin)}: {shift.exams + (twin.exams if twin else 0)} of {exams} exams"
        yield f"    was: {shift.before}"
        yield f"    is:  {shift.after}"
        if twin:
            yield from _mirrored(twin.before, twin.after, "")
        yield f"    smallest: {exam_words(shift.example, pack)}"
    if not exams:
        yield "no rule reads or does anything otherwise, and the decision is the same: every exam ends alike"
        return
    ended = sum(shift.exams + (shift.mirrored.exams if shift.mirrored else 0) for shift in shifts)
    yield (
        f"{exams} exams read under both: {ended} end otherwise" if ended else f"{exams} exams read under both end alike"
    )


def _because(rules: tuple[str, ...], twin: Shift | None) -> str:
    listed = sorted({*rules, *(twin.rules if twin else ())})
    return ", ".join(listed) if len(listed) <= MOST_ALONE else f"{len(listed)} rules together"


def _mirrored(before: str, after: str, by: str) -> Iterator[str]:
    yield f"    and mirrored{by}"
    yield f"    was: {before}"
    yield f"    is:  {after}"


def move_lines(
    rules: tuple[str, ...], what: str, ends: Ends, twin: tuple[tuple[str, ...], Ends] | None
) -> Iterator[str]:
    """One way in which exams end otherwise, of all that there are, and the way of the mirrored exam."""
    joint = f"{rules[0]} alone" if len(rules) == 1 else f"{len(rules)} rules together"
    yield f"because of {joint}, {what}"
    yield f"    was: {ends[0]}"
    yield f"    is:  {ends[1]}"
    if twin:
        yield from _mirrored(*twin[1], f", by {twin[0][0]}" if len(twin[0]) == 1 and twin[0] != rules else "")


def exam_words(exam: Imagined, pack: Pack) -> str:
    """What was recorded of an exam, in one line."""
    visit = exam.visit
    asked = {finding.id for finding in pack.stop_questions}
    absent = [key for key, value in visit.findings.items() if key in asked and value == "absent"]
    told = [f"{key} = {spoken(value)}" for key, value in visit.findings.items() if key not in absent]
    told += [f"{len(absent)} stop questions absent"] if absent else []
    told += [f"after blocking {key} = {spoken(value)}" for key, value in visit.after.items()]
    weeks = visit.patient.pregnancy_weeks
    told += [f"{visit.patient.age_years} years"] if visit.patient.age_years != ADULT else []
    told += [f"{weeks} weeks pregnant"] if weeks is not None else []
    told += [f"{exam.commit} chosen"] if exam.commit else []
    return ", ".join(told) or "nothing recorded"


def side_by_side(packs: tuple[Pack, Pack], found: tuple[Assessment, Assessment]) -> Iterator[tuple[str, str, str]]:
    """One exam under two packs: what is looked at, and what each says."""
    yield "", *(f"{pack.id} {pack.version}" for pack in packs)  # type: ignore[misc]  # two packs, two columns
    rows = [_column(pack, one) for pack, one in zip(packs, found, strict=True)]
    for name, left in rows[0].items():
        if (left, rows[1][name]) not in UNSAID:
            yield name, left, rows[1][name]
    if all(rows[0][name] == rows[1][name] for name in rows[0] if " block" in name):
        yield from _laid(packs, found)
    fired = [_fired(pack, one) for pack, one in zip(packs, found, strict=True)]
    titles = {rule.id: rule.title for pack in reversed(packs) for rule in pack.rules}
    for rule in sorted({*fired[0], *fired[1]}):
        yield f"{rule} {_short(titles[rule])}", *(one.get(rule, "-") for one in fired)  # type: ignore[misc]  # likewise


def _laid(packs: tuple[Pack, Pack], found: tuple[Assessment, Assessment]) -> Iterator[tuple[str, str, str]]:
    """Where the blocks of one placement are drawn or how far they may turn, where that alone differs."""
    laid = laid_otherwise(*packs)
    shown = {one.placement.id for one in found if one.placement.blocks}
    for name in sorted(laid.keys() & shown):
        one, two = (shown_as(name, pack, laid).removeprefix(f"{name} ").strip("()") for pack in packs)
        yield f"{name} is laid otherwise", one, two


def _short(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1].rstrip()}…"


def _column(pack: Pack, found: Assessment) -> dict[str, str]:
    placed = found.placement
    rows = {
        "outcome": found.outcome,
        "category": found.category or "none",
        "lean": found.lean or "none",
        "candidates": ", ".join(found.candidates) or "none",
        "committed": found.committed or "",
        "side": found.side or "none",
        "placement": " ".join(word for word in (placed.status, placed.id) if word),
    }
    shown = pack.rule[placed.id].then.placement if placed.id and placed.blocks else None
    for side in SIDES:
        listed = [block for block in shown.blocks if block.side == side] if shown else []
        rows[f"  {side} block"] = "; ".join(block.landmark.replace("_", " ") for block in listed) or "none"
        rows[f"  {side} block, thin edge"] = "; ".join(f"{block.direction_deg}\u00b0" for block in listed) or "none"
    for name in CATEGORIES:
        category = found.categories[name]
        rows |= {f"Category {name}, {line}": str(number) for line, number in _counts(category).items()}
        rows[f"Category {name}, established"] = "yes" if category.established else "no"
    rows["refer to"] = "; ".join(stop_said(pack.rule[stop.rule]) for stop in found.stops) or "nobody named"
    return rows


def _counts(category: CategoryResult) -> dict[str, int]:
    return {
        "hallmark": category.hallmarks, "supporting": category.supporting,
        "weak": category.weak, "against": category.opposes,
    }  # fmt: skip


_DOES = {"opposes": "against", "contrasts": "contrast", "stops": "stop", "contradicts": "contradiction"}


def _fired(pack: Pack, found: Assessment) -> dict[str, str]:
    """Every rule that fired, and what it does."""
    counted = {rule.rule: rule.sides for name in CATEGORIES for rule in found.categories[name].fired}
    stops, guidance = (stop.rule for stop in found.stops), (one.rule for one in found.guidance)
    gates = (*(one.rule for one in found.placement.reasons), *(one.rule for one in found.cautions))
    names = (*counted, *stops, *(one.rule for one in found.contradictions), *gates, *guidance)
    return {name: f"{_does(pack.rule[name].then)}{_on(counted.get(name, ()))}" for name in names}


def _on(sides: tuple[str, ...]) -> str:
    return ", both" if len(sides) > 1 else sides_words(sides)


def _does(effect: Effect) -> str:
    if effect.verb == "advises":
        return "guidance"
    word = str(effect.strength) if effect.verb == "supports" else _DOES.get(effect.verb, effect.verb)
    return f"{word} {effect.on}" if effect.on else word
