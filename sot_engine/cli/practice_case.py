"""One case with a person: asking for tests, committing an answer, looking back."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sot_engine.cli.dialogue import Dialogue, Left, Option
from sot_engine.cli.practice_sheet import case_sheet, debrief_sheet, known_sheet, test_words, told_findings, turned
from sot_engine.domain.assessment import Assessment
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.practice.attempt import CONFIDENCES, Answer
from sot_engine.practice.session import TOLD, Session, is_before
from sot_engine.reports import wording as w
from sot_engine.reports.sheet import Sheet

if TYPE_CHECKING:
    from sot_engine.practice.debrief import Debrief
    from sot_engine.workflow.practise import Practice

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


def take_case(dialogue: Dialogue, practice: "Practice") -> "Debrief | None":
    """Go through one case; None where the student left it open."""
    dialogue.show(case_sheet(practice.session))
    try:
        while practice.session.is_open:
            what = dialogue.choose(_where(practice.session), _menu(practice.session))
            if what == LEAVE:
                return None
            if what == ANSWER:
                answer = ask_answer(dialogue, practice.session)
                if answer:
                    return practice.answer(answer)
            elif what == KNOWN:
                dialogue.show(known_sheet(practice.session))
            else:
                ask_tests(dialogue, practice, what)
    except Left:
        return None
    return practice.end()


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


def ask_tests(dialogue: Dialogue, practice: "Practice", position: str) -> None:
    """Ask for tests in one position until the student turns elsewhere or the case ends."""
    while practice.session.is_open:
        session = practice.session
        options = [Option(finding.id, _test(session, finding)) for finding in _tests(session.pack, position)]
        chosen = dialogue.choose(f"{w.POSITIONS[position]}: which test?", [*options, Option(BACK, "Back")])
        if chosen == BACK:
            return
        finding = session.pack.findings[chosen]
        after = practice.ask(finding)
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


def look_back(dialogue: Dialogue, found: "Debrief", session: Session, called: str) -> None:
    """Show the look back, then pages to read on for as long as the student likes."""
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
        dialogue.show(_page(chosen, found, session, called))


def _rules(found: Assessment) -> Iterator[str]:
    """Every rule that fired, what refers first."""
    yield from (stop.rule for stop in found.stops)
    yield from (said.rule for said in found.contradictions)
    yield from (fired.rule for result in found.categories.values() for fired in result.fired)
    yield from (reason.rule for reason in found.placement.reasons)


def _page(chosen: str, found: "Debrief", session: Session, called: str) -> Sheet:
    from sot_engine.reports.result import result_sheet
    from sot_engine.workflow.learn import learn

    if chosen == "whole":
        return result_sheet(found.found, session.case.visit, session.pack, with_exam=True)
    return learn(chosen, called, session.pack.with_)
