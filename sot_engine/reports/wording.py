"""The one place for words: the same findings always say the same."""

from typing import TYPE_CHECKING

from sot_engine.domain.assessment import Assessment, CategoryResult, FiredRule, NextTest, PackStamp, Stop
from sot_engine.domain.pack import Outcome, Pack
from sot_engine.domain.rule import Block, Category, Rule
from sot_engine.reports.names import clean, listed
from sot_engine.reports.sheet import Mark

if TYPE_CHECKING:
    from sot_engine.domain.chart import ChartEntry, Person

LEGEND = "+ for   - against   = contrast, not counted   o open   ! stop or caution"
"""What the marks mean."""
MARKS: dict[str, Mark] = {"supports": "+", "opposes": "-", "contrasts": "="}
LABELS = {"opposes": "against", "contrasts": "contrast"}
URGENCY = {"emergency": "at once", "urgent": "the same day", "prompt": "within days"}
FACING = {"supine": "on the back (supine)", "prone": "face down (prone)"}
BASIS = {
    "stated": "a source says it",
    "inferred": "drawn from what the sources say",
    "project": "this project's own",
}
STRENGTH = {
    "hallmark": "a source names it as a leading sign; one puts the category in play and does not establish it",
    "supporting": "a source lists it with the category; without a hallmark it carries nothing",
    "weak": "thin, common or unspecific; it can tip a lean and never establishes a category",
}

_AS = {"hallmark": "a hallmark of", "supporting": "a supporting sign of", "weak": "a weak sign of"}

SETTLED = "No finding that is not recorded could change this outcome"
SETTLED_ALONE = "No single finding that is not recorded could change this outcome"
NO_CATEGORY = "no category is supported or committed"
NO_PLACEMENT = {"refer": "a stop finding was recorded", "contradictory": "recorded findings contradict each other"}
WHAT_IT_IS = (
    "What this is: recorded findings set beside published indicators by cited rules, for a practitioner to review, "
    "change or reject."
)
WHAT_IT_IS_NOT = "What it is not: it is not a diagnosis, and it does not replace examination or referral."
NO_CHANGE = "no change of up to three findings, each side counted, would make it the supported one."
POSITIONS = {
    "safety": "Asked before the exam",
    "history": "History",
    "standing": "Standing",
    "seated": "Seated",
    "supine": "On the back (supine)",
    "prone": "Face down (prone)",
}
REVIEW = "Documented placement for practitioner review"
COMMIT = "The choice is the practitioner's: give the same command with --commit and one of"
NOT_DONE = "Asked for, and not done"


def outcome_sentence(found: Assessment) -> str:
    """What the exam comes to, in one sentence."""
    if found.outcome == "supported":
        return f"The findings recorded match the published pattern for Category {found.category}{_side(found)}."
    if found.outcome == "mixed":
        return f"The findings recorded match more than one pattern: Categories {listed(found.candidates)}."
    if found.outcome == "refer":
        return f"Refer: {first_stop(found.stops).send}."
    if found.outcome == "contradictory":
        return "Recorded findings contradict each other. Re-test them first."
    return "The findings recorded are not enough to match one category."


def outcome_lead(found: Assessment) -> tuple[str, ...]:
    """What has to stand directly below the sentence."""
    if found.outcome == "refer":
        return ("A stop finding was recorded. No category is named and no placement is shown.",)
    if found.outcome == "contradictory":
        return ("No category is named and no placement is shown until they were re-tested.",)
    if found.outcome == "insufficient":
        return (f"They lean to Category {found.lean}. A lean is not a match." if found.lean else "No category leads.",)
    if found.committed:
        return (f"Category {found.committed} was committed{_side(found)}.",)
    return ("None is preferred; the practitioner chooses.",) if found.outcome == "mixed" else ()


def _side(found: Assessment) -> str:
    return f", side {found.side}" if found.side else ""


def first_stop(stops: tuple[Stop, ...]) -> Stop:
    """The stop that has to be acted on soonest."""
    return min(stops, key=lambda stop: tuple(URGENCY).index(stop.urgency))


def by_urgency(stops: tuple[Stop, ...]) -> list[Stop]:
    """Stops, the soonest first."""
    return sorted(stops, key=lambda stop: tuple(URGENCY).index(stop.urgency))


def standing(name: Category, found: Assessment, pack: Pack) -> str:
    """How a category stands: `established: 3 hallmarks kept, 1 supporting`."""
    result = found.categories[name]
    if not is_open(found):
        return f"evidence recorded: {counts(result)}" if result.fired else "no evidence recorded"
    if result.established:
        word = "established"
    elif result.kept >= pack.decision.in_play.kept:
        word = "in play, not established"
    elif name in found.rivals_not_examined:
        word = "not examined on its hallmarks"
    else:
        word = "not in play"
    return f"{word}: {counts(result)}"


def is_open(found: Assessment) -> bool:
    """Whether categories are weighed at all: no stop and no contradiction stands before them."""
    return found.outcome not in {"refer", "contradictory"}


def counts(result: CategoryResult) -> str:
    """The counts of a category that are not zero, the kept hallmarks always."""
    kept = number(result.kept, "hallmark") + (f" kept of {result.hallmarks}" if result.kept < result.hallmarks else "")
    more = [f"{count} {word}" for count, word in ((result.supporting, "supporting"), (result.weak, "weak")) if count]
    return ", ".join([kept, *more, *([f"{result.opposes} against"] if result.opposes else [])])


def number(count: int, word: str) -> str:
    """A count with its word: `no hallmark`, `1 hallmark`, `2 hallmarks`."""
    return f"{count or 'no'} {word}{'s' if count > 1 else ''}"


def fired_label(fired: FiredRule) -> str:
    """The word that stands beside the mark."""
    return fired.strength or LABELS[fired.effect]


def sides_words(sides: tuple[str, ...]) -> str:
    """The sides on which a rule fired."""
    return "" if not sides else ", both sides" if len(sides) > 1 else f", {sides[0]}"


def lead_words(found: Assessment, test: NextTest) -> str:
    """What one more finding could lead to, beside the outcome that is there now."""
    return listed([_lead(label, found.outcome) for label in test.could_lead_to], "or")


def _lead(label: str, now: Outcome) -> str:
    if label == now:  # the same word of other categories, or with no lean any more
        return "a mixed result of other categories" if now == "mixed" else "an insufficient result without a lean"
    word, _, rest = label.partition(" ")
    if word == "supported":
        return f"Category {rest}"
    plain = {
        "contradictory": "a contradiction",
        "insufficient": "an insufficient result",
        "mixed": "a mixed result",
    }.get(word, word)
    return f"{plain} {rest}".replace("(lean ", "(lean to ").strip()


def settled_words(found: Assessment) -> str:
    """That nothing open can change the outcome; stop questions that were not asked are named apart.

    Nothing recorded besides takes a stop or a contradiction away. Of other outcomes it is known of each finding alone,
    since a rule may need two that are open.
    """
    if found.outcome == "refer":
        return f"{SETTLED}: a stop finding stands before all else."
    told = SETTLED if found.outcome == "contradictory" else SETTLED_ALONE
    return f"{told}; the stop questions that were not asked stand apart." if found.not_asked else f"{told}."


def not_asked_words(found: Assessment) -> str:
    """How many stop questions are open, and where they are listed."""
    return f"{number(len(found.not_asked), 'stop question')} not asked; the list is under Safety."


def rivals_words(found: Assessment) -> str:
    """The categories of which no hallmark finding was recorded."""
    return f"Not examined: no hallmark finding of Category {listed(found.rivals_not_examined, 'or')} was recorded."


def placement_words(found: Assessment) -> str:
    """The status of the placement, in a line."""
    placement = found.placement
    if placement.status == "withheld":
        return "withheld; the reasons are below"
    if placement.status == "none":
        return f"none: {NO_PLACEMENT.get(found.outcome, NO_CATEGORY)}"
    where = f"{placement.id}, {FACING[placement.position or 'prone']}"
    changed = "; only with a change and a written reason" if placement.status == "modify" else ""
    return f"{where}, for practitioner review{changed}"


def direction_words(degrees: int) -> str:
    """Where the thin edge of a block points: `90 degrees, across to the midline`."""
    if degrees in {0, 90, 180}:
        return f"{degrees} degrees, {({0: 'to the head', 90: 'across to the midline', 180: 'to the feet'})[degrees]}"
    end = "head" if degrees < 90 else "feet"  # noqa: PLR2004  # 90 is across, see the units of Block
    return f"{degrees} degrees, obliquely to the {end} and the midline"


def block_words(side: str, landmark: str, degrees: int) -> str:
    """One block: its side, its landmark and where it points."""
    return f"{side}, under the {landmark_words(landmark)}; thin edge at {direction_words(degrees)}"


def landmark_words(landmark: str) -> str:
    """A landmark of the pack in words."""
    return landmark.replace("_", " ").replace("asis", "ASIS or")


def effect_words(rule: Rule) -> str:
    """What a rule does when it fires, in a sentence."""
    then = rule.then
    what = {"any": "any placement", "supine": "a supine placement", "prone": "a prone placement"}.get(
        then.on or "any", f"a Category {then.on} placement"
    )
    urgency = URGENCY.get(then.urgency or "", "")
    return {
        "supports": f"Counts as {_AS.get(then.strength or '', '')} Category {then.on}.",
        "opposes": f"Is stated against Category {then.on}: it cancels one hallmark.",
        "contrasts": f"Is shown beside Category {then.on} as a contrast and never counted.",
        "stops": f"Refer ({then.urgency}, {urgency}): {then.send}. No category and no placement is shown.",
        "contradicts": "Names recorded findings that cannot both be true, to be re-tested.",
        "withholds": f"Withholds {what}.",
        "modifies": f"Lets {what} stand only with a change and a written reason.",
        "cautions": f"Adds a caution beside {what}.",
        "advises": "Adds a sentence" + (", printed before the rest of the re-test." if then.first else "."),
        "places": f"Documents a placement for Category {then.on}, for practitioner review.",
    }[then.verb]


def range_words(block: Block) -> str:
    """The range of directions that sources give, where it is one."""
    low, high = block.range_deg
    return f"{low} to {high} degrees" if low != high else f"{low} degrees; no range was found"


def review_words(pack: Pack) -> str:
    """The review status: who reviewed the pack, or that nobody has."""
    if pack.status == "reviewed" and pack.reviewed_by:
        named = dict.fromkeys(f"{clean(one.name)} ({one.date})" for one in pack.reviewed_by)
        return f"reviewed by {listed(named)}"
    return "draft: no SOT-certified practitioner has reviewed it"


def pack_words(stamp: PackStamp) -> str:
    """A pack with its version and with what extends it."""
    return f"{stamp.id} {stamp.version}{f' with {listed(stamp.with_)}' if stamp.with_ else ''}"


def person_words(person: "Person") -> str:
    """A person with the letters behind the name, once."""
    behind = f", {person.credentials}" if person.credentials and person.credentials not in person.name else ""
    return clean(f"{person.name}{behind}")


def known_person(key: str, entry: "ChartEntry") -> str:
    """Who opened, reviewed or signed an entry, by the key under which the entry knows them; the key itself for others.

    Those who added to it later are not looked up: an addition must not change a word of the original.
    """
    people = (entry.opened_by, *entry.reviewers, *(one.by for one in entry.signatures))
    return next((person_words(one) for one in people if one.id == key), clean(key))


def footer(found: Assessment, pack: Pack) -> tuple[str, ...]:
    """What the output is, what it is not, the pack and its review status, its notices, the engine."""
    stamp, engine = found.pack, found.engine
    return (
        WHAT_IT_IS,
        WHAT_IT_IS_NOT,
        f"Pack {pack_words(stamp)}, sha256 {stamp.sha256[:12]}; {review_words(pack)}.",
        *found.notices,
        f"sot-engine {engine.sot_engine}; {engine.name} {engine.version}, checked against a second reading.",
    )
