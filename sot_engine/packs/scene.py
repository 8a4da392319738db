"""A golden case as it was read: the exam with everything that the earlier strata concluded, ready to ask one rule."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Reading
from sot_engine.domain.rule import Rule
from sot_engine.domain.truth import Side
from sot_engine.inference.direct import Direct, Read
from sot_engine.inference.question import Exam
from sot_engine.packs.cases import Case


@dataclass(frozen=True, slots=True)
class Scene:
    """One case, what the pack concludes from it, and the exam in which a changed rule can be asked alone."""

    case: Case
    reading: Reading
    exam: Exam


def scenes(pack: Pack, cases: Iterable[Case]) -> tuple[Scene, ...]:
    """Read every case once with the pack as it stands."""
    direct = Direct(pack)
    return tuple(_scene(pack, direct, case) for case in cases)


def _scene(pack: Pack, direct: Direct, case: Case) -> Scene:
    reading = direct.read(case.visit, case.commit)
    return Scene(case, reading, exam_after(pack, case, reading))


def exam_after(pack: Pack, case: Case, reading: Reading) -> Exam:
    """The exam of a case as gates and guidance find it."""
    earlier: tuple[Firing, ...] = (*reading.stops, *reading.contradictions, *reading.evidence)
    return Exam(
        case.visit.patient,
        case.visit.findings,
        case.visit.after,
        {firing.rule: firing for firing in earlier},
        reading.tallies,
        reading.category or reading.committed,
        reading.side,
        _blocks(pack, reading.placement_rule),
    )


def _blocks(pack: Pack, name: str | None) -> frozenset[tuple[str, Side]]:
    placement = pack.rule[name].then.placement if name else None
    return frozenset((block.landmark, block.side) for block in placement.blocks) if placement else frozenset()


def ready(pack: Pack, rule: Rule) -> Read:
    """One rule made ready, alone."""
    alone = Direct(replace(pack, rules=(rule,)))
    return alone.strata[rule.stratum][0]


def sides_fired(read: Read, exam: Exam) -> tuple[Side, ...] | None:
    """The sides on which a rule fires in an exam; empty for a rule without sides, None when it does not fire."""
    firing = read.firing(exam)
    return firing.sides if firing else None
