"""The exam as entered: the form with every finding of the pack, and the form as it was filled in."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args

from sot_engine.domain.chart import BlocksUsed, Score
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, Position
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Patient
from sot_engine.exchange import names as n
from sot_engine.exchange.export import Export
from sot_engine.exchange.items import items, question
from sot_engine.exchange.moment import dated
from sot_engine.exchange.names import Json
from sot_engine.exchange.tree import grow

_FIELDS: dict[str, str] = {"grade": "Integer", "pain": "Integer", "count": "Integer", "measure": "Decimal"}
_TYPES: dict[str, str] = {"grade": "integer", "pain": "integer", "count": "integer", "measure": "decimal"}
SKIPPED = ("what", "why")
TRUSTED = ("what", "how")


def exam_questions(pack: Pack) -> Json:
    """The form of an exam in the words of a pack, in the order of the positions."""
    return {
        "resourceType": "Questionnaire",
        "url": n.exam_form(pack),
        "version": pack.version,
        "name": "SotExam",
        "status": "active",
        "subjectType": ["Patient"],
        "title": f"SOT exam, {n.pack_name(pack)} {pack.version}",
        "item": [
            _group("visit", (_ask("visit.examined_at", "string"), _ask("visit.examiner", "string"))),
            _group("patient", tuple(_patient_questions())),
            _ask("complaint", "text"),
            _ask("history", "text"),
            *_findings_asked("finding", pack),
            {**_group("after", tuple(_findings_asked("after", pack))), "text": "re-tested after blocking"},
            _pairs("not_done", SKIPPED),
            _pairs("confidence", TRUSTED),
            question("blocks", BlocksUsed),
            question("scores", tuple[Score, ...]),
            _ask("plan", "text"),
        ],
    }


def _ask(link: str, kind: str) -> Json:
    return {"linkId": link, "text": n.words_of(link.rpartition(".")[2]), "type": kind}


def _group(link: str, asked: tuple[Json, ...]) -> Json:
    return {"linkId": link, "text": n.words_of(link), "type": "group", "item": list(asked)}


def _pairs(link: str, names: tuple[str, str]) -> Json:
    return {**_group(link, tuple(_ask(f"{link}.{name}", "string") for name in names)), "repeats": True}


def _patient_questions() -> Iterator[Json]:
    yield _ask("patient.ref", "string")
    yield _ask("patient.age_years", "quantity")
    yield _ask("patient.birth_date", "date")
    yield _ask("patient.pregnancy_weeks", "integer")


def _findings_asked(link: str, pack: Pack) -> Iterator[Json]:
    for position, keys in _by_position(pack, pack.keys.by_key):
        asked = tuple(_finding_asked(f"{link}.{key}", pack.keys.by_key[key][0], pack) for key in keys)
        yield {**_group(f"{link}:{position}", asked), "text": position}


def _by_position(pack: Pack, keys: Iterable[str]) -> Iterator[tuple[Position, list[str]]]:
    """The keys at each position, in the order of the exam and of the vocabulary; a position without one is left out."""
    at: dict[Position, list[str]] = {position: [] for position in get_args(Position)}
    wanted = frozenset(keys)
    for key, (finding, _) in pack.keys.by_key.items():
        if key in wanted:
            at[finding.position].append(key)
    return ((position, found) for position, found in at.items() if found)


def _finding_asked(link: str, finding: Finding, pack: Pack) -> Json:
    side = link.rpartition(".")[2] if finding.sided else ""
    asked: Json = {"linkId": link, "text": f"{finding.asks}, {side}" if side else finding.asks}
    if finding.kind in _TYPES:
        return {**asked, "type": _TYPES[finding.kind]}
    options = [{"valueCoding": n.word_coding(word, pack)} for word in finding.words]
    return {**asked, "type": "choice", "repeats": finding.kind == "sequence", "answerOption": options}


def exam(export: Export) -> Json:
    """The form of the exam as it was filled in: what was not tested has no answer."""
    entry, visit = export.entry, export.entry.visit
    head = {"visit.examined_at": visit.examined_at, "visit.examiner": visit.examiner}
    filled = [
        _filled_group("visit", [_filled(link, [{"valueString": text}]) for link, text in head.items()]),
        _filled_group("patient", list(_patient(visit.patient, is_capped=export.is_deidentified))),
        *_text("complaint", visit.complaint),
        *_text("history", entry.history),
        *_findings("finding", visit.findings, export.pack),
        *_after(visit.after, export.pack),
        *_filled_pairs("not_done", SKIPPED, visit.not_done),
        *_filled_pairs("confidence", TRUSTED, visit.confidence),
        *items(grow("blocks", entry.blocks, BlocksUsed)),
        *items(grow("scores", entry.scores, tuple[Score, ...])),
        *_text("plan", entry.plan),
    ]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{n.exam_form(export.pack)}|{export.pack.version}",
        "status": export.status("QuestionnaireResponse"),
        **export.context,
        **dated("authored", visit.examined_at),
        **({} if export.is_deidentified else {"author": export.to_person(entry.opened_by)}),
        "item": filled,
    }


def _filled(link: str, answers: list[Json]) -> Json:
    return {"linkId": link, "answer": answers}


def _filled_group(link: str, found: list[Json]) -> Json:
    return {"linkId": link, "item": found}


def _text(link: str, text: str | None) -> Iterator[Json]:
    if text:
        yield _filled(link, [{"valueString": text}])


def _patient(patient: Patient, *, is_capped: bool) -> Iterator[Json]:
    yield _filled("patient.ref", [{"valueString": patient.ref}])
    over = {"comparator": ">="} if is_capped and patient.age_years >= n.OLDEST_TOLD else {}
    age = {"value": patient.age_years, **over, "unit": "years", "system": n.UCUM, "code": "a"}
    yield _filled("patient.age_years", [{"valueQuantity": age}])
    if patient.birth_date:
        yield _filled("patient.birth_date", [{"valueDate": patient.birth_date}])
    if patient.pregnancy_weeks is not None:
        yield _filled("patient.pregnancy_weeks", [{"valueInteger": patient.pregnancy_weeks}])


def _findings(link: str, readings: Mapping[str, Value], pack: Pack) -> Iterator[Json]:
    for position, keys in _by_position(pack, readings):
        answered = [_filled(f"{link}.{key}", _answers(pack.keys.by_key[key][0], readings[key], pack)) for key in keys]
        yield _filled_group(f"{link}:{position}", answered)


def _after(readings: Mapping[str, Value], pack: Pack) -> Iterator[Json]:
    if readings:
        yield _filled_group("after", list(_findings("after", readings, pack)))


def _answers(finding: Finding, value: Value, pack: Pack) -> list[Json]:
    if finding.kind in _FIELDS:
        return [{f"value{_FIELDS[finding.kind]}": value}]
    words = value if isinstance(value, tuple) else (str(value),)
    return [{"valueCoding": n.word_coding(word, pack)} for word in words]


def _filled_pairs(link: str, names: tuple[str, str], pairs: Mapping[str, Any]) -> Iterator[Json]:
    for pair in pairs.items():
        named = zip(names, pair, strict=True)
        yield _filled_group(link, [_filled(f"{link}.{name}", [{"valueString": text}]) for name, text in named])
