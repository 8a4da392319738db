"""Prove how two packs differ: every way in which any possible exam ends otherwise, because of which rule."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.errors import EnginesDisagree, MachineLacks, PackReference
from sot_engine.inference.direct import Direct
from sot_engine.intake.visit_file import visit_yaml
from sot_engine.packs.difference import Difference, Imagined
from sot_engine.packs.own import open_pack

if TYPE_CHECKING:
    from sot_engine.proofs.moves import Cut, Move

MOST_ALONE = 12
"""Up to so many changed rules each is tried alone; more at once are another school, not another version."""


class Moved(NamedTuple):
    """One way in which exams end otherwise: because of which rules, from what to what, and a smallest exam."""

    rules: tuple[str, ...]
    what: str
    before: str
    after: str
    exam: Imagined
    smallest: bool


class Unsearched(NamedTuple):
    """Where the search was cut off, and why."""

    rules: tuple[str, ...]
    what: str
    why: str


class Versions(NamedTuple):
    """Two packs that record the same findings, each with what the other one records beside its own."""

    before: Pack
    after: Pack
    difference: Difference


def versions(before: str, after: str) -> Versions:
    """Two packs by id or by folder, made ready to be read over the same exams.

    Errors: PackReference where the two record one finding in different ways; whatever is wrong with a pack.
    """
    one, two = open_pack(before).pack, open_pack(after).pack
    for name in one.findings.keys() & two.findings.keys():
        if _recorded_as(one.findings[name]) != _recorded_as(two.findings[name]):
            message = f'"{name}" is recorded otherwise in {two.id} than in {one.id}: no exam can be read under both'
            raise PackReference(message, hint="compare them over exams instead, without --over every")
    findings = {**one.findings, **two.findings}
    one, two = replace(one, findings=findings), replace(two, findings=findings)
    return Versions(one, two, Difference(one, two))


def _recorded_as(finding: Finding) -> tuple[Any, ...]:
    return (finding.kind, finding.sided, finding.values, finding.range, finding.length, finding.retest)


def prove_difference(two: Versions) -> Iterator[Moved | Unsearched]:
    """Every way in which an exam ends otherwise: what each changed rule does alone, then what only several do.

    Errors: MachineLacks without z3-solver; EnginesDisagree when the direct reading does not see what was found.
    """
    alone = two.difference.alone
    if len(alone) > MOST_ALONE:
        yield from _moved(two.before, two.after, tuple(alone))
        return
    for name, pack in alone.items():
        yield from _moved(two.before, pack, (name,))
    if len(alone) > 1:
        yield from _moved(two.before, two.after, tuple(alone), tuple(alone.values()))


def _moved(one: Pack, two: Pack, rules: tuple[str, ...], unmoved: Sequence[Pack] = ()) -> Iterator[Moved | Unsearched]:
    try:
        from sot_engine.proofs.moves import Move, moves
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        message = "every possible exam needs z3-solver, which is not installed"
        raise MachineLacks(message, hint='pip install "sot-engine[proofs]"') from None
    reads = (Direct(one), Direct(two))
    for found in moves(one, two, unmoved):
        yield _seen(found, rules, reads) if isinstance(found, Move) else _cut(found, rules)


def _cut(found: "Cut", rules: tuple[str, ...]) -> Unsearched:
    return Unsearched(rules, found.what, found.why)


def _seen(found: "Move", rules: tuple[str, ...], reads: tuple[Direct, Direct]) -> Moved:
    """What was found, once the direct reading has seen it too."""
    (visit,), commit = found.witness.visits, found.witness.commit
    exam = Imagined("a smallest exam", visit, commit)  # type: ignore[arg-type]  # a category
    words = tuple(ending_word(direct.read(visit, exam.commit), found.what) for direct in reads)
    if words != (found.before, found.after):
        message = f"the symbolic reading ends an exam in {found.before}, {found.after}; the direct one in {words}"
        raise EnginesDisagree(message, hint="nothing is shown; please report the two packs")
    return Moved(rules, found.what, found.before, found.after, exam, found.witness.smallest)


def ending_word(reading: Reading, what: str) -> str:
    """How an exam ends, seen from one side, in the words in which the search names it."""
    if what == "side":
        return reading.side or "none"
    if what == "placement":
        shown = reading.placement_rule if reading.placement in {"suggested", "modify"} else None
        return f"{reading.placement} {shown}" if shown else reading.placement
    if reading.candidates:
        return f"{reading.outcome} between {', '.join(reading.candidates)}"
    if reading.lean:
        return f"{reading.outcome}, lean {reading.lean}"
    return f"{reading.outcome} {reading.category}" if reading.category else reading.outcome


def write_exam(moved: Moved, number: int, pack: Pack, folder: Path) -> Path:
    """Write the smallest exam of one way as a visit file that `sot assess` and `sot rules compare` read."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number:02}-{moved.what}.yaml"
    option = f", with --commit {moved.exam.commit}" if moved.exam.commit else ""
    head = f"# {', '.join(moved.rules)}: {moved.what} {moved.before} becomes {moved.after}{option}\n"
    path.write_text(head + visit_yaml(moved.exam.visit, pack), encoding="utf-8")
    return path
