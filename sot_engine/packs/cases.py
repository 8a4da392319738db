"""Golden cases: exams with what must come out, kept beside the rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from sot_engine.domain.condition import Value
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Category
from sot_engine.domain.shorthand import Recorded, expand
from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import PackError, PackFaults, PackReference, PackShape, PackSyntax, Place, raise_faults
from sot_engine.packs.case_shape import EXAM_KEYS, KINDS, ExamKeys, GroupKeys, WholeKeys
from sot_engine.packs.content import case_files, read_file
from sot_engine.packs.shape import shape
from sot_engine.source.document import Document, Path
from sot_engine.source.nearest import did_you_mean

ADULT = 40
Entry: TypeAlias = tuple[dict[str, Any], Document, Path]
CaseKind = Literal["fires", "near_miss", "unrecorded", "exam"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One golden case: an exam, and what must come out of it."""

    id: str
    kind: CaseKind
    rule: str | None
    visit: Visit
    commit: Category | None
    expect: Mapping[str, Any]
    at: Place
    title: str = ""
    cite: tuple[str, ...] = field(default=())


@dataclass(slots=True)
class Draft:
    """The findings of a case before it is a visit, so that another can be like it."""

    findings: dict[str, Value]
    after: dict[str, Value]
    patient: Mapping[str, Any]
    commit: Category | None = None

    def copy(self) -> "Draft":
        """A draft of its own."""
        return Draft(dict(self.findings), dict(self.after), self.patient, self.commit)


def read_cases(folder: FilePath, pack: Pack, name: str, base: FilePath | None = None) -> tuple[Case, ...]:
    """Read the golden cases of a pack's folder; a case may be like one of the pack that it extends.

    Errors: PackSyntax, PackShape, PackReference; PackFaults with all of them.
    """
    return CaseReader(folder, pack, name, base).cases()


class CaseReader:
    """Reads the case files of one folder and gathers faults as it goes."""

    def __init__(self, folder: FilePath, pack: Pack, name: str, base: FilePath | None) -> None:
        """Nothing is read yet. `name` is how messages call the folder."""
        self._folder, self._pack, self._name, self._base = folder, pack, name, base
        self._faults: list[PackError] = []
        self._named: dict[str, Entry] = {}
        self._drafts: dict[str, Draft] = {}

    def cases(self) -> tuple[Case, ...]:
        """Every case of the folder, in the order of its files."""
        if self._base:
            self._gather(self._base, self._base.name)
        own = self._gather(self._folder, self._name)
        cases = [case for raw, document, path in own for case in self._entry(raw, document, path)]
        raise_faults(self._faults, PackFaults)
        return tuple(cases)

    def _gather(self, folder: FilePath, name: str) -> list[Entry]:
        found: list[Entry] = []
        for file in case_files(folder):
            try:
                document = read_file(file, f"{name}/cases/{file.name}")
            except PackSyntax as error:
                self._faults.append(error)
                continue
            if isinstance(document.data, list):
                found += [
                    entry for number, raw in enumerate(document.data) for entry in self._whole(raw, document, number)
                ]
            else:
                self._fault("a case file holds a list", document, (), "start with `- rule:` or `- id:`")
        return found

    def _whole(self, raw: Any, document: Document, number: int) -> Iterator[Entry]:
        """An entry of the right shape; otherwise its faults are noted."""
        path = (number,)
        if not isinstance(raw, dict) or not {"rule", "id"} & set(raw):
            self._fault("a case has an id, or groups exams under a rule", document, path, "start it with `- rule:`")
            return
        name = f"in case {raw.get('id', raw.get('rule'))}"
        if shape(WholeKeys if "id" in raw else GroupKeys, raw, document, path, name, self._faults) is None:
            return
        if "id" in raw and raw["id"] in self._named:
            self._fault(f'the case "{raw["id"]}" exists already', document, path, "give it another id")
            return
        if "id" in raw:
            self._named[raw["id"]] = (raw, document, path)
        yield raw, document, path

    def _fault(
        self, message: str, document: Document, path: Path, hint: str, kind: type[PackError] = PackShape
    ) -> None:
        self._faults.append(kind(message, where=document.place(*path), hint=hint))

    def _entry(self, raw: dict[str, Any], document: Document, path: Path) -> Iterator[Case]:
        if "id" not in raw:
            yield from self._group(raw, document, path)
            return
        draft = self._named_draft(raw, document, path, ())
        self._check_rules(raw["expect"], document, (*path, "expect"))
        title, cite = str(raw.get("title", "")), tuple(raw.get("cite", ()))
        case = self._case(raw["id"], "exam", None, draft, raw["expect"], document.place(*path))
        yield replace(case, title=title, cite=cite)

    def _group(self, raw: dict[str, Any], document: Document, path: Path) -> Iterator[Case]:
        rule = raw["rule"]
        if rule not in self._pack.rule:
            hint = did_you_mean(rule, self._pack.rule, "see the rule files")
            self._fault(f'no rule is called "{rule}"', document, (*path, "rule"), hint, PackReference)
            return
        start = self._like(raw, document, path, ())
        for kind in KINDS:
            for number, exam in enumerate(raw.get(kind) or ()):
                here = (*path, kind, number)
                keys = {name: value for name, value in exam.items() if name in EXAM_KEYS}
                context = f"in a case of {rule}"
                if keys and shape(ExamKeys, keys, document, here, context, self._faults) is None:
                    continue
                draft = start.copy()
                self._apply(draft, exam, document, here, flat=True)
                expect: dict[str, Any] = {"fires": [rule]} if kind == "fires" else {"not_fires": [rule]}
                if "sides" in exam:
                    expect["sides"] = {rule: exam["sides"]}
                name = f"{rule} {kind.replace('_', ' ')} {number + 1}"
                yield self._case(name, kind, rule, draft, expect, document.place(*here))

    def _named_draft(self, raw: dict[str, Any], document: Document, path: Path, above: tuple[str, ...]) -> Draft:
        """The draft of a case that has an id, made once however many are like it."""
        draft = self._drafts.get(raw["id"])
        if draft is None:
            draft = self._like(raw, document, path, above)
            self._apply(draft, raw, document, path, flat=False)
            self._drafts[raw["id"]] = draft
        return draft

    def _like(self, raw: dict[str, Any], document: Document, path: Path, above: tuple[str, ...]) -> Draft:
        name = raw.get("like")
        if name is None:
            return Draft({}, {}, {"age_years": ADULT})
        if name in above:
            circle = " → ".join((*above, str(name)))
            self._fault(f"like goes in a circle: {circle}", document, path, "let one stand alone")
        elif name not in self._named:
            hint = did_you_mean(str(name), self._named, "name a case that has an id")
            self._fault(f'no case is called "{name}"', document, (*path, "like"), hint, PackReference)
        else:
            return self._named_draft(*self._named[name], (*above, str(name))).copy()
        return Draft({}, {}, {"age_years": ADULT})

    def _apply(self, draft: Draft, raw: dict[str, Any], document: Document, path: Path, *, flat: bool) -> None:
        """Put what an exam says on top of a draft."""
        for name in raw.get("without") or ():
            if name.partition(".")[0] not in self._pack.findings:
                hint = did_you_mean(name, self._pack.findings, "see findings.yaml")
                self._fault(f'no finding is called "{name}"', document, (*path, "without"), hint, PackReference)
            for key in [key for key in draft.findings if key == name or key.partition(".")[0] == name]:
                del draft.findings[key]
        if flat:
            plain = {name: value for name, value in raw.items() if name not in EXAM_KEYS}
            draft.findings.update(self._recorded(plain, document, path))
        for name in () if flat else ("findings", "but"):
            draft.findings.update(self._recorded(raw.get(name) or {}, document, (*path, name)))
        again = raw.get("after_blocking") or {}
        draft.after.update(self._recorded(again.get("findings", again), document, (*path, "after_blocking")))
        draft.patient = {**draft.patient, **(raw.get("patient") or {})}
        draft.commit = raw.get("commit", draft.commit)

    def _recorded(self, plain: Mapping[str, Any], document: Document, path: Path) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for name, raw in plain.items():
            finding = self._pack.findings.get(name)
            if finding is None:
                hint = did_you_mean(name, (*self._pack.findings, *EXAM_KEYS), "see findings.yaml")
                self._fault(f'no finding is called "{name}"', document, (*path, name), hint, PackReference)
                continue
            for entry in expand(finding, raw):
                if isinstance(entry, Recorded):
                    found[entry.key] = entry.value
                else:
                    self._fault(entry.message, document, (*path, name, *entry.below), entry.hint, PackReference)
        return found

    @staticmethod
    def _case(name: str, kind: Any, rule: str | None, draft: Draft, expect: Mapping[str, Any], at: Place) -> Case:
        patient = Patient(
            ref="case",
            age_years=draft.patient.get("age_years", ADULT),
            pregnancy_weeks=draft.patient.get("pregnancy_weeks"),
        )
        visit = Visit(
            examined_at="2026-01-01T09:00:00+00:00",
            examiner="case",
            patient=patient,
            findings=MappingProxyType(draft.findings),
            after=MappingProxyType(draft.after),
        )
        return Case(id=name, kind=kind, rule=rule, visit=visit, commit=draft.commit, expect=expect, at=at)

    def _check_rules(self, expect: Mapping[str, Any], document: Document, path: Path) -> None:
        for name in ("fires", "not_fires", "fires_only", "open"):
            for rule in expect.get(name) or ():
                if rule not in self._pack.rule:
                    hint = did_you_mean(str(rule), self._pack.rule, "see the rule files")
                    self._fault(f'no rule is called "{rule}"', document, (*path, name), hint, PackReference)
