"""Prove how two packs differ: every way in which any possible exam ends otherwise, because of which rule."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple

from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.errors import EnginesDisagree, MachineLacks, PackReference, extra
from sot_engine.inference.direct import Direct
from sot_engine.intake.visit_text import visit_yaml
from sot_engine.packs.difference import MOST_ALONE, Difference, Imagined
from sot_engine.packs.ending import Laid, ending_word, laid_otherwise
from sot_engine.packs.own import open_pack

if TYPE_CHECKING:
    from sot_engine.proofs.moves import Cut, Move


class Moved(NamedTuple):
    """One way in which exams end otherwise: because of which rules, from what to what, and a smallest exam.

    `mirrored` is the way in which that exam ends with left and right exchanged, where it is another one, and
    `mirrored_by` the rules that do that.
    """

    rules: tuple[str, ...]
    what: str
    before: str
    after: str
    exam: Imagined
    smallest: bool
    mirrored: tuple[str, str] | None = None
    mirrored_by: tuple[str, ...] = ()


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
            message = f'"{name}" is recorded otherwise in {after} than in {before}: no exam can be read under both'
            raise PackReference(message, hint="give it another id in one of them, or compare them without --over every")
    first = replace(one, findings={**two.findings, **one.findings})
    second = replace(two, findings={**one.findings, **two.findings})
    return Versions(first, second, Difference(first, second))


def _recorded_as(finding: Finding) -> tuple[Any, ...]:
    return (finding.kind, finding.sided, finding.values, finding.range, finding.length)


def prove_difference(two: Versions, limit_s: float | None = None) -> Iterator[Moved | Unsearched]:
    """Every way in which an exam ends otherwise: what each changed rule does alone, then what only several do.

    Left and right are told once. Units: after `limit_s` seconds the rest is named as not searched.
    Errors: MachineLacks without z3-solver; EnginesDisagree when the direct reading does not see what was found.
    """
    told: set[tuple[str, str, str]] = set()
    for found in _searched(two, until=None if limit_s is None else monotonic() + limit_s):
        if not isinstance(found, Moved):
            yield found
            continue
        turned = _turned(two, found)
        if turned is None or (found.what, *turned) not in told:
            told.add((found.what, found.before, found.after))
            by = two.difference.because(two.difference.turned(found.exam)) if turned else ()
            yield found._replace(mirrored=turned, mirrored_by=by)


def _turned(two: Versions, moved: Moved) -> tuple[str, str] | None:
    """How the mirrored exam ends under both, where that is another way of ending otherwise."""
    exam = two.difference.turned(moved.exam)
    before, after = (
        ending_word(Direct(pack).read(exam.visit, exam.commit), pack, moved.what, two.difference.laid)
        for pack in (two.before, two.after)
    )
    return None if before == after or (before, after) == (moved.before, moved.after) else (before, after)


def _searched(two: Versions, until: float | None) -> Iterator[Moved | Unsearched]:
    alone = two.difference.alone
    if len(alone) > MOST_ALONE:
        yield from _moved(two.before, two.after, tuple(alone), until)
        return
    for name, pack in alone.items():
        yield from _moved(two.before, pack, (name,), until)
    if len(alone) > 1:
        yield from _moved(two.before, two.after, tuple(alone), until, tuple(alone.values()))


def _moved(
    one: Pack, two: Pack, rules: tuple[str, ...], until: float | None, unmoved: Sequence[Pack] = ()
) -> Iterator[Moved | Unsearched]:
    try:
        from sot_engine.proofs.moves import Move, moves
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        message = "every possible exam needs z3-solver, which is not installed"
        raise MachineLacks(message, hint=extra("proofs")) from None
    reads, laid = (Direct(one), Direct(two)), laid_otherwise(one, two)
    for found in moves(one, two, unmoved, lambda: until is not None and monotonic() > until):
        yield _seen(found, rules, reads, laid) if isinstance(found, Move) else _cut(found, rules)


def _cut(found: "Cut", rules: tuple[str, ...]) -> Unsearched:
    return Unsearched(rules, found.what, found.why)


def _seen(found: "Move", rules: tuple[str, ...], reads: tuple[Direct, Direct], laid: Laid) -> Moved:
    """What was found, once the direct reading has seen it too."""
    (visit,), commit = found.witness.visits, found.witness.commit
    exam = Imagined("a smallest exam", visit, commit)  # type: ignore[arg-type]  # a category
    words = tuple(ending_word(direct.read(visit, exam.commit), direct.pack, found.what, laid) for direct in reads)
    if words != (found.before, found.after):
        message = f"the symbolic reading ends an exam in {found.before}, {found.after}; the direct one in {words}"
        raise EnginesDisagree(message, hint="nothing is shown; please report the two packs")
    return Moved(rules, found.what, found.before, found.after, exam, found.witness.smallest)


def write_exam(moved: Moved, number: int, pack: Pack, folder: Path) -> Path:
    """Write the smallest exam of one way as a visit file that `sot assess` and `sot rules compare` read."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number:02}-{moved.what.replace(' ', '-')}.yaml"
    option = f", with --commit {moved.exam.commit}" if moved.exam.commit else ""
    head = f"# {', '.join(moved.rules)}: {moved.what} {moved.before} becomes {moved.after}{option}\n"
    path.write_text(head + visit_yaml(moved.exam.visit, pack), encoding="utf-8")
    return path
