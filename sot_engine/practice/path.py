"""How a case was gone through, scored by part against the engine's own way: not the answer alone.

::

    answer 40 · side 10 · placement 10 · stop questions 15 · grounds 15 · useful tests 10 · turns 10

A part that does not apply to a case is left out. What it measures is this project's own and no examination standard.
"""

from collections.abc import Iterator

from sot_engine.domain import condition as c
from sot_engine.domain.assessment import Assessment
from sot_engine.inference.assess import readings
from sot_engine.inference.explain import not_asked
from sot_engine.inference.explore import Explorer
from sot_engine.practice.attempt import Answer, Points
from sot_engine.practice.look import Looked
from sot_engine.practice.session import STILL, Session, known_of, results

WORTH = {
    "answer": 40, "side": 10, "placement": 10, "stop questions": 15, "grounds": 15, "useful tests": 10, "turns": 10,
}  # fmt: skip
"""What each part is worth."""


PASSED = "A stop was walked past."


def points(session: Session, known: Assessment, looked: tuple[Looked, ...]) -> Iterator[Points]:
    """The parts that apply to a case that ended, each with what it earned and why."""
    yield from _of_answer(session)
    yield _of_stop_questions(session)
    yield _of_grounds(session, known)
    yield from _of_tests(session, looked)


def _of_answer(session: Session) -> Iterator[Points]:
    answer, says = session.answer, session.case.says
    given = answer is not None and not session.passed_stop
    right = given and answer is not None and answer.label == says.label
    yield _part("answer", 1.0 if right else 0.0, _answer_words(session))
    if says.category:
        side_right = right and answer is not None and answer.side == says.side
        yield _part("side", float(side_right), f"The engine's side is {says.side or 'none'}.")
        placed = right and answer is not None and _placement(answer) == _placement(says)
        yield _part("placement", float(placed), f"The engine's placement is {_placement_words(says)}.")


def _answer_words(session: Session) -> str:
    if session.passed_stop:
        return PASSED
    given = session.answer.label if session.answer else "nothing"
    return f"You said {given}; the engine says {session.case.says.label}."


def _placement(answer: Answer) -> tuple[str, str | None]:
    return answer.placement_status, answer.placement


def _placement_words(says: Answer) -> str:
    if says.placement is None:
        return says.placement_status
    return f"{says.placement}{', only with a change' if says.placement_status == 'modify' else ''}"


def _of_stop_questions(session: Session) -> Points:
    """Each stop question that applies, whole before the first hands-on test and half after it."""
    if session.passed_stop:
        return _part("stop questions", 0.0, PASSED)
    nothing = known_of(session.case, session.pack, ())
    due = not_asked(Explorer(readings(session.pack).ground, nothing))
    order = [asked.finding for asked in session.asked]
    first = next((place for place, asked in enumerate(session.asked) if asked.position not in STILL), len(order))
    if session.seen_stop:
        return _part("stop questions", 1.0, "A stop was found, and nothing more had to be asked.")
    before = sum(name in order[:first] for name in due)
    after = sum(name in order[first:] for name in due)
    share = (before + after / 2) / len(due) if due else 1.0
    why = f"{before} of {len(due)} before the first hands-on test, {after} after it."
    return _part("stop questions", share, why)


def _of_grounds(session: Session, known: Assessment) -> Points:
    """Whether what the student had asked for is itself enough to conclude what the whole case comes to.

    Too little is concluded at once from nothing, so there the tests with a leading sign have to be asked for; and a
    category is better grounded when its rivals were examined too.
    """
    if session.passed_stop:
        return _part("grounds", 0.0, PASSED)
    label = known.category or known.outcome
    if label != session.case.says.label or session.answer is None:
        return _part("grounds", 0.0, f"What you had asked for comes to: {label}.")
    if label == "insufficient":
        leading = [name for name in _leading(session) if results(session.case, session.pack.findings[name])]
        asked = sum(map(session.has_asked, leading))
        why = f"You asked for {asked} of the {len(leading)} tests of this case that can give a leading sign."
        return _part("grounds", asked / len(leading) if leading else 1.0, why)
    if known.category and known.rivals_not_examined:
        rivals = " or ".join(known.rivals_not_examined)
        return _part("grounds", 2 / 3, f"Enough for it, and no leading sign of Category {rivals} was looked for.")
    return _part("grounds", 1.0, "What you had asked for is enough for it.")


def _leading(session: Session) -> tuple[str, ...]:
    """The hands-on tests that a hallmark reads."""
    rules = (rule for rule in session.pack.strata["evidence"] if rule.then.strength == "hallmark")
    names = dict.fromkeys(name for rule in rules for name in c.findings_read(rule.when))
    return tuple(name for name in names if session.pack.findings[name].position not in STILL)


def _of_tests(session: Session, looked: tuple[Looked, ...]) -> Iterator[Points]:
    hands_on = [one for one in looked if one.asked.position not in STILL]
    if not hands_on or session.passed_stop:
        return
    useful = sum(one.could_change for one in hands_on)
    why = f"{useful} of {len(hands_on)} hands-on tests could still change what is concluded when you asked."
    yield _part("useful tests", useful / len(hands_on), why)
    fewest = len({one.asked.position for one in hands_on}) - 1
    why = f"{_turned(session.turns)}; {_turned(fewest).lower()} would have done for these tests."
    yield _part("turns", (fewest + 1) / (session.turns + 1), why)


def _part(name: str, share: float, why: str) -> Points:
    return Points(part=name, earned=round(WORTH[name] * share), of=WORTH[name], why=why)


def _turned(number: int) -> str:
    return {0: "Not turned", 1: "Turned once"}.get(number, f"Turned {number} times")
