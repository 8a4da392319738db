"""What speaks for, against and beside each category, and what is open: the sections of the evidence."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment, CategoryResult, FiredRule, OpenRule, Reason, Sentence
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Category
from sot_engine.domain.visit import Visit
from sot_engine.reports import wording as w
from sot_engine.reports.grounds import Grounds
from sot_engine.reports.names import fact_words, listed
from sot_engine.reports.sheet import Entry, Section


def in_order(found: Assessment) -> tuple[Category, ...]:
    """The categories, the one that is supported or committed first."""
    return tuple(sorted(CATEGORIES, key=lambda name: name != found.decided))


def evidence_sections(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    """A section for each category: for, against, contrast, open."""
    for name in in_order(found):
        title = f"{pack.categories[name].name}, {w.standing(name, found, pack)}"
        result = found.categories[name]
        entries = (*_fired(result, visit, pack), *open_entries(result.open, pack))
        yield Section(title, entries)


def _fired(result: CategoryResult, visit: Visit, pack: Pack) -> Iterator[Entry]:
    """For, then against, then contrast; the strongest first, each in the order of rule ids."""
    if not result.fired:
        yield Entry("No rule for or against it fired.")
    for fired in fired_in_order(result):
        yield Entry(
            f"{fired.rule} {pack.rule[fired.rule].title}{w.sides_words(fired.sides)}",
            w.MARKS[fired.effect],
            w.fired_label(fired),
            (
                fired.says,
                facts_words(fired.findings, visit, pack),
                f"Source {', '.join(fired.cite)}; grade {fired.grade}; basis {fired.basis}.",
            ),
        )


def fired_in_order(result: CategoryResult) -> list[FiredRule]:
    """What fired: for, then against, then contrast; the strongest first, each in the order of rule ids."""
    return sorted(result.fired, key=lambda one: (tuple(w.MARKS).index(one.effect), _strength(one)))


def _strength(fired: FiredRule) -> int:
    return STRENGTHS.index(fired.strength) if fired.strength else 0


def facts_words(facts: tuple[str, ...], visit: Visit, pack: Pack) -> str:
    """The recorded values behind a line."""
    unsure = {name for name, word in visit.confidence.items() if word == "unsure"}
    parts = (fact.partition(" = ") for fact in facts)
    told = (fact_words(key, value, pack, unsure=unsure) for key, _, value in parts)
    return f"Recorded: {'; '.join(told)}." if facts else "It rests on what was not recorded, or on rules that fired."


def ground_words(said: Sentence | Reason, found: Assessment, visit: Visit, pack: Pack) -> str:
    """The recorded values behind a sentence or a reason, and the rules that fired where it asks for such."""
    fired = [f"{name}{w.sides_words(sides)}" for name, sides in Grounds(found, visit, pack).rules(said.rule).items()]
    told = [facts_words(said.findings, visit, pack)] if said.findings or not fired else []
    return " ".join([*told, *([f"Rests on rules that fired: {'; '.join(fired)}."] if fired else [])])


def open_entries(rules: tuple[OpenRule, ...], pack: Pack) -> Iterator[Entry]:
    """The rules that one more finding could fire, by what they would count as."""
    groups: dict[str, list[str]] = {}
    for rule in rules:
        then = pack.rule[rule.rule].then
        label = then.strength or w.LABELS[then.verb]
        groups.setdefault(label, []).append(f"{rule.rule} needs {listed(rule.needs, 'or')}")
    for label in sorted(groups, key=(*STRENGTHS, *w.LABELS.values()).index):
        yield Entry(f"{'; '.join(groups[label])}.", "o", f"open, {label}")
