"""What the findings come to, what speaks for and against it, and what the practitioner decided: Assessment."""

from collections.abc import Iterator

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.reports import wording as w
from sot_engine.reports.evidence import facts_words, fired_in_order, in_order
from sot_engine.reports.names import name_words
from sot_engine.reports.note_decision import decision_sections
from sot_engine.reports.placed import order_sections
from sot_engine.reports.safety import contradiction_sections, safety_section, stop_sections
from sot_engine.reports.sheet import Entry, Section

NOT_ASSESSED = "The findings of this visit were not assessed."


def assessment_sections(entry: ChartEntry, pack: Pack) -> Iterator[Section]:
    """The outcome, what stands before it, the reasons, the decisions, and what could still change it."""
    found, visit = entry.assessment, entry.visit
    if found is None:
        yield Section("Outcome", (Entry(NOT_ASSESSED),))
        return
    yield Section("Outcome", (Entry(w.outcome_sentence(found), body=w.outcome_lead(found)),))
    yield from stop_sections(found, visit, pack)
    yield from contradiction_sections(found, visit, pack)
    yield from _reasons(found, visit, pack)
    yield safety_section(found, visit, pack)
    yield from (_chosen(section) for section in order_sections(found))
    yield from decision_sections(entry, "category", "side")
    yield from _open(found, pack)


def _reasons(found: Assessment, visit: Visit, pack: Pack) -> Iterator[Section]:
    """For each category what speaks for it, against it and beside it."""
    for name in in_order(found):
        title = f"{pack.categories[name].name}, {w.standing(name, found, pack)}"
        entries = [
            Entry(
                f"{fired.rule} {pack.rule[fired.rule].title}{w.sides_words(fired.sides)}",
                w.MARKS[fired.effect],
                w.fired_label(fired),
                (
                    facts_words(fired.findings, visit, pack),
                    f"Source {', '.join(fired.cite)}; grade {fired.grade}; basis {fired.basis}.",
                ),
            )
            for fired in fired_in_order(found.categories[name])
        ]
        yield Section(title, tuple(entries) or (Entry("No rule for or against it fired."),))


def _chosen(section: Section) -> Section:
    """The documented orders without the sentence that speaks of a command line."""
    return section._replace(entries=tuple(one for one in section.entries if not one.head.startswith(w.COMMIT)))


def _open(found: Assessment, pack: Pack) -> Iterator[Section]:
    """What was not tested and could change the outcome."""
    if not found.explained:
        return
    names = tuple(name_words(test.finding, pack) for test in found.next)
    entries = [Entry(f"{'; '.join(names)}.", "o", "not tested")] if names else [Entry(w.settled_words(found))]
    if found.rivals_not_examined:
        entries.append(Entry(w.rivals_words(found)))
    yield Section("Not tested, and could change the outcome", tuple(entries))
