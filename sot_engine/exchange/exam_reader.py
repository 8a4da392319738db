"""The form of an exam as it was filled in, to a Visit and to what else was entered with it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sot_engine.domain.chart import BlocksUsed, Score
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import LONGEST, OLDEST, Patient, Visit
from sot_engine.errors import (
    ImpossibleValue,
    SotError,
    UnknownFinding,
    VisitError,
    VisitFaults,
    VisitShape,
    raise_faults,
)
from sot_engine.exchange import names as n
from sot_engine.exchange.form import SKIPPED, TRUSTED
from sot_engine.exchange.items import branches_in
from sot_engine.exchange.moment import fhir_time
from sot_engine.exchange.names import Json
from sot_engine.exchange.pages import Page, Pages
from sot_engine.exchange.tree import Branch, gather
from sot_engine.source.nearest import did_you_mean

AGAIN = "export the visit again; this part was changed"


class Entered(NamedTuple):
    """Everything that an exam form holds."""

    visit: Visit
    history: str
    plan: str
    blocks: BlocksUsed | None
    scores: tuple[Score, ...]


class _Answer(NamedTuple):
    """What was answered to one question, and where."""

    values: tuple[Any, ...]
    at: str


def read_exam(pages: Pages, page: Page, pack: Pack) -> Entered:
    """What was entered.

    Errors: UnknownFinding, ImpossibleValue, VisitShape; VisitFaults with all of them. The pack has to be the one in
    whose words the exam was recorded.
    """
    _refuse_other_pack(pages, page, pack)
    return _Reader(pages, page, pack).entered()


def _refuse_other_pack(pages: Pages, page: Page, pack: Pack) -> None:
    form = page.resource["questionnaire"].partition("|")[0]
    if form != n.exam_form(pack):
        recorded = form.rpartition(":")[2]
        message = f'the exam was recorded in the words of the pack "{recorded}", and this is "{n.pack_name(pack)}"'
        raise pages.wrong(message, f"{page.at}.questionnaire", f"read it with that pack: {recorded}", VisitShape)


class _Reader:
    """Reads one form and gathers faults as it goes."""

    def __init__(self, pages: Pages, page: Page, pack: Pack) -> None:
        self._pages, self._pack = pages, pack
        self._items: list[tuple[Json, str]] = [
            (item, f"{page.at}.item[{number}]") for number, item in enumerate(page.resource.get("item", ()))
        ]
        self._answers = dict(_answered(self._items))
        self._faults: list[SotError] = []

    def entered(self) -> Entered:
        visit = self._visit()
        branches = tuple(self._branches("blocks"))
        scored = tuple(self._branches("scores"))
        history, plan = self._text("history"), self._text("plan")
        raise_faults(self._faults, VisitFaults)
        blocks = gather("blocks", branches, BlocksUsed, self._pages.file) if branches else None
        scores = gather("scores", scored, tuple[Score, ...], self._pages.file)
        return Entered(visit, history or "", plan or "", blocks, tuple(scores))

    def _visit(self) -> Visit:
        examined_at = self._text("visit.examined_at", required=True) or ""
        if examined_at and "T" not in (fhir_time(examined_at) or ""):
            self._fault("the time of the exam is no date with a time and a zone", "visit.examined_at")
        findings = self._findings("finding.")
        return Visit(
            examined_at=examined_at,
            examiner=self._text("visit.examiner", required=True) or "",
            patient=self._patient(),
            findings=MappingProxyType(findings),
            after=MappingProxyType(self._findings("after.")),
            complaint=self._text("complaint"),
            not_done=MappingProxyType(dict(self._not_done(findings))),
            confidence=MappingProxyType(dict(self._confidence())),
        )

    def _patient(self) -> Patient:
        age = self._value("patient.age_years", required=True)
        years = age.get("value") if isinstance(age, dict) else None
        if age is not None and (type(years) is not int or not 0 <= years <= OLDEST):
            self._fault("the age is a whole number of years", "patient.age_years")
        weeks = self._value("patient.pregnancy_weeks")
        if weeks is not None and (type(weeks) is not int or not 0 <= weeks <= LONGEST):
            message = f"the weeks of pregnancy are a whole number from 0 to {LONGEST}"
            self._fault(message, "patient.pregnancy_weeks")
        return Patient(
            ref=self._text("patient.ref", required=True) or "",
            age_years=years if isinstance(years, int) else 0,
            birth_date=self._text("patient.birth_date"),
            pregnancy_weeks=weeks,
        )

    def _fault(self, message: str, link: str, hint: str = AGAIN, kind: type[VisitError] = ImpossibleValue) -> None:
        answer = self._answers.get(link)
        at = answer.at if answer else (self._items[0][1].rpartition(".")[0] if self._items else "")
        self._faults.append(self._pages.wrong(message, at, hint, kind))

    def _value(self, link: str, *, required: bool = False) -> Any:
        answer = self._answers.get(link)
        if answer is None:
            if required:
                self._fault(f'the form has no answer to "{link}"', link, kind=VisitShape)
            return None
        if len(answer.values) != 1:
            self._fault(f'"{link}" has {len(answer.values)} answers, and takes one', link)
        return answer.values[0]

    def _text(self, link: str, *, required: bool = False) -> str | None:
        value = self._value(link, required=required)
        if value is not None and not isinstance(value, str):
            self._fault(f'"{link}" is text', link)
            return None
        return value

    def _findings(self, prefix: str) -> dict[str, Value]:
        """Recorded values by key, in the order of the vocabulary."""
        found: dict[str, Value] = {}
        for link, answer in self._answers.items():
            if link.startswith(prefix):
                key = link.removeprefix(prefix)
                entry = self._pack.keys.by_key.get(key)
                if entry is None:
                    self._unknown(key, link)
                else:
                    self._read(found, key, entry[0], answer, link)
        return {key: found[key] for key in self._pack.keys.by_key if key in found}

    def _read(self, found: dict[str, Value], key: str, finding: Finding, answer: _Answer, link: str) -> None:
        several = finding.kind == "sequence"
        raw = tuple(_code(value) for value in answer.values) if several else _code(self._value(link))
        try:
            found[key] = finding.read(raw)
        except ValueError as error:
            self._fault(f'"{key}" cannot be {error}', link, f"it takes {finding.allows()}")

    def _unknown(self, name: str, link: str) -> None:
        hint = did_you_mean(name.partition(".")[0], self._pack.findings, "`sot learn` lists every finding")
        self._fault(f'no finding is called "{name}"', link, hint, UnknownFinding)

    def _not_done(self, findings: Mapping[str, Value]) -> Iterator[tuple[str, str]]:
        for name, reason, at in self._pairs("not_done", SKIPPED):
            finding = self._known(name, at)
            if finding is None:
                continue
            side = name.partition(".")[2]
            if ("." in name) and not (finding.sided and side in SIDES):
                self._faults.append(self._pages.wrong(f'"{finding.id}" has no side "{side}"', at, AGAIN))
            elif any(key in findings for key in ((name,) if side else finding.keys)):
                self._faults.append(self._pages.wrong(f'"{name}" is recorded and not done', at, "keep one of the two"))
            else:
                yield name, reason

    def _confidence(self) -> Iterator[tuple[str, Any]]:
        for name, word, at in self._pairs("confidence", TRUSTED):
            if self._known(name, at) is None:
                continue
            if word in ("sure", "unsure"):
                yield name, word
            else:
                self._faults.append(self._pages.wrong(f'confidence in "{name}" is sure or unsure', at, AGAIN))

    def _known(self, name: str, at: str) -> Finding | None:
        finding = self._pack.findings.get(name.partition(".")[0])
        if finding is None:
            hint = did_you_mean(name, self._pack.findings, "`sot learn` lists every finding")
            self._faults.append(self._pages.wrong(f'no finding is called "{name}"', at, hint, UnknownFinding))
        return finding

    def _pairs(self, link: str, names: tuple[str, str]) -> Iterator[tuple[str, str, str]]:
        """The pairs of texts of a group that may be filled in several times, each with its place."""
        for item, at in self._items:
            if item["linkId"] != link:
                continue
            inner = dict(_answered([(part, at) for part in item.get("item", ())]))
            texts = [inner[f"{link}.{name}"].values[0] for name in names if f"{link}.{name}" in inner]
            if len(texts) == len(names) and all(isinstance(text, str) for text in texts):
                yield texts[0], texts[1], at
            else:
                self._faults.append(self._pages.wrong(f'"{link}" takes two texts', at, AGAIN, VisitShape))

    def _branches(self, link: str) -> Iterator[Branch]:
        for item, at in self._items:
            if item["linkId"] == link:
                yield from (branch._replace(at=at) for branch in branches_in([item], at.rpartition("[")[0]))


def _answered(items: list[tuple[Json, str]]) -> Iterator[tuple[str, _Answer]]:
    """The answers of a form by the link of their question; groups that repeat are read apart."""
    for item, at in items:
        if item.get("answer"):
            yield item["linkId"], _Answer(tuple(map(_given, item["answer"])), at)
        if item["linkId"] not in {"not_done", "confidence", "blocks", "scores"}:
            yield from _answered([(one, f"{at}.item[{number}]") for number, one in enumerate(item.get("item", ()))])


def _given(answer: Json) -> Any:
    return next((value for field, value in answer.items() if field.startswith("value")), None)


def _code(value: Any) -> Any:
    """What a finding can read: the code of a word, or the number."""
    return value.get("code") if isinstance(value, dict) else value
