"""How a student stands, in blocks: cards, cases, how sure, what was taken for what, and what gave trouble."""

from collections.abc import Iterator

from sot_engine.domain.pack import Pack
from sot_engine.domain.standing import Calibration, CardSum, Confusion, Standing, Weak
from sot_engine.reports.block import Block
from sot_engine.reports.names import listed

MOST_WEAK = 12
"""How many findings that gave trouble are listed."""


def standing_blocks(standing: Standing, pack: Pack) -> tuple[Block, ...]:
    """Everything that was kept of a learner under one pack; one sentence where that is nothing."""
    if standing.is_empty:
        return (Block(_title(standing), (empty_words(standing), *_elsewhere(standing))),)
    return tuple(_blocks(standing, pack))


def empty_words(standing: Standing) -> str:
    """That nothing was kept yet, how to begin, and of whom something is kept here."""
    begin = f"Nothing is kept of {standing.learner} yet. Begin with `sot practice review` or `sot practice start`."
    others = [name for name in standing.learners if name != standing.learner]
    return f"{begin} Something is kept of {listed(others)}: --learner NAME." if others else begin


def _blocks(standing: Standing, pack: Pack) -> Iterator[Block]:
    yield Block(_title(standing), (*_card_words(standing.cards), *_elsewhere(standing)))
    if standing.cards.known:
        yield _forecast(standing)
    if standing.recall:
        says = "A card counts as remembered unless it was rated again. Foretold is what FSRS expected beforehand."
        yield _calibration("Cards remembered, against what was foretold", "foretold", standing.recall, says)
    if standing.cases.cases:
        yield _cases(standing)
    if standing.confidence:
        says = "Sure is the confidence given with an answer, in percent."
        yield _calibration("Right, against how sure you were", "sure", standing.confidence, says)
    if standing.confusion:
        yield _confusion(standing.confusion)
    if standing.weak:
        yield _weak(standing.weak, pack)


def _title(standing: Standing) -> str:
    return f"{standing.learner}: {standing.deck}"


def _card_words(cards: CardSum) -> Iterator[str]:
    yield f"Cards seen: {cards.known} of {cards.cards}."
    if cards.changed:
        yield f"Changed by the pack since then, and due again: {cards.changed}."
    if cards.resting:
        yield f"Resting, because the pack has them no more: {cards.resting}. What is known of them is kept."
    if cards.first and cards.last:
        days = f"from {cards.first.astimezone():%d %B %Y} to {cards.last.astimezone():%d %B %Y}"
        yield f"Answers: {cards.answers}, of which {cards.forgotten} were forgotten, {days}."


def _elsewhere(standing: Standing) -> Iterator[str]:
    if standing.elsewhere:
        told = listed(f"{name} ({number})" for name, number in sorted(standing.elsewhere.items()))
        yield f"Kept under other packs as well: {told}. --pack shows them."


def _forecast(standing: Standing) -> Block:
    forecast = standing.forecast
    rows = [("now", str(forecast.now))]
    rows += [(f"{day:%a %d %b}", str(number)) for day, number in forecast.days if number]
    if forecast.later:
        rows.append(("later", str(forecast.later)))
    return Block("Cards that come back", (), ("day", "cards"), tuple(rows))


def _calibration(title: str, said: str, found: Calibration, says: str) -> Block:
    score = (
        f"Brier score: {found.brier:.3f} (0 is best, 0.25 is what 50 throughout earns). Of it, {found.reliability:.3f} "
        f"comes from saying too much or too little."
    )
    rows = tuple((f"{one.said * 100:.0f}", f"{one.right} of {one.of}", f"{one.share * 100:.0f}") for one in found.bins)
    return Block(title, (says, score), (said, "came true", "of 100"), rows)


def _cases(standing: Standing) -> Block:
    cases = standing.cases
    says = [f"Right: {cases.right} of {cases.cases}. Points for the path: {cases.earned} of {cases.possible}."]
    if cases.passed_stops:
        says.append(f"Stops walked past: {cases.passed_stops}.")
    return Block("Cases", tuple(says))


def _confusion(found: Confusion) -> Block:
    rows = tuple(
        (engine, *(str(found.counts.get((engine, student), "")) for student in found.student))
        for engine in found.engine
    )  # fmt: skip
    says = "A row for what the engine says, a column for what you answered."
    return Block("What was taken for what", (says,), ("engine", *found.student), rows)


def _weak(weak: tuple[Weak, ...], pack: Pack) -> Block:
    rows = tuple(
        (_name(one.finding, pack), f"{one.forgotten} of {one.answered}", str(one.missed), str(one.over_read))
        for one in weak[:MOST_WEAK]
    )
    more = (f"The {MOST_WEAK} that gave most, of {len(weak)}.",) if len(weak) > MOST_WEAK else ()
    says = (
        "Forgotten is of its cards; missed and over-read are of cases. `sot practice review --about ID` goes over one."
    )
    return Block("Findings that gave trouble", (says, *more), ("finding", "forgotten", "missed", "over-read"), rows)


def _name(finding: str, pack: Pack) -> str:
    """A finding by its id, which is what the commands take; by its name too where a line has room."""
    known = pack.findings.get(finding)
    return f"{finding} ({known.name})" if known and len(finding) + len(known.name) <= ROOM else finding


ROOM = 42
"""How many letters of id and name a line of 80 columns has room for."""
