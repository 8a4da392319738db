"""Why an entry says what it says: stops, contradictions, evidence, cautions, a placement withheld."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.chart import ChartEntry, Suggestion
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.reports import wording as w
from sot_engine.reports.evidence import facts_words, fired_in_order, ground_words, in_order
from sot_engine.reports.names import listed
from sot_engine.reports.placed import placement_section
from sot_engine.reports.safety import contradiction_sections, sentence_entry, stop_sections
from sot_engine.reports.sheet import Entry, Section


def reason_sections(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    """Every rule that fired with its findings and its source; what is open is left to the whole assessment."""
    yield from stop_sections(found, visit, pack)
    yield from contradiction_sections(found, visit, pack)
    for name in in_order(found):
        entries = tuple(_fired(found, visit, pack, name))
        if entries:
            yield Section(f"{pack.categories[name].name}, {w.standing(name, found, pack)}", entries)
    if found.cautions:
        yield Section("Cautions", tuple(sentence_entry(said, found, visit, pack, "caution") for said in found.cautions))
    if found.placement.status == "withheld":
        yield placement_section(found, visit, pack)


def _fired(found: Assessment, visit: Visit, pack: Pack, name: Category) -> Iterator[Entry]:
    for fired in fired_in_order(found.categories[name]):
        head = f"{fired.rule} {pack.rule[fired.rule].title}{w.sides_words(fired.sides)}"
        told = f"{facts_words(fired.findings, visit, pack)} Source {', '.join(fired.cite)}; grade {fired.grade}."
        yield Entry(head, w.MARKS[fired.effect], w.fired_label(fired), (told,))


def behind(one: Suggestion, entry: ChartEntry, pack: Pack) -> str:
    """What stands behind a suggestion: the rules of the evidence below, or a rule with its source."""
    if one.kind in {"category", "side"}:
        return f"Rules {listed(one.rules)}; their findings stand below." if one.rules else ""
    return " ".join(_source(name, entry, pack) for name in one.rules if name in pack.rule)


def _source(name: str, entry: ChartEntry, pack: Pack) -> str:
    rule = pack.rule[name]
    found = entry.assessment
    reasons = found.placement.reasons if found else ()
    told = [ground_words(one, found, entry.visit, pack) for one in reasons if found and one.rule == name]
    return " ".join((f"Rule {name}; source {', '.join(rule.cite)}; grade {rule.evidence.grade}.", *told))
