"""Whether a rule has earned the status that it claims."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sot_engine.domain.mutant import ALWAYS, NEVER, leaves, swapped
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule
from sot_engine.errors import PackUnearned, Place
from sot_engine.inference.direct import Direct
from sot_engine.packs.cases import Case
from sot_engine.packs.template import MARK

HINT = "go back to `status: draft`, or add what is missing"


def unearned(pack: Pack, own: Iterable[Rule], cases: Iterable[Case], head: Place) -> Iterator[PackUnearned]:
    """Every rule that is called reviewed and lacks a named review, a firing, an unrecorded case or a near miss.

    A pack is reviewed when somebody is named and all of its rules are, those of the pack below too: they are read in
    every exam. `head` is where it says that it is.
    """
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        if case.rule:
            by_rule.setdefault(case.rule, []).append(case)
    direct = Direct(pack)
    for rule in own:
        if rule.status == "reviewed":
            for lack in lacks(direct, rule, by_rule.get(rule.id, [])):
                message = f"rule {rule.id} is called reviewed and lacks {lack}"
                yield PackUnearned(message, where=rule.at, context=f"in rule {rule.id}", hint=HINT)
    drafts = [rule.id for rule in pack.rules if rule.status == "draft"]
    if pack.status == "reviewed" and drafts:
        message = f"the pack is called reviewed and {len(drafts)} of its rules are drafts, {drafts[0]} first"
        yield PackUnearned(message, where=head, hint=HINT)
    elif pack.status == "reviewed" and not pack.reviewed_by:
        message = "the pack is called reviewed and names nobody under reviewed_by"
        yield PackUnearned(message, where=head, hint=HINT)


def lacks(direct: Direct, rule: Rule, cases: list[Case]) -> Iterator[str]:
    """What a rule of the pack that is read still needs before it may be called reviewed."""
    reviews = [one for one in direct.pack.reviewed_by if rule.id in one.rules and one.name.strip() and one.date.strip()]
    if not reviews:
        yield "a named review with a date in pack.yaml, under reviewed_by"
    elif not any(one.marks.get(rule.id, rule.mark) == rule.mark for one in reviews):
        yield "a review of what it says now: it was changed after it was read"
    if any(text.strip().startswith(MARK) for text in (rule.says, rule.why, rule.evidence.note)):
        yield "words of its own: a text still says what to write there"
    came = {case.id: _fires(direct, rule, case) for case in cases}
    for kind, name, wanted in (("fires", "a firing case", True), ("unrecorded", "an unrecorded case", False)):
        if not any(case.kind == kind and came[case.id] is wanted for case in cases):
            yield name
    near = [case for case in cases if case.kind == "near_miss" and not came[case.id]]
    for spot, leaf in leaves(rule.when):
        other = (direct.changed(replace(rule, when=swapped(rule.when, spot, always))) for always in (ALWAYS, NEVER))
        if not any(_fires(loose, rule, case) for loose in other for case in near):
            yield f"a near miss for its condition on {getattr(leaf, 'finding', type(leaf).__name__)}"


def _fires(direct: Direct, rule: Rule, case: Case) -> bool:
    """Whether the rule of this id, as the reading has it, fires on a case."""
    reading = direct.read(case.visit, case.commit)
    firings = (*reading.stops, *reading.contradictions, *reading.evidence, *reading.gates, *reading.guidance)
    return rule.id in {*(firing.rule for firing in firings), reading.placement_rule}
