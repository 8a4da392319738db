"""Describe a table of exams as one page that needs nothing beside it; counts alone leave the table."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from sot_engine.domain.pack import OUTCOMES, Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.packs.shelf import read_pack
from sot_engine.reports.counts_page import Plotted, counts_page, hush, hushed, is_told, percent
from sot_engine.reports.wording import POSITIONS
from sot_engine.workflow.registry.assess_registry import Watcher, visit_reader
from sot_engine.workflow.registry.extra import registry_extra

if TYPE_CHECKING:
    from sot_engine.registry.describe import Description, Told

STATUSES = ("suggested", "modify", "withheld", "none")
SIDES = ("left", "right", "undetermined", "none")


class Reported(NamedTuple):
    """A page of counts, and the exams that are in it and that are not."""

    page: str
    exams: int
    unreadable: int


def report_registry(
    table: str,
    pack_name: str = "sot-core",
    with_: tuple[str, ...] = (),
    *,
    within: str = "exams",
    partial: bool = False,
    watcher: Watcher | None = None,
) -> Reported:
    """The page of a registry, as HTML, and how many exams could be read and could not.

    Errors: whatever is wrong with the pack or the table; MachineLacks without the extra.
    """
    pack = read_pack(pack_name, with_)
    with registry_extra():
        import matplotlib  # noqa: F401, ICN001  # asked for here, so that nothing is counted in vain

        from sot_engine.registry.describe import describe
        from sot_engine.registry.layout import Layout
        from sot_engine.registry.opening import Opening, open_source
    with TemporaryDirectory() as folder:
        how = Opening(Layout.of(pack), Path(folder), partial, within, visit_reader(pack))
        source = open_source(table, how)
        if watcher:
            watcher.begin(source.size, source.unit, resumed=False)
        found = describe(pack, source, watcher.step if watcher else None)
    page = counts_page(_lead(found), list(_sections(pack, found)), pack)
    return Reported(page, found.exams, found.unreadable)


def _lead(found: "Description") -> str:
    left = f" {found.unreadable:,} more could not be read and are left out." if found.unreadable else ""
    return f"{found.exams:,} exams.{left}"


CONCLUDED: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Outcomes", "What the findings of each exam lead to.", "outcome", OUTCOMES),
    ("Categories", "Of the exams whose outcome is supported.", "category", CATEGORIES),
    ("Lean", "Of the exams whose outcome is insufficient.", "lean", (*CATEGORIES, "none")),
    ("Side", "Of the category that is supported, or that the practitioner chose.", "side", SIDES),
    ("Placements", "None where no category is supported or chosen.", "placement", STATUSES),
)


def _sections(pack: Pack, found: "Description") -> list[Plotted]:
    concluded = [_words(title, text, found, what, words) for title, text, what, words in CONCLUDED]
    return [*concluded, _ages(found), *_findings(pack, found), _rules(pack, found)]


def _words(title: str, text: str, found: "Description", what: str, words: tuple[str, ...]) -> Plotted:
    """How often each word was concluded."""
    return _counted(title, text, what, {word: found.concluded[what].get(word, 0) for word in words})


def _ages(found: "Description") -> Plotted:
    return _counted("Ages", "In years at the exam.", "age", {f"{age} to {age + 9}": n for age, n in found.ages.items()})


def _counted(title: str, text: str, what: str, counts: dict[str, int]) -> Plotted:
    """Counts that add up: a table and its bars, with small numbers hushed in both."""
    from sot_engine.registry.plots import bars

    shown, total = hush(counts), sum(counts.values())
    rows = [(word, shown[word], percent(number, total, shown[word])) for word, number in counts.items()]
    told = {word: number if is_told(shown[word]) else 0 for word, number in counts.items()}
    return Plotted(title, text, bars(told, list(shown.values()), "exams"), (what, "exams", "of these"), tuple(rows))


def _findings(pack: Pack, found: "Description") -> list[Plotted]:
    """One section for each position: how often each finding was recorded, and how often it was not negative."""
    from sot_engine.registry.plots import stacked

    positions = dict.fromkeys(finding.position for finding in pack.findings.values())
    sections = []
    for position in positions:
        told = [one for one in found.findings if pack.findings[one.key.partition(".")[0]].position == position]
        shares = [_shares(pack, one, found.exams) for one in told]
        parts = ("not negative", "negative, or has no negative")
        plot = stacked(shares, parts, "percent of all exams; the rest did not record it")
        rows = tuple(_finding_row(pack, one, found.exams) for one in told)
        head = ("finding", "side", "recorded", "not recorded", "not negative", "of the recorded")
        text = "Not recorded is never negative: each finding is counted among the exams that recorded it."
        sections.append(Plotted(f"Findings: {POSITIONS[position]}", text, plot, head, rows))
    return sections


def _shares(pack: Pack, told: "Told", exams: int) -> tuple[str, float, float]:
    """The part of all exams in which a finding was not negative, and in which it was recorded otherwise."""
    positive, recorded = (number if is_told(hushed(number)) else 0 for number in (told.positive or 0, told.recorded))
    part = 100 / max(exams, 1)
    return _named(pack, told), positive * part, max(recorded - positive, 0) * part


def _named(pack: Pack, told: "Told") -> str:
    name, _, side = told.key.partition(".")
    return f"{pack.findings[name].name}, {side}" if side else pack.findings[name].name


def _finding_row(pack: Pack, told: "Told", exams: int) -> tuple[str, ...]:
    name, _, side = told.key.partition(".")
    missing = percent(exams - told.recorded, exams, hushed(exams - told.recorded))
    if told.positive is None:
        return (pack.findings[name].name, side, hushed(told.recorded), missing, "", "")
    shown = (hushed(told.positive), percent(told.positive, told.recorded, hushed(told.positive)))
    return (pack.findings[name].name, side, hushed(told.recorded), missing, *shown)


def _rules(pack: Pack, found: "Description") -> Plotted:
    rows = tuple(
        (name, pack.rule[name].title, hushed(number), percent(number, found.exams, hushed(number)))
        for name, number in sorted(found.rules.items(), key=lambda one: (-one[1], one[0]))
    )
    head = ("rule", "title", "exams", "of all")
    return Plotted("Rules that fired", "In how many exams each rule fired.", "", head, rows)
