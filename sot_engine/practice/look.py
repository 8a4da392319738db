"""Going through a case again: which tests could change something, which would have settled it, the engine's way."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple, TypeAlias

from sot_engine.domain.finding import Position
from sot_engine.domain.pack import Outcome
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import readings
from sot_engine.inference.explain import next_tests
from sot_engine.inference.explore import Explorer
from sot_engine.inference.ground import Told
from sot_engine.practice.attempt import Asked
from sot_engine.practice.session import STILL, Session, known_of

CARRIES = ("hallmark", "supporting")
"""The strengths on which an answer can rest."""
MOST = 4
"""The most tests that are looked for as the fewest."""

Concluded: TypeAlias = tuple[Outcome, Category | None, tuple[Category, ...]]
"""An outcome, the supported category, and the candidates of a mixed one."""


class Looked(NamedTuple):
    """One test that was asked for, and whether it could still change what is concluded at that moment."""

    asked: Asked
    could_change: bool
    settles: str | None
    """The test that would have settled the case at that moment, if one would."""


class Fewest(NamedTuple):
    """The fewest tests that come to what the whole case comes to, and how often the patient is turned for them."""

    tests: tuple[str, ...]
    turns: int


def look_back(session: Session) -> Iterator[Looked]:
    """Go through the tests again, each as it stood when it was asked for."""
    names: list[str] = []
    final = told(session, session.case.visit)
    bearing = tests_that_bear(session)
    for asked in session.asked:
        explorer = _explorer(session, names)
        if asked.position in STILL:
            yield Looked(asked, could_change=True, settles=None)
        else:
            settles = None if _is(explorer, final) else _settling(session, explorer, final, bearing)
            yield Looked(asked, _could_change(explorer, asked.finding), settles)
        names.append(asked.finding)


def _explorer(session: Session, asked: Iterable[str]) -> Explorer:
    return Explorer(readings(session.pack).ground, known_of(session.case, session.pack, asked))


def _could_change(explorer: Explorer, name: str) -> bool:
    """Whether a test is among the engine's next ones, or could add a sign that counts while there are any."""
    listed = [test.finding for test in next_tests(explorer)]
    if name in listed or not listed:
        return name in listed
    rule = explorer.ground.direct.pack.rule
    counting = (one for category in CATEGORIES for one in explorer.open_rules(category))
    return any(name in one.needs and rule[one.rule].then.strength in CARRIES for one in counting)


def tests_that_bear(session: Session) -> tuple[str, ...]:
    """The hands-on tests of a case behind anything that fires, in the order of the vocabulary."""
    reading = readings(session.pack).direct.read(session.case.visit)
    firings = (*reading.contradictions, *reading.evidence)
    names = {fact.partition(".")[0] for firing in firings for fact in firing.facts}
    return tuple(
        finding.id for finding in session.pack.findings.values()
        if finding.id in names and finding.position not in STILL
    )  # fmt: skip


def _settling(session: Session, explorer: Explorer, final: Concluded, bearing: Iterable[str]) -> str | None:
    """A test that would have brought the conclusion of the whole case, had it been done now."""
    recorded, known = session.case.visit.findings, explorer.visit.findings
    for name in bearing:
        keys = [key for key in session.pack.findings[name].keys if key in recorded and key not in known]
        if keys and concluded(explorer.verdict_after({key: recorded[key] for key in keys})) == final:
            return name
    return None


def concluded(verdict: Told) -> Concluded:
    """What is compared: a lean is no conclusion."""
    return verdict.outcome, verdict.category, verdict.candidates


def told(session: Session, visit: Visit) -> Concluded:
    """What an exam comes to."""
    return concluded(Explorer(readings(session.pack).ground, visit).verdict)


def _is(explorer: Explorer, final: Concluded) -> bool:
    return concluded(explorer.verdict) == final


def settled(looked: Sequence[Looked]) -> tuple[int, str] | None:
    """The earliest moment at which one other test would have settled the case, if the student came to it later."""
    for number, one in enumerate(looked):
        if one.settles:
            done = [other.asked.finding for other in looked]
            later = done.index(one.settles) if one.settles in done else len(done)
            return (number, one.settles) if later > number else None
    return None


def fewest(session: Session) -> Fewest | None:
    """The fewest tests, after the history and the stop questions, that come to the whole case's conclusion.

    None where more than `MOST` would be needed, or where it takes nothing: too little is found without looking.
    """
    final = told(session, session.case.visit)
    explorer = _explorer(session, [finding.id for finding in session.pack.stop_questions])
    if _is(explorer, final):
        return None
    recorded, findings = session.case.visit.findings, session.pack.findings
    bearing = tests_that_bear(session)
    for size in range(1, MOST + 1):
        found = [
            chosen
            for chosen in combinations(bearing, size)
            if concluded(explorer.verdict_after(
                {key: recorded[key] for name in chosen for key in findings[name].keys if key in recorded}
            )) == final
        ]  # fmt: skip
        if found:
            ways = [Fewest(chosen, turns_of([findings[name].position for name in chosen])) for chosen in found]
            return min(ways, key=lambda way: way.turns)
    return None


def turns_of(positions: Sequence[Position]) -> int:
    """How often a patient is turned for tests in this order."""
    return sum(one != two for one, two in pairwise(positions))
