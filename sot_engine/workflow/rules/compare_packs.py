"""Set two packs side by side: what changed as it is written, which exams end otherwise, and one exam under both."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import monotonic
from typing import NamedTuple

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.errors import CommitRefused, PackReference
from sot_engine.inference.assess import assess
from sot_engine.intake.visit_file import read_visit
from sot_engine.packs.difference import Difference, Imagined, Shift, exams_of, held_apart
from sot_engine.packs.own import Own, open_pack
from sot_engine.packs.structure import Structure, structure
from sot_engine.packs.telling import telling_exams

MOST = 60_000
"""The most exams that are read for one difference; a pack that changed everything is cut off here, and says so."""


class Compared(NamedTuple):
    """Two packs, everything that differs between them as written, and the exams that end otherwise.

    `unread` says why some exams that could tell were not read; empty when all were.
    """

    before: Pack
    after: Pack
    structure: Structure
    shifts: tuple[Shift, ...]
    exams: int
    unread: str = ""


class SideBySide(NamedTuple):
    """One exam under two packs, and the findings that the one or the other does not know."""

    visit: Visit
    packs: tuple[Pack, Pack]
    found: tuple[Assessment, Assessment]
    unknown: tuple[tuple[str, ...], tuple[str, ...]]


def compare_packs(
    before: str, after: str, limit_s: float | None = None, told: Callable[[int], None] = lambda _: None
) -> Compared:
    """Compare two packs, by id or by folder, as written and over exams; `told` hears how many were read.

    Units: after `limit_s` seconds no further exam is read.
    Errors: PackReference where the two hold one finding as different things; whatever is wrong with either pack.
    """
    one, two = open_pack(before), open_pack(after)
    if apart := held_apart(one.pack, two.pack):
        message = f"no exam can be read under both packs: they hold {', '.join(apart)} as different things"
        raise PackReference(message, hint="number, word or list, sided or not: give one of them another id")
    difference = Difference(one.pack, two.pack)
    pile = Pile(_exams(one, two, difference), limit_s, told)
    shifts = difference.shifts(pile)
    return Compared(one.pack, two.pack, structure(one.pack, two.pack), shifts, pile.read, pile.unread)


class Pile:
    """Exams, handed out until there are too many or the time is up."""

    def __init__(self, exams: Iterator[Imagined], limit_s: float | None, told: Callable[[int], None]) -> None:
        """The time starts with the first exam."""
        self._exams, self._limit_s, self._told = exams, limit_s, told
        self.read, self.unread = 0, ""

    def __iter__(self) -> Iterator[Imagined]:
        """Each exam once."""
        until = None if self._limit_s is None else monotonic() + self._limit_s
        for exam in self._exams:
            if self.read >= MOST:
                self.unread = f"more than {MOST} exams"
                return
            if until is not None and monotonic() > until:
                self.unread = f"more exams than were read in {self._limit_s:g} s"
                return
            self.read += 1
            self._told(self.read)
            yield exam


def _exams(one: Own, two: Own, difference: Difference) -> Iterator[Imagined]:
    """The golden cases of both packs and of the packs below them, and telling values on top of the whole exams."""
    below = [open_pack(own.pack.extends) for own in (one, two) if own.pack.extends]
    listed = [own.cases for own in (one, two, *below)]
    exams = list(exams_of(*listed))
    whole = list(exams_of(*([case for case in cases if case.kind == "exam"] for cases in listed)))
    blank = [exam for exam in exams if not exam.visit.findings and not exam.visit.after][:1]
    yield from exams
    yield from telling_exams(difference, (*blank, *whole))


def compare_visit(before: str, after: str, path: str, commit: Category | None = None) -> SideBySide:
    """Assess one visit under two packs; what a pack does not know is left out for it and named.

    `commit` is the practitioner's choice wherever it is a candidate.
    Errors: whatever is wrong with a pack or the visit; a finding that neither pack knows; CommitRefused for a category
    that is a candidate under neither.
    """
    packs = (open_pack(before).pack, open_pack(after).pack)
    both = replace(packs[0], findings={**packs[1].findings, **packs[0].findings})
    visit = read_visit(path, both)
    fitted = tuple(_fitted(visit, pack, both) for pack in packs)
    first, second = (assess(pack, one, explained=False) for pack, one in zip(packs, fitted, strict=True))
    if commit and commit not in {*first.candidates, *second.candidates}:
        message = f"category {commit} cannot be committed: it is a candidate under neither pack"
        raise CommitRefused(message, hint="only a mixed exam takes a commitment")
    if commit in first.candidates:
        first = assess(packs[0], fitted[0], commit=commit, explained=False)
    if commit in second.candidates:
        second = assess(packs[1], fitted[1], commit=commit, explained=False)
    return SideBySide(
        visit,
        packs,
        (first, second),
        (_unknown(visit, packs[0], both), _unknown(visit, packs[1], both)),
    )


def _known(pack: Pack, both: Pack) -> frozenset[str]:
    """The keys under which a pack records the same thing as the visit that is read."""
    apart = held_apart(pack, both)
    return frozenset(key for key, (finding, _) in pack.keys.by_key.items() if finding.id not in apart)


def _unknown(visit: Visit, pack: Pack, both: Pack) -> tuple[str, ...]:
    return tuple(key for key in (*visit.findings, *visit.after) if key not in _known(pack, both))


def _fitted(visit: Visit, pack: Pack, both: Pack) -> Visit:
    known = _known(pack, both)
    return replace(
        visit,
        findings={key: value for key, value in visit.findings.items() if key in known},
        after={key: value for key, value in visit.after.items() if key in known},
    )
