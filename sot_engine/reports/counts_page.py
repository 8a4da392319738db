"""Counts of many exams as one HTML page with everything in it: plots, tables, and no one who could be found.

Nothing but counts comes in. A count from 1 to 4 is written as "under 5"; where it alone could be worked out from the
total, the next smallest is hidden with it.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sot_engine.domain.pack import Pack
from sot_engine.reports.markup import Markup, el, join, table, whole
from sot_engine.reports.wording import WHAT_IT_IS_NOT

STYLE = Path(__file__).with_name("counts.css")
SMALLEST = 5
SMALL, HIDDEN = f"under {SMALLEST}", "hidden"
WHAT_IT_IS = (
    "What this is: counts of recorded findings, and of what they match under one rule pack. No name, date, place or "
    f"text of any patient is in it; counts from 1 to {SMALLEST - 1} are not shown."
)
READ_WITH_CARE = (
    "Who was examined, and which tests were done, shaped these counts; they say nothing of how common a finding is "
    "among people who were not examined, and nothing of whether anything helps."
)


class Plotted(NamedTuple):
    """One section: words, a plot as SVG, and the table behind it."""

    title: str
    text: str
    plot: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def hushed(number: int) -> str:
    """A count that stands alone, as it may be shown."""
    return SMALL if 0 < number < SMALLEST else f"{number:,}"


def hush(counts: Mapping[str, int]) -> dict[str, str]:
    """Counts that add up to a total, as they may be shown together."""
    shown = {word: hushed(number) for word, number in counts.items()}
    others = [word for word, number in counts.items() if number >= SMALLEST]
    if sum(text == SMALL for text in shown.values()) == 1 and others:
        shown[min(others, key=counts.__getitem__)] = HIDDEN
    return shown


def is_told(shown: str) -> bool:
    """Whether a count is shown as it is."""
    return shown not in {SMALL, HIDDEN}


def percent(number: int, total: int, shown: str) -> str:
    """A count as a part of a total; nothing where the count itself is not shown."""
    return f"{100 * number / total:.1f} %" if total and is_told(shown) else ""


def counts_page(lead: str, sections: Sequence[Plotted], pack: Pack) -> str:
    """The page."""
    title = "A registry of exams, in counts"
    stamp = f"Read under {pack.id} {pack.version}, {pack.status}, sha256 {pack.sha256[:12]}"
    stamp += f", with {', '.join(pack.with_)}" if pack.with_ else ""
    style = Markup(f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>")
    viewport = Markup('<meta name="viewport" content="width=device-width">')
    head = el("head", el("meta", charset="utf-8"), viewport, el("title", title), style)
    top = (el("h1", title), el("p", lead, class_="lead"), el("p", WHAT_IT_IS), el("p", READ_WITH_CARE))
    notices = [el("p", notice) for notice in pack.notices]
    foot = el("footer", el("p", stamp), *notices, el("p", WHAT_IT_IS_NOT))
    body = el("body", *top, _contents(sections), *map(_section, sections), foot)
    return whole(head, body)


def _contents(sections: Sequence[Plotted]) -> Markup:
    links = [el("li", el("a", one.title, href=f"#{_anchor(one.title)}")) for one in sections]
    return el("nav", el("ul", *links))


def _section(one: Plotted) -> Markup:
    plot = el("figure", Markup(one.plot), role="img", aria_label=f"{one.title}: the table has the numbers")
    parts = (el("h2", one.title), el("p", one.text), *((plot,) if one.plot else ()), _table(one))
    return el("section", join(parts), id=_anchor(one.title))


def _table(one: Plotted) -> Markup:
    made = table(one.head, one.rows)
    if not one.plot:
        return made
    return el("details", el("summary", "The numbers"), made, open="open" if len(one.rows) <= MOST_OPEN else "")


MOST_OPEN = 12


def _anchor(title: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in title.lower())
