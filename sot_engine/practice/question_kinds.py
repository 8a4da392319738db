"""What a pack can be asked about, kind by kind: the questions of multiple choice, made from its rules and findings.

Every option that is wrong is right for another rule or finding of the same pack, so that it is plausible.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding, Position
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Placement, Rule
from sot_engine.domain.visit import Patient, Visit
from sot_engine.domain.wording import said
from sot_engine.inference.direct import Direct
from sot_engine.practice.draft import CannotDraw, Draft
from sot_engine.practice.question import Question, Stem, with_options
from sot_engine.practice.terrain import Terrain

NONE_OF_THEM = "None of them: it is never counted"
_PLACES: Mapping[Position, str] = {
    "safety": "Asked before the exam", "history": "In the history", "standing": "Standing", "seated": "Seated",
    "supine": "On the back (supine)", "prone": "Face down (prone)",
}  # fmt: skip
_SOON = {"emergency": "At once", "urgent": "The same day", "prompt": "Within days"}
_BECOMES = {
    "withholds": "It is withheld",
    "modifies": "It stands only with a change and a written reason",
    "cautions": "It is shown with a caution beside it",
}
_UNCHANGED = "Nothing: it is shown as it is"


def draw_questions(pack: Pack, number: int, chance: Random) -> tuple[Question, ...]:
    """So many different questions, the kinds in turn; fewer where the pack gives no more."""
    kinds = [list(make(pack)) for make in _KINDS]
    for stems in kinds:
        chance.shuffle(stems)
    chosen: list[Stem] = []
    while len(chosen) < number and any(kinds):
        for stems in kinds:
            if stems and len(chosen) < number:
                chosen.append(stems.pop())
    return tuple(with_options(stem, chance) for stem in chosen)


def stems(pack: Pack) -> tuple[Stem, ...]:
    """Every question that a pack gives."""
    return tuple(stem for make in _KINDS for stem in make(pack))


def _of_rule(kind: str, rule: Rule, ask: str, right: str, among: Sequence[str], *, ordered: bool = False) -> Stem:
    """A question about a rule; the options are told apart by their words."""
    different = tuple(dict.fromkeys(among))
    return Stem(
        id=f"{kind}:{rule.id}", ask=ask, right=right, wrong=tuple(one for one in different if one != right),
        says=rule.says, rule=rule.id, cite=rule.cite, fixed=different if ordered else (),
    )  # fmt: skip


def _supports(pack: Pack) -> Iterator[Stem]:
    """Which category a sign speaks for, where it speaks for one alone."""
    direct = Direct(pack)
    names = [pack.categories[name].name for name in CATEGORIES]
    for rule in pack.strata["evidence"]:
        if rule.then.verb == "supports" and rule.category and _speaks_for(pack, direct, rule) == {rule.category}:
            ask = f"For which category does this count: {said(rule.when, pack.findings)}?"
            yield _of_rule(
                "supports", rule, ask, pack.categories[rule.category].name, (*names, NONE_OF_THEM), ordered=True
            )


def _speaks_for(pack: Pack, direct: Direct, rule: Rule) -> set[str]:
    """The categories for which something fires in an exam with nothing but what a rule asks for."""
    draft = Draft(Terrain(pack, direct), Random(rule.id), "left", 0.5)  # noqa: S311  # any exam will do, the same each time
    try:
        draft.towards(rule.when)
    except CannotDraw:
        return set()
    visit = Visit(examined_at="", examiner="", patient=Patient(ref="", **draft.patient), findings=draft.recorded())
    fired = (pack.rule[firing.rule] for firing in direct.read(visit).evidence)
    return {one.then.on for one in fired if one.then.verb == "supports" and one.then.on}


def _strength(pack: Pack) -> Iterator[Stem]:
    """As what a sign counts."""
    against = "as evidence against it"
    options = (*(f"as a {strength} sign" for strength in STRENGTHS), against)
    for rule in pack.strata["evidence"]:
        if rule.then.verb in {"supports", "opposes"}:
            ask = f"How does this count for Category {rule.then.on}: {said(rule.when, pack.findings)}?"
            right = f"as a {rule.then.strength} sign" if rule.then.strength else against
            yield _of_rule("strength", rule, ask, right, options, ordered=True)


def _threshold(pack: Pack) -> Iterator[Stem]:
    """From which number on a finding counts."""
    for rule in pack.strata["evidence"]:
        bounds = [node for node in c.walk(rule.when) if isinstance(node, c.Bounds) and node.at_least is not None]
        if len(bounds) == 1 and rule.then.strength and bounds[0].at_most is None:
            finding = pack.findings[bounds[0].finding]
            least = int(bounds[0].at_least or 0)
            sign = f"a {rule.then.strength} sign of Category {rule.then.on}"
            ask = f"From which value on does “{finding.name}” count as {sign}?"
            numbers = [str(number) for number in _near(finding, least)]
            yield _of_rule("threshold", rule, ask, str(least), numbers, ordered=True)


def _near(finding: Finding, number: int) -> list[int]:
    low, high = finding.range or (number, number)
    return sorted(one for one in range(number - 2, number + 3) if max(low, 1) <= one <= high)


def _position(pack: Pack) -> Iterator[Stem]:
    """In which position a finding is examined."""
    places = tuple(dict.fromkeys(_PLACES[finding.position] for finding in pack.findings.values()))
    for finding in pack.findings.values():
        if not finding.unused and "supine" not in finding.name.lower() and "prone" not in finding.name.lower():
            right = _PLACES[finding.position]
            yield Stem(
                id=f"position:{finding.id}", ask=f"When is “{finding.name}” examined or asked?", right=right,
                wrong=tuple(place for place in places if place != right), says=f"{finding.name}: {right.lower()}.",
                cite=finding.cite, fixed=places,
            )  # fmt: skip


def _stop(pack: Pack) -> Iterator[Stem]:
    """Which of several questions refers at once."""
    stops = {finding.id for finding in pack.stop_questions}
    positions = {finding.position for finding in pack.stop_questions}
    others = [one.asks for one in pack.findings.values() if one.position in positions and one.id not in stops]
    for rule in pack.strata["stop"]:
        names = c.findings_read(rule.when)
        if len(names) == 1 and others:
            ask = "Which of these, when it is present, is a reason to refer before anything else?"
            yield _of_rule("stop", rule, ask, pack.findings[names[0]].asks, (pack.findings[names[0]].asks, *others))


def _urgency(pack: Pack) -> Iterator[Stem]:
    """How soon a stop refers."""
    used = {rule.then.urgency for rule in pack.strata["stop"]}
    options = [words for urgency, words in _SOON.items() if urgency in used]
    for rule in pack.strata["stop"] if len(options) > 1 else ():
        ask = f"How soon does the pack refer: {rule.title}?"
        yield _of_rule("urgency", rule, ask, _SOON[rule.then.urgency or "emergency"], options, ordered=True)


def _gate(pack: Pack) -> Iterator[Stem]:
    """What becomes of a placement."""
    for rule in pack.strata["gate"]:
        if not any(isinstance(node, c.CONCLUDED) for node in c.walk(rule.when)):
            about = {"any": "A placement", "prone": "A prone placement", "supine": "A supine placement"}
            whose = about.get(rule.then.on or "any", f"A Category {rule.then.on} placement")
            ask = f"{whose} would be due. What becomes of it when {said(rule.when, pack.findings)}?"
            yield _of_rule("gate", rule, ask, _BECOMES[rule.then.verb], (*_BECOMES.values(), _UNCHANGED), ordered=True)


def _placement(pack: Pack) -> Iterator[Stem]:
    """Where the blocks lie."""
    rules = pack.strata["placement"]
    words = {rule.id: _blocks(rule.then.placement) for rule in rules if rule.then.placement}
    for rule in rules:
        if list(words.values()).count(words[rule.id]) == 1 and len(set(words.values())) > 1:
            when = f"Category {rule.then.on} is supported, and {said(rule.when, pack.findings)}"
            ask = f"{when}. Where does the documented placement put the blocks?"
            yield _of_rule("placement", rule, ask, words[rule.id], tuple(words.values()))


def _blocks(placement: Placement) -> str:
    landmarks = [block.landmark.replace("_", " ").replace("asis ", "ASIS or ") for block in placement.blocks]
    blocks = (f"{block.side} under the {name}" for block, name in zip(placement.blocks, landmarks, strict=True))
    return f"{_PLACES[placement.position]}: {' and '.join(blocks)}"


def _contradiction(pack: Pack) -> Iterator[Stem]:
    """Which of several pairs cannot both be true."""
    rules = pack.strata["contradiction"]
    known = {frozenset(c.findings_read(rule.when)) for rule in rules}
    signs = [rule for rule in pack.strata["evidence"] if rule.then.strength in {"hallmark", "supporting"}]
    pairs = [
        f"{one.title}, {_within(two.title)}"
        for one, two in pairwise(signs)
        if not any(kin & _read(one) and kin & _read(two) for kin in known) and not _read(one) & _read(two)
    ]  # fmt: skip
    for rule in rules if pairs else ():
        ask = "Which of these cannot both be true, so that they have to be re-tested?"
        yield _of_rule("contradiction", rule, ask, rule.title, (rule.title, *pairs))


def _within(title: str) -> str:
    """A title inside a sentence; one that begins with an abbreviation keeps its capitals."""
    return title if title[:2].isupper() else f"{title[:1].lower()}{title[1:]}"


def _read(rule: Rule) -> frozenset[str]:
    return frozenset(c.findings_read(rule.when))


def _grade(pack: Pack) -> Iterator[Stem]:
    """What kind of evidence stands behind a rule."""
    grades = tuple(dict.fromkeys(rule.evidence.grade for rule in pack.rules if rule.evidence.grade != "none"))
    for rule in pack.strata["evidence"] if len(grades) > 1 else ():
        if rule.evidence.grade in grades:
            ask = f"What is the grade of the evidence behind the rule {rule.id}, {rule.title}?"
            yield _of_rule("grade", rule, ask, rule.evidence.grade, grades)


_KINDS: tuple[Callable[[Pack], Iterator[Stem]], ...] = (
    _supports, _stop, _strength, _gate, _placement, _contradiction, _threshold, _position, _urgency, _grade,
)  # fmt: skip
