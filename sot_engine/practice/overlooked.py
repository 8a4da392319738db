"""What a student did not ask for and the case rests on, and what the answer was rested on and does not carry it."""

from collections.abc import Iterator

from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Firing, Reading
from sot_engine.practice.attempt import Answer
from sot_engine.practice.look import CARRIES
from sot_engine.practice.session import TOLD, Session


def missed(session: Session, reading: Reading) -> dict[str, tuple[str, ...]]:
    """What the whole case rests on and was never asked for, in the order of the vocabulary."""
    rules: dict[str, list[str]] = {}
    for firing in _rested_on(session.pack, reading):
        for name in {fact.partition(".")[0] for fact in firing.facts}:
            rules.setdefault(name, []).append(firing.rule)
    return {
        finding.id: tuple(rules[finding.id])
        for finding in session.pack.findings.values()
        if finding.id in rules and finding.position not in TOLD and not session.has_asked(finding.id)
    }


def _rested_on(pack: Pack, reading: Reading) -> tuple[Firing, ...]:
    """The rules that decide a case: where it refers, or contradicts itself, no evidence is weighed."""
    if reading.outcome == "refer":
        return tuple(reading.stops)
    return tuple(reading.contradictions) if reading.outcome == "contradictory" else tuple(_weighed(pack, reading))


def _weighed(pack: Pack, reading: Reading) -> Iterator[Firing]:
    """The evidence that counts: contrasts are shown and never counted, weak signs never establish."""
    for firing in reading.evidence:
        effect = pack.rule[firing.rule].then
        if effect.verb == "opposes" or effect.strength in CARRIES:
            yield firing


def over_read(session: Session, reading: Reading) -> dict[str, str]:
    """What the answer was rested on and does not carry it, with the reason."""
    answer = session.answer
    if answer is None or answer.outcome == "insufficient":
        return {}
    carrying = _carrying(session, answer, reading)
    return {name: _why_not_carrying(session, name, reading) for name in answer.grounds if name not in carrying}


def _carrying(session: Session, answer: Answer, reading: Reading) -> set[str]:
    rule = session.pack.rule
    firings = {
        "refer": reading.stops,
        "contradictory": reading.contradictions,
        "mixed": tuple(one for one in reading.evidence if rule[one.rule].then.strength in CARRIES),
    }.get(answer.outcome)
    if firings is None:
        firings = tuple(
            one for one in reading.evidence
            if rule[one.rule].category == answer.category and rule[one.rule].then.strength in CARRIES
        )  # fmt: skip
    return {fact.partition(".")[0] for firing in firings for fact in firing.facts}


def _why_not_carrying(session: Session, name: str, reading: Reading) -> str:
    """The rules of the case that read a finding say what it does instead."""
    fired = [one for one in reading.evidence if any(fact.partition(".")[0] == name for fact in one.facts)]
    told = [_does(session.pack, one) for one in fired]
    return "; ".join(told) if told else "no rule that fired rests on it"


def _does(pack: Pack, firing: Firing) -> str:
    effect = pack.rule[firing.rule].then
    if effect.verb == "supports":
        return f"{firing.rule} takes it as a {effect.strength} sign of {effect.on}"
    word = "speaks against" if effect.verb == "opposes" else "is a contrast beside"
    return f"{firing.rule} {word} {effect.on}, and is no sign of it"
