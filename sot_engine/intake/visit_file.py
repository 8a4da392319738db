"""A visit file (`sot-visit/1`, YAML or JSON) to a Visit, or to all of its faults together.

Nothing is guessed and nothing is dropped: what the file says and the vocabulary does not know is refused, each entry
with its line.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path as FilePath
from types import MappingProxyType
from typing import Any

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, Vocabulary, shown
from sot_engine.domain.pack import Pack
from sot_engine.domain.shorthand import Recorded, expand
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import LONGEST, OLDEST, Patient, Visit, age_on, has_offset
from sot_engine.errors import (
    ImpossibleValue,
    Place,
    UnknownFinding,
    VisitError,
    VisitFaults,
    VisitShape,
    VisitSyntax,
    raise_faults,
)  # fmt: skip
from sot_engine.source.document import Document, Path, Unreadable
from sot_engine.source.json_text import read_json, with_lines
from sot_engine.source.nearest import did_you_mean
from sot_engine.source.unseen import broken, unseen

SCHEMA = "sot-visit/1"
MAX_BYTES = 200_000
"""An exam with every finding recorded is a thirtieth of this."""
MAX_HINTS = 25
"""Looking for the nearest name is slow; after so many faults the file is of another kind anyway."""

_TOP = ("schema", "visit", "patient", "complaint", "findings", "after_blocking", "not_done", "confidence")
_VISIT = ("examined_at", "examiner")
_KINDS = {list: "a list", dict: "a map", bool: "yes or no", int: "a number", float: "a number", str: "blank"}
_PATIENT = ("ref", "age_years", "birth_date", "pregnancy_weeks")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_MISSING = object()
_NEEDED = {
    "visit": "add `visit:` with `examined_at:` and `examiner:`",
    "patient": "add `patient:` with `ref:` and `age_years:` or `birth_date:`",
    "findings": "add `findings:`; it may be empty: {}",
}


def read_visit(path: str | FilePath, pack: Pack | None = None) -> Visit:
    """Read one visit file in the words of a pack, sot-core when none is given.

    Errors: VisitSyntax, VisitShape, UnknownFinding, ImpossibleValue; VisitFaults with all of them together.
    """
    file = FilePath(path)
    try:
        with file.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise _too_large(file.as_posix())
        text = content.decode("utf-8-sig")
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or str(error)).lower()}"
        raise VisitSyntax(message, where=Place(file.as_posix()), hint="check the name and the permission") from None
    except UnicodeDecodeError:
        message = "the file is not UTF-8 text"
        raise VisitSyntax(message, where=Place(file.as_posix()), hint="save it as UTF-8") from None
    return read_visit_text(text, file.as_posix(), pack)


def read_visit_text(
    text: str, file: str = "the visit", pack: Pack | None = None, *, is_json: bool | None = None
) -> Visit:
    """Read one visit from text; `file` is how messages call it. JSON is tried first where the text looks like it."""
    if len(text) > MAX_BYTES:
        raise _too_large(file)
    looks_json = text.lstrip()[:1] == "{" or file.endswith(".json") if is_json is None else is_json
    try:
        document = _document(text, file, looks_json=looks_json, only_json=bool(is_json) or file.endswith(".json"))
    except Unreadable as error:
        hint = error.hint or "compare with examples/, or run `sot learn V010`"
        raise VisitSyntax(error.message, where=Place(file, error.line), hint=hint) from None
    if pack is None:
        from sot_engine.packs.shelf import read_pack

        pack = read_pack()
    return _Reader(document, pack.findings, lambda: with_lines(document, text) if looks_json else document).visit()


def read_visit_document(document: Document, pack: Pack) -> Visit:
    """Read one visit from a document that knows its lines, as when a file holds more than a visit."""
    return _Reader(document, pack.findings, lambda: document).visit()


def _document(text: str, file: str, *, looks_json: bool, only_json: bool) -> Document:
    if looks_json:
        try:
            return read_json(text, file)
        except Unreadable as error:
            if only_json and not error.message.endswith("is written twice"):
                raise
    from sot_engine.source.yaml_text import read_yaml

    return read_yaml(text, file, goes_on=True)


def _too_large(file: str) -> VisitSyntax:
    message = f"the file is larger than {MAX_BYTES // 1000} kB"
    return VisitSyntax(message, where=Place(file), hint="a visit holds one exam; give a batch as JSON lines")


class _Reader:
    """Reads one document and gathers faults as it goes."""

    def __init__(self, document: Document, vocabulary: Vocabulary, located: Callable[[], Document]) -> None:
        self._document, self._vocabulary, self._located = document, vocabulary, located
        self._faults: list[tuple[type[VisitError], str, Path, str]] = []

    def visit(self) -> Visit:
        data = self._document.data
        if not isinstance(data, dict):
            self._fault(VisitShape, "a visit is a map of keys", (), f"start with `schema: {SCHEMA}`")
            self._raise()
        self._known_keys(data, _TOP, ())
        self._schema(data)
        head = self._map(data, "visit", required=True)
        self._known_keys(head, _VISIT, ("visit",))
        examined_at = self._time(head)
        findings = self._findings(self._map(data, "findings", required=True), ("findings",))
        again = self._map(data, "after_blocking")
        self._known_keys(again, ("findings",), ("after_blocking",))
        after = self._findings(self._map(again, "findings", ("after_blocking",)), ("after_blocking", "findings"))
        found = Visit(
            examined_at=examined_at,
            examiner=self._line(head, "examiner", ("visit",)),
            patient=self._patient(data, examined_at),
            findings=MappingProxyType(findings),
            after=MappingProxyType(after),
            complaint=self._text(data, "complaint", (), required=False),
            not_done=MappingProxyType(self._not_done(self._map(data, "not_done"), findings)),
            confidence=MappingProxyType(self._confidence(self._map(data, "confidence"))),
        )
        self._raise()
        return found

    def _raise(self) -> None:
        file = self._document.file
        twice = [VisitSyntax(one.message, where=Place(file, one.line), hint=one.hint) for one in self._document.twice]
        if self._faults or twice:
            located = self._located()
            raise_faults(
                [*twice, *(kind(message, where=located.place(*path), context=_told(path), hint=hint)
                 for kind, message, path, hint in self._faults)],
                VisitFaults,
            )  # fmt: skip

    def _fault(self, kind: type[VisitError], message: str, path: Path, hint: str) -> None:
        self._faults.append((kind, message, path, hint))

    def _known_keys(self, data: Mapping[Any, Any], known: Iterable[str], path: Path) -> None:
        for name in data:
            if name not in known:
                hint = did_you_mean(str(name), known, "known here: " + ", ".join(known))
                self._fault(VisitShape, f'unknown key "{name}"', (*path, name), hint)

    def _map(self, data: Mapping[str, Any], name: str, path: Path = (), *, required: bool = False) -> dict[str, Any]:
        raw = data.get(name, _MISSING)
        if isinstance(raw, dict):
            return raw
        if raw is _MISSING:
            if required:
                self._fault(VisitShape, f'"{name}" is missing', path, _NEEDED[name])
        else:
            self._fault(VisitShape, f'"{name}" is a map of keys', (*path, name), f"write `{name}: {{}}` when empty")
        return {}

    def _schema(self, data: Mapping[str, Any]) -> None:
        if "schema" not in data:
            self._fault(VisitShape, '"schema" is missing', (), f"add `schema: {SCHEMA}` as the first line")
        elif data["schema"] != SCHEMA:
            self._fault(VisitShape, f"the schema {shown(data['schema'])} is not known", ("schema",), f"use {SCHEMA}")

    def _text(self, data: Mapping[str, Any], name: str, path: Path, *, required: bool = True) -> str | None:
        raw = data.get(name, _MISSING)
        if raw is _MISSING:
            if required:
                self._fault(VisitShape, f'"{name}" is missing', path, f'add `{name}: "..."`')
            return None
        if not isinstance(raw, str) or not raw.strip():
            self._fault(VisitShape, f'"{name}" is text, not {_kind(raw)}', (*path, name), f'write {name}: "..."')
            return None
        return self._seen(raw, name, (*path, name))

    def _line(self, data: Mapping[str, Any], name: str, path: Path) -> str:
        """A text that stands on one line, as whoever is named does in a list."""
        text = self._text(data, name, path) or ""
        sign = broken(text)
        if sign:
            message = f'the character {sign} has no place in "{name}"'
            self._fault(VisitShape, message, (*path, name), "it stands on one line")
        return text

    def _seen(self, raw: str, name: str, path: Path) -> str:
        """A text without blanks around it; a sign that nobody sees, other than the end of a line, is a fault."""
        hidden = unseen(raw)
        if hidden:
            message = f'"{name}" holds the character {hidden}, which cannot be seen'
            self._fault(VisitShape, message, path, "take it out")
        return raw.strip()

    def _time(self, head: Mapping[str, Any]) -> str:
        text = self._text(head, "examined_at", ("visit",))
        where: Path = ("visit", "examined_at")
        if text is None:
            return ""
        if not _TIME.match(text):
            naive = _TIME.match(text + "Z") is not None
            message = f"{shown(text)} has no time zone" if naive else f"{shown(text)} is not a date with a time"
            self._fault(VisitShape if not naive else ImpossibleValue, message, where, "write 2026-03-14T09:30:00-08:00")
            return ""
        try:
            datetime.fromisoformat(text)
        except ValueError:
            self._fault(
                ImpossibleValue, f"there is no such time as {shown(text)}", where, "write 2026-03-14T09:30:00-08:00"
            )
            return ""
        if not has_offset(text):
            message = f"no place has the offset of {shown(text)}"
            self._fault(ImpossibleValue, message, where, "an offset is at most 14:00, as in 2026-03-14T09:30:00-08:00")
            return ""
        return text

    def _patient(self, top: Mapping[str, Any], examined_at: str) -> Patient:
        data = self._map(top, "patient", required=True)
        given = isinstance(top.get("patient"), dict)
        self._known_keys(data, _PATIENT, ("patient",))
        born = self._text(data, "birth_date", ("patient",), required=False)
        if given and ("age_years" in data) == ("birth_date" in data):
            message = "age_years and birth_date exclude each other" if "age_years" in data else "the age is missing"
            self._fault(VisitShape, message, ("patient",), "give age_years or birth_date, one of them")
        weeks = self._whole(data, "pregnancy_weeks", 0, LONGEST)
        age = self._whole(data, "age_years", 0, OLDEST)
        if born is not None and "age_years" not in data:
            age = self._age(born, examined_at)
        ref = self._line(data, "ref", ("patient",)) if given else ""
        return Patient(ref=ref, age_years=age or 0, birth_date=born, pregnancy_weeks=weeks)

    def _whole(self, data: Mapping[str, Any], name: str, low: int, high: int) -> int | None:
        raw = data.get(name, _MISSING)
        if raw is _MISSING:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int) or not low <= raw <= high:
            message = f'"{name}" cannot be {shown(raw)}'
            self._fault(ImpossibleValue, message, ("patient", name), f"a whole number from {low} to {high}")
            return None
        return raw

    def _age(self, born: str, examined_at: str) -> int | None:
        where: Path = ("patient", "birth_date")
        try:
            if not _DAY.match(born):
                raise ValueError(born)  # noqa: TRY301  # one message for every date that is none
            birth = date.fromisoformat(born)
        except ValueError:
            self._fault(ImpossibleValue, "this is not a date", where, "write 1989-02-01")
            return None
        if not examined_at:
            return None
        age = age_on(birth, datetime.fromisoformat(examined_at).date())
        if not 0 <= age <= OLDEST:
            message = f"the exam is not within the {OLDEST} years after the birth"
            self._fault(ImpossibleValue, message, where, "check both dates")
            return None
        return age

    def _findings(self, data: dict[str, Any], path: Path) -> dict[str, Value]:
        """Recorded values by key, in the order of the vocabulary."""
        found: dict[str, Value] = {}
        for name, raw in data.items():
            finding = self._finding(name, (*path, name))
            if finding:
                found.update((entry.key, entry.value) for entry in self._values(finding, raw, (*path, name)))
        keys = (key for finding in self._vocabulary.values() for key in finding.keys)
        return {key: found[key] for key in keys if key in found}

    def _finding(self, name: object, path: Path) -> Finding | None:
        finding = self._vocabulary.get(str(name))
        if finding is None:
            close = self._vocabulary if len(self._faults) < MAX_HINTS else ()
            hint = did_you_mean(str(name), close, "`sot learn` lists every finding")
            self._fault(UnknownFinding, f"no finding is called {shown(str(name))}", path, hint)
        return finding

    def _values(self, finding: Finding, raw: Any, path: Path) -> Iterator[Recorded]:
        for entry in expand(finding, raw):
            if isinstance(entry, Recorded):
                yield entry
            else:
                self._fault(ImpossibleValue, entry.message, (*path, *entry.below), entry.hint)

    def _not_done(self, data: dict[str, Any], findings: Mapping[str, Value]) -> dict[str, str]:
        """Reasons by finding, or by finding and side; what was recorded cannot also be not done."""
        found: dict[str, str] = {}
        for name, reason in data.items():
            path: Path = ("not_done", name)
            base, _, side = str(name).partition(".")
            finding = self._finding(base, path)
            if finding is None:
                continue
            if "." in str(name) and (not finding.sided or side not in SIDES):
                self._fault(ImpossibleValue, f'"{base}" has no side {shown(side)}', path, "sides are left and right")
                continue
            if not isinstance(reason, str) or not reason.strip():
                self._fault(VisitShape, f'"{name}" was not done: the reason is text', path, 'write "neck pain"')
                continue
            keys = (f"{base}.{side}",) if side else finding.keys
            if any(key in findings for key in keys):
                self._fault(ImpossibleValue, f'"{name}" is recorded and in not_done', path, "keep one of the two")
                continue
            found[str(name)] = self._seen(reason, name, path)
        return found

    def _confidence(self, data: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, word in data.items():
            if self._finding(name, ("confidence", name)) is None:
                continue
            if word not in ("sure", "unsure"):  # the word may be anything, a list too
                message = f'confidence in "{name}" cannot be {shown(word)}'
                self._fault(ImpossibleValue, message, ("confidence", name), "write sure or unsure")
                continue
            found[name] = word
        return found


def _told(path: Path) -> str:
    return "under " + ", ".join(str(step) for step in path[:-1]) if len(path) > 1 else ""


def _kind(raw: object) -> str:
    """What stands where text belongs; not the words themselves, which may be about a patient."""
    return _KINDS.get(type(raw), "nothing")
