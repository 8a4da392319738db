"""Verify the result of an exam, read its cases again, and mark its essays."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sot_engine.domain.classwork import ClassSum
from sot_engine.domain.pack import Pack
from sot_engine.errors import BlueprintRefused, CaseRefused, Place, ResultBroken, ResultUnreadable, SotError
from sot_engine.packs.shelf import read_pack
from sot_engine.practice.attempt import Answer, load
from sot_engine.practice.blueprint import RubricLine
from sot_engine.practice.classwork import sum_up
from sot_engine.practice.difficulty import DIFFICULTIES
from sot_engine.practice.question_kinds import stems
from sot_engine.practice.result_shape import fits_rubric
from sot_engine.practice.sealed import check, with_marking
from sot_engine.workflow.practice.find_case import Wish, find_case
from sot_engine.workflow.practice.practise import utc_now
from sot_engine.workflow.practice.sit_exam import write_result

MOST_BYTES = 20_000_000


class Marked(NamedTuple):
    """One essay as a person marked it: points line by line of its rubric, and a note."""

    points: tuple[int, ...]
    note: str = ""


def read_result(file: Path) -> Mapping[str, Any]:
    """A result whose seals and points are in order.

    Errors: ResultUnreadable, or ResultBroken with what is not.
    """
    where = Place(file.as_posix())
    try:
        return check(json.loads(_text(file)))
    except OSError as error:
        message = f"the result cannot be read: {(error.strerror or str(error)).lower()}"
        raise ResultUnreadable(message, where=where, hint="check the name and the permission") from None
    except ResultBroken as broken:
        raise ResultBroken(broken.message, where=where, hint=broken.hint) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = "this is no result of an exam, or a damaged one"
        raise ResultBroken(message, where=where, hint="give the file that `sot practice exam` wrote") from None


def _text(file: Path) -> str:
    if file.stat().st_size > MOST_BYTES:
        message = "the file is too large for the result of an exam"
        raise ResultBroken(message, hint="give the file that `sot practice exam` wrote")
    return file.read_text(encoding="utf-8")


class ReadAgain(NamedTuple):
    """One case of a result, drawn and read again: the same, another answer, or not to be drawn here."""

    item: str
    same: bool | None
    why: str


def read_cases_again(result: Mapping[str, Any], called: str | None = None) -> Iterator[ReadAgain]:
    """Draw every case of a result anew and have the engine read it, where the pack is the same."""
    cases = [item for item in result["items"] if item["kind"] == "case"]
    pack, why = _pack(result, called)
    for item in cases:
        name = item["attempt"]["case"]
        if pack is None or name.partition("-")[0] not in DIFFICULTIES:
            yield ReadAgain(item["item"], None, why or "a case of the teacher's own is not in the file")
            continue
        try:
            says = find_case(pack, called or pack.id, Wish(case=name)).says
        except CaseRefused as refused:
            yield ReadAgain(item["item"], False, refused.message)  # noqa: FBT003  # a field, and named by its class
            continue
        kept = load(item["attempt"]).says
        why = "" if says == kept else f"the engine says {_told(says)}, and the file {_told(kept)}"
        yield ReadAgain(item["item"], says == kept, why)


def _told(says: Answer) -> str:
    """An answer of the engine with its side and placement, so that two that differ read differently."""
    placed = says.placement or says.placement_status if says.category else None
    return ", ".join(part for part in (says.label, says.side, placed) if part)


def wrong_questions(result: Mapping[str, Any], called: str | None = None) -> Iterator[str]:
    """The questions that do not stand so in the pack, or have another right answer there; none under another pack."""
    pack, _ = _pack(result, called)
    known = {stem.id: stem for stem in stems(pack)} if pack else {}
    for item in result["items"] if pack else ():
        if item["kind"] != "choice":
            continue
        asked, stem = item["question"], known.get(item["question"]["id"])
        options = asked["options"]
        wrong = {*options} - {options[asked["right"]]}
        if stem is None or (asked["ask"], options[asked["right"]]) != (stem.ask, stem.right) or wrong - {*stem.wrong}:
            yield item["item"]


def _pack(result: Mapping[str, Any], called: str | None) -> tuple[Pack | None, str]:
    stamp = result["pack"]
    try:
        pack = read_pack(called or stamp["id"], tuple(stamp["with"]))
    except SotError as error:
        return None, error.message
    if pack.sha256 != stamp["sha256"]:
        return None, f"the pack {stamp['id']} here is not the one of the exam"
    return pack, ""


def sum_up_class(files: Sequence[Path]) -> ClassSum:
    """A class from the results of one exam. A result that is given twice counts once, as it was marked last.

    Errors: ResultUnreadable, ResultBroken; BlueprintRefused for results of different exams.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for file in files:
        result = read_result(file)
        first = next(iter(found.values()), result)
        if result["blueprint"] != first["blueprint"]:
            message = "this result is of another exam than the first: their blueprints differ"
            raise BlueprintRefused(message, where=Place(file.as_posix()), hint="give the results of one exam")
        kept = found.get(result["seal"], result)
        found[result["seal"]] = max(kept, result, key=lambda one: len(one["markings"]))
    return sum_up(list(found.values()))


def essays(result: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The essays of a result, each with its rubric and what was written."""
    return [item for item in result["items"] if item["kind"] == "essay"]


def mark_essays(
    result: Mapping[str, Any], marked: Mapping[str, Marked], by: str, file: Path, *, attests: str
) -> Mapping[str, Any]:
    """Add a marking to a result and write it. Earlier markings stay.

    Errors: ResultBroken for points that the rubric does not give; MachineLacks when it cannot be written.
    """
    for item in essays(result):
        rubric = [RubricLine(**line) for line in item["essay"]["rubric"]]
        if not fits_rubric(marked[item["item"]].points, rubric):
            message = f"the points of {item['item']} do not fit its rubric"
            raise ResultBroken(message, where=Place(file.as_posix()), hint="give each line from 0 to its points")
    marking = {
        "by": by,
        "at": utc_now(),
        "attestation": attests,
        "essays": {name: {"points": list(one.points), "note": one.note} for name, one in marked.items()},
    }
    sealed = with_marking(result, marking)
    write_result(sealed, file)
    return sealed
