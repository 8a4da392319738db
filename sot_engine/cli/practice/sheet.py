"""The pages of practice: the case as it is told, what is known so far, and the look back."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment, FiredRule
from sot_engine.domain.finding import Finding, spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.practice.attempt import Answer, Attempt
from sot_engine.practice.debrief import Debrief
from sot_engine.practice.session import TOLD, Session, results
from sot_engine.reports import wording as w
from sot_engine.reports.evidence import facts_words
from sot_engine.reports.names import fact_words, listed, value_words
from sot_engine.reports.sheet import Entry, Section, Sheet

INVENTED = "Drawn for practice: the patient is invented, and nothing in it is a record of a person."
NEXT = 3
"""How many of the engine's next tests are named."""
NOT_IN_CASE = "not recorded in this case"


def case_sheet(session: Session, title: str) -> Sheet:
    """What the student is told at the start; `title` is what the case is called."""
    case = session.case
    lead = tuple(text for text in (case.complaint, case.history) if text)
    what = "Ask for tests, one at a time, in any position; then commit what the findings come to."
    return Sheet("CASE", what, lead=lead, glance=(("Case", title),))


def test_words(session: Session, finding: Finding) -> str:
    """What a test gives, in a line: `Heel tension: left 0 of 3, right 2 of 3`."""
    found = results(session.case, finding)
    if not found:
        why = session.case.visit.not_done.get(finding.id)
        return f"{finding.name}: {why or NOT_IN_CASE}"
    values = [f"{key.partition('.')[2]} {value_words(finding, spoken(value))}".strip() for key, value in found.items()]
    return f"{finding.name}: {', '.join(values)}"


def known_sheet(session: Session) -> Sheet:
    """What the student knows so far, by position."""
    findings = [session.pack.findings[asked.finding] for asked in session.asked]
    sections = [
        Section(words, tuple(Entry(test_words(session, one)) for one in findings if one.position == position))
        for position, words in w.POSITIONS.items()
        if any(one.position == position for one in findings)
    ]
    told = Section("Told at the start", tuple(Entry(text) for text in (session.case.complaint, session.case.history)))
    glance = (("Tests", str(len(findings))), ("The patient", turned(session.turns)))
    return Sheet("SO FAR", "What you know of this case", glance=glance, sections=(told, *sections))


def turned(number: int) -> str:
    """How often the patient was turned: `not turned`, `turned once`, `turned 3 times`."""
    return {0: "not turned", 1: "turned once"}.get(number, f"turned {number} times")


def answer_words(answer: Answer | None) -> str:
    """An answer in a line: `Category II, left; placement C2-L`."""
    if answer is None:
        return "no answer"
    if answer.category is None:
        return {"refer": "refer", "mixed": "more than one category", "insufficient": "not enough for a category",
                "contradictory": "findings that contradict each other"}[answer.outcome]  # fmt: skip
    placement = f"placement {answer.placement}" if answer.placement else f"placement {answer.placement_status}"
    change = ", only with a change" if answer.placement and answer.placement_status == "modify" else ""
    return f"Category {answer.category}, side {answer.side or 'none'}; {placement}{change}"


def debrief_sheet(found: Debrief, session: Session) -> Sheet:
    """The look back: right or not, the path part by part, what was missed and over-read, and why not the others."""
    attempt, pack = found.attempt, session.pack
    word = "STOP PASSED" if attempt.passed_stop else "RIGHT" if attempt.is_right else "NOT RIGHT"
    title = f"The engine reads this case as: {answer_words(attempt.says)}."
    sections = (
        Section("Your path, part by part", tuple(_parts(attempt))),
        *_overlooked(found, pack),
        *_sooner(found, pack),
        *_stops(found.found, session),
        *_carried(found.found, session),
        *_why_not(found.found, pack),
        *_afterwards(session),
    )
    footer = (INVENTED, w.WHAT_IT_IS_NOT) if session.case.origin == "drawn" else (w.WHAT_IT_IS_NOT,)
    glance = (("Case", f"{attempt.case}; {_again(session)} gives it again"), *_glance(attempt))
    return Sheet(word, title, lead=tuple(_lead(found, session)), glance=glance, sections=sections, footer=footer)


def _lead(found: Debrief, session: Session) -> Iterator[str]:
    attempt = found.attempt
    if not attempt.passed_stop:
        yield f"You said: {answer_words(attempt.answer)}."
        return
    yield "A reason to refer stood in this case and was walked past, so the case ends here."
    names = dict.fromkeys(key.partition(".")[0] for stop in found.found.stops for key in stop.findings)
    reasons = [session.pack.findings[name.partition(" ")[0]] for name in names]
    told = "; ".join(test_words(session, one) for one in reasons)
    seen = all(session.has_asked(one.id) for one in reasons)
    yield f"{'You had seen it' if seen else 'It was there to be asked for'}: {told}."
    yield f"You said: {answer_words(attempt.answer)}." if attempt.answer else "You went on testing."


def _glance(attempt: Attempt) -> Iterator[tuple[str, str]]:
    yield "Points", f"{attempt.earned} of {attempt.possible}"
    if attempt.answer and attempt.answer.confidence is not None:
        yield "Confidence", f"{attempt.answer.confidence} percent"
    yield "Tests", f"{len(attempt.asked)} asked for; the patient was {turned(attempt.turns)}"


def _again(session: Session) -> str:
    """What gives the case again; one of a teacher's own is found by its file, and not by its name."""
    case = session.case
    return "its file" if case.origin == "own" else f"sot practice start --case {case.id}"


def _parts(attempt: Attempt) -> Iterator[Entry]:
    for points in attempt.path:
        yield Entry(f"{points.earned} of {points.of}. {points.why}", "", points.part)


def _overlooked(found: Debrief, pack: Pack) -> Iterator[Section]:
    if found.missed:
        entries = tuple(
            Entry(_test(name, pack), "o", "", tuple(_rule(rule, pack) for rule in rules))
            for name, rules in found.missed.items()
        )
        yield Section("Not asked for, and the reading rests on it", entries)
    if found.over_read:
        entries = tuple(Entry(_test(name, pack), "-", "", (f"{why}.",)) for name, why in found.over_read.items())
        yield Section("Over-read: you rested the answer on it, and it does not carry it", entries)


def _rule(rule: str, pack: Pack) -> str:
    return f"{rule} {pack.rule[rule].title}"


def _sooner(found: Debrief, pack: Pack) -> Iterator[Section]:
    """Which test would have settled it, the fewest that would have done, and what the engine would have asked next."""
    entries = []
    if found.settled:
        after, name = found.settled
        so_far = f"After your first {w.number(after, 'test')}" if after else "At the very start"
        entries.append(Entry(f"{so_far}, this one alone would have settled it: {_test(name, pack)}."))
    if found.fewest:
        names = listed(_test(name, pack) for name in found.fewest.tests)
        cost = f"{w.number(len(found.fewest.tests), 'test')}, {turned(found.fewest.turns)}"
        entries.append(Entry(f"The fewest that come to the same, looking back: {cost}: {names}."))
    if found.known.next and not found.attempt.passed_stop:
        names = listed(_test(test.finding, pack) for test in found.known.next[:NEXT])
        entries.append(Entry(f"When you answered, the engine would have asked next: {names}."))
    if entries:
        yield Section("What would have settled it sooner", tuple(entries))


def _test(name: str, pack: Pack) -> str:
    return f"{pack.findings[name].name} [{name}]"


def _stops(found: Assessment, session: Session) -> Iterator[Section]:
    pack = session.pack
    if found.stops:
        entries = tuple(
            Entry(
                _rule(stop.rule, pack), "!", w.URGENCY[stop.urgency],
                (f"Send to: {stop.send}.", stop.says, *_behind(stop.rule, stop.findings, session)),
            )
            for stop in w.by_urgency(found.stops)
        )  # fmt: skip
        yield Section("Refer first", entries)
    if found.contradictions:
        entries = tuple(
            Entry(_rule(one.rule, pack), "!", "re-test", (one.says, *_behind(one.rule, one.findings, session)))
            for one in found.contradictions
        )
        yield Section("These cannot both be true", entries)


def _behind(rule: str, facts: tuple[str, ...], session: Session) -> tuple[str, str]:
    """What was recorded, and who says what follows from it."""
    return facts_words(facts, session.case.visit, session.pack), _source(rule, session.pack)


def _source(name: str, pack: Pack) -> str:
    rule = pack.rule[name]
    return f"Source {', '.join(rule.cite)}; grade {rule.evidence.grade}; basis {rule.basis}."


def _carried(found: Assessment, session: Session) -> Iterator[Section]:
    """The evidence by category, each rule with its findings, its sources and their grade."""
    pack = session.pack
    for name in CATEGORIES:
        fired = [one for one in found.categories[name].fired if one.effect != "contrasts"]
        if fired:
            entries = tuple(_fired(one, session) for one in fired)
            yield Section(f"{pack.categories[name].name}: {w.standing(name, found, pack)}", entries)
    reasons = [one for one in found.placement.reasons if one.effect != "places"]
    if found.category and reasons:
        entries = tuple(
            Entry(_rule(one.rule, pack), "!", one.effect, (one.says, _source(one.rule, pack))) for one in reasons
        )
        yield Section("About the placement", entries)


def _fired(fired: FiredRule, session: Session) -> Entry:
    behind = _behind(fired.rule, fired.findings, session)
    return Entry(_rule(fired.rule, session.pack), w.MARKS[fired.effect], w.fired_label(fired), behind)


def _why_not(found: Assessment, pack: Pack) -> Iterator[Section]:
    if found.outcome == "refer" or not found.why_not:
        return
    entries = []
    for name, answer in found.why_not.items():
        changes = tuple(fact_words(one.finding, spoken(one.to), pack) for one in answer.changes)
        head = "it would be the supported one with:" if changes else w.NO_CHANGE
        entries.append(Entry(head, "o", pack.categories[name].name, changes))
    yield Section("Why not another category", tuple(entries))


def _afterwards(session: Session) -> Iterator[Section]:
    """What had to stay hidden until now: the title of a published case, what a teacher wrote."""
    case = session.case
    said = [text for text in (case.title, case.note) if text]
    if case.cite:
        said.append(f"Source {', '.join(case.cite)}.")
    if said:
        yield Section("About this case", tuple(Entry(text) for text in said))


def told_findings(session: Session) -> tuple[Finding, ...]:
    """The findings that were told at the start and are more than a no."""
    return tuple(
        finding for finding in session.pack.findings.values()
        if finding.position in TOLD
        and any(value != finding.negative_value for value in results(session.case, finding).values())
    )  # fmt: skip
