"""Plain data to frozen values, through pydantic; what it finds wrong is said in our words, with file and line."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sot_engine.errors import PackError, PackShape
from sot_engine.source.document import Document, Path
from sot_engine.source.nearest import did_you_mean

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

T = TypeVar("T")
_ADAPTERS: dict[type[Any], Any] = {}


def adapter(kind: Any) -> "TypeAdapter[Any]":
    """The validator of one kind of value, built once."""
    from pydantic import TypeAdapter

    if kind not in _ADAPTERS:
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
    return None if unknown else value


def _stripped(data: Any) -> Any:
    """Text without the line end that a folded YAML scalar leaves behind."""
    if isinstance(data, str):
        return data.strip()
    if isinstance(data, dict):
        return {name: _stripped(value) for name, value in data.items()}
    return [_stripped(value) for value in data] if isinstance(data, list) else data


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name != "at") if is_dataclass(kind) else ()


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
    raw = detail["input"]
    given = raw if isinstance(raw, str | int | float | bool) else type(raw).__name__
    message = f"{name}: {detail['msg']}, not {given}"
    return PackShape(message, where=where, context=context, hint="see the pack language")


def _context(detail: "ErrorDetails") -> Mapping[str, Any]:
    return detail.get("ctx", {})
