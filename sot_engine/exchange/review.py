"""What people decided and added: the review and the addenda, each a form as it was filled in."""

from collections.abc import Iterator
from typing import NamedTuple

from sot_engine.domain.chart import Addendum, AddendumKind, Answer, ChartEntry
from sot_engine.domain.rule import Category
from sot_engine.exchange import names as n
from sot_engine.exchange.export import Export
from sot_engine.exchange.items import items, question, questions
from sot_engine.exchange.moment import dated, latest
from sot_engine.exchange.names import Json
from sot_engine.exchange.tree import Branch, grow


class Committed(NamedTuple):
    """The category that was committed, by whom and when."""

    committed: Category
    committed_by: str
    committed_at: str


class Added(NamedTuple):
    """An addendum without its author, who is a resource of its own."""

    number: int
    kind: AddendumKind
    at: str
    reason: str
    text: str
    other: str | None

    @classmethod
    def of(cls, addendum: Addendum) -> "Added":
        """What of an addendum is filled in."""
        return cls(*(getattr(addendum, name) for name in cls._fields))


def has_review(entry: ChartEntry) -> bool:
    """Whether anything of a review is there."""
    return bool(entry.answers) or entry.committed is not None


def review_questions() -> Json:
    """The form of a review."""
    return _form(n.REVIEW_FORM, "review", [*questions(Committed), question("answer", tuple[Answer, ...])])


def addendum_questions() -> Json:
    """The form of an addendum."""
    return _form(n.ADDENDUM_FORM, "addendum", questions(Added))


def _form(url: str, what: str, asked: list[Json]) -> Json:
    return {
        "resourceType": "Questionnaire",
        "url": url,
        "version": n.FORM_VERSION,
        "name": f"Sot{what.capitalize()}",
        "status": "active",
        "subjectType": ["Patient"],
        "title": f"SOT {what}",
        "item": asked,
    }


def review(export: Export) -> Json:
    """What the practitioner answered to each suggestion, and the category that was committed."""
    entry = export.entry
    filled = (
        *_committed(entry),
        *grow("answer", tuple(entry.answers.values()), tuple[Answer, ...]),
    )
    return {
        **_response(export, n.REVIEW_FORM),
        **dated("authored", latest((entry.committed_at, *(answer.at for answer in entry.answers.values())))),
        "item": items(filled),
    }


def _committed(entry: ChartEntry) -> Iterator[Branch]:
    if entry.committed:
        yield from grow("committed", entry.committed, Category)
        yield from grow("committed_by", entry.committed_by, str)
        yield from grow("committed_at", entry.committed_at, str)


def addendum(export: Export, added: Addendum) -> Json:
    """One addendum as it was written."""
    by = {} if export.is_deidentified else {"author": export.to_person(added.by)}
    (filled,) = grow("addendum", Added.of(added), Added)
    return {
        **_response(export, n.ADDENDUM_FORM),
        **dated("authored", added.at),
        **by,
        "item": items(filled.parts),
    }


def _response(export: Export, form: str) -> Json:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{form}|{n.FORM_VERSION}",
        "status": export.status("QuestionnaireResponse"),
        **export.context,
    }
