"""How a student stands, worked out from the answers and attempts that were kept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from sot_engine.domain.standing import CardSum, CaseSum, Confusion, Forecast, Standing, Weak
from sot_engine.domain.study import Card, CardAnswer, Known
from sot_engine.practice.attempt import LABELS, Attempt
from sot_engine.practice.calibration import calibrate, to_tenths
from sot_engine.practice.deal import has_changed

PASSED_STOP = "passed a stop"
"""What stands for an answer where a stop was walked past and none was given."""
DAYS = 14
"""How many days the forecast names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one learner has answered and attempted, under every pack."""

    answers: Sequence[CardAnswer]
    attempts: Sequence[Attempt]
    known: Mapping[str, Known]
    """What is known of the cards of the deck in question, by card."""


def stand(learner: str, deck: str, cards: Sequence[Card], kept: Kept, at: datetime, zone: tzinfo | None) -> Standing:
    """How a learner stands with the cards and cases of one deck; a zone of None is that of this machine."""
    answers = [one for one in kept.answers if one.deck == deck]
    base = base_of(deck)
    attempts = [one for one in kept.attempts if one.pack == base]
    recalled = [(one.recall, one.rating != "again") for one in answers if one.recall is not None]
    return Standing(
        learner=learner,
        deck=deck,
        cards=_cards(cards, kept.known, answers),
        cases=_cases(attempts),
        confidence=calibrate(_stated(attempts)),
        recall=calibrate(to_tenths(recalled)),
        confusion=_confusion(attempts),
        weak=weaknesses(cards, answers, attempts),
        forecast=forecast(cards, kept.known, at, zone),
        elsewhere=Counter(name for name in _decks(kept) if name not in {deck, base}),
    )


def base_of(deck: str) -> str:
    """The pack that a deck is made of, without those on top of it: attempted cases are kept under this name."""
    return deck.partition("+")[0]


def weaknesses(cards: Iterable[Card], answers: Iterable[CardAnswer], attempts: Iterable[Attempt]) -> tuple[Weak, ...]:
    """The findings that gave trouble, the most first; those that gave none are left out."""
    of = {card.id: card.findings for card in cards}
    answered, forgotten, missed, over_read = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for answer in answers:
        answered.update(of.get(answer.card, ()))
        forgotten.update(of.get(answer.card, ()) if answer.rating == "again" else ())
    for attempt in attempts:
        missed.update(attempt.missed)
        over_read.update(attempt.over_read)
    found = (
        Weak(finding=name, answered=answered[name], forgotten=forgotten[name], missed=missed[name],
             over_read=over_read[name])
        for name in {**forgotten, **missed, **over_read}
    )  # fmt: skip
    return tuple(sorted(found, key=lambda weak: (-weak.trouble, weak.answered, weak.finding)))


def forecast(cards: Iterable[Card], known: Mapping[str, Known], at: datetime, zone: tzinfo | None) -> Forecast:
    """How many of the cards that the pack has come back on which of the next days."""
    due = [at if has_changed(card, known) else known[card.id].memory.due for card in cards if card.id in known]
    today = at.astimezone(zone).date()
    days = Counter[date](one.astimezone(zone).date() for one in due if one > at)
    named = tuple((day, days[day]) for day in (today + timedelta(days=number) for number in range(DAYS)))
    return Forecast(
        now=sum(one <= at for one in due), days=named, later=sum(days.values()) - sum(number for _, number in named)
    )


def _cards(cards: Sequence[Card], known: Mapping[str, Known], answers: Sequence[CardAnswer]) -> CardSum:
    names = {card.id for card in cards}
    times = sorted(one.at for one in answers)
    return CardSum(
        cards=len(cards),
        known=len(names & known.keys()),
        changed=sum(has_changed(card, known) for card in cards),
        resting=len(known.keys() - names),
        answers=len(answers),
        forgotten=sum(one.rating == "again" for one in answers),
        first=times[0] if times else None,
        last=times[-1] if times else None,
    )


def _cases(attempts: Sequence[Attempt]) -> CaseSum:
    return CaseSum(
        cases=len(attempts),
        right=sum(one.is_right for one in attempts),
        earned=sum(one.earned for one in attempts),
        possible=sum(one.possible for one in attempts),
        passed_stops=sum(one.passed_stop for one in attempts),
    )


def _stated(attempts: Iterable[Attempt]) -> Iterable[tuple[float, bool]]:
    for one in attempts:
        if one.answer is not None and one.answer.confidence is not None:
            yield one.answer.confidence / 100, one.is_right


def _confusion(attempts: Sequence[Attempt]) -> Confusion | None:
    """Counts of engine against student, with the labels that occur in the order of the pack language."""
    pairs = Counter((one.says.label, answered(one)) for one in attempts)
    if not pairs:
        return None
    said, given = {engine for engine, _ in pairs}, {student for _, student in pairs}
    every = (*LABELS, PASSED_STOP)
    return Confusion(
        engine=tuple(name for name in every if name in said),
        student=tuple(name for name in every if name in given),
        counts=pairs,
    )


def answered(attempt: Attempt) -> str:
    """The answer in a word: the category or the outcome, or that a stop was walked past."""
    return attempt.answer.label if attempt.answer is not None and not attempt.passed_stop else PASSED_STOP


def _decks(kept: Kept) -> Iterable[str]:
    return (*(one.deck for one in kept.answers), *(one.pack for one in kept.attempts))
