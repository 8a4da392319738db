"""A document Bundle back to the chart entry that it was made from, or to everything that is wrong with it."""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, get_args

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.chart import Addendum, Answer, ChartEntry, Identity, Signature, Stage, Suggestion
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Category
from sot_engine.errors import (
    ExportRefused,
    ImpossibleValue,
    Place,
    VisitFaults,
    VisitShape,
    VisitSyntax,
    raise_faults,
)
from sot_engine.exchange import names as n
from sot_engine.exchange.agreement import EXPORT_AGAIN, disagreements
from sot_engine.exchange.bundle import assembled, content_name
from sot_engine.exchange.check import MOST, check
from sot_engine.exchange.exam_reader import read_exam
from sot_engine.exchange.export import Export, MakeId
from sot_engine.exchange.items import branches_in
from sot_engine.exchange.moment import as_recorded
from sot_engine.exchange.names import Json
from sot_engine.exchange.pages import OWN, Page, Pages
from sot_engine.exchange.parameters import branches_of
from sot_engine.exchange.provenance import ADDED, MADE, REVIEWED, SIGNED
from sot_engine.exchange.review import Added
from sot_engine.exchange.tree import Branch, gather
from sot_engine.source.document import Unreadable
from sot_engine.source.json_text import read_json

MAX_BYTES = 5_000_000
"""A visit with everything recorded is a twentieth of this."""


def read_bundle(text: str, pack: Pack, make_id: MakeId, file: str = "the bundle") -> ChartEntry:
    """Read a chart entry from the text of a bundle; `file` is how messages call it.

    Shapes: one document Bundle -> one ChartEntry, equal to the one that was exported.
    That a bundle is as it was written is seen by the identifier. Whoever means to deceive can make another.
    Errors: VisitSyntax for what is not JSON; VisitShape for what is not FHIR or not ours; UnknownFinding and
    ImpossibleValue for what the pack or the rest of the bundle does not bear out; VisitFaults with all of one step.
    """
    bundle = _document(text, file)
    check(bundle, file)
    entry = _Reader(Pages(bundle, file), pack).entry()
    try:
        made = assembled(Export(entry=entry, pack=pack, make_id=make_id))
    except ExportRefused as error:
        raise ImpossibleValue(error.message, where=Place(file), hint=EXPORT_AGAIN) from None
    raise_faults(list(disagreements(bundle, made, file))[:MOST], VisitFaults)
    if bundle["identifier"]["value"] != content_name(bundle["entry"], make_id):
        message = "the identifier of the document is not that of its content"
        raise ImpossibleValue(message, where=Place(f"{file}:identifier"), hint=EXPORT_AGAIN)
    return entry


def _document(text: str, file: str) -> Json:
    if len(text) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES // 1_000_000} MB"
        raise VisitSyntax(message, where=Place(file), hint="a bundle holds one visit")
    try:
        data = read_json(text.removeprefix("\ufeff"), file).data
    except Unreadable as error:
        raise VisitSyntax(error.message, where=Place(file, error.line), hint=error.hint or OWN) from None
    if not isinstance(data, dict) or data.get("resourceType") != "Bundle":
        message = "this is not a FHIR Bundle"
        raise VisitShape(message, where=Place(file), hint=OWN)
    if data.get("type") != "document":
        message = "the bundle is not a document"
        if _is_deidentified(data):
            message = "the bundle is de-identified, and no chart entry can be made of it"
        raise VisitShape(message, where=Place(f"{file}:type"), hint=OWN)
    return data


def _is_deidentified(bundle: Json) -> bool:
    meta = bundle.get("meta")
    labels = meta.get("security", ()) if isinstance(meta, dict) else ()
    return any(isinstance(label, dict) and label.get("code") == "PSEUDED" for label in labels)


class _Reader:
    """Reads one bundle, whose shape and references were checked."""

    def __init__(self, pages: Pages, pack: Pack) -> None:
        self._pages, self._pack = pages, pack

    def entry(self) -> ChartEntry:
        pages = self._pages
        first, made = pages.one("Composition"), self._act(MADE)
        exam = read_exam(pages, self._form(n.exam_form(self._pack).rpartition(":")[0]), self._pack)
        committed, committed_by, committed_at, answers = self._review()
        assessment, suggestions = self._guidance()
        return ChartEntry(
            id=self._needed(first, n.VISIT),
            patient=self._patient(),
            stage=self._stage(first),
            opened_by=pages.person(made.resource["agent"][0]["who"]),
            opened_at=as_recorded(made.resource, "occurredDateTime"),
            visit=exam.visit,
            assessment=assessment,
            committed=committed,
            committed_by=committed_by,
            committed_at=committed_at,
            suggestions=suggestions,
            answers=MappingProxyType(answers),
            reviewers=tuple(pages.person(act.resource["agent"][0]["who"]) for act in self._acts(REVIEWED)),
            blocks=exam.blocks,
            scores=exam.scores,
            history=exam.history,
            plan=exam.plan,
            signatures=tuple(map(self._signature, self._acts(SIGNED))),
            addenda=tuple(map(self._addendum, self._acts(ADDED))),
            seal=self._seal(made),
        )

    def _acts(self, kind: str) -> Iterator[Page]:
        for page in self._pages.all("Provenance"):
            if self._pages.code_of(page.resource.get("activity"), n.ACTIVITY) == kind:
                yield page

    def _act(self, kind: str) -> Page:
        found = list(self._acts(kind))
        if len(found) != 1:
            message = f'a visit has one Provenance of the kind "{kind}", and the bundle has {len(found) or "none"}'
            raise VisitShape(message, where=Place(self._pages.file), hint=OWN)
        return found[0]

    def _form(self, form: str) -> Page:
        found = list(self._pages.filled(form))
        if len(found) != 1:
            message = f"a visit has one form of its exam, and the bundle has {len(found) or 'none'}"
            raise VisitShape(message, where=Place(self._pages.file), hint=OWN)
        return found[0]

    def _needed(self, page: Page, system: str) -> str:
        value = self._pages.value_of(page, system)
        if not value:
            message = f'the identifier of the system "{system}" is missing'
            raise self._pages.wrong(message, f"{page.at}.identifier", OWN, VisitShape)
        return value

    def _patient(self) -> Identity:
        page = self._pages.one("Patient")
        who = page.resource
        return Identity(
            id=self._needed(page, n.PATIENT),
            ref=self._pages.value_of(page, n.PATIENT_REF) or "",
            name=who.get("name", [{}])[0].get("text", ""),
            birth_date=who.get("birthDate"),
            contact=who.get("telecom", [{}])[0].get("value", ""),
        )

    def _stage(self, first: Page) -> Stage:
        tags = {"coding": first.resource.get("meta", {}).get("tag")}
        stage: Any = self._pages.code_of(tags, n.STAGE)
        if stage not in get_args(Stage):
            message = f"the stage of the entry is {'missing' if stage is None else 'not known'}"
            raise self._pages.wrong(message, f"{first.at}.meta.tag", OWN, VisitShape)
        found: Stage = stage
        return found

    def _guidance(self) -> tuple[Assessment | None, tuple[Suggestion, ...]]:
        page = next(self._pages.all("GuidanceResponse"), None)
        if page is None:
            return None, ()
        held = page.resource.get("contained", [{}])[0].get("parameter", ())
        branches = tuple(branches_of(held, f"{page.at}.contained[0].parameter"))
        assessment = self._named("assessment", branches)
        return (
            gather("assessment", assessment, Assessment, self._pages.file) if assessment else None,
            tuple(gather("suggestion", self._named("suggestion", branches), tuple[Suggestion, ...], self._pages.file)),
        )

    def _named(self, name: str, branches: tuple[Branch, ...]) -> tuple[Branch, ...]:
        return tuple(branch for branch in branches if branch.name == name)

    def _review(self) -> tuple[Category | None, str, str, dict[str, Answer]]:
        page = next(self._pages.filled(n.REVIEW_FORM), None)
        if page is None:
            return None, "", "", {}
        branches = tuple(branches_in(page.resource.get("item", ()), f"{page.at}.item"))
        committed = gather("committed", self._named("committed", branches), Category | None, self._pages.file)
        answers = gather("answer", self._named("answer", branches), tuple[Answer, ...], self._pages.file)
        by, at = (
            gather(name, self._named(name, branches), str | None, self._pages.file) or ""
            for name in ("committed_by", "committed_at")
        )
        return committed, by, at, {answer.suggestion: answer for answer in answers}

    def _signature(self, page: Page) -> Signature:
        agent = page.resource["agent"][0]
        as_: Any = self._pages.code_of(agent.get("type"), n.ACTIVITY)
        if as_ not in ("author", "cosigner"):
            message = "the signature does not say as what it was given"
            raise self._pages.wrong(message, f"{page.at}.agent[0].type", OWN, VisitShape)
        attests = page.resource.get("activity", {}).get("text", "")
        at = as_recorded(page.resource, "recorded")
        return Signature(by=self._pages.person(agent["who"]), as_=as_, at=at, attests=attests)

    def _addendum(self, page: Page) -> Addendum:
        source = page.resource.get("entity", [{}])[0].get("what", {})
        if "reference" not in source:
            message = "the addendum itself is missing"
            raise self._pages.wrong(message, f"{page.at}.entity", OWN, VisitShape)
        form = self._pages.followed(source)
        branches = tuple(branches_in(form.resource.get("item", ()), f"{form.at}.item"))
        whole = (Branch("addendum", parts=branches, at=form.at),)
        added = gather("addendum", whole, Added, self._pages.file)
        by = self._pages.person(page.resource["agent"][0]["who"])
        return Addendum(**added._asdict(), by=by)

    def _seal(self, made: Page) -> str | None:
        for entity in made.resource.get("entity", ()):
            named = entity.get("what", {}).get("identifier", {})
            if named.get("system") == n.SEAL:
                return str(named.get("value"))
        return None
