"""The pack at a glance: the three categories side by side, and every rule as a row of a decision table."""

from collections.abc import Iterator

from sot_engine.domain.pack import Decision, Pack
from sot_engine.domain.rule import CATEGORIES, Category, Rule
from sot_engine.domain.wording import Wording, effect_said
from sot_engine.reports.book_rule import condition
from sot_engine.reports.markup import Markup, el, join, table

STRATA_SAID = {
    "stop": "Stops: refer, no category, no placement",
    "contradiction": "Contradictions: re-test",
    "evidence": "Evidence for and against the categories",
    "placement": "Placements",
    "gate": "What withholds, modifies or cautions a placement",
    "guidance": "Guidance: sentences that a source adds",
}
WEIGHTS = {
    "hallmark": "Hallmarks", "supporting": "Supporting", "weak": "Weak", "opposes": "Against: cancels a hallmark",
    "contrasts": "Contrast: shown, never counted", "places": "Placements",
}  # fmt: skip


def side_by_side(pack: Pack, printed: tuple[Rule, ...]) -> Markup:
    """Everything that counts for and against each category, in three columns; what is printed here is linked."""
    there = {rule.id for rule in printed}
    head = ("", *(pack.categories[name].name for name in CATEGORIES))
    rows = [[said, *(_column(pack, name, weight, there) for name in CATEGORIES)] for weight, said in WEIGHTS.items()]
    return table(head, rows, class_="beside")


def _column(pack: Pack, category: Category, weight: str, there: set[str]) -> Markup:
    rules = [
        rule for rule in pack.rules if rule.category == category and weight in {rule.then.strength, rule.then.verb}
    ]
    return join(
        el("p", link(rule) if rule.id in there else el("span", rule.id, class_="id"), f" {rule.title}")
        for rule in rules
    )


def link(rule: Rule) -> Markup:
    """The id of a rule, leading to its entry."""
    return el("a", rule.id, href=f"#{rule.id}", class_="id")


def decision_table(pack: Pack, rules: tuple[Rule, ...]) -> Iterator[Markup]:
    """Every rule as a row: what must be recorded, what follows, on whose word and how good that is."""
    wording = Wording(pack.findings)
    for stratum, said in STRATA_SAID.items():
        rows = [
            (link(rule), condition(wording.outline(rule.when)), effect_said(rule.then), _rests(rule))
            for rule in rules if rule.stratum == stratum
        ]  # fmt: skip
        if rows:
            yield el("h3", said)
            yield table(("Rule", "When", "Then", "Rests on"), rows, class_="decide")


def _rests(rule: Rule) -> Markup:
    return join((f"{rule.evidence.grade}, {rule.basis}", el("br"), el("span", ", ".join(rule.cite), class_="keys")))


def decided(decision: Decision) -> Iterator[Markup]:
    """How a category is decided, in sentences made from the pack's own numbers."""
    lines = (f"{' plus '.join(line.of)} of at least {line.at_least}" for line in decision.established)
    applies = {
        "refer": "a stop rule fired",
        "contradictory": "findings were recorded that cannot all be true",
        "mixed": "two or more categories are in play",
        "supported": "exactly one category is in play, and it is established",
        "insufficient": "anything else",
    }
    yield el("p", f"Kept: each {decision.kept.count} that fired, less one for each rule that {decision.kept.less}. "
             "A rule counts once, on however many sides it fired.")  # fmt: skip
    yield el(
        "p", f"In play: a category with at least {decision.in_play.kept} kept. Established: {', and '.join(lines)}."
    )
    yield el("ol", *(el("li", el("b", name), f": {applies[name]}.") for name in decision.outcomes))
    yield el("p", f"A lean is the category with most {', then most '.join(decision.lean)}; a tie is no lean.")
    sides = (f"{name}: {', '.join(rules) or 'none'}" for name, rules in decision.side.items())
    yield el("p", f"The side of a category is that of these rules. {'; '.join(sides)}.")
