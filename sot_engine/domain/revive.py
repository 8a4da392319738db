"""Plain data, as JSON holds it, back into the value that it was written from: the way back of `plain`."""

from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Any, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

Reader: TypeAlias = Callable[[Any], Any]
T = TypeVar("T")


def revive(kind: type[T], plain: Any) -> T:
    """Read plain data as a value of this kind: a named tuple or a data class, whatever lies in it included.

    Keys that the kind does not know are left out, so that a newer writer can be read. Nothing is guessed:
    Errors: KeyError, TypeError or AttributeError for what is missing or of another shape.
    """
    return cast("T", _reader(cast("Any", kind))(plain))


@cache
def _reader(kind: Any) -> Reader:
    """How values of one type are read; for a class this is looked up once."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in {Union, UnionType}:
        return _either(args)
    if origin is tuple:
        inner = _reader(args[0])
        if inner is _as_it_is:
            return tuple
        return lambda plain: tuple(inner(part) for part in plain)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        each = _reader(args[1])
        if each is _as_it_is:
            return lambda plain: MappingProxyType(dict(plain.items()))
        return lambda plain: MappingProxyType({name: each(part) for name, part in plain.items()})
    if isinstance(kind, type) and (is_dataclass(kind) or hasattr(kind, "_fields")):
        return _class(kind)
    return _as_it_is


def _as_it_is(plain: Any) -> Any:
    return plain


def _either(args: tuple[Any, ...]) -> Reader:
    """One of several types: nothing, a value, or a word that may be a run of words."""
    kinds = [kind for kind in args if kind is not NoneType]
    if len(kinds) > 1:
        return lambda plain: tuple(plain) if isinstance(plain, list) else plain
    inner = _reader(kinds[0])
    if inner is _as_it_is:
        return inner
    return lambda plain: None if plain is None else inner(plain)


def _class(kind: type[Any]) -> Reader:
    hints = get_type_hints(kind)
    names = kind._fields if hasattr(kind, "_fields") else tuple(kind.__dataclass_fields__)
    known = [(name, name.rstrip("_"), _reader(hints[name])) for name in names]

    def read(plain: Any) -> Any:
        return kind(**{name: inner(plain[told]) for name, told, inner in known if told in plain})

    return read
