"""The result of an exam as a sealed file (`sot-exam-result/1`): what was asked and answered, the marks, and a hash.

The seal is a hash over the content, and each marking by a teacher is sealed over the seal before it. It shows that
something was changed afterwards; it is no legal signature, and it does not show who sat the exam.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from sot_engine import __version__
from sot_engine.domain.assessment import plain
from sot_engine.errors import ResultBroken
from sot_engine.practice import attempt as attempts
from sot_engine.practice.attempt import Attempt
from sot_engine.practice.debrief import debrief
from sot_engine.practice.exam import Exam
from sot_engine.practice.paper import CASE_POINTS, CaseItem, ChoiceItem, EssayItem, Item
from sot_engine.practice.result_shape import misshapen

SCHEMA = "sot-exam-result/1"
NOTICE = (
    "A hash makes it evident when this file is changed after it was sealed. It is no legal signature, and it does not "
    "show who sat the exam or what helped them."
)


def digest(value: Any) -> str:
    """The hash of plain data, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def seal(exam: Exam) -> dict[str, Any]:
    """The result of an exam that ended, sealed."""
    paper = exam.paper
    content = {
        "schema": SCHEMA,
        "title": paper.blueprint.title,
        "notice": NOTICE,
        "candidate": exam.candidate,
        "started_at": exam.started_at,
        "ended_at": exam.ended_at,
        "ended_by": exam.ended_by,
        "attestation": exam.attests,
        "seed": paper.seed,
        "pack": {"id": paper.pack.id, "version": paper.pack.version, "sha256": paper.pack.sha256,
                 "with": list(paper.pack.with_)},
        "sot_engine": __version__,
        "blueprint": plain(paper.blueprint),
        "items": [_item(exam, item) for item in paper.items],
    }  # fmt: skip
    return {**content, "seal": digest(content), "markings": []}


def _item(exam: Exam, item: Item) -> dict[str, Any]:
    match item:
        case ChoiceItem(id=name, question=question):
            given = exam.chosen.get(name)
            return {"item": name, "kind": "choice", "question": plain(question), "given": given,
                    "points": int(given == question.right), "of": 1}  # fmt: skip
        case CaseItem(id=name):
            found = _attempt(exam, item)
            return {"item": name, "kind": "case", "attempt": attempts.plain(found),
                    "points": case_points(found), "of": CASE_POINTS}  # fmt: skip
        case EssayItem(id=name, essay=essay):
            return {"item": name, "kind": "essay", "essay": plain(essay), "given": exam.written.get(name, ""),
                    "points": None, "of": essay.points}  # fmt: skip


def _attempt(exam: Exam, item: CaseItem) -> Attempt:
    return debrief(
        exam.sessions[item.id], f"{digest([exam.candidate, exam.started_at])[:12]} {item.id}", "exam"
    ).attempt


def case_points(attempt: Attempt) -> int:
    """One point for the outcome and its category, and one for side and placement with them."""
    if not attempt.is_right or attempt.answer is None:
        return 0
    answer, says = attempt.answer, attempt.says
    placed = (answer.side, answer.placement, answer.placement_status) == (
        says.side, says.placement, says.placement_status,
    )  # fmt: skip
    return CASE_POINTS if placed else 1


def check(result: Any) -> Mapping[str, Any]:
    """A result whose seals and marks are what its content says.

    Errors: ResultBroken with what is not.
    """
    if not isinstance(result, dict) or result.get("schema") != SCHEMA:
        message = f"this is no result of an exam: the schema is not {SCHEMA}"
        raise ResultBroken(message, hint="give the file that `sot practice exam` wrote")
    content = {name: part for name, part in result.items() if name not in {"seal", "markings"}}
    if result.get("seal") != digest(content):
        message = "the exam was changed after it was sealed"
        raise ResultBroken(message, hint="ask for the file as it was written")
    for wrong in misshapen(result):
        message = f"this is no result of an exam, or a damaged one: {wrong}"
        raise ResultBroken(message, hint="give the file that `sot practice exam` wrote")
    for wrong in _wrong_marks(content):
        message = f"the points of {wrong} are not what its answer earns"
        raise ResultBroken(message, hint="ask for the file as it was written")
    _check_markings(result)
    return result


def _wrong_marks(content: Mapping[str, Any]) -> Iterator[str]:
    for item in content["items"]:
        if item["kind"] == "choice" and item["points"] != int(item["given"] == item["question"]["right"]):
            yield item["item"]
        if item["kind"] == "case" and item["points"] != case_points(attempts.load(item["attempt"])):
            yield item["item"]


def _check_markings(result: Mapping[str, Any]) -> None:
    last = result["seal"]
    for number, marking in enumerate(result["markings"], start=1):
        content = {name: part for name, part in marking.items() if name != "seal"}
        if marking.get("seal") != digest([last, content]):
            message = f"marking {number} was changed after it was sealed, or one before it is missing"
            raise ResultBroken(message, hint="ask the teacher for the file as it was marked")
        last = marking["seal"]


def last_seal(result: Mapping[str, Any]) -> str:
    """The seal of the whole file as it stands."""
    markings = result["markings"]
    return str(markings[-1]["seal"] if markings else result["seal"])


def with_marking(result: Mapping[str, Any], marking: Mapping[str, Any]) -> dict[str, Any]:
    """The result with one more marking, sealed over all before it. The last one counts."""
    sealed = {**marking, "seal": digest([last_seal(result), marking])}
    return {**result, "markings": [*result["markings"], sealed]}
