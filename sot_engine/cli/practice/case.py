"""One case with a person: asking for tests, committing an answer, looking back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from sot_engine.cli.dialogue import Dialogue, Left, Option
from sot_engine.cli.practice.sheet import case_sheet, debrief_sheet, known_sheet, test_words, told_findings, turned
from sot_engine.domain.assessment import Assessment
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.practice.attempt import CONFIDENCES, Answer
from sot_engine.practice.journal import Journal
from sot_engine.practice.session import TOLD, Session, is_before
from sot_engine.reports import wording as w
from sot_engine.reports.names import time_words
from sot_engine.reports.sheet import Sheet

if TYPE_CHECKING:
    from sot_engine.practice.debrief import Debrief
    from sot_engine.workflow.practice.practise import Practice

KNOWN, ANSWER, LEAVE, BACK = "known", "answer", "leave", "back"
OUTCOMES = (
    Option("I", "Category I"),
    Option("II", "Category II"),
    Option("III", "Category III"),
    Option("mixed", "Mixed: more than one category"),
    Option("insufficient", "Insufficient: not enough for a category"),
    Option("contradictory", "Contradictory: findings that cannot both be true, to be re-tested"),
    Option("refer", "Refer: a stop finding, no category"),
)
SIDES = (
    Option("left", "Left"),
    Option("right", "Right"),
    Option("undetermined", "Undetermined: both sides"),
    Option("none", "None: nothing that names a side"),
)


class CaseAtHand(Protocol):
    """A case that a person can ask about, in practice or in an exam."""

    @property
    def session(self) -> Session:
        """The case as far as it has come."""
        ...

    def ask(self, finding: Finding) -> Session:
        """Ask for one test."""
        ...

    def answer(self, answer: Answer) -> None:
        """Commit an answer."""


def take_case(dialogue: Dialogue, case: CaseAtHand, title: str) -> bool:
    """Go through one case; False where the student left it open.

    Errors: Left when the input was closed.
    """
    dialogue.show(case_sheet(case.session, title))
    while case.session.is_open:
        what = dialogue.choose(_where(case.session), _menu(case.session))
        if what == LEAVE:
            return False
        if what == ANSWER:
            answer = ask_answer(dialogue, case.session)
            if answer:
                case.answer(answer)
        elif what == KNOWN:
            dialogue.show(known_sheet(case.session))
        else:
            ask_tests(dialogue, case, what)
    return True


def _where(session: Session) -> str:
    """How the patient lies and what it has cost so far."""
    place = w.POSITIONS[session.position].lower() if session.position else "not examined yet"
    return f"The patient: {place}; {turned(session.turns)}; {w.number(len(session.asked), 'test')} asked. What now?"


def _menu(session: Session) -> list[Option]:
    found = []
    for position, words in w.POSITIONS.items():
        tests = _tests(session.pack, position)
        if tests and position not in TOLD:
            done = sum(session.has_asked(test.id) for test in tests)
            found.append(Option(position, f"{words} ({len(tests)} tests, {done or 'none'} asked)"))
    return [
        *found,
        Option(KNOWN, "See what I know so far"),
        Option(ANSWER, "Commit an answer"),
        Option(LEAVE, "Leave; the case waits"),
    ]


def _tests(pack: Pack, position: str) -> tuple[Finding, ...]:
    return tuple(one for one in pack.findings.values() if one.position == position and is_before(one, pack))


def ask_tests(dialogue: Dialogue, case: CaseAtHand, position: str) -> None:
    """Ask for tests in one position until the student turns elsewhere or the case ends."""
    tests = _tests(case.session.pack, position)
    question = f"{w.POSITIONS[position]}: which test?"
    following = dict(zip((test.id for test in tests), (*(test.id for test in tests[1:]), BACK), strict=True))
    chosen = None
    while case.session.is_open:
        options = [Option(finding.id, _test(case.session, finding)) for finding in tests]
        chosen = dialogue.choose(question, [*options, Option(BACK, "Leave this position")], following.get(chosen or ""))
        if chosen == BACK:
            return
        finding = case.session.pack.findings[chosen]
        after = case.ask(finding)
        if after.is_open:
            dialogue.say(test_words(after, finding))


def _test(session: Session, finding: Finding) -> str:
    """A test of the list; one that was asked for with what it gave."""
    return f"(asked) {test_words(session, finding)}" if session.has_asked(finding.id) else finding.name


def ask_answer(dialogue: Dialogue, session: Session) -> Answer | None:
    """What the student commits; None where the student goes back to testing."""
    word = dialogue.choose("What do the findings come to?", [*OUTCOMES, Option(BACK, "Back to the tests")])
    if word == BACK:
        return None
    answer = _supported(dialogue, session.pack, word) if word in session.pack.categories else Answer(outcome=word)  # type: ignore[arg-type]  # a word of the menu
    grounds = _grounds(dialogue, session)
    sure = dialogue.choose("How sure are you?", list(_confidences()))
    return Answer(
        outcome=answer.outcome,
        category=answer.category,
        side=answer.side,
        placement=answer.placement,
        placement_status=answer.placement_status,
        confidence=next(one for one in CONFIDENCES if str(one) == sure),
        grounds=grounds,
    )


def _supported(dialogue: Dialogue, pack: Pack, category: str) -> Answer:
    side = dialogue.choose("On which side?", SIDES)
    placements = [rule for rule in pack.strata["placement"] if rule.then.on == category]
    options = [Option(rule.id, f"{rule.id} {rule.title}") for rule in placements]
    withheld = Option("withheld", "Withheld: no placement is shown")
    placed = dialogue.choose("Which documented placement?", [*options, withheld])
    status = "withheld" if placed == "withheld" else _status(dialogue)
    return Answer(
        outcome="supported",
        category=category,  # type: ignore[arg-type]  # a category of the pack
        side=None if side == "none" else side,  # type: ignore[arg-type]  # a word of the menu
        placement=None if placed == "withheld" else placed,
        placement_status=status,  # type: ignore[arg-type]  # one of its words
    )


def _status(dialogue: Dialogue) -> str:
    ways = (Option("suggested", "As it is documented"), Option("modify", "Only with a change and a written reason"))
    return dialogue.choose("How?", ways)


def _grounds(dialogue: Dialogue, session: Session) -> tuple[str, ...]:
    """What the answer is rested on, of what was seen."""
    asked = [session.pack.findings[asked.finding] for asked in session.asked]
    seen = (*told_findings(session), *asked)
    options = [Option(finding.id, test_words(session, finding)) for finding in seen]
    return dialogue.tick("Which findings do you rest it on?", options) if options else ()


def _confidences() -> Iterator[Option]:
    said = {0: "0 percent: a guess", 50: "50 percent: as likely as not", 100: "100 percent: certain"}
    yield from (Option(str(one), said.get(one, f"{one} percent")) for one in CONFIDENCES)


def open_or_new(dialogue: Dialogue, journal: Journal) -> "Practice | None":
    """The case that was left open, where the student wants to go on with it; None for another.

    Errors: Left; whatever keeps the case from being gone on with.
    """
    from sot_engine.workflow.practice.practise import close_open_cases, go_on, open_case

    left = open_case(journal)
    if left is None:
        return None
    name, steps = left
    tests = w.number(len(steps) - 1, "test")
    question = f"A case that you began on {time_words(str(steps[0]['at']))} is open, with {tests} asked. What now?"
    if (
        dialogue.choose(question, [Option("on", "Go on with it"), Option("new", "Begin another and drop this one")])
        == "on"
    ):
        return go_on(name, steps, journal)
    close_open_cases(journal)
    return None


def look_back(dialogue: Dialogue, found: "Debrief", practice: "Practice") -> None:
    """Show the look back, then pages to read on for as long as the student likes."""
    session = practice.session
    dialogue.show(debrief_sheet(found, session))
    rules = list(_rules(found.found))
    pages = [Option(rule, f"{rule} {session.pack.rule[rule].title}") for rule in dict.fromkeys(rules)]
    whole = Option("whole", "The whole assessment, as sot assess shows it")
    while True:
        try:
            chosen = dialogue.choose("Read on?", [Option("done", "Done"), whole, *pages])
        except Left:
            return
        if chosen == "done":
            return
        dialogue.show(_page(chosen, found, practice))


def _rules(found: Assessment) -> Iterator[str]:
    """Every rule that fired, what refers first."""
    yield from (stop.rule for stop in found.stops)
    yield from (said.rule for said in found.contradictions)
    yield from (fired.rule for result in found.categories.values() for fired in result.fired)
    yield from (reason.rule for reason in found.placement.reasons)


def _page(chosen: str, found: "Debrief", practice: "Practice") -> Sheet:
    from sot_engine.reports.result import result_sheet
    from sot_engine.workflow.learn import learn

    session = practice.session
    if chosen == "whole":
        return result_sheet(found.found, session.case.visit, session.pack, with_exam=True)
    return learn(chosen, practice.called, session.pack.with_)
