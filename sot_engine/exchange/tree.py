"""A value as a tree of names, and back: what is common to Parameters and to the items of a form.

Both hold names with either one simple value or further names, and repeat a name where there are several. Which of
these is meant, and whether a number is whole, the types of the value say; so the same two functions carry an
Assessment of twenty kinds of parts and the three fields of a score.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from sot_engine.errors import ImpossibleValue, Place, VisitFaults, raise_faults


class Branch(NamedTuple):
    """A name with a simple value or with branches of its own; `at` is where it was read."""

    name: str
    value: str | int | float | bool | None = None
    is_word: bool = False
    """Whether the value is one of a closed list of words."""
    parts: tuple["Branch", ...] = ()
    at: str = ""


def grow(name: str, value: Any, kind: Any) -> Iterator[Branch]:
    """The branches of a value of this type: none for what is None or empty, several for a list."""
    if value is None or value in ("", ()):
        return
    kind = inner_kind(kind)
    if get_origin(kind) is tuple:
        for one in value:
            yield from grow(name, one, get_args(kind)[0])
    elif _is_either(kind) and isinstance(value, tuple):
        yield Branch(name, parts=tuple(Branch("word", word) for word in value))
    elif is_map(kind):
        if value:
            yield Branch(name, parts=tuple(_one(key, part, get_args(kind)[1]) for key, part in value.items()))
    else:
        yield _one(name, value, kind)


def _one(name: str, value: Any, kind: Any) -> Branch:
    fields_of = parts_of(kind)
    if not fields_of:
        return Branch(name, float(value) if kind is float else value, is_word=get_origin(kind) is Literal)
    parts = tuple(part for field in fields_of for part in grow(told(field), getattr(value, field), fields_of[field]))
    return Branch(name, parts=parts) if parts else Branch(name, value=True)


def told(field: str) -> str:
    """The name of a field outside of Python, where `with` and `as` are names like any other."""
    return field.rstrip("_")


@cache
def parts_of(kind: Any) -> Mapping[str, Any]:
    """The fields of a record with their types; nothing for what is no record."""
    if not (isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields"))):
        return {}
    hints = get_type_hints(kind)
    return {name: hints[name] for name in _names(kind)}


def _names(kind: Any) -> tuple[str, ...]:
    return kind._fields if hasattr(kind, "_fields") else tuple(field.name for field in fields(kind))


def gather(name: str, branches: tuple[Branch, ...], kind: Any, where: str) -> Any:
    """The value of this type that the branches hold.

    Errors: ImpossibleValue for each that it cannot hold, VisitFaults with all of them; `where` is the file.
    """
    return _validated(_plain(kind, branches), kind, name, Place(f"{where}:{branches[0].at}" if branches else where))


def _validated(plain: Any, kind: Any, name: str, place: Place) -> Any:
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_python(plain)
    except ValidationError as error:
        faults = [
            ImpossibleValue(
                f"{_dotted(name, one['loc'])}: {one['msg'][:1].lower()}{one['msg'][1:]}",
                where=place, hint="export the visit again; this part was changed",
            )
            for one in error.errors(include_url=False, include_input=False)
        ]  # fmt: skip
        raise_faults(faults, VisitFaults)
        raise  # pragma: no cover - there is always a fault


@cache
def _adapter(kind: Any) -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _dotted(name: str, loc: tuple[str | int, ...]) -> str:
    return ".".join((name, *(str(step) for step in loc)))


def _plain(kind: Any, branches: tuple[Branch, ...]) -> Any:
    """Plain data in the form that the type asks for; what is wrong in it is left to pydantic to say."""
    asked, kind = kind, inner_kind(kind)
    if get_origin(kind) is tuple:
        return [_held(get_args(kind)[0], branch) for branch in branches]
    if not branches:
        return {} if is_map(kind) else "" if asked is str else None
    if is_map(kind):
        return {part.name: _held(get_args(kind)[1], part) for part in branches[0].parts}
    return _held(kind, branches[0]) if len(branches) == 1 else [branch.value for branch in branches]


def _held(kind: Any, branch: Branch) -> Any:
    fields_of = parts_of(kind)
    if fields_of:
        return {field: found for field, found in _fields_held(kind, fields_of, branch) if found is not MISSING}
    return tuple(part.value for part in branch.parts) if branch.parts else branch.value


def _fields_held(kind: Any, fields_of: Mapping[str, Any], branch: Branch) -> Iterator[tuple[str, Any]]:
    by_name: dict[str, list[Branch]] = {}
    for part in branch.parts:
        by_name.setdefault(part.name, []).append(part)
    optional = _with_default(kind)
    for field, of in fields_of.items():
        found = tuple(by_name.get(told(field), ()))
        yield field, MISSING if not found and field in optional else _plain(of, found)


@cache
def _with_default(kind: Any) -> frozenset[str]:
    if not is_dataclass(kind):
        return frozenset()
    return frozenset(
        field.name for field in fields(kind) if field.default is not MISSING or field.default_factory is not MISSING
    )


def inner_kind(kind: Any) -> Any:
    """The type itself, where None is allowed beside it."""
    if get_origin(kind) in (Union, UnionType):
        rest = [one for one in get_args(kind) if one is not NoneType]
        if len(rest) == 1:
            return rest[0]
    return kind


def _is_either(kind: Any) -> bool:
    return get_origin(kind) in (Union, UnionType)


def is_map(kind: Any) -> bool:
    """Whether values of this type are maps."""
    origin = get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)
