"""What differs between two packs, and one exam under both, as lines of text."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.finding import spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.packs.difference import Imagined, Shift
from sot_engine.packs.structure import Change, Structure


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
    if not (found.rules or found.findings or found.decision):
        yield "Nothing differs as it is written."


def _parts(change: Change) -> Iterator[str]:
    for part in change.parts:
        if change.kind != "changed":
            yield f"    {part.name}: {part.after}"
            continue
        yield f"    {part.name} was: {part.before or 'nothing'}"
        yield f"    {' ' * len(part.name)}  is: {part.after or 'nothing'}"


def shift_lines(shifts: tuple[Shift, ...], exams: int, pack: Pack) -> Iterator[str]:
    """Which exams end otherwise, because of which rules, with a smallest example of each."""
    for shift in shifts:
        yield f"because of {', '.join(shift.rules)}: {shift.exams} of {exams} exams"
        yield f"    was: {shift.before}"
        yield f"    is:  {shift.after}"
        yield f"    smallest: {exam_words(shift.example, pack)}"
    ended = sum(shift.exams for shift in shifts)
    yield (
        f"{exams} exams read under both: {ended} end otherwise" if ended else f"{exams} exams read under both end alike"
    )


def move_lines(rules: tuple[str, ...], what: str, before: str, after: str) -> Iterator[str]:
    """One way in which exams end otherwise, of all that there are."""
    joint = f"{rules[0]} alone" if len(rules) == 1 else f"{len(rules)} rules together"
    yield f"because of {joint}, {what}"
    yield f"    was: {before}"
    yield f"    is:  {after}"


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


ADULT = 40


def side_by_side(packs: tuple[Pack, Pack], found: tuple[Assessment, Assessment]) -> Iterator[tuple[str, str, str]]:
    """One exam under two packs: what is looked at, and what each says."""
    yield "", *(f"{pack.id} {pack.version}" for pack in packs)  # type: ignore[misc]  # two packs, two columns
    rows = [_column(one) for one in found]
    for name, left in rows[0].items():
        yield name, left, rows[1][name]


def _column(found: Assessment) -> dict[str, str]:
    placed = found.placement
    rows = {
        "outcome": found.outcome,
        "category": found.category or "none",
        "lean": found.lean or "none",
        "candidates": ", ".join(found.candidates) or "none",
        "side": found.side or "none",
        "placement": " ".join(word for word in (placed.status, placed.id) if word),
    }
    for name in CATEGORIES:
        category = found.categories[name]
        counts = f"{category.hallmarks} hallmark, {category.supporting} supporting, {category.weak} weak"
        told = "; established" if category.established else ""
        rows[f"Category {name}"] = f"{counts}, {category.opposes} against{told}"
        rows[f"  fired for {name}"] = ", ".join(rule.rule for rule in category.fired) or "none"
    rows["stops"] = ", ".join(stop.rule for stop in found.stops) or "none"
    rows["contradictions"] = ", ".join(one.rule for one in found.contradictions) or "none"
    rows["guidance"] = ", ".join(one.rule for one in found.guidance) or "none"
    return rows
