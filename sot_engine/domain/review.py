"""What an assessment suggests, what a practitioner may answer, and what is missing before an entry may be signed."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import permutations

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.chart import Answer, BlocksUsed, BlockUsed, ChartEntry, Suggestion
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Block, Placement
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import age_on

NOTHING = "none"
"""What is chosen instead of a placement when no blocks are placed."""


def suggestions(found: Assessment, pack: Pack) -> tuple[Suggestion, ...]:
    """Everything in an assessment that a practitioner has to accept, change or reject; empty when it suggests nothing.

    A category that was committed is the practitioner's own choice and no suggestion; side and placement follow it.
    """
    return (*_category(found, pack), *_side(found), *_placement(found))


def _category(found: Assessment, pack: Pack) -> Iterator[Suggestion]:
    if found.category:
        name = pack.categories[found.category].name
        fired = found.categories[found.category].fired
        yield Suggestion(
            key="category",
            kind="category",
            value=found.category,
            says=f"The findings recorded match the published pattern for {name}.",
            rules=tuple(one.rule for one in fired if one.effect == "supports"),
        )


def _side(found: Assessment) -> Iterator[Suggestion]:
    if found.side in SIDES:
        says = f"The side that the findings recorded point to is the {found.side}."
        fired = found.categories[found.decided].fired if found.decided else ()
        rules = tuple(one.rule for one in fired if one.effect == "supports" and found.side in one.sides)
        yield Suggestion(key="side", kind="side", value=str(found.side), says=says, rules=rules)


def _placement(found: Assessment) -> Iterator[Suggestion]:
    placement = found.placement
    if placement.id is None:
        return
    places = next(reason for reason in placement.reasons if reason.effect == "places")
    modified = placement.status == "modify"
    yield Suggestion(
        key="placement", kind="placement", value=placement.id, says=places.says, rules=(places.rule,),
        needs_reason=modified,
    )  # fmt: skip
    for reason in placement.reasons:
        if reason.effect == "modifies":
            yield Suggestion(
                key=f"modification {reason.rule}", kind="modification", value=reason.rule, says=reason.says,
                rules=(reason.rule,),
            )  # fmt: skip


def choices(suggestion: Suggestion, pack: Pack) -> tuple[str, ...]:
    """What may be chosen in the place of a suggestion; empty where it is written in words."""
    if suggestion.kind == "category":
        return tuple(name for name in CATEGORIES if name != suggestion.value)
    if suggestion.kind == "side":
        return tuple(side for side in (*SIDES, "undetermined") if side != suggestion.value)
    if suggestion.kind == "placement":
        placements = tuple(rule.id for rule in pack.strata["placement"] if rule.id != suggestion.value)
        return (*placements, NOTHING)
    return ()


def answer_lacks(answer: Answer, suggestion: Suggestion) -> Iterator[str]:
    """What an answer lacks: a reason, or what was chosen instead."""
    if answer.verdict == "changed" and not answer.instead:
        yield f"{suggestion.key}: changed into what"
    if not answer.reason.strip() and (answer.verdict != "accepted" or suggestion.needs_reason):
        why = "accepted with a modification" if answer.verdict == "accepted" else answer.verdict
        yield f"{suggestion.key}: {why}, and the reason is not written"


def signature_lacks(entry: ChartEntry, pack: Pack) -> tuple[str, ...]:
    """Everything that is missing before an entry may be signed, in the order in which it is done."""
    found = entry.assessment
    if found is None:
        return ("the exam, as it is now, was not assessed",)
    return (
        *of_another_age(entry), *_not_asked(entry, found, pack), *_not_committed(found), *_not_reviewed(entry),
        *_not_explained(entry, pack),
    )  # fmt: skip


def _not_followed(entry: ChartEntry) -> Iterator[str]:
    """A placement that was accepted as it is, where what it follows from was not; a reason says why all the same."""
    placed, ground = entry.answers.get("placement"), decided_otherwise(entry.answers)
    if placed and placed.verdict == "accepted" and not placed.reason.strip() and ground:
        yield f"placement: accepted, though the {ground} was not, and the reason is not written"


def decided_otherwise(answers: Mapping[str, Answer]) -> str | None:
    """What a placement follows from and was not accepted: the category or the side."""
    given = ((key, answers.get(key)) for key in ("category", "side"))
    return next((key for key, answer in given if answer and answer.verdict != "accepted"), None)


def of_another_age(entry: ChartEntry) -> Iterator[str]:
    """An age at the exam that the date of birth on record contradicts: rules ask for it."""
    born, seen = entry.patient.birth_date, entry.visit.moment.date()
    if born and age_on(date.fromisoformat(born), seen) != entry.visit.patient.age_years:
        yield "the age in the exam is not the one that the date of birth on record gives: correct either of them"


def _not_explained(entry: ChartEntry, pack: Pack) -> Iterator[str]:
    """Blocks that were used and lie otherwise than what was accepted, or chosen instead; the plan says why."""
    if entry.blocks is None or entry.plan.strip():
        return
    chosen = {_chosen(one, entry.answers.get(one.key)) for one in entry.suggestions if one.kind == "placement"}
    documented = (pack.rule[name].then.placement for name in chosen if name and name in pack.rule)
    if not any(placement and lies_as(entry.blocks, placement) for placement in documented):
        yield "the blocks used are not those of an accepted placement, and the plan of care does not say why"


def _chosen(suggestion: Suggestion, answer: Answer | None) -> str | None:
    """The placement that was decided on; None where there is none."""
    if answer is None or answer.verdict == "rejected":
        return None
    return suggestion.value if answer.verdict == "accepted" else answer.instead


def lies_as(used: BlocksUsed, placement: Placement) -> bool:
    """Whether the blocks lie as documented, each as one of them.

    A landmark may be named in fewer words, and a direction that was not recorded is no difference.
    """
    if used.position != placement.position or len(used.blocks) != len(placement.blocks):
        return False
    return any(all(map(_is_placed, used.blocks, order)) for order in permutations(placement.blocks))


def _is_placed(used: BlockUsed, block: Block) -> bool:
    low, high = block.range_deg
    words = landmark_parts(used.landmark)
    points = used.direction_deg is None or low <= used.direction_deg <= high
    return used.side == block.side and bool(words) and words <= landmark_parts(block.landmark) and points


def landmark_parts(landmark: str) -> frozenset[str]:
    """The words of a landmark, as a person or a pack writes it."""
    return frozenset(landmark.lower().replace("_", " ").split())


def _not_asked(entry: ChartEntry, found: Assessment, pack: Pack) -> Iterator[str]:
    """Stop questions that are open. One that could not be asked is settled by its reason under `not_done`."""
    for name in found.not_asked:
        if not any(key.partition(".")[0] == name for key in entry.visit.not_done):
            yield f'the stop question "{pack.findings[name].name}" [{name}] was not asked'


def _not_committed(found: Assessment) -> Iterator[str]:
    if found.outcome == "mixed" and found.committed is None:
        yield f"the findings match several categories, {', '.join(found.candidates)}: commit to one of them"


def _not_reviewed(entry: ChartEntry) -> Iterator[str]:
    for suggestion in entry.unanswered:
        yield f"the {suggestion.key} ({suggestion.value}) was not reviewed"
    for suggestion in entry.suggestions:
        if suggestion.key in entry.answers:
            yield from answer_lacks(entry.answers[suggestion.key], suggestion)
    yield from _not_followed(entry)
    if not entry.unanswered and entry.stage == "draft":
        yield "nobody has reviewed the assessment"
