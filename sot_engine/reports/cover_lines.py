"""What the golden cases of a pack catch, as lines of text."""

from collections.abc import Iterator

from sot_engine.domain.finding import spoken
from sot_engine.domain.wording import said
from sot_engine.packs.cover import Cover, Survivor


def cover_lines(cover: Cover) -> Iterator[str]:
    """What wants a case, what says the same as its rule, and the sum."""
    findings = cover.pack.findings
    if cover.failing:
        number, first = len(cover.failing), cover.failing[0]
        yield f"{number} of the cases fail as the pack stands, {first} first: run `sot rules test` before all else"
    for one in cover.uncovered:
        lacks = " or ".join(word for word, there in (("holds", one.holds), ("fails", one.fails)) if not there)
        yield f"{one.rule}: no case in which this {lacks}: {said(one.leaf, findings)}"
    for survivor in cover.uncaught:
        yield f"{survivor.rule}: no case catches this: {_slip(cover, survivor)}{_parting(survivor)}"
    for survivor in cover.equivalent:
        yield f"{survivor.rule}: {'proved to say' if survivor.proved else 'says'} the same: {_slip(cover, survivor)}"
    caught, exercised = cover.mutants - len(cover.survivors), len(cover.exercised)
    both_ways = exercised - len(cover.uncovered)
    yield (
        f"{'ok    ' if cover.is_complete else 'FAILED'}  {cover.pack.id}: {cover.cases} cases; "
        f"{both_ways} of {exercised} conditions both ways; {caught} of {cover.mutants} slips caught, "
        f"{_same(cover)}"
    )


def _same(cover: Cover) -> str:
    """How many slips say the same, and whether that is proved or only tried; a proof needs Z3."""
    number, proved = len(cover.equivalent), sum(one.proved for one in cover.equivalent)
    if proved == number:
        return f"{number} proved to say the same" if number else "none says the same"
    return f"{number} say the same, {proved} of them proved (the extra `proofs` has what proves it)"


def _slip(cover: Cover, survivor: Survivor) -> str:
    rule, findings = cover.pack.rule[survivor.rule], cover.pack.findings
    leaf = said(survivor.mutant.leaf, findings)
    changed = said(survivor.mutant.condition, findings)
    if len(changed) > LONG or survivor.mutant.condition == rule.when:
        return f"{survivor.mutant.what}: {leaf}"
    return f"{leaf}, {survivor.mutant.what} to: {changed}"


def _parting(survivor: Survivor) -> str:
    if survivor.same is None:
        return " (whether it says the same was not decided)"
    found = ", ".join(f"{key} = {_value(value)}" for key, value in survivor.parting.items())
    return f" (they part at: {found or 'nothing recorded'})"


def _value(value: object) -> str:
    return spoken(value) if isinstance(value, str | int | float | tuple) else str(value)


LONG = 160
"""A condition in more letters than this is not printed twice."""
