"""One HTML file with everything in it, for notes and assessments: it opens in a browser and prints as a PDF."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from sot_engine.reports.figure_html import figure_html
from sot_engine.reports.markup import Markup, el, join, whole
from sot_engine.reports.sheet import Entry, Section

STYLE = Path(__file__).with_name("paper.css")


def paper(title: str, dated: tuple[str, str], articles: Iterable[Markup]) -> str:
    """The whole page. `dated` is when it was made and last changed, so that printing it twice gives one file."""
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width"),
        el("meta", name="dcterms.created", content=dated[0]),
        el("meta", name="dcterms.modified", content=dated[1]),
        el("title", title),
        Markup(f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>"),
    )
    return whole(head, el("body", *articles))


def top(stage: str, title: str, lead: Iterable[str]) -> Markup:
    """The frame above everything: what this is, how far it has come, and what has to be known first."""
    return el(
        "header", el("p", stage, class_="stage"), el("h1", title), *(el("p", words, class_="lead") for words in lead)
    )


def rows(told: Iterable[tuple[str, str]], who: str) -> Markup:
    """Labels with their words; those of the row called `who` stand at the foot of every printed page."""
    return el("dl", *(part for label, words in told for part in _row(label, words, label == who)))


def _row(label: str, words: str, is_who: bool) -> Iterator[Markup]:  # noqa: FBT001  # one caller, three lines above
    yield el("dt", label)
    yield el("dd", words, class_="who" if is_who else "")


def section_html(section: Section, level: str) -> Markup:
    """A heading, the figure where there is one, then the entries."""
    figure = (figure_html(section.figure),) if section.figure else ()
    return join((el(level, section.title), *figure, *map(_entry, section.entries)))


def _entry(entry: Entry) -> Markup:
    """One thing that is said, which stays on one page; what somebody wrote may be longer than a page.

    Few elements, as each of them is a box to set in print: a sign and its label are one, and so are the lines below;
    where there is no sign, the label is not set apart.
    """
    label = f"{entry.label}:" if entry.label else ""
    marked = (el("span", f"{entry.mark}\t{label}", class_="label"),) if entry.mark else (label,)
    head = (*marked, " " if label else "", entry.head)
    said = "entry said" if entry.mark or label or entry.body else "entry"
    if entry.body:
        return el("div", *head, el("p", "\n".join(entry.body)), class_=said)
    return el("p", *head, class_=said)


def foot(words: Iterable[str]) -> Markup:
    """What the document is, what it is not, and what it was made with: one paragraph to set, a line each."""
    return el("footer", "\n".join(words))
