"""Plain data to frozen values, through pydantic; what it finds wrong is said in our words, with file and line."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sot_engine.domain import finding, pack, rule
from sot_engine.domain.finding import shown
from sot_engine.errors import PackError, PackShape
from sot_engine.source.document import Document, Path
from sot_engine.source.nearest import did_you_mean

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

T = TypeVar("T")
_ADAPTERS: dict[type[Any], Any] = {}
_STRICT = {"extra": "forbid"}
OURS = ("at", "mark")
"""What the reader adds to a value, and nobody writes."""
_KINDS = {
    "dataclass": "a map of keys", "dict": "a map of keys", "mapping": "a map of keys", "tuple": "a list",
    "string": "text", "int": "a whole number", "float": "a number", "bool": "true or false",
}  # fmt: skip
"""What pydantic calls a kind, and what we call it."""


def adapter(kind: Any) -> "TypeAdapter[Any]":
    """The validator of one kind of value, built once."""
    from pydantic import TypeAdapter

    if kind not in _ADAPTERS:
        for room in (finding, pack, rule, sys.modules[kind.__module__]):
            for known in vars(room).values():
                if isinstance(known, type) and is_dataclass(known):
                    known.__pydantic_config__ = _STRICT  # type: ignore[attr-defined]  # the domain knows no pydantic
        _ADAPTERS[kind] = TypeAdapter(kind)
    found: TypeAdapter[Any] = _ADAPTERS[kind]
    return found


def shape(kind: type[T], data: Any, document: Document, path: Path, context: str, faults: list[PackError]) -> T | None:
    """Validate plain data into a frozen value; faults are noted and give None."""
    from pydantic import ValidationError

    unknown = _unknown_keys(kind, data, document, path, context)
    faults.extend(unknown)
    if unknown:
        data = {name: value for name, value in data.items() if name in _names(kind)}
    try:
        value: T = adapter(kind).validate_python(_stripped(data))
    except ValidationError as error:
        faults.extend(_fault(detail, document, path, context) for detail in error.errors(include_url=False))
        return None
    unlike = [] if _alike(data, value) else list(_unlike(data, value, ()))
    faults.extend(
        PackShape(message, where=document.place(*path, *below), context=context, hint="see the pack language")
        for below, message in unlike
    )
    return None if unknown or unlike else value


def _alike(raw: Any, value: Any) -> bool:
    """Whether it is plain that `_unlike` has nothing to tell: nearly always so, and quicker asked than told."""
    kind = type(raw)
    if kind is str:
        return type(value) is str and raw != "" and not raw.isspace()
    if kind is dict:
        if type(value) is dict:
            return all(_alike(part, value.get(name)) for name, part in raw.items())
        return is_dataclass(value) and all(_alike(part, getattr(value, name, None)) for name, part in raw.items())
    if kind is list:
        return isinstance(value, tuple | list) and all(map(_alike, raw, value))
    return kind is type(value) or (kind is int and type(value) is float)


def _unlike(raw: Any, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Where a value is not what was written: a word taken for a number, a number for a yes, or an empty text."""
    if is_dataclass(value) and isinstance(raw, dict):
        for name in raw:
            yield from _unlike(raw[name], getattr(value, str(name), None), (*path, name))
    elif isinstance(raw, dict) and isinstance(value, Mapping):
        for name in raw:
            yield from _unlike(raw[name], value.get(name), (*path, name))
    elif isinstance(raw, list) and isinstance(value, tuple):
        for number, (one, two) in enumerate(zip(raw, value, strict=False)):
            yield from _unlike(one, two, (*path, number))
    elif isinstance(raw, str) and not raw.strip():
        yield path, f"{path[-1]} is empty" if path else "this entry is empty"
    elif isinstance(raw, bool | str) != isinstance(value, bool | str) or (
        isinstance(raw, bool) != isinstance(value, bool)
    ):
        yield path, f"{path[-1]} cannot be {str(raw).lower()}"


def _stripped(data: Any) -> Any:
    """Text without the line end that a folded YAML scalar leaves behind."""
    if isinstance(data, str):
        return data.strip()
    if isinstance(data, dict):
        return {name: _stripped(value) for name, value in data.items()}
    return [_stripped(value) for value in data] if isinstance(data, list) else data


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name not in OURS) if is_dataclass(kind) else ()


def _unknown_keys(kind: type[Any], data: Any, document: Document, path: Path, context: str) -> list[PackError]:
    if not isinstance(data, dict):
        return []
    known = _names(kind)
    return [
        PackShape(
            f'unknown key "{name}"',
            where=document.place(*path, name),
            context=context,
            hint=did_you_mean(str(name), known, "known: " + ", ".join(known)),
        )
        for name in data
        if name not in known
    ]


def _fault(detail: "ErrorDetails", document: Document, path: Path, context: str) -> PackError:
    loc = tuple(part for part in detail["loc"] if not (isinstance(part, str) and "[" in part))
    where = document.place(*path, *loc)
    name = ".".join(str(part) for part in loc) or "this entry"
    allowed = _context(detail).get("expected", "")
    match detail["type"]:
        case "missing" | "missing_argument" | "missing_keyword_only_argument":
            return PackShape(f'"{loc[-1]}" is missing', where=where, context=context, hint=f"add {loc[-1]}: ...")
        case "unexpected_keyword_argument" | "extra_forbidden":
            return PackShape(f'unknown key "{loc[-1]}"', where=where, context=context, hint="take it out")
        case "literal_error":
            message = f'{name} cannot be "{detail["input"]}"'
            return PackShape(message, where=where, context=context, hint=f"one of: {allowed}".replace("'", ""))
    kind = next((words for part, words in _KINDS.items() if part in detail["type"]), "of another kind")
    message = f"{name} is {kind}, not {shown(detail['input'])}"
    return PackShape(message, where=where, context=context, hint="see the pack language")


def _context(detail: "ErrorDetails") -> Mapping[str, Any]:
    return detail.get("ctx", {})
