"""The book of a pack, for a reader who signs it off: one HTML file that prints in black and white.

Each rule stands under the sentence of its source, with its grade, what must be recorded in words, how the finding is
done, its cases, and a line to sign. Before them the pack at a glance; behind them the open questions and the sources.
"""

from collections.abc import Iterator
from pathlib import Path

from sot_engine.domain.pack import Apart, Pack, Source
from sot_engine.domain.wording import Wording, concluded_said, effect_said
from sot_engine.packs.own import Own
from sot_engine.packs.remark import named
from sot_engine.packs.template import MARK
from sot_engine.reports.book_rule import RulePrinter, cited, condition, method
from sot_engine.reports.book_tables import STRATA_SAID, decided, decision_table, side_by_side
from sot_engine.reports.markup import Markup, el, join, listed, table, whole

STYLE = Path(__file__).with_name("book.css")
FOOT = (
    "For review by practitioners. What it is: cited rules that set recorded findings beside published indicators. "
    "What it is not: a diagnosis, or a replacement for examination or referral."
)
HOW_TO_USE = (
    "Each rule begins with what its source says, restated. Below it stand the rule and everything that it rests on.",
    "Tick a box and sign the line, or write beside it what you would have it say and which source says so.",
    "Strengths are this project's and no source's. A hallmark is a leading sign, of which one puts a category in play.",
    "Supporting evidence carries nothing without a hallmark. Weak evidence can tip a lean.",
    "What was not recorded is unknown and never negative.",
)
APART_SAID = (
    "Students practise on invented cases. None of these is ever drawn, because of what the words mean. No assessment "
    "reads this list: of a patient everything is recorded as it was found."
)
CHAPTERS = {
    "decided": "How a category is decided",
    "beside": "The three categories side by side",
    "table": "The whole pack as a decision table",
    "added": "What this pack adds, as a decision table",
    "retired": "What this pack takes away",
    "rules": "The rules",
    "theorems": "What is proved of every possible exam",
    "apart": "What cases for practice keep apart",
    "unread": "Recorded, and read by no rule",
    "questions": "Open questions for the reviewer",
    "sources": "Sources",
}


def book(own: Own, today: str) -> str:
    """The book as one HTML page with everything in it."""
    pack = own.pack
    head = el("head", el("meta", charset="utf-8"), el("title", f"{pack.title}: the book"), _style(pack))
    parts = (*_cover(own, today), *_contents(own), *_chapters(own))
    return whole(head, el("body", *parts))


def _style(pack: Pack) -> Markup:
    stamp = f"{pack.id} {pack.version}, {pack.status}, sha256 {pack.sha256[:12]}"
    said = f'@page {{ @bottom-left {{ content: "{stamp}"; }} }}'
    return Markup(f"<style>\n{STYLE.read_text(encoding='utf-8')}\n{said}\n</style>")


def _cover(own: Own, today: str) -> Iterator[Markup]:
    pack = own.pack
    unwritten = [rule.id for rule in own.rules if any(text.strip().startswith(MARK) for text in (rule.says, rule.why))]
    named_reviews = [f"{one.name}, {one.date}: {', '.join(one.rules)}. {one.read}" for one in pack.reviewed_by]
    yield el("h1", pack.title)
    yield el(
        "p", f"The book of the pack {pack.id}, version {pack.version}, {pack.status}. Printed {today}.", class_="stamp"
    )
    yield el("p", FOOT, class_="foot")
    for name, text in (
        ("Purpose", pack.purpose),
        ("Use", pack.use),
        ("Misuse", pack.misuse),
        ("Differs", pack.differs),
    ):
        if text:
            yield el("p", el("b", f"{name}. "), text)
    yield el("p", el("b", "Reviewed by. "), "" if named_reviews else "Nobody yet: every rule is a draft.")
    yield listed(named_reviews)
    yield listed(pack.notices)
    if unwritten:
        yield el("p", el("b", "Not finished. "), f"Texts of {', '.join(unwritten)} still say what to write there.")
    yield el("h2", "How to use this book", class_="plain")
    yield el("p", " ".join(HOW_TO_USE))


def _contents(own: Own) -> Iterator[Markup]:
    yield el("h2", "Contents", class_="plain")
    there = [name for name in CHAPTERS if name not in _left_out(own)]
    yield el(
        "ol", *(el("li", el("a", CHAPTERS[name], href=f"#{name}", class_="page")) for name in there), class_="contents"
    )


def _chapters(own: Own) -> Iterator[Markup]:
    pack = own.pack
    yield _chapter("decided", *decided(pack.decision), *_orders(pack))
    yield el("div", _chapter("beside", side_by_side(pack, own.rules)), class_="wide")
    yield el("div", _chapter("added" if own.base else "table", *decision_table(pack, own.rules)), class_="wide")
    if own.base and pack.retired:
        yield _chapter("retired", *_retired(own.base, pack))
    yield _chapter("rules", *_rules(own))
    if pack.theorems:
        yield _chapter("theorems", *_theorems(pack))
    if _apart(own):
        yield _chapter("apart", *_kept_apart(own))
    if _unread(own):
        yield _chapter("unread", *_unread(own))
    yield _chapter("questions", *_questions(pack))
    yield _chapter("sources", _sources(own))


def _left_out(own: Own) -> set[str]:
    """The chapters that this book does not have."""
    kept = {"unread": _unread(own), "retired": own.base and own.pack.retired, "theorems": own.pack.theorems,
            "apart": _apart(own),
            "added": own.base, "table": own.base is None}  # fmt: skip
    return {name for name, there in kept.items() if not there}


def _retired(base: Pack, pack: Pack) -> Iterator[Markup]:
    """Every rule of the pack below that is withdrawn, with what it did: whoever signs, signs that too."""
    order = tuple(STRATA_SAID)
    gone = [base.rule[name] for name in pack.retired if name in base.rule]
    yield el("p", f"These rules of {base.id} are read no more under {pack.id}. {pack.differs or 'No reason is given.'}")
    for rule in sorted(gone, key=lambda rule: (order.index(rule.stratum), rule.id)):
        yield el("h3", f"{rule.id} {rule.title}")
        yield el("p", el("b", "What it does there. "), f"It {effect_said(rule.then)}.")
        yield el("p", el("b", "What it says there. "), rule.says)


def _theorems(pack: Pack) -> Iterator[Markup]:
    """What the pack states of every possible exam; `sot rules prove` proves it or shows the exam that it forgot."""
    wording = Wording(pack.findings)
    for one in pack.theorems:
        yield el("h3", f"{one.id} {one.title}")
        yield el("div", el("b", "When. "), condition(wording.outline(one.when)))
        yield el("p", el("b", "Then. "), f"{concluded_said(one).capitalize()}.")
        yield el("p", el("b", "Why. "), one.why)


def _apart(own: Own) -> tuple[Apart, ...]:
    """What this pack itself keeps apart in practice."""
    below = own.base.apart if own.base else ()
    return tuple(one for one in own.pack.apart if one not in below)


def _kept_apart(own: Own) -> Iterator[Markup]:
    wording = Wording(own.pack.findings)
    yield el("p", APART_SAID)
    for one in _apart(own):
        yield el("h3", f"{one.id} {one.title}")
        yield el("div", el("b", "Never together. "), condition(wording.outline(one.when)))
        yield el("p", el("b", "Why. "), one.why)
        if one.cite:
            yield el("p", el("b", "Sources. "), *cited(one.cite))


def _chapter(name: str, *parts: Markup) -> Markup:
    return join((el("h2", CHAPTERS[name], id=name), *parts))


def _orders(pack: Pack) -> Iterator[Markup]:
    if pack.orders:
        yield el("p", "Documented orders of treatment when several categories are in play. None is preferred.")
        yield listed(f"{order.says} ({', '.join(order.cite)}; {order.grade})" for order in pack.orders)


def _rules(own: Own) -> Iterator[Markup]:
    printer = RulePrinter(own.pack, own.cases)
    for stratum, said in STRATA_SAID.items():
        rules = [rule for rule in own.rules if rule.stratum == stratum]
        for category in dict.fromkeys(rule.category for rule in rules):
            page = own.pack.categories[category] if category else None
            yield el("h2", f"{said}{f': {page.name}' if page else ''}", class_="part")
            if page and stratum == "evidence":
                yield el("p", page.says)
            yield from (printer.rule(rule) for rule in rules if rule.category == category)


def _unread(own: Own) -> list[Markup]:
    """What the pack records and no rule of it reads, with the reason."""
    if own.base:
        return []
    read = {name for rule in own.pack.rules for name in named(rule.when)}
    apart = [finding for finding in own.pack.findings.values() if finding.id not in read]
    return [
        join((el("p", finding.unused or "No reason given.", class_="source"), method(finding))) for finding in apart
    ]


def _questions(pack: Pack) -> Iterator[Markup]:
    items = (
        el("li", question, el("p", "", class_="answer"), el("p", "", class_="answer")) for question in pack.questions
    )
    yield el("ol", *items)
    yield el("p", "I have read this book and sign the rules that are ticked.", class_="head")
    yield el("p", el("span", "Name, title, certification, date:", class_="line"), class_="sign")


def _sources(own: Own) -> Markup:
    pack = own.pack
    used = {key for rule in own.rules for key in rule.cite} | {key for one in _apart(own) for key in one.cite}
    base = own.base.sources if own.base else {}
    rows = [
        (el("span", key, id=f"source-{key}"), _named(source), source.kind,
         f"{source.seen} Opened {source.checked or 'at a time not noted'}.")
        for key, source in pack.sources.items() if key in used or key not in base
    ]  # fmt: skip
    return table(("Key", "Source", "Kind", "What was read"), rows, class_="sources")


def _named(source: Source) -> str:
    parts = (source.author, source.title, str(source.year), source.address)
    return ". ".join(part.rstrip(".") for part in parts if part != "not shown")
