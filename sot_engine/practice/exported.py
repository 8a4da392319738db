"""Progress as a JSON file (`sot-progress/1`), to be carried to another machine or kept."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sot_engine.domain.study import CardAnswer
from sot_engine.errors import Place, ProgressUnreadable
from sot_engine.practice.attempt import Attempt, load, plain
from sot_engine.practice.rows import answer_row, in_utc, read_time
from sot_engine.source.document import Document, Unreadable
from sot_engine.source.json_text import read_json, with_lines

SCHEMA = "sot-progress/1"
_FAMILY = SCHEMA.partition("/")[0]
_MOST_NAMED = 5


class Exported(NamedTuple):
    """What a learner took along."""

    learner: str
    answers: tuple[CardAnswer, ...]
    attempts: tuple[Attempt, ...]


class Fault(NamedTuple):
    """What is wrong with one value of the file, and the way to it."""

    path: tuple[str | int, ...]
    message: str


def write_exported(exported: Exported) -> str:
    """Progress as text; the same progress always gives the same text."""
    whole = {
        "schema": SCHEMA,
        "learner": exported.learner,
        "answers": [answer_row(answer) for answer in exported.answers],
        "attempts": [plain(attempt) for attempt in exported.attempts],
    }
    return json.dumps(whole, indent=1) + "\n"


def read_exported(text: str, file: str) -> Exported:
    """Read progress that was exported; keys that are not known are left aside.

    Errors: ProgressUnreadable, with every fault of the file.
    """
    try:
        document = read_json(text, file)
    except Unreadable as error:
        hint = error.hint or "export it again where it came from"
        raise ProgressUnreadable(error.message, where=Place(file, error.line), hint=hint) from None
    data = document.data
    _refuse_other(data, file)
    answers, attempts = [*_answers(data["answers"])], [*_attempts(data["attempts"])]
    faults = [one for one in (*answers, *attempts) if isinstance(one, Fault)]
    if faults:
        raise _refusal(faults, with_lines(document, text))
    return Exported(
        str(data["learner"]),
        tuple(one for one in answers if isinstance(one, CardAnswer)),
        tuple(one for one in attempts if isinstance(one, Attempt)),
    )


def _refuse_other(data: Any, file: str) -> None:
    schema = data.get("schema") if isinstance(data, dict) else None
    hint = "`sot practice export --format json` writes one"
    if isinstance(schema, str) and schema.startswith(f"{_FAMILY}/") and schema != SCHEMA:
        message = f"the schema is {schema}, and only {SCHEMA} is known here"
        raise ProgressUnreadable(message, where=Place(file), hint="install a newer sot-engine")
    if schema != SCHEMA:
        message = "this is no exported progress"
        raise ProgressUnreadable(message, where=Place(file), hint=hint)
    kinds = {"learner": str, "answers": list, "attempts": list}
    for name, kind in kinds.items():
        if not isinstance(data.get(name), kind):
            message = f'"{name}" is missing or of the wrong kind'
            raise ProgressUnreadable(message, where=Place(file), hint=hint)


def _answers(raw: Sequence[Any]) -> Iterator[CardAnswer | Fault]:
    from pydantic import TypeAdapter, ValidationError

    reader = TypeAdapter(CardAnswer)
    for number, one in enumerate(raw):
        try:
            answer: CardAnswer = reader.validate_json(json.dumps(one), strict=True)
            yield replace(answer, at=in_utc(answer.at))
        except ValidationError as error:
            yield from (Fault(("answers", number, *each["loc"]), each["msg"]) for each in error.errors())
        except ValueError as error:
            yield Fault(("answers", number, "at"), str(error))


def _attempts(raw: Sequence[Any]) -> Iterator[Attempt | Fault]:
    for number, one in enumerate(raw):
        try:
            attempt = load(one)
            read_time(attempt.ended_at)
        except ValueError as error:
            yield Fault(("attempts", number), str(error))
        else:
            yield attempt


def _refusal(faults: Sequence[Fault], document: Document) -> ProgressUnreadable:
    """One error that names the first faults, each with its line."""
    first, *others = faults
    named = [f"line {document.place(*one.path).line}: {_said(one)}" for one in others[:_MOST_NAMED]]
    more = f"; {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
    return ProgressUnreadable(
        _said(first), where=document.place(*first.path), context="; ".join(named) + more,
        hint="nothing was taken in; export it again where it came from",
    )  # fmt: skip


def _said(fault: Fault) -> str:
    where = ".".join(str(part) for part in fault.path)
    return f"{where}: {fault.message[:1].lower()}{fault.message[1:]}"
