"""Branches as the items of a form that was filled in, and back; and the questions of that form, from the types."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, Literal, get_args, get_origin

from sot_engine.exchange.names import WORD, Json, coding, words_of
from sot_engine.exchange.parameters import value_field
from sot_engine.exchange.tree import Branch, inner_kind, is_map, parts_of, told

_TYPES: dict[Any, str] = {str: "string", int: "integer", float: "decimal", bool: "boolean"}


def items(branches: Iterable[Branch], above: str = "") -> list[Json]:
    """The items that hold these branches: a group each time it is filled in, a question once with its answers."""
    found: list[Json] = []
    for name, same in groupby(branches, key=lambda branch: branch.name):
        link, several = f"{above}{name}", list(same)
        groups = [branch for branch in several if branch.parts]
        found += [{"linkId": link, "item": items(branch.parts, f"{link}.")} for branch in groups]
        answers = [_answer(branch) for branch in several if not branch.parts]
        found += [{"linkId": link, "answer": answers}] if answers else []
    return found


def _answer(branch: Branch) -> Json:
    if branch.is_word:
        return {"valueCoding": coding(WORD, str(branch.value), words_of(str(branch.value)))}
    return {value_field(branch): branch.value}


def branches_in(listed: Iterable[Json], at: str) -> Iterator[Branch]:
    """The branches that these items hold; the name is the last step of the link."""
    for number, item in enumerate(listed):
        here = f"{at}[{number}]"
        name = item["linkId"].rpartition(".")[2]
        for place, answer in enumerate(item.get("answer", ())):
            yield Branch(name, _value(answer), at=f"{here}.answer[{place}]")
        if item.get("item"):
            yield Branch(name, parts=tuple(branches_in(item["item"], f"{here}.item")), at=here)


def _value(answer: Json) -> Any:
    value = next((found for field, found in answer.items() if field.startswith("value")), None)
    return value.get("code") if isinstance(value, dict) else value


def questions(kind: Any, above: str = "", *, without: tuple[str, ...] = ()) -> list[Json]:
    """The questions of a form that holds a record of this type."""
    fields = parts_of(kind).items()
    return [question(f"{above}{told(field)}", of) for field, of in fields if told(field) not in without]


def question(link: str, kind: Any, text: str = "") -> Json:
    """The question, or the group of questions, that holds a value of this type."""
    kind = inner_kind(kind)
    repeats = get_origin(kind) is tuple or is_map(kind)
    inner = inner_kind(get_args(kind)[-1 if is_map(kind) else 0]) if repeats else kind
    asked: Json = {"linkId": link, "text": text or words_of(link.rpartition(".")[2])}
    if parts_of(inner):
        return {**asked, "type": "group", "repeats": repeats, "item": questions(inner, f"{link}.")}
    if get_origin(inner) is Literal:
        options = [{"valueCoding": coding(WORD, word, words_of(word))} for word in get_args(inner)]
        return {**asked, "type": "choice", "repeats": repeats, "answerOption": options}
    return {**asked, "type": _TYPES[inner], "repeats": repeats}
