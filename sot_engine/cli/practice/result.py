"""The result of an exam as a page, and what a check of it found in lines."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sot_engine.cli.practice.sheet import answer_words
from sot_engine.practice.attempt import Attempt, load
from sot_engine.practice.marks import Marks, marks
from sot_engine.practice.sealed import NOTICE, last_seal
from sot_engine.reports.names import clean
from sot_engine.reports.sheet import Entry, Section, Sheet

if TYPE_CHECKING:
    from sot_engine.workflow.practice.grade_exam import ReadAgain


def result_page(result: Mapping[str, Any]) -> Sheet:
    """What a result comes to, item by item."""
    found = marks(result)
    word = {True: "PASSED", False: "NOT PASSED", None: "NOT MARKED YET"}[found.passed]
    waiting = f"; {found.waiting} points wait for a person" if found.waiting else ""
    glance = [
        ("Candidate", clean(result["candidate"])),
        ("Ended", f"{result['ended_at']}, {result['ended_by']}"),
        ("Points", f"{found.earned} of {found.of}, {found.percent:.0f} percent{waiting}"),
        ("Pass mark", f"{found.pass_mark} percent"),
        ("Seal", last_seal(result)[:16]),
    ]
    lead = ("A stop was walked past in a case.",) if found.passed_stop else ()
    return Sheet(word, clean(result["title"]), lead=lead, glance=tuple(glance), sections=_item_sections(result),
                 footer=("Write the seal down: it shows later that the file is the same.", NOTICE))  # fmt: skip


def _item_sections(result: Mapping[str, Any]) -> tuple[Section, ...]:
    last = result["markings"][-1] if result["markings"] else {"essays": {}}
    entries = [_essay(item, last) if item["kind"] == "essay" else _marked(item) for item in result["items"]]
    return (Section("Item by item", tuple(entries)),)


def _marked(item: Mapping[str, Any]) -> Entry:
    """An item that marks itself."""
    words = _choice_words(item) if item["kind"] == "choice" else _case_words(load(item["attempt"]))
    return Entry(f"{item['points']} of {item['of']}. {words}", "", item["item"])


def _essay(item: Mapping[str, Any], marking: Mapping[str, Any]) -> Entry:
    """An essay with its points, who gave them and what was noted; or that it waits."""
    given = marking["essays"].get(item["item"])
    asked = clean(item["essay"]["ask"])
    if given is None:
        return Entry(f"not marked yet. {asked}", "", item["item"])
    note = (f"Note: {clean(given['note'])}",) if given["note"] else ()
    by = f"Marked by {clean(marking['by'])}."
    return Entry(f"{sum(given['points'])} of {item['of']}. {asked}", "", item["item"], (by, *note))


def _choice_words(item: Mapping[str, Any]) -> str:
    question = item["question"]
    given = "not answered" if item["given"] is None else question["options"][item["given"]]
    if item["points"]:
        return f"{question['ask']} You said: {given}."
    right = f"Right is: {question['options'][question['right']]}. {question['says']}"
    return f"{question['ask']} You said: {given}. {right}{_stands_in(question)}"


def _stands_in(question: Mapping[str, Any]) -> str:
    """The rule that says so where it is one, and the sources."""
    named = f"Rule {question['rule']}; source" if question.get("rule") else "Source"
    return f" {clean(named)} {clean(', '.join(question['cite']))}." if question.get("cite") else ""


def _case_words(found: Attempt) -> str:
    stop = " A stop was walked past." if found.passed_stop else ""
    return f"{found.case}. You said: {answer_words(found.answer)}. The engine says: {answer_words(found.says)}.{stop}"


def verified_lines(
    file: Path, result: Mapping[str, Any], again: Sequence["ReadAgain"], otherwise: Sequence[str]
) -> list[str]:
    """That a result is as it was sealed, which of its cases read alike, and what else of it is otherwise, in words."""
    found = marks(result)
    same = sum(one.same is True for one in again)
    wrong = otherwise or any(one.same is False for one in again)
    lines = [
        f"{'FAILED' if wrong else 'ok    '}  {file}: sealed {last_seal(result)[:16]}; {_told(result, found)}",
        f"        {same} of {len(again)} cases drawn again and read alike",
    ]
    lines += [f"FAILED  {what}" for what in otherwise]
    lines += [f"{'FAILED' if one.same is False else 'note  '}  {one.item}: {one.why}" for one in again if not one.same]
    return lines


def _told(result: Mapping[str, Any], found: Marks) -> str:
    word = {True: "passed", False: "not passed", None: "not marked yet"}[found.passed]
    return f"{clean(result['candidate'])}, {found.earned} of {found.of}, {word}"
